"""Invoices: made once for one thing, closed where the money came another way or the time is over."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.core.access import SIGNED_IN, SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.i18n import format_datetime
from tinhso.core.ids import new_id
from tinhso.foundation.payments import queries
from tinhso.foundation.payments.models import Entry, Invoice, Order, Receipt
from tinhso.foundation.payments.rules import receipts
from tinhso.foundation.payments.types import (
    Account,
    AlreadyPaid,
    InvoiceState,
    Movement,
    NothingToPay,
    OrderState,
    Owed,
    PaymentsOff,
)

_AT_A_TIME: Final = 100


@action("payments.open_invoice", access=SIGNED_IN)
def open_invoice(*, actor: Actor, at: datetime, owed: Owed) -> Done[Invoice]:
    """Lập khoản phải nộp: what somebody owes, once; asked for again with the same amount it is the same.

    With another amount the one that was open is closed. Raises ``AlreadyPaid``, ``NothingToPay``, ``PaymentsOff``.
    """
    rules = queries.rules_in_force()
    if rules is None or not queries.pays_online():
        raise PaymentsOff
    if owed.amount <= 0:
        raise NothingToPay
    known = queries.holding_invoices(owed.purpose, owed.subject_id).select_for_update().first()
    if known is not None:
        if known.state == InvoiceState.PAID:
            raise paid_already(known)
        if known.amount == owed.amount:
            return Done(known, subject=("invoice", known.id))
        close(known, at, "Số tiền phải nộp đã thay đổi")
    made = Invoice(
        id=new_id(),
        purpose=owed.purpose,
        subject_id=owed.subject_id,
        reference=owed.reference,
        title=owed.title[:300],
        unit_id=owed.unit_id,
        payer_id=owed.payer_id,
        payer_name=owed.payer_name[:250],
        lines=[{"name": line.name, "amount": line.amount, "basis": line.basis} for line in owed.lines],
        amount=owed.amount,
        due_at=at + timedelta(days=rules.invoice_days),
        created_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody pressed at the same moment
        found = queries.holding_invoices(owed.purpose, owed.subject_id).get()
        return Done(found, subject=("invoice", found.id))
    return Done(
        made,
        rows=[entry_of(made, Movement.ISSUED, (Account.RECEIVABLE, Account.FEES), made.amount, made.id, at)],
        subject=("invoice", made.id),
        detail={"reference": made.reference, "amount": made.amount},
    )


def entry_of(
    invoice: Invoice | None,
    movement: Movement,
    accounts: tuple[Account, Account],
    amount: int,
    cause_id: UUID,
    at: datetime,
) -> Entry:
    """An unsaved entry of the ledger; ``accounts`` are debit and credit."""
    return Entry(
        id=new_id(),
        at=at,
        movement=movement,
        debit=accounts[0],
        credit=accounts[1],
        amount=amount,
        cause_id=cause_id,
        invoice=invoice,
    )


def paid_already(invoice: Invoice) -> AlreadyPaid:
    """The error for who comes second."""
    receipt = Receipt.objects.filter(invoice=invoice).first()
    number = receipts.number_text(receipt.symbol, receipt.number) if receipt else ""
    return AlreadyPaid(when=format_datetime(invoice.paid_at), number=number)


def close(invoice: Invoice, at: datetime, reason: str) -> None:
    """End an open invoice, whose row the caller has locked: nothing is owed by it any more."""
    invoice.state, invoice.closed_reason = InvoiceState.EXPIRED, reason[:300]
    invoice.save(update_fields=["state", "closed_reason"])
    entry = entry_of(invoice, Movement.CLOSED, (Account.FEES, Account.RECEIVABLE), invoice.amount, invoice.id, at)
    entry.save(force_insert=True)


@action("payments.close_invoice", access=SIGNED_IN)
def close_invoice(*, actor: Actor, at: datetime, purpose: str, subject_id: UUID, reason: str) -> Done[bool]:
    """End the open invoice of a thing whose money came another way, in the transaction of who took it.

    Whether there was one. Money that comes in for it later is an excess. Raises ``AlreadyPaid``.
    """
    found = queries.holding_invoices(purpose, subject_id).select_for_update().first()
    if found is None:
        return Done(value=False)
    if found.state == InvoiceState.PAID:
        raise paid_already(found)
    close(found, at, reason)
    return Done(value=True, subject=("invoice", found.id), detail={"reference": found.reference})


@action("payments.expire_invoice", access=SYSTEM_ONLY)
def expire_invoice(*, actor: Actor, at: datetime, invoice_id: UUID) -> Done[bool]:
    """End an invoice whose time is over and that nobody is paying at this moment."""
    found = Invoice.objects.select_for_update().filter(pk=invoice_id, state=InvoiceState.OPEN, due_at__lt=at).first()
    waits = Order.objects.filter(invoice_id=invoice_id, state__in=[OrderState.ASKED, OrderState.WAITING])
    if found is None or waits.exists():
        return Done(value=False)
    close(found, at, "Quá hạn nộp")
    return Done(value=True, subject=("invoice", found.id), detail={"reference": found.reference})


def expire_invoices(at: datetime) -> int:
    """End invoices whose time is over; how many."""
    over = Invoice.objects.filter(state=InvoiceState.OPEN, due_at__lt=at).order_by("due_at")
    keys = list(over.values_list("id", flat=True)[:_AT_A_TIME])
    return sum(expire_invoice(actor=SYSTEM, at=at, invoice_id=key) for key in keys)
