"""Words of the payments room: accounts of the ledger, states, what is owed, events, errors."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import Actor, ActorKind
from tinhso.core.errors import Conflict, InvalidInput, NotFound, Unavailable
from tinhso.core.events.api import event

READ: Final = "payments.read"
REFUND: Final = "payments.refund"
RECONCILE: Final = "payments.reconcile"

#: Who does what the gateway said.
GATEWAY: Final = Actor(ActorKind.SYSTEM, name="Cổng thanh toán")
#: Where the gateway tells of payments.
CALLBACK_PATH: Final = "/api/payments/callbacks"
#: The fewest characters of a reason.
LEAST_REASON: Final = 10


class InvoiceState(TextChoices):
    """How an invoice stands."""

    OPEN = "open", _("Chưa nộp")
    PAID = "paid", _("Đã thanh toán")
    PARTLY_REFUNDED = "partly", _("Đã hoàn một phần")
    REFUNDED = "refunded", _("Đã hoàn")
    EXPIRED = "expired", _("Hết hiệu lực")


class OrderWay(TextChoices):
    """How somebody pays at the gateway."""

    REDIRECT = "redirect", _("Trang của cổng thanh toán")
    QR = "qr", _("Mã VietQR")


class OrderState(TextChoices):
    """How an attempt to pay stands."""

    ASKED = "asked", _("Đang mở giao dịch")
    WAITING = "waiting", _("Chờ nộp")
    PAID = "paid", _("Đã thanh toán")
    LAPSED = "lapsed", _("Không nộp")


class NoticeSource(TextChoices):
    """How a word about a payment came."""

    CALLBACK = "callback", _("Cổng báo")
    QUERY = "query", _("Hỏi cổng")
    STATEMENT = "statement", _("Sao kê")


class NoticeState(TextChoices):
    """What became of a word about a payment."""

    WAITING = "waiting", _("Chờ ghi sổ")
    BOOKED = "booked", _("Đã ghi sổ")
    AGAIN = "again", _("Đã biết từ trước")
    FORGED = "forged", _("Chữ ký sai")
    UNREADABLE = "unreadable", _("Không đọc được")


class PaymentFit(TextChoices):
    """What money that came in is for."""

    INVOICE = "invoice", _("Đúng khoản phải nộp")
    MORE = "more", _("Nộp nhiều hơn khoản phải nộp")
    LESS = "less", _("Nộp ít hơn khoản phải nộp")
    SECOND = "second", _("Khoản này đã nộp hoặc không còn phải nộp")
    UNKNOWN = "unknown", _("Chưa rõ nộp cho khoản nào")


class Account(TextChoices):
    """Accounts of the ledger; a debit makes the first two grow, a credit the others."""

    RECEIVABLE = "receivable", _("Phải thu")
    HELD = "held", _("Tiền ở cổng thanh toán")
    FEES = "fees", _("Phí, lệ phí")
    EXCESS = "excess", _("Nộp thừa, chờ hoàn")
    UNKNOWN = "unknown", _("Chưa rõ nguồn, chờ xử lý")


class Movement(TextChoices):
    """Why money moves between two accounts."""

    ISSUED = "issued", _("Lập khoản thu")
    PAID = "paid", _("Nộp tiền")
    EXCESS = "excess", _("Nộp thừa")
    UNKNOWN = "unknown", _("Tiền chưa rõ nguồn")
    REFUNDED = "refunded", _("Hoàn tiền")
    CLOSED = "closed", _("Khoản thu hết hiệu lực")


class RefundState(TextChoices):
    """How a refund stands."""

    ASKED = "asked", _("Chờ duyệt")
    APPROVED = "approved", _("Đang hoàn")
    DONE = "done", _("Đã hoàn")
    REFUSED = "refused", _("Cổng không hoàn")
    DECLINED = "declined", _("Không duyệt")


class DifferenceKind(TextChoices):
    """How our books and the gateway's statement differ about one transaction."""

    NOT_HERE = "not_here", _("Sao kê có, sổ không có")
    NOT_THERE = "not_there", _("Sổ có, sao kê không có")
    AMOUNT = "amount", _("Khác số tiền")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what is owed, in đồng, and why: the fee's name, its legal basis."""

    name: str
    amount: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody owes: for what (``purpose``, ``subject_id``, ``reference`` = the code that the money carries)."""

    purpose: str
    subject_id: UUID
    reference: str
    title: str
    unit_id: UUID
    lines: tuple[Line, ...]
    payer_id: UUID | None
    payer_name: str

    @property
    def amount(self) -> int:
        """The sum of the lines, in đồng."""
        return sum(line.amount for line in self.lines)


@event("payments.invoice_paid")
@dataclass(frozen=True)
class InvoicePaid:
    """An invoice was paid, whole."""

    invoice_id: UUID
    purpose: str
    subject_id: UUID


class InvoiceNotFound(NotFound):
    """Không tìm thấy khoản thu này."""

    code = "invoice_not_found"


class ReceiptNotFound(NotFound):
    """Không tìm thấy biên lai này."""

    code = "receipt_not_found"


class RefundNotFound(NotFound):
    """Không tìm thấy khoản hoàn này."""

    code = "refund_not_found"


class PaymentNotFound(NotFound):
    """Không tìm thấy khoản tiền này."""

    code = "payment_not_found"


class DifferenceNotFound(NotFound):
    """Không tìm thấy chênh lệch này."""

    code = "difference_not_found"


class DayNotFound(NotFound):
    """Ngày này chưa được đối chiếu."""

    code = "payment_day_not_found"


class NothingToPay(Conflict):
    """Khoản này không còn phải nộp. Chưa có gì được trừ tiền."""

    code = "nothing_to_pay"


class AlreadyPaid(Conflict):
    """Khoản này đã được nộp trực tuyến lúc {when}, biên lai {number}."""

    code = "already_paid_online"


class NotRefundable(Conflict):
    """Không còn số tiền nào của khoản này để hoàn, hoặc người khác vừa xử lý. Chưa có gì thay đổi."""

    code = "not_refundable"


class SamePerson(Conflict):
    """Người đề nghị hoàn tiền không tự duyệt. Xin người khác có quyền duyệt."""

    code = "refund_same_person"


class ReasonMissing(InvalidInput):
    """Nêu lý do, ít nhất 10 ký tự."""

    code = "payment_reason_missing"


class AmountInvalid(InvalidInput):
    """Số tiền hoàn phải từ 1 đồng đến hết số tiền còn giữ."""

    code = "payment_amount_invalid"


class PaymentsOff(Conflict):
    """Cơ quan chưa nhận thanh toán trực tuyến. Xin nộp tại nơi tiếp nhận hồ sơ."""

    code = "payments_off"


class GatewayUnreachable(Unavailable):
    """Cổng thanh toán chưa trả lời. Chưa có gì bị trừ tiền; xin thử lại sau ít phút hoặc nộp tại quầy."""

    code = "payment_gateway_unreachable"


class GatewayRefused(Conflict):
    """Cổng thanh toán không mở được giao dịch: {reason}. Chưa có gì bị trừ tiền."""

    code = "payment_gateway_refused"


class NotSigned(InvalidInput):
    """Chữ ký của tin báo không đúng. Tin được giữ lại để xem xét, không ghi sổ."""

    code = "payment_callback_not_signed"


class DayNotOver(InvalidInput):
    """Chỉ đối chiếu được ngày đã qua, trong 92 ngày gần nhất."""

    code = "payment_day_not_over"
