"""Words of the case engine: enums, what goes in and out, events and errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from tinhso.core.events.api import event

#: What an entry of the evidence log about a case names.
SUBJECT: Final = "case"


class Channel(TextChoices):
    """How a dossier came in."""

    ONLINE = "online", _("Trực tuyến")
    COUNTER = "counter", _("Tại quầy")
    POST = "post", _("Qua bưu chính")


class ClockMode(StrEnum):
    """What the clock does while a case is in a state."""

    NONE = "none"
    RUN = "run"
    PAUSE = "pause"
    STOPPED = "stopped"


class Party(TextChoices):
    """Whom a stretch of time is charged to."""

    OFFICE = "office", _("Cơ quan giải quyết")
    SIGNER = "signer", _("Người ký")
    APPLICANT = "applicant", _("Người nộp")
    OTHER_AGENCY = "other_agency", _("Cơ quan phối hợp")
    SYSTEM = "system", _("Hệ thống")


class DocumentKind(TextChoices):
    """What a file in a case is."""

    PAPER = "paper", _("Giấy tờ nộp")
    SUPPLEMENT = "supplement", _("Giấy tờ bổ sung")
    FORM = "form", _("Phiếu, thông báo")
    DRAFT = "draft", _("Dự thảo kết quả")
    RESULT = "result", _("Kết quả")
    OTHER = "other", _("Tài liệu khác")


class Answer(TextChoices):
    """An opinion given in a consultation."""

    AGREE = "agree", _("Đồng ý")
    DISAGREE = "disagree", _("Không đồng ý")
    NO_OBJECTION = "no_objection", _("Không có ý kiến khác")


@dataclass(frozen=True, slots=True)
class CasePage:
    """Where a case that is no dossier is read, by the name of its page (its only argument is the case's id), and what
    such a case is called.
    """

    url_name: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class CodeIssuer:
    """Another system that gives dossiers codes of its own, as a page calls such a code."""

    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks: the account where there is one, what is needed to reach the person, and their số định danh as told in
    the dossier, of which the case keeps a keyed digest alone.
    """

    name: str
    account_id: UUID | None = None
    phone: str = ""
    email: str = ""
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """The unit that fills a stage of a flow, the role that does it there, and the working hours it has for it each
    time; 0 where the promised date alone holds it.
    """

    unit_id: UUID
    role: str = ""
    hours: int = 0


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A stored file to be filed in a case. ``paper`` is the id of the required paper that it answers, if any."""

    file_id: UUID
    title: str
    kind: DocumentKind = DocumentKind.PAPER
    paper: str = ""
    public: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything that is fixed when a case begins.

    ``deadline`` is ``{"value", "unit", "same_day_cutoff"}`` as in a procedure; ``hours`` the working hours of the unit
    that decides; ``code_prefix`` what the dossier code begins with; ``consult`` the units ticked beforehand; ``named``
    the số định danh of all persons told of in ``data``, of which keyed digests alone are kept beside it.
    """

    type_code: str
    title: str
    unit_id: UUID
    receiving_unit_id: UUID
    applicant: Applicant
    channel: Channel
    deadline: Mapping[str, object]
    hours: str
    code_prefix: str
    stages: Mapping[str, Seat]
    conditions: Mapping[str, bool] = field(default_factory=dict)
    consult: tuple[UUID, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    documents: tuple[NewDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a linked dossier: a dossier of its own, opened when every part in ``after`` has come to its result.

    ``takes`` are papers that it gets from the results of other parts: id of the paper to id of the part.
    """

    id: str
    opening: Opening
    after: tuple[str, ...] = ()
    takes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a person gives with an action; which parts are asked for stands in the flow (``needs``)."""

    reason: str = ""
    due_date: date | None = None
    unit_id: UUID | None = None
    assignee_id: UUID | None = None
    unit_ids: tuple[UUID, ...] = ()
    papers: tuple[str, ...] = ()
    documents: tuple[NewDocument, ...] = ()
    text: str = ""
    answer: str = ""
    amount: int | None = None


@event("cases.case_changed")
@dataclass(frozen=True)
class CaseChanged:
    """A case was opened, or an action was done on it."""

    case_id: UUID
    seq: int
    type_code: str
    action: str
    from_state: str
    to_state: str
    status: str
    paper_form: str = ""
    parent_id: UUID | None = None


@event("cases.timer_fired")
@dataclass(frozen=True)
class TimerFired:
    """A timer of a flow asks that somebody be told."""

    case_id: UUID
    notify: str
    message: str
    message_en: str


class CannotTake(InvalidInput):
    """Người này không được làm việc đó ở đơn vị. Chọn người khác."""

    code = "cannot_take"


class CaseNotFound(NotFound):
    """Không tìm thấy hồ sơ, hoặc tài khoản này không được xem hồ sơ đó."""

    code = "case_not_found"


class CaseMovedOn(Conflict):
    """{who} đã thực hiện “{what}” lúc {when}. Thao tác của bạn chưa được ghi; xin xem lại hồ sơ."""

    code = "case_moved_on"


class ActionNotOffered(Conflict):
    """Không thể “{action}” khi hồ sơ đang ở trạng thái “{state}”. Chưa có gì thay đổi."""

    code = "action_not_offered"


class IllegalStatusMove(Conflict):
    """Trạng thái {old} không được chuyển sang {new} theo bảng mã quốc gia. Việc này đã được ghi vào nhật ký."""

    code = "illegal_status_move"


class NotYourTurn(Forbidden):
    """Bước “{action}” thuộc về người khác; tài khoản này không có quyền làm."""

    code = "not_your_turn"


class InputMissing(InvalidInput):
    """Thao tác còn thiếu thông tin. Xin điền các mục được đánh dấu; chưa có gì thay đổi."""

    code = "input_missing"


class CodeTaken(Conflict):
    """Mã {dossier_code} đã thuộc về hồ sơ khác, hoặc hồ sơ này đã có mã khác của nơi cấp đó."""

    code = "dossier_code_taken"


class ApologyTooLate(Conflict):
    """Đã quá ngày hẹn; theo quy tắc đang áp dụng, phải xin lỗi và hẹn lại trước ngày hẹn. Chưa có gì thay đổi."""

    code = "apology_too_late"


class UnknownCaseType(InvalidInput):
    """Không có loại hồ sơ “{type_code}” đang áp dụng."""

    code = "unknown_case_type"
