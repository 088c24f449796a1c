"""Words of the procedures room: what a dossier costs and needs, errors, events."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import Actor
from tinhso.core.errors import Conflict, InvalidInput, NotFound
from tinhso.core.events.api import event
from tinhso.core.faces import HomeBlock, PageRequest
from tinhso.core.registry import Registry
from tinhso.engines.cases import api as cases

#: Holding it, somebody helps citizens at home under their mandates.
ASSIST = "procedures.assist"
#: The act of filing a dossier, as the rows of the ladder name it.
FILE = "procedures.submit_draft"


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """Whom somebody wants to help with what: the procedure's code, name and number of the citizen, how many hours."""

    code: str
    name: str
    number: str
    hours: int


class MandateWay(TextChoices):
    """On what proof an official acts for a citizen."""

    PRESENT = "present", _("Người dân có mặt, đã đối chiếu giấy tờ tùy thân")
    PAPER = "paper", _("Người khác nộp thay theo văn bản ủy quyền")
    CODE = "code", _("Người dân có tài khoản xác nhận bằng mã")


class PaymentWay(TextChoices):
    """How fees were paid."""

    CASH = "cash", _("Tiền mặt")
    TRANSFER = "transfer", _("Chuyển khoản")
    ONLINE = "online", _("Trực tuyến")


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of what a dossier costs, in đồng."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class PaperNeeded:
    """One paper that this dossier needs, given the answers so far; ``required`` is None while it depends on answers."""

    id: str
    name: str
    kind: str
    count: int
    required: bool | None
    replaceable_by: str
    note: str


@event("procedures.dossier_rated")
@dataclass(frozen=True)
class DossierRated:
    """An applicant rated how a dossier was handled."""

    case_id: UUID
    stars: int


@event("procedures.fee_moved")
@dataclass(frozen=True)
class FeeMoved:
    """The fees of a dossier were taken, at a counter or online, or a receipt of them was cancelled or given back."""

    case_id: UUID
    payment_id: UUID
    paid: bool


@event("procedures.result_signed")
@dataclass(frozen=True)
class ResultSigned:
    """The result of a dossier was signed."""

    case_id: UUID


@event("procedures.draft_moved")
@dataclass(frozen=True)
class DraftMoved:
    """A draft was begun, saved, filed, thrown away or taken back. It says where its form stands and holds no answer.

    ``step`` and ``question`` are what was answered last, ``problem`` the first question of that step whose answer is
    missing or not right; all are empty where nothing was saved.
    """

    draft_id: UUID
    procedure: str
    at: datetime
    outcome: Literal["open", "filed", "discarded"] = "open"
    step: str = ""
    question: str = ""
    problem: str = ""


class ProcedureNotFound(NotFound):
    """Không có thủ tục “{code}” đang áp dụng."""

    code = "procedure_not_found"


class FlowNotFound(NotFound):
    """Không có quy trình “{flow_id}” đang áp dụng."""

    code = "flow_not_found"


class FlowPartInUse(Conflict):
    """“{name}” còn được dùng ở: {users}. Đổi những chỗ đó trước rồi mới bỏ được."""

    code = "flow_part_in_use"


class InitialStateNeeded(Conflict):
    """Đây là trạng thái bắt đầu. Chọn trạng thái bắt đầu khác ở phần Thông tin chung rồi mới bỏ được."""

    code = "initial_state_needed"


class DraftNotFound(NotFound):
    """Không tìm thấy bản nháp này. Có thể hồ sơ đã được nộp hoặc bản nháp đã bị xóa."""

    code = "draft_not_found"


class FormInvalid(InvalidInput):
    """Tờ khai còn mục chưa đúng. Các câu trả lời khác đã được giữ lại."""

    code = "form_invalid"


class AnswersTooLarge(InvalidInput):
    """Tờ khai dài hơn mức hệ thống nhận nên phần vừa nhập chưa được giữ. Xin ghi ngắn, chi tiết đưa vào tệp kèm."""

    code = "answers_too_large"


class PapersMissing(InvalidInput):
    """Hồ sơ còn thiếu giấy tờ: {papers}. Bản nháp đã được giữ lại."""

    code = "papers_missing"


class AlreadyKept(InvalidInput):
    """Kho giấy tờ của người nộp đã có: {papers}. Lấy từ kho vào hồ sơ, hoặc ghi lý do vẫn yêu cầu. Chưa gửi gì đi."""

    code = "already_kept"


class MandateNeeded(Conflict):
    """Chưa có ủy quyền còn hiệu lực cho thủ tục này nên chưa nộp thay được. Những gì đã nhập còn nguyên."""

    code = "mandate_needed"


class MandateIncomplete(InvalidInput):
    """Ủy quyền còn thiếu thông tin. Xin kiểm tra các mục được đánh dấu; chưa có gì được ghi."""

    code = "mandate_incomplete"


class MandateCodeWrong(InvalidInput):
    """Mã chưa đúng hoặc đã hết hạn. Xin người dân đọc lại mã trên trang Ủy quyền của họ."""

    code = "mandate_code_wrong"


class MandateNotFound(NotFound):
    """Không tìm thấy ủy quyền này."""

    code = "mandate_not_found"


class FiledNationally(Conflict):
    """Thủ tục này nộp tại Cổng Dịch vụ công quốc gia."""

    code = "filed_nationally"


class NotFiledOnline(Conflict):
    """Thủ tục này chỉ nhận hồ sơ tại quầy. {reason}"""  # noqa: D415 -- the reason ends it

    code = "not_filed_online"


