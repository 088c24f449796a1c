"""Words of the national portal: where dossiers come from, what is sent, what can be wrong, facts, errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import Actor, ActorKind
from tinhso.core.errors import Conflict, InvalidInput, NotFound, Unavailable

READ: Final = "national_portal.read"
SETTLE: Final = "national_portal.settle"
#: Under this name the cases engine keeps the portal's codes.
ISSUER: Final = "national_portal"

#: Who files what the portal passes on, and does what an applicant did there.
PORTAL: Final = Actor(ActorKind.SYSTEM, name="Cổng Dịch vụ công quốc gia")


class Origin(TextChoices):
    """Where a dossier was filed."""

    OWN = "own", _("Nộp tại tỉnh")
    NATIONAL = "national", _("Nộp tại Cổng quốc gia")


class Direction(TextChoices):
    """Which way a message goes."""

    OUT = "out", _("Gửi đi")
    IN = "in", _("Nhận về")


class Operation(TextChoices):
    """What a message does; the values are the wire's own names."""

    NEXT_CODE = "LayMaHoSo", _("Lấy mã hồ sơ")
    UPLOAD = "TaiTep", _("Tải tệp lên")
    PUT_DOSSIER = "DongBoHoSo", _("Gửi hồ sơ")
    PROGRESS = "CapNhatTienTrinh", _("Cập nhật tiến trình")
    STATUS = "CapNhatTrangThai", _("Cập nhật trạng thái")
    ANSWER = "PhanHoiTiepNhan", _("Trả lời đã nhận hay chưa")
    CHANGES = "DanhSachThayDoi", _("Hồ sơ mới hoặc thay đổi")


class MessageState(TextChoices):
    """How far a message has come."""

    WAITING = "waiting", _("Đang chờ")
    DONE = "done", _("Đã xong")
    REFUSED = "refused", _("Bị từ chối")
    SETTLED = "settled", _("Đã khép")


class Trouble(TextChoices):
    """Why a dossier is out of step until somebody looks at it."""

    REFUSED = "refused", _("Cổng quốc gia từ chối")
    NOT_SENT = "not_sent", _("Chưa gửi được vì sai dữ liệu")
    NOT_TAKEN = "not_taken", _("Hồ sơ về chưa nhận được")
    CONFLICT = "conflict", _("Hai bên khác trạng thái")
    MISSING = "missing", _("Một bên không có hồ sơ")


class Step(StrEnum):
    """What became of one try to send or take."""

    DONE = "done"
    LATER = "later"
    STUCK = "stuck"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored file that goes out: our id, what it is, its digest, its kind."""

    file_id: UUID
    paper: str
    title: str
    sha256: str
    kind: str = "electronic"


@dataclass(frozen=True, slots=True)
class Fee:
    """One line of what a dossier costs, in đồng; ``how`` is the national HinhThucThu."""

    name: str
    amount: int
    paid: bool
    how: str


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What the portal is told of a dossier filed with us."""

    procedure: str
    title: str
    sector: str
    unit_code: str
    unit_name: str
    subject: str
    person_id: str
    name: str
    phone: str
    email: str
    signed_in: bool
    channel: str
    filed_at: datetime
    promised_at: datetime | None
    papers: tuple[Paper, ...] = ()
    fees: tuple[Fee, ...] = ()


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One event of a dossier: who did what, when, and what of it the portal is told."""

    seq: int
    at: datetime
    actor: str
    unit_name: str
    action: str
    reason: str
    moved: bool
    old_status: str
    status: str
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    papers: tuple[Paper, ...] = ()
    results: tuple[Paper, ...] = ()
    result_number: str = ""
    fees: tuple[Fee, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A message to be sent: its place among those of its dossier, what it does, what it says."""

    number: int
    operation: Operation
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """A paper of a dossier filed at the portal: its id and digest there, what it is there and here."""

    file: str
    sha256: str
    title: str
    paper: str


@dataclass(frozen=True, slots=True)
class GivenDossier:
    """A dossier as the portal passes it on, read and checked; ``declared`` is what our form has no question for."""

    code: str
    procedure: str
    unit_code: str
    name: str
    person_id: str
    phone: str
    email: str
    status: str
    channel: str
    version: int
    filed_at: datetime
    answers: Mapping[str, Any]
    papers: tuple[GivenPaper, ...] = ()
    declared: tuple[tuple[str, str], ...] = field(default=())
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a message: a code of the list of errors, and the field it is about."""

    code: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class DayCount:
    """Messages of a day: sent, refused, and dossiers that came in."""

    day: date
    sent: int
    refused: int
    received: int


class PortalUnreachable(Unavailable):
    """Cổng Dịch vụ công quốc gia chưa trả lời. Thông tin vẫn được giữ và tự gửi lại."""

    code = "national_portal_unreachable"


class PortalOff(Conflict):
    """Chưa cấu hình kết nối với Cổng Dịch vụ công quốc gia (TINHSO_NATIONAL_PORTAL_URL)."""

    code = "national_portal_off"


class DossierNotFound(NotFound):
    """Không có hồ sơ này trong danh sách đồng bộ."""

    code = "national_dossier_not_found"


class NothingToSettle(Conflict):
    """Hồ sơ này không lệch, hoặc người khác vừa xử lý. Chưa có gì thay đổi."""

    code = "nothing_to_settle"


class ReasonMissing(InvalidInput):
    """Nêu lý do, ít nhất 10 ký tự."""

    code = "reason_missing"


class PeriodUnreadable(InvalidInput):
    """Ngày bắt đầu không sau ngày kết thúc, đối chiếu nhiều nhất 92 ngày một lần."""

    code = "national_period_unreadable"
