"""Words of digitising: how a scan and a lot stand, what an intake reports; permissions; errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from tinhso.core.ui.forms import BadInput

#: Makes true copies of papers of a dossier at the counter, signed with the official's own key.
COPY: Final = "digitisation.copy"
#: Enters what stands on old results, settles where two entries differ, checks samples.
ENTER: Final = "digitisation.enter"
#: Plans, takes lots in, draws samples.
MANAGE: Final = "digitisation.manage"
#: Signs a lot that passed its sample.
SIGN: Final = "digitisation.sign"

#: The most scans that are taken in at once, and the most pages of a list.
MOST_SCANS: Final = 200
#: Fields that every kind of paper may have beside the data of its own.
NUMBER, ISSUED, ISSUER, PERSON = "number", "issued_date", "issuer", "person_id"
COMMON_FIELDS: Final = frozenset({NUMBER, ISSUED, ISSUER, PERSON})

Values = Mapping[str, str]


class ScanState(TextChoices):
    """How a scan stands. One of a dossier is entered once, by who compares it with the original."""

    FIRST = "first", _("Chờ nhập lần 1")
    SECOND = "second", _("Chờ nhập lần 2")
    DIFFERING = "differing", _("Hai lần nhập khác nhau")
    AGREED = "agreed", _("Đã thống nhất")
    SIGNED = "signed", _("Đã ký")
    OUT = "out", _("Để riêng")


class LotState(TextChoices):
    """How a lot stands."""

    OPEN = "open", _("Đang nhập")
    SAMPLING = "sampling", _("Đang kiểm tra mẫu")
    ACCEPTED = "accepted", _("Đạt, chờ ký")
    SIGNING = "signing", _("Đang ký")
    DONE = "done", _("Đã ký và cất kho")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row or one scan of an intake; ``row`` is 0 for a scan that no row names."""

    row: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of an intake: scans taken, those that were there before, what came back with its reason."""

    taken: int
    again: int
    faults: tuple[Fault, ...]


class PlanNotFound(NotFound):
    """Không tìm thấy kế hoạch số hóa này, hoặc tài khoản này không được xem."""

    code = "digitisation_plan_not_found"


class LotNotFound(NotFound):
    """Không tìm thấy lô này, hoặc tài khoản này không được xem."""

    code = "digitisation_lot_not_found"


class ScanNotFound(NotFound):
    """Không tìm thấy bản quét này, hoặc tài khoản này không được xem."""

    code = "digitisation_scan_not_found"


class AfterToday(BadInput):
    """Ngày này không sau hôm nay."""

    code = "digitisation_after_today"


class PlanInvalid(InvalidInput):
    """Kế hoạch còn mục chưa đúng. Chưa có gì được lưu."""

    code = "digitisation_plan_invalid"


class PlanThere(Conflict):
    """Đơn vị này đã có kế hoạch cho loại giấy tờ và các năm đó."""

    code = "digitisation_plan_there"


class PlanMovedOn(Conflict):
    """Kế hoạch vừa được người khác sửa. Chưa có gì được lưu; xin xem lại các số mới."""

    code = "digitisation_plan_moved_on"


class IntakeInvalid(InvalidInput):
    """Chưa nhận được lô: {reason}"""  # noqa: D415 -- the reason ends the sentence

    code = "digitisation_intake_invalid"


class EntryInvalid(InvalidInput):
    """Còn mục chưa đúng. Xin kiểm tra các mục được đánh dấu; chưa có gì được lưu."""

    code = "digitisation_entry_invalid"


class SomebodyWasFaster(Conflict):
    """Tờ này {who} vừa xử lý. Những gì bạn nhập cho tờ này chưa được ghi; mời sang tờ tiếp theo."""

    code = "digitisation_somebody_was_faster"


class AnotherPersonNeeded(Forbidden):
    """Tờ này cần một người khác: người đã nhập không nhập lần nữa, không quyết định và không kiểm tra tờ của mình."""

    code = "digitisation_another_person_needed"


class NotReady(Conflict):
    """Việc này chưa làm được: lô đang ở bước “{state}”."""

    code = "digitisation_not_ready"


class LotUnfinished(Conflict):
    """Lô còn {count} tờ chưa thống nhất, hoặc không có tờ nào để ký."""

    code = "digitisation_lot_unfinished"