class NoSuchUnit(InvalidInput):
    """Chưa chọn cơ quan giải quyết, hoặc cơ quan đã chọn không giải quyết thủ tục này."""

    code = "no_such_unit"


class NoSuchTaker(InvalidInput):
    """Chọn nơi nhận trong danh sách."""

    code = "no_such_taker"


class RatingChannel(TextChoices):
    """Where a rating was given."""

    ACCOUNT = "account", _("Tài khoản")
    LINK = "link", _("Mã QR trên giấy")
    TABLET = "tablet", _("Máy tại quầy")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thinks of the service: 1 to 5 stars, ids of reasons, words."""

    stars: int
    comment: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A link that a room above prints as QR on the forms of one purpose, and what stands beside it in words."""

    purpose: str
    label: str
    url: Callable[[cases.Case], str]


#: What rooms above print on forms of a dossier.
paper_links: Registry[PaperLink] = Registry("paper links")


class AlreadyRated(Conflict):
    """Hồ sơ này đã được đánh giá. Cảm ơn ông/bà."""

    code = "already_rated"


class RatedAsWhole(Conflict):
    """Hồ sơ này là một phần của hồ sơ liên thông. Xin đánh giá một lần ở hồ sơ chung, khi mọi phần đã xong."""

    code = "rated_as_whole"


class NothingOwed(Conflict):
    """Hồ sơ này không còn phí, lệ phí phải thu. Chưa có gì được ghi."""

    code = "nothing_owed"


class FeeAlreadyPaid(Conflict):
    """{who} đã thu phí, lệ phí của hồ sơ này lúc {when}, biên nhận {number}. Lần bấm này chưa ghi gì."""

    code = "fee_already_paid"


class PaidOnline(Conflict):
    """Biên lai {number} là tiền nộp trực tuyến. Hoàn tiền ở trang Khoản thu; biên lai tự hủy khi tiền về người nộp."""

    code = "fee_paid_online"


class FeeInvalid(InvalidInput):
    """Phiếu thu còn mục chưa đúng. Chưa có gì được ghi."""

    code = "fee_invalid"


class FeeOwed(Conflict):
    """Còn {amount} phí, lệ phí chưa thu: {codes}. Thu tiền rồi mới trả kết quả."""

    code = "fee_owed"


class DeliveryInvalid(InvalidInput):
    """Nơi nhận kết quả qua bưu chính còn mục chưa đúng."""

    code = "delivery_invalid"


class CannotFileAgain(Conflict):
    """Chỉ nộp lại được hồ sơ của mình đã bị từ chối, đã dừng hoặc đã rút."""

    code = "cannot_file_again"


class NotFinishedYet(Conflict):
    """Hồ sơ chưa có kết quả nên chưa đánh giá được."""

    code = "not_finished_yet"


class NoTemplate(InvalidInput):
    """Chưa có mẫu văn bản “{template}” trong gói cấu hình, nên chưa lập được văn bản."""

    code = "no_template"


@dataclass(frozen=True, slots=True)
class FilingLink:
    """Where a procedure is filed outside this platform, and what goes along with who follows the link, in words."""

    url: str
    takes: tuple[str, ...] = ()


#: Where what is filed at the national portal is filed, by code, filled by the room that is connected to it.
filing_links: Registry[Callable[[str], FilingLink]] = Registry("filing links")


@dataclass(frozen=True, slots=True)
class DossierBlock:
    """A block that a room above puts on a dossier's page: a template and what makes its context; an empty
    context draws nothing.
    """

    template: str
    order: int
    context: Callable[[PageRequest, cases.CaseView], dict[str, Any]]


#: What rooms above put on a dossier's page, beside its facts; drawn in their order.
dossier_blocks: Registry[DossierBlock] = Registry("dossier blocks")

#: The same on the page of its applicant.
applicant_blocks: Registry[DossierBlock] = Registry("applicant blocks")

#: Blocks that other rooms put on the page of a procedure, and on the pages of counter filing, in their order.
procedure_blocks: Registry[HomeBlock] = Registry("procedure blocks")
counter_blocks: Registry[HomeBlock] = Registry("counter blocks")


class NewProcedureIncomplete(InvalidInput):
    """Thủ tục mới còn thiếu thông tin. Xin kiểm tra các mục được đánh dấu."""

    code = "new_procedure_incomplete"


class CodeTaken(Conflict):
    """Mã thủ tục {code} đã có, hoặc đang được soạn trong một phiếu khác."""

    code = "code_taken"


class NewFlowIncomplete(InvalidInput):
    """Quy trình mới còn thiếu thông tin. Xin kiểm tra các mục được đánh dấu."""

    code = "new_flow_incomplete"


class FlowTaken(Conflict):
    """Mã quy trình {flow_id} đã có, hoặc đang được soạn trong một phiếu khác."""

    code = "flow_taken"


class FlowNotWhole(Conflict):
    """Quy trình {flow_id} đang soạn còn lỗi nên chưa chạy thử, chưa tính ngày hẹn được; xem các lỗi của nó trước."""

    code = "flow_not_whole"


class ImportNotFound(NotFound):
    """Không tìm thấy lần nhập danh mục này."""

    code = "import_not_found"


class TableUnreadable(InvalidInput):
    """Chưa đọc được bảng: {reason}. Chưa có gì được lưu."""

    code = "table_unreadable"


#: What rooms count of dossiers, by name: each counts from nothing, after more came than the outbox is told of.
recounts: Registry[Callable[[Actor, datetime], object]] = Registry("recounts")
