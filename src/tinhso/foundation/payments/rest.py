"""Payments as programs see them: the gateway's callback, invoices, paying, receipts, refunds, the books."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse
from ninja import Query, Schema
from pydantic import Field

from tinhso.core.access import PUBLIC, SIGNED_IN, needs
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.files import api as files
from tinhso.foundation.payments import actions, queries
from tinhso.foundation.payments.models import Difference, Entry, Invoice, Notice, Order, Payment, Reconciliation, Refund
from tinhso.foundation.payments.ports.http import SIGNATURE
from tinhso.foundation.payments.rules.receipts import number_text
from tinhso.foundation.payments.types import READ, RECONCILE, REFUND, OrderWay

rest = RestRoom("payments", "Thanh toán")
_SEE = needs(READ)
_REFUND = needs(REFUND)
_RECONCILE = needs(RECONCILE)


class PaymentListIn(Schema):
    """A page of a list; ``state`` filters where the list has states."""

    state: str = Field("", max_length=20)
    after: str = Field("", max_length=300)
    limit: int = Field(50, ge=1, le=200)


class InvoiceLineOut(Schema):
    """One line of what is owed, in đồng, with its legal basis."""

    name: str
    amount: int
    basis: str = ""


class InvoiceOut(Schema):
    """What is owed; ``state`` open, paid, partly (refunded), refunded or expired; ``receipt`` its number and id."""

    id: UUID
    reference: str
    title: str
    unit_id: UUID
    payer_name: str
    lines: list[InvoiceLineOut]
    amount: int
    refunded: int
    state: str
    due_at: datetime
    created_at: datetime
    paid_at: datetime | None
    receipt: str
    receipt_id: UUID | None


class OrderOut(Schema):
    """An attempt to pay; ``pay_url`` where the payer goes to, ``qr`` the VietQR text."""

    code: str
    way: str
    state: str
    pay_url: str
    qr: str
    created_at: datetime
    expires_at: datetime


class CreditOut(Schema):
    """Money that came in, in đồng; ``fit`` invoice, more, less, second or unknown; ``applied`` pays the invoice."""

    id: UUID
    transaction: str
    invoice_id: UUID | None
    fit: str
    amount: int
    applied: int
    returned: int
    content: str
    paid_at: datetime


class RefundOut(Schema):
    """Money on its way back, in đồng, of the fee or an excess; ``state`` asked, approved, done, refused, declined."""

    id: UUID
    payment_id: UUID
    amount: int
    of_fee: bool
    state: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str
    done_at: datetime | None


class LedgerEntryOut(Schema):
    """An entry of the ledger: đồng from the ``credit`` account to the ``debit`` account."""

    at: datetime
    movement: str
    debit: str
    credit: str
    amount: int
    invoice_id: UUID | None


class WholeInvoiceOut(InvoiceOut):
    """An invoice with all that happened to it."""

    orders: list[OrderOut]
    payments: list[CreditOut]
    refunds: list[RefundOut]
    entries: list[LedgerEntryOut]


class InvoicesOut(Schema):
    """A page of invoices, newest first."""

    items: list[InvoiceOut]
    next: str | None


class CreditsOut(Schema):
    """A page of payments, newest first."""

    items: list[CreditOut]
    next: str | None


class RefundsOut(Schema):
    """A page of refunds, newest first."""

    items: list[RefundOut]
    next: str | None


class LedgerAccountOut(Schema):
    """What a day moved on one account, in đồng."""

    account: str
    debit: int
    credit: int


class LedgerOut(Schema):
    """Entries of a day in their order, and what the day moved by account."""

    items: list[LedgerEntryOut]
    accounts: list[LedgerAccountOut]
    next: str | None


class GatewayNoticeOut(Schema):
    """A word about a payment as it came; ``state`` waiting, booked, again, forged or unreadable."""

    id: UUID
    source: str
    state: str
    content: str
    received_at: datetime
    worked_at: datetime | None


class GatewayNoticesOut(Schema):
    """A page of what the gateway said, newest first."""

    items: list[GatewayNoticeOut]
    next: str | None


class ComparedDayOut(Schema):
    """A day compared, in đồng; ``open`` differences are not settled."""

    day: date
    lines: int
    theirs: int
    ours: int
    open: int
    compared_at: datetime
    compared_by: str


class ComparedDaysOut(Schema):
    """A page of days compared, newest first."""

    items: list[ComparedDayOut]
    next: str | None


class DifferenceOut(Schema):
    """A transaction about which statement and books differ; an amount is null where a side does not know it."""

    id: UUID
    kind: str
    transaction: str
    order: str
    theirs: int | None
    ours: int | None
    settled_at: datetime | None
    settled_by: str
    settled_reason: str


class WholeComparedDayOut(ComparedDayOut):
    """A day compared, with its differences."""

    differences: list[DifferenceOut]


class PayIn(Schema):
    """How to pay: on the gateway's page or by a QR code."""

    way: OrderWay = OrderWay.REDIRECT


