"""Problems of a pack: where, what is wrong, what was expected, and the nearest valid name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from tinhso.core.errors import Kind, TinhSoError

Path = tuple[str | int, ...]
#: How many problems an error names by field to a program.
MOST_TOLD = 50


class Source(Protocol):
    """Where an object was written."""

    @property
    def file(self) -> str:
        """The file, relative to the folder of packs."""

    def line_at(self, path: Path) -> int:
        """The line of the value at ``path``, or of the nearest thing around it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or with ``is_warning`` could be better and stops nothing.

    ``line`` counts from 1; 0 means the file or folder as a whole.
    """

    file: str
    line: int
    message: str
    section: str = ""
    object_id: str = ""
    field: str = ""
    expected: str = ""
    near: str = ""
    is_warning: bool = False

    @property
    def place(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def text(self) -> str:
        """One line for the terminal."""
        subject = "/".join(part for part in (self.section, self.object_id) if part)
        parts = [self.place + ":"]
        if subject or self.field:
            parts.append(" ".join(part for part in (subject, f"[{self.field}]" if self.field else "") if part) + ":")
        parts.append((_("cảnh báo: ") if self.is_warning else "") + self.message + ".")
        if self.expected:
            parts.append(_("Cần: {expected}.").format(expected=self.expected))
        if self.near:
            parts.append(_("Gần nhất: {near}.").format(near=self.near))
        return " ".join(parts)


class PackInvalid(TinhSoError):
    """Gói cấu hình {pack} có {count} lỗi; chưa có gì được thay đổi."""

    code = "pack_invalid"

    def __init__(self, pack: str, problems: Sequence[Problem]) -> None:
        fields = {f"{each.object_id}.{each.field}": each.message for each in problems[:MOST_TOLD] if each.field}
        super().__init__(pack=pack, count=len(problems), fields=fields)
        self.problems = tuple(problems)


class ReleaseRefused(TinhSoError):
    """Áp dụng gói này sẽ làm kẹt việc đang mở; chưa có gì được thay đổi. {reasons}"""  # noqa: D415 -- reasons end it

    kind = Kind.CONFLICT
    code = "release_refused"


class PackNotFound(TinhSoError):
    """Không có gói cấu hình {pack} trong {folder}. Các gói hiện có: {known}."""

    kind = Kind.NOT_FOUND
    code = "pack_not_found"


class NoPackApplied(TinhSoError):
    """Chưa có gói cấu hình nào được áp dụng. Hãy chạy: tinhso pack apply <tên gói>."""

    kind = Kind.UNAVAILABLE
    code = "no_pack_applied"


class PackObjectNotFound(TinhSoError):
    """Không có {key} trong phần {section} của gói cấu hình."""

    kind = Kind.NOT_FOUND
    code = "pack_object_not_found"


class AnotherProvince(TinhSoError):
    """Hệ thống này đang chạy tỉnh {installed} nên không nhận gói {pack}; hãy cài riêng:
    TINHSO_HOME=./var-{pack} TINHSO_PACK={pack} ./tinhso up.
    """

    kind = Kind.CONFLICT
    code = "another_province"


class NotAProvince(TinhSoError):
    """Gói {pack} là lớp dùng chung, không áp dụng riêng được; hãy chọn gói của một tỉnh."""

    code = "not_a_province"


class ReleaseNotFound(TinhSoError):
    """Không có bản phát hành {number}. Xem các bản đã có: tinhso pack list."""

    kind = Kind.NOT_FOUND
    code = "release_not_found"


class ChangeSetNotFound(TinhSoError):
    """Không tìm thấy phiếu sửa cấu hình này."""

    kind = Kind.NOT_FOUND
    code = "change_set_not_found"


class ChangeSetClosed(TinhSoError):
    """Phiếu này đang ở trạng thái “{state}” nên không làm được việc đó; chưa có gì thay đổi."""

    kind = Kind.CONFLICT
    code = "change_set_closed"


class OwnProposal(TinhSoError):
    """Người soạn không được tự duyệt phiếu của mình; cần một người khác có quyền ban hành."""

    kind = Kind.FORBIDDEN
    code = "own_proposal"


class ChangeOutdated(TinhSoError):
    """{section}/{key} đã được ban hành bản khác sau khi phiếu này bắt đầu; hãy mở lại bản đang dùng và soạn tiếp."""

    kind = Kind.CONFLICT
    code = "change_outdated"


class NotEditable(TinhSoError):
    """Phần {section} chỉ sửa được bằng tệp của gói cấu hình."""

    code = "not_editable"


class ObjectTooLarge(TinhSoError):
    """Nội dung quá lớn hoặc lồng nhau quá sâu (tối đa {size} kB, {depth} lớp); chưa có gì được lưu."""

    code = "object_too_large"


class NothingToPropose(TinhSoError):
    """Phiếu chưa có sửa đổi nào."""

    code = "nothing_to_propose"


class NothingToUndo(TinhSoError):
    """Không còn sửa đổi nào để hoàn tác."""

    code = "nothing_to_undo"
