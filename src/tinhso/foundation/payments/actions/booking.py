"""What the gateway says is kept as it came, and then booked: once, for the right invoice, whatever happens between."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tinhso.core import limits
from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action, origin
from tinhso.core.db import insert_rows
from tinhso.core.events.api import Event
from tinhso.core.i18n import format_money
from tinhso.core.ids import new_id
from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.foundation.payments import queries
from tinhso.foundation.payments.actions.invoicing import entry_of
from tinhso.foundation.payments.actions.receipting import draw_receipt, next_number
from tinhso.foundation.payments.models import Invoice, Notice, Order, Payment, Refund
from tinhso.foundation.payments.ports.gateway import CALLBACK, is_signed
from tinhso.foundation.payments.queries.purposes import purposes
from tinhso.foundation.payments.rules import booking, receipts
from tinhso.foundation.payments.types import (
    GATEWAY,
    Account,
    InvoicePaid,
    InvoiceState,
    Movement,
    NoticeSource,
    NoticeState,
    NotSigned,
    OrderState,
    PaymentFit,
)

PAID: Final = NoticeKind(
    "payments.paid",
    "Đã nhận {amount} cho hồ sơ {reference}",
    "Biên lai điện tử {number} đã được lập. Xem và tải ở trang thanh toán.",
    frozenset({Channel.IN_APP, Channel.EMAIL}),
)
EXCESS: Final = NoticeKind(
    "payments.excess",
    "Nhận thừa {amount} cho hồ sơ {reference}",
    "Khoản này không phải nộp nên đang được hoàn lại cho ông/bà.",
    frozenset({Channel.IN_APP, Channel.EMAIL}),
)
#: The longest callback that is read, and how many with a wrong signature one address may leave in ten minutes.
MOST_BYTES: Final = 16_384
_FORGED, _SECONDS = 30, 600
_AT_A_TIME: Final = 20


def take_callback(*, at: datetime, content: bytes, signature: str) -> NoticeState:
    """Take a callback: kept first, then booked; what became of it.

    One that is not signed by the gateway is kept and not worked. Raises ``NotSigned``, ``Limited``.
    """
    genuine = len(content) <= MOST_BYTES and is_signed(settings.PAYMENT_GATEWAY_KEY, CALLBACK, content, signature)
    if not genuine:
        limits.hit(f"payments.forged:{origin.get().address}", _FORGED, _SECONDS)
    text = content[:MOST_BYTES].decode(errors="replace").replace("\x00", "")
    notice = keep_notice(actor=GATEWAY, at=at, source=NoticeSource.CALLBACK, content=text, genuine=genuine)
    if not genuine:
        raise NotSigned
    return book_notice(actor=GATEWAY, at=at, notice_id=notice.id)


@action("payments.keep_notice", access=SYSTEM_ONLY)
def keep_notice(*, actor: Actor, at: datetime, source: NoticeSource, content: str, genuine: bool) -> Done[Notice]:
    """Keep a word about a payment as it came; one that nobody signed is never worked."""
    made = Notice(id=new_id(), source=source, content=content, received_at=at)
    if not genuine:
        made.state, made.worked_at = NoticeState.FORGED, at
    made.save(force_insert=True)
    return Done(made, subject=("payment_notice", made.id), detail={"source": source, "genuine": genuine})


@action("payments.book_notice", access=SYSTEM_ONLY)
def book_notice(*, actor: Actor, at: datetime, notice_id: UUID) -> Done[NoticeState]:
    """Book what a word about a payment says, in one transaction: money, ledger, invoice, receipt, what is to go back.

    Money that is known already changes nothing. What another process is booking is left to it.
    """
    notice = Notice.objects.select_for_update(skip_locked=True).filter(pk=notice_id, state=NoticeState.WAITING).first()
    if notice is None:
        return Done(NoticeState.AGAIN)
    try:
        credit = booking.read_credit(notice.content)
    except booking.Unreadable:
        return _worked(notice, NoticeState.UNREADABLE, at)
    order, invoice_id = queries.target_of(credit)
    # The invoice's row is the one place where money from two sides meets: it is locked before anything is looked up.
    invoice = Invoice.objects.select_for_update().get(pk=invoice_id) if invoice_id else None
    if order is not None:
        Order.objects.filter(pk=order.pk).update(state=OrderState.PAID)
    if Payment.objects.filter(transaction=credit.transaction).exists():
        return _worked(notice, NoticeState.AGAIN, at)
    payment = Payment(
        id=new_id(),
        transaction=credit.transaction,
        invoice=invoice,
        order=order,
        notice=notice,
        fit=PaymentFit.UNKNOWN,
        amount=credit.amount,
        content=credit.content,
        paid_at=credit.paid_at,
        booked_at=at,
    )
    events = _booked(payment, invoice, at)
    _worked(notice, NoticeState.BOOKED, at)
    detail = {"transaction": payment.transaction, "amount": payment.amount, "fit": payment.fit}
    return Done(NoticeState.BOOKED, events=events, subject=("payment", payment.id), detail=detail)


def _worked(notice: Notice, state: NoticeState, at: datetime) -> Done[NoticeState]:
    notice.state, notice.worked_at = state, at
    notice.save(update_fields=["state", "worked_at"])
    return Done(state, subject=("payment_notice", notice.id))


def _booked(payment: Payment, invoice: Invoice | None, at: datetime) -> list[Event]:
    """Write the money and what follows from it; the events to tell."""
    if invoice is None:
        payment.save(force_insert=True)
        _move(payment, Movement.UNKNOWN, Account.UNKNOWN, payment.amount, at)
        return []
    payment.fit, payment.applied = booking.fit_of(
        invoice.amount, payment.amount, is_open=invoice.state == InvoiceState.OPEN
    )
    if payment.applied and not _pay(payment, invoice, at):
        payment.fit, payment.applied = PaymentFit.SECOND, 0
    if not payment.applied:
        payment.save(force_insert=True)
    if payment.amount > payment.applied:
        _give_back(payment, invoice, at)
    return [InvoicePaid(invoice.id, invoice.purpose, invoice.subject_id)] if payment.applied else []


class _NotOwed(Exception):
    """The room above has the money already."""


def _pay(payment: Payment, invoice: Invoice, at: datetime) -> bool:
    """Pay an invoice and give it its receipt; False, and nothing done, where the room above has the money already."""
    try:
        with transaction.atomic():  # so that a number that is not used is not taken
            number, symbol, year = next_number(invoice, at)
            text = receipts.number_text(symbol, number)
            _ask_above(invoice, text, payment, at)
            invoice.state, invoice.paid_at = InvoiceState.PAID, payment.paid_at
            invoice.save(update_fields=["state", "paid_at"])
            payment.save(force_insert=True)
            draw_receipt(invoice, payment, number=number, symbol=symbol, year=year, at=at)
    except _NotOwed:
        return False
    _move(payment, Movement.PAID, Account.RECEIVABLE, payment.applied, at)
    _tell(PAID, invoice, at, amount=payment.applied, number=text)
    return True


def _ask_above(invoice: Invoice, number: str, payment: Payment, at: datetime) -> None:
    if not purposes.get(invoice.purpose).taken(invoice, number, payment.transaction, at):
        raise _NotOwed


def _give_back(payment: Payment, invoice: Invoice, at: datetime) -> None:
    """What was paid beyond what is owed waits for an official to send it back."""
    excess = payment.amount - payment.applied
    _move(payment, Movement.EXCESS, Account.EXCESS, excess, at)
    Refund.objects.create(
        payment=payment,
        amount=excess,
        of_fee=False,
        reason=str(PaymentFit(payment.fit).label),
        asked_by=GATEWAY.name,
        asked_at=at,
        next_try_at=at,
    )
    _tell(EXCESS, invoice, at, amount=excess, number="")


def _move(payment: Payment, movement: Movement, credit: Account, amount: int, at: datetime) -> None:
    entry = entry_of(payment.invoice, movement, (Account.HELD, credit), amount, payment.id, at)
    entry.save(force_insert=True)


def _tell(kind: NoticeKind, invoice: Invoice, at: datetime, *, amount: int, number: str) -> None:
    if invoice.payer_id is not None:
        data = {"amount": format_money(amount), "reference": invoice.reference, "number": number}
        link = f"/thanh-toan/{invoice.id}/"
        insert_rows(
            notify(kind.code, to=[invoice.payer_id], at=at, data=data, link=link, subject=("invoice", invoice.id))
        )


def waiting_notices() -> list[UUID]:
    """Words of the gateway that were kept and not booked, the oldest first."""
    waiting = Notice.objects.filter(state=NoticeState.WAITING).order_by("received_at")
    return list(waiting.values_list("id", flat=True)[:_AT_A_TIME])


def book_waiting(at: datetime) -> int:
    """Book what a process that died had only kept; how many."""
    keys = waiting_notices()
    for key in keys:
        book_notice(actor=GATEWAY, at=at, notice_id=key)
    return len(keys)
