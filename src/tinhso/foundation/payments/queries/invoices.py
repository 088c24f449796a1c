"""Invoices: whose they are, how they stand, which order or invoice money is for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from tinhso.core.access import Actor, ActorKind
from tinhso.core.db import Page, keyset
from tinhso.core.packs import api as packs
from tinhso.foundation.payments import ports
from tinhso.foundation.payments.models import Entry, Invoice, Order, Payment, Receipt, Refund
from tinhso.foundation.payments.rules import booking
from tinhso.foundation.payments.schema import RULES, PaymentRules
from tinhso.foundation.payments.types import (
    READ,
    RECONCILE,
    REFUND,
    InvoiceNotFound,
    InvoiceState,
    OrderState,
    ReceiptNotFound,
)

_BY_CONTENT: Final = """
    SELECT id FROM ts_payments_invoice WHERE state = 'open'
        AND position(regexp_replace(upper(reference), '[^0-9A-Z]', '', 'g') IN %s) > 0 AND reference <> '' LIMIT 2
"""


def rules_in_force() -> PaymentRules | None:
    """How this province takes payments; None where its pack says nothing."""
    return packs.current("payment_rules", PaymentRules).get(RULES)


def pays_online() -> bool:
    """Whether anything can be paid online here: the pack says into which account, the settings name a gateway."""
    return ports.is_connected() and rules_in_force() is not None


def in_scope(actor: Actor, permission: str, invoice: str = "") -> Q:
    """The rows of units over which an official holds a permission; ``invoice`` is the way to the invoice, with its
    underscores. Money of unknown origin is seen by who reconciles.
    """
    grants = actor.scope(permission)
    if any(grant.unit_ids is None for grant in grants):
        return Q()
    units = frozenset().union(*(grant.unit_ids or frozenset() for grant in grants))
    own = Q(**{f"{invoice}unit_id__in": units})
    return own | Q(**{f"{invoice}isnull": True}) if invoice and actor.can(RECONCILE) else own


def access_invoice(*, actor: Actor, invoice_id: UUID) -> Invoice:
    """An invoice that the actor may see: its payer, or an official of its unit. Raises ``InvoiceNotFound``."""
    found = Invoice.objects.filter(pk=invoice_id).select_related("unit").first()
    if found is None or not _may_see(actor, found):
        raise InvoiceNotFound
    return found


def _may_see(actor: Actor, invoice: Invoice) -> bool:
    if actor.kind is ActorKind.CITIZEN:
        return actor.account_id is not None and invoice.payer_id == actor.account_id
    return actor.can(READ, unit_id=invoice.unit_id)


def may_refund(actor: Actor, invoice: Invoice | None) -> bool:
    """Whether an official may ask for, and decide about, refunds of an invoice; of money of unknown origin who
    reconciles may.
    """
    if invoice is None:
        return actor.can(REFUND) and actor.can(RECONCILE)
    return actor.can(REFUND, unit_id=invoice.unit_id)


def access_receipt(*, actor: Actor, receipt_id: UUID) -> Receipt:
    """A receipt of an invoice that the actor may see. Raises ``ReceiptNotFound``."""
    found = Receipt.objects.filter(pk=receipt_id).select_related("invoice", "file").first()
    if found is None or not _may_see(actor, found.invoice):
        raise ReceiptNotFound
    return found


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """An invoice with all that happened to it, each list in the order of time."""

    invoice: Invoice
    receipt: Receipt | None
    orders: list[Order]
    payments: list[Payment]
    refunds: list[Refund]
    entries: list[Entry]

    @property
    def waiting(self) -> Order | None:
        """The attempt to pay that was begun last and may still be paid."""
        return next((one for one in reversed(self.orders) if one.state == OrderState.WAITING), None)


def invoice_view(*, actor: Actor, invoice_id: UUID) -> InvoiceView:
    """One invoice with its orders, money, refunds, entries and receipt. Six queries. Raises ``InvoiceNotFound``."""
    invoice = access_invoice(actor=actor, invoice_id=invoice_id)
    return InvoiceView(
        invoice,
        Receipt.objects.filter(invoice=invoice).first(),
        list(Order.objects.filter(invoice=invoice).order_by("created_at", "id")),
        list(Payment.objects.filter(invoice=invoice).order_by("booked_at", "id")),
        list(Refund.objects.filter(payment__invoice=invoice).select_related("payment").order_by("asked_at", "id")),
        list(Entry.objects.filter(invoice=invoice).order_by("at", "id")),
    )


def list_invoices(
    *, actor: Actor, state: str = "", text: str = "", after: str | None = None, limit: int = 50
) -> Page[Invoice]:
    """Invoices of the actor's units (a citizen's own), newest first, by state and by the code of the dossier."""
    if actor.kind is ActorKind.CITIZEN:
        rows: QuerySet[Invoice] = Invoice.objects.filter(payer_id=actor.account_id)
    else:
        rows = Invoice.objects.filter(in_scope(actor, READ))
    if state in InvoiceState.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(reference__startswith=text.strip().upper())
    return keyset(rows.select_related("unit", "receipt"), order=("-created_at", "-id"), after=after, limit=limit)


def invoices_of(subject_ids: Collection[UUID]) -> Mapping[UUID, list[Invoice]]:
    """Invoices of some things that are paid for, newest first, with their receipts. One query."""
    found: dict[UUID, list[Invoice]] = {}
    rows = Invoice.objects.filter(subject_id__in=list(subject_ids)).select_related("receipt")
    for row in rows.order_by("-created_at", "-id"):
        found.setdefault(row.subject_id, []).append(row)
    return found


def holding_invoices(purpose: str, subject_id: UUID) -> QuerySet[Invoice]:
    """The invoice of a thing that is open or paid: one at most."""
    return Invoice.objects.filter(
        purpose=purpose, subject_id=subject_id, state__in=[InvoiceState.OPEN, InvoiceState.PAID]
    )


def target_of(credit: booking.Credit) -> tuple[Order | None, UUID | None]:
    """For what money is: the order of its code with its invoice, else the one open invoice whose reference the payer's
    bank passed on, whatever it made of points and hyphens.
    """
    order = Order.objects.filter(code=credit.order).first() if credit.order else None
    if order is not None:
        return order, order.invoice_id
    with connection.cursor() as cursor:
        cursor.execute(_BY_CONTENT, [booking.sign_of(credit.content)])
        found = cursor.fetchall()
    return None, found[0][0] if len(found) == 1 else None


def invoice_count() -> int:
    """How many invoices there are."""
    return Invoice.objects.count()