class RefundIn(Schema):
    """What to give back of a payment, in đồng: of the fee, or of what was paid beyond it; and why."""

    payment_id: UUID
    amount: int = Field(ge=1, le=10**12)
    of_fee: bool = False
    reason: str = Field(max_length=500)


class PaymentReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=500)


class CallbackOut(Schema):
    """What became of a callback: booked, or known before (again)."""

    state: str


def _of(schema: type[Schema], row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in schema.model_fields if hasattr(row, name)}


def _invoice(row: Invoice) -> InvoiceOut:
    receipt = getattr(row, "receipt", None)
    number = number_text(receipt.symbol, receipt.number) if receipt else ""
    told = {**_of(InvoiceOut, row), "receipt": number, "receipt_id": receipt.id if receipt else None}
    return InvoiceOut.model_validate(told)


def _order(row: Order) -> OrderOut:
    return OrderOut.model_validate(_of(OrderOut, row))


def _payment(row: Payment) -> CreditOut:
    return CreditOut.model_validate(_of(CreditOut, row))


def _refund(row: Refund) -> RefundOut:
    return RefundOut.model_validate(_of(RefundOut, row))


def _entry(row: Entry) -> LedgerEntryOut:
    return LedgerEntryOut.model_validate(_of(LedgerEntryOut, row))


def _notice(row: Notice) -> GatewayNoticeOut:
    return GatewayNoticeOut.model_validate(_of(GatewayNoticeOut, row))


def _day(row: Reconciliation) -> ComparedDayOut:
    return ComparedDayOut.model_validate({**_of(ComparedDayOut, row), "open": getattr(row, "open", 0)})


def _difference(row: Difference) -> DifferenceOut:
    return DifferenceOut.model_validate(_of(DifferenceOut, row))


@rest.post("/payments/callbacks", access=PUBLIC, response=CallbackOut)
def take_callback(request: PageRequest) -> CallbackOut:
    """The gateway tells of a payment: signed with the shared key over the very bytes, kept, then booked, once.

    422 where the signature is wrong; it is kept and not booked.
    """
    signature = request.headers.get(SIGNATURE, "")[:200]
    return CallbackOut(state=actions.take_callback(at=request.at, content=request.body, signature=signature))


@rest.get("/payments/invoices", access=SIGNED_IN, response=InvoicesOut)
def list_invoices(request: PageRequest, asked: Query[PaymentListIn], reference: str = "") -> InvoicesOut:
    """One's own invoices, or those of an official's units; ``reference`` is the beginning of a dossier's code."""
    page = queries.list_invoices(
        actor=request.actor, state=asked.state, text=reference[:60], after=asked.after or None, limit=asked.limit
    )
    return InvoicesOut(items=[_invoice(row) for row in page.items], next=page.next_cursor)


@rest.get("/payments/invoices/{invoice_id}", access=SIGNED_IN, response=WholeInvoiceOut)
def read_invoice(request: PageRequest, invoice_id: UUID) -> WholeInvoiceOut:
    """One invoice with all that happened to it."""
    view = queries.invoice_view(actor=request.actor, invoice_id=invoice_id)
    return WholeInvoiceOut(
        **_invoice(view.invoice).dict(),
        orders=[_order(row) for row in view.orders],
        payments=[_payment(row) for row in view.payments],
        refunds=[_refund(row) for row in view.refunds],
        entries=[_entry(row) for row in view.entries],
    )


@rest.post("/payments/invoices/{invoice_id}/orders", access=SIGNED_IN, response=OrderOut, status=201)
def begin_order(request: PageRequest, invoice_id: UUID, body: PayIn) -> OrderOut:
    """Open a payment at the gateway; asked for again while it waits, it is the same one."""
    address = f"{settings.PUBLIC_URL}{reverse('payments.pay', args=[invoice_id])}"
    order = actions.begin_order(
        actor=request.actor, at=request.at, invoice_id=invoice_id, way=body.way, return_url=address
    )
    return _order(order)


@rest.get("/payments/receipts/{receipt_id}", access=SIGNED_IN, response=bytes)
def read_receipt(request: PageRequest, receipt_id: UUID) -> HttpResponseBase:
    """The PDF of a receipt."""
    return files.file_response(queries.access_receipt(actor=request.actor, receipt_id=receipt_id).file)


@rest.get("/payments/refunds", access=_SEE, response=RefundsOut)
def list_refunds(request: PageRequest, asked: Query[PaymentListIn]) -> RefundsOut:
    """Refunds of the official's units."""
    page = queries.list_refunds(actor=request.actor, state=asked.state, after=asked.after or None, limit=asked.limit)
    return RefundsOut(items=[_refund(row) for row in page.items], next=page.next_cursor)


