"""Words of the room: lines of text where they stand on a page, how far a reading has come, errors."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line and its box, in shares of the page's width and height (0 to 1)."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class PageText:
    """What was read on a page, top down. ``angle`` are the degrees by which the scan was turned to stand straight."""

    angle: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page of a scan, straight, as JPEG; its size in millimetres as it was scanned."""

    jpeg: bytes
    width_mm: float
    height_mm: float


class ReadingState(TextChoices):
    """How far a reading has come."""

    WAITING = "waiting", _("Chờ nhận dạng")
    QUEUED = "queued", _("Đang nhận dạng")
    DONE = "done", _("Đã nhận dạng")
    FAILED = "failed", _("Không nhận dạng được")


class NotAScan(InvalidInput):
    """Tệp “{name}” không phải bản quét: cần ảnh JPEG, PNG, WebP hoặc PDF mà mỗi trang là một ảnh."""

    code = "not_a_scan"


class ScanTooLarge(InvalidInput):
    """Bản quét “{name}” có quá {pages} trang hoặc trang lớn hơn {megapixels} triệu điểm ảnh. Xin quét lại ở 300 dpi."""

    code = "scan_too_large"


class PageNotFound(NotFound):
    """Bản quét không có trang này."""

    code = "scan_page_not_found"
