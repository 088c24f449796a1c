"""Words of the papers room: kinds and states of a hand-over, how far a print has come, errors."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, Forbidden, InvalidInput, NotFound

READ = "cases.read"
#: Who may give and take papers over a unit: those at its counter and its officers.
GIVE = "cases.receive"
#: The most dossiers on one sheet, and in one print.
MOST = 200


class SheetKind(TextChoices):
    """To whom papers go."""

    UNIT = "unit", _("Giao cho cơ quan, bộ phận")
    POST = "post", _("Giao bưu chính trả kết quả")


class SheetState(TextChoices):
    """How a hand-over stands."""

    OPEN = "open", _("Chờ bên nhận xác nhận")
    TAKEN = "taken", _("Đã nhận")
    CANCELLED = "cancelled", _("Đã hủy")


class EntryState(TextChoices):
    """What became of one dossier of a sheet."""

    WAITING = "waiting", _("Chờ nhận")
    TAKEN = "taken", _("Đã nhận")
    LEFT = "left", _("Không nhận")
    CANCELLED = "cancelled", _("Phiếu đã hủy")
    DELIVERED = "delivered", _("Đã phát cho người nhận")
    RETURNED = "returned", _("Bưu chính chuyển hoàn")


class RunState(TextChoices):
    """How far a print has come."""

    RUNNING = "running", _("Đang in")
    DONE = "done", _("Đã xong")


@dataclass(frozen=True, slots=True)
class Handover:
    """What a new sheet says: the dossiers in their order, and who takes them.

    To a unit ``to_unit_id`` is given; to the post ``carrier``, with the tracking number of each dossier where there is
    one already. ``content`` says what is handed over.
    """

    kind: SheetKind
    case_ids: tuple[UUID, ...]
    to_unit_id: UUID | None = None
    carrier: str = ""
    content: str = ""
    tracking: dict[UUID, str] = field(default_factory=dict)


class SheetNotFound(NotFound):
    """Không tìm thấy phiếu bàn giao này, hoặc tài khoản này không được xem."""

    code = "sheet_not_found"


class SheetInvalid(InvalidInput):
    """Phiếu bàn giao còn mục chưa đúng. Chưa có gì được lưu."""

    code = "sheet_invalid"


class AlreadyOnSheet(Conflict):
    """Hồ sơ {codes} đang nằm trong một phiếu bàn giao chưa xác nhận. Chưa có phiếu nào được lập."""

    code = "already_on_sheet"


class SheetClosed(Conflict):
    """Phiếu này {who} đã xử lý lúc {when}. Thao tác của bạn chưa được ghi."""

    code = "sheet_closed"


class NotTheTaker(Forbidden):
    """Phiếu này do bên nhận xác nhận; người lập phiếu không tự xác nhận."""

    code = "not_the_taker"


class NothingToGiveBack(Conflict):
    """Giấy tờ của hồ sơ này đã trả lại rồi, hoặc hồ sơ chưa kết thúc. Lần bấm này chưa ghi gì."""

    code = "nothing_to_give_back"


class TooMuch(InvalidInput):
    """Có {count} hồ sơ, nhiều hơn {most} hồ sơ một lần in. Xin thu hẹp khoảng ngày hoặc chọn một thủ tục."""

    code = "too_much"


class NothingToPrint(InvalidInput):
    """Chưa chọn hồ sơ nào, hoặc các hồ sơ đã chọn không xem được."""

    code = "nothing_to_print"


class RunNotFound(NotFound):
    """Không tìm thấy lần in này."""

    code = "run_not_found"


class FormMissing(NotFound):
    """Chưa có mẫu “{purpose}” nào đang áp dụng trong gói cấu hình."""

    code = "form_missing"