@rest.post("/payments/refunds", access=_REFUND, response=RefundOut, status=201)
def ask_refund(request: PageRequest, body: RefundIn) -> RefundOut:
    """Ask that money goes back; somebody else decides."""
    return _refund(actions.ask_refund(actor=request.actor, at=request.at, **body.dict()))


@rest.get("/payments/refunds/{refund_id}", access=_SEE, response=RefundOut)
def read_refund(request: PageRequest, refund_id: UUID) -> RefundOut:
    """One refund."""
    return _refund(queries.access_refund(actor=request.actor, refund_id=refund_id))


@rest.post("/payments/refunds/{refund_id}/approval", access=_REFUND, response=RefundOut)
def approve_refund(request: PageRequest, refund_id: UUID) -> RefundOut:
    """Let money go back, or try again what the gateway refused. 409 for who comes second."""
    return _refund(actions.approve_refund(actor=request.actor, at=request.at, refund_id=refund_id))


@rest.post("/payments/refunds/{refund_id}/refusal", access=_REFUND, response=RefundOut)
def decline_refund(request: PageRequest, refund_id: UUID, body: PaymentReasonIn) -> RefundOut:
    """Keep the money, with the reason."""
    done = actions.decline_refund(actor=request.actor, at=request.at, refund_id=refund_id, reason=body.reason)
    return _refund(done)


@rest.get("/payments/odd", access=_SEE, response=CreditsOut)
def list_odd_payments(request: PageRequest, asked: Query[PaymentListIn]) -> CreditsOut:
    """Money that pays no invoice, or more than one asks for."""
    page = queries.list_odd_payments(actor=request.actor, after=asked.after or None, limit=asked.limit)
    return CreditsOut(items=[_payment(row) for row in page.items], next=page.next_cursor)


@rest.get("/payments/ledger", access=_SEE, response=LedgerOut)
def read_ledger(request: PageRequest, asked: Query[PaymentListIn], day: date) -> LedgerOut:
    """The ledger of a day."""
    page = queries.list_entries(actor=request.actor, day=day, after=asked.after or None, limit=asked.limit)
    sums = queries.movements_of_day(actor=request.actor, day=day)
    return LedgerOut(
        items=[_entry(row) for row in page.items],
        accounts=[LedgerAccountOut(account=one.account, debit=one.debit, credit=one.credit) for one in sums],
        next=page.next_cursor,
    )


@rest.get("/payments/notices", access=_RECONCILE, response=GatewayNoticesOut)
def list_notices(request: PageRequest, asked: Query[PaymentListIn]) -> GatewayNoticesOut:
    """What the gateway said, and what somebody said in its name."""
    page = queries.list_notices(actor=request.actor, state=asked.state, after=asked.after or None, limit=asked.limit)
    return GatewayNoticesOut(items=[_notice(row) for row in page.items], next=page.next_cursor)


@rest.get("/payments/days", access=_RECONCILE, response=ComparedDaysOut)
def list_days(request: PageRequest, asked: Query[PaymentListIn]) -> ComparedDaysOut:
    """Days compared with the gateway's statement."""
    page = queries.list_days(actor=request.actor, after=asked.after or None, limit=asked.limit)
    return ComparedDaysOut(items=[_day(row) for row in page.items], next=page.next_cursor)


@rest.get("/payments/days/{day}", access=_RECONCILE, response=WholeComparedDayOut)
def read_day(request: PageRequest, day: date) -> WholeComparedDayOut:
    """How a day compares, and what differs."""
    return _whole_day(request, day)


def _whole_day(request: PageRequest, day: date) -> WholeComparedDayOut:
    found = queries.access_day(actor=request.actor, day=day)
    rows = queries.differences_of(actor=request.actor, day=day)
    told = {**_day(found).dict(), "open": sum(row.settled_at is None for row in rows)}
    return WholeComparedDayOut(**told, differences=[_difference(row) for row in rows])


@rest.put("/payments/days/{day}", access=_RECONCILE, response=WholeComparedDayOut)
def compare_day(request: PageRequest, day: date) -> WholeComparedDayOut:
    """Compare a day that is over, now."""
    actions.compare_day(actor=request.actor, at=request.at, day=day)
    return _whole_day(request, day)


@rest.post("/payments/differences/{difference_id}/settling", access=_RECONCILE, response=DifferenceOut)
def settle_difference(request: PageRequest, difference_id: UUID, body: PaymentReasonIn) -> DifferenceOut:
    """Settle what differs, with the reason."""
    done = actions.settle_difference(
        actor=request.actor, at=request.at, difference_id=difference_id, reason=body.reason
    )
    return _difference(done)
