"""Enums, records and errors of the room."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Kind, TinhSoError

DECIDE: Final = "grant_reviews.decide"
#: Whoever reads the log sees how the reviews of all units stand.
AUDIT: Final = "audit.read"


class Decision(TextChoices):
    """What became of a right in a review."""

    KEEP = "keep", _("Giữ")
    SHORTEN = "shorten", _("Rút ngắn")
    WITHDRAW = "withdraw", _("Thu hồi")
    LAPSED = "lapsed", _("Tự hết hiệu lực")


class Mark(TextChoices):
    """What makes a right worth a second look."""

    NEVER_USED = "never_used", _("Chưa thấy dùng")
    LONG_UNUSED = "long_unused", _("Lâu không dùng")
    AWAY = "away", _("Người giữ đã rời hoặc bị khóa")
    MORE_THAN_PEERS = "more_than_peers", _("Nhiều quyền hơn người cùng vai trò")
    INCOMPATIBLE = "incompatible", _("Hai vai trò không nên đi cùng nhau")


class State(TextChoices):
    """How a review stands."""

    OPEN = "open", _("Đang rà soát")
    LATE = "late", _("Quá hạn")
    DONE = "done", _("Đã kết thúc")


@dataclass(frozen=True, slots=True)
class Round:
    """One half-yearly round: its first day, and the day by which units decide."""

    start_date: date
    due_date: date


class ReviewNotFound(TinhSoError):
    """Không tìm thấy đợt rà soát quyền này."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "grant_reviews.not_found"


class ReviewClosed(TinhSoError):
    """Đợt rà soát đã kết thúc; biên bản không sửa được nữa."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "grant_reviews.closed"


class NothingChosen(TinhSoError):
    """Xin chọn ít nhất một quyền còn quyết định được."""

    code: ClassVar[str] = "grant_reviews.nothing_chosen"


class OwnRight(TinhSoError):
    """Không ai tự quyết định về quyền của chính mình; cấp trên quyết định."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN
    code: ClassVar[str] = "grant_reviews.own_right"


class DecidedAlready(TinhSoError):
    """Quyền này đã được {name} quyết định; đã thu hồi hoặc rút ngắn thì không đổi lại ở đây."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "grant_reviews.decided"


class ReasonNeeded(TinhSoError):
    """Xin ghi lý do, ít nhất năm chữ cái."""

    code: ClassVar[str] = "grant_reviews.reason_needed"


class BadEnd(TinhSoError):
    """Ngày kết thúc phải sau hôm nay và sớm hơn ngày kết thúc hiện có; quyền của ứng dụng chỉ giữ hoặc thu hồi."""

    code: ClassVar[str] = "grant_reviews.bad_end"


class StillUndecided(TinhSoError):
    """Còn {count} quyền chưa quyết định; quyết định hết mới kết thúc được."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "grant_reviews.undecided"
