"""The books: entries by day, refunds, money that fits nothing, words of the gateway, days compared."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from tinhso.core.access import Actor
from tinhso.core.clock import TZ
from tinhso.core.db import Page, keyset
from tinhso.foundation.payments.models import Difference, Entry, Notice, Order, Payment, Reconciliation, Refund
from tinhso.foundation.payments.queries.invoices import in_scope
from tinhso.foundation.payments.rules.comparing import StatementLine
from tinhso.foundation.payments.types import (
    READ,
    RECONCILE,
    DayNotFound,
    DifferenceNotFound,
    NoticeState,
    OrderState,
    PaymentFit,
    RefundNotFound,
    RefundState,
)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """When a day begins, and when the next one does."""
    return datetime.combine(day, time(), TZ), datetime.combine(day + timedelta(days=1), time(), TZ)


def refundable(payment: Payment) -> tuple[int, int]:
    """What can still go back of a payment, in đồng: of the fee, and of what was paid beyond it."""
    of_fee = payment.applied - payment.invoice.refunded if payment.invoice and payment.applied else 0
    return of_fee, payment.amount - payment.applied - payment.returned


def list_refunds(*, actor: Actor, state: str = "", after: str | None = None, limit: int = 50) -> Page[Refund]:
    """Refunds of the actor's units, newest first; of unknown money for who reconciles."""
    rows = Refund.objects.filter(in_scope(actor, READ, "payment__invoice__"))
    if state in RefundState.values:
        rows = rows.filter(state=state)
    return keyset(rows.select_related("payment__invoice"), order=("-asked_at", "-id"), after=after, limit=limit)


def waiting_refunds(actor: Actor) -> QuerySet[Refund]:
    """Refunds that wait for somebody of the actor's units: the badge of the menu."""
    rows = Refund.objects.filter(in_scope(actor, READ, "payment__invoice__"))
    return rows.filter(state__in=[RefundState.ASKED, RefundState.REFUSED])


def access_refund(*, actor: Actor, refund_id: UUID) -> Refund:
    """A refund that the actor may see. Raises ``RefundNotFound``."""
    rows = Refund.objects.filter(in_scope(actor, READ, "payment__invoice__"))
    found = rows.select_related("payment__invoice").filter(pk=refund_id).first()
    if found is None:
        raise RefundNotFound
    return found


def list_odd_payments(*, actor: Actor, after: str | None = None, limit: int = 50) -> Page[Payment]:
    """Money that pays no invoice, or more than one asks for, newest first; of the actor's units."""
    rows = Payment.objects.exclude(fit=PaymentFit.INVOICE).filter(in_scope(actor, READ, "invoice__"))
    return keyset(rows.select_related("invoice"), order=("-booked_at", "-id"), after=after, limit=limit)


def list_notices(*, actor: Actor, state: str = "", after: str | None = None, limit: int = 50) -> Page[Notice]:
    """What the gateway said, or somebody in its name, newest first. For who reconciles."""
    rows = Notice.objects.all() if actor.can(RECONCILE) else Notice.objects.none()
    if state in NoticeState.values:
        rows = rows.filter(state=state)
    return keyset(rows.select_related("payment__invoice"), order=("-received_at", "-id"), after=after, limit=limit)


def list_days(*, actor: Actor, after: str | None = None, limit: int = 31) -> Page[Reconciliation]:
    """Days that were compared, newest first, each with how many differences nobody has settled (``open``)."""
    rows = Reconciliation.objects.all() if actor.can(RECONCILE) else Reconciliation.objects.none()
    page = keyset(rows, order=("-day",), after=after, limit=limit)
    counts = Difference.objects.filter(day__in=[row.day for row in page.items], settled_at__isnull=True)
    numbers = dict(counts.values_list("day").annotate(number=Count("id")))
    for row in page.items:
        row.open = numbers.get(row.day, 0)  # type: ignore[attr-defined]
    return page


def access_day(*, actor: Actor, day: date) -> Reconciliation:
    """How a day compares, for who reconciles. Raises ``DayNotFound``."""
    found = Reconciliation.objects.filter(pk=day).first() if actor.can(RECONCILE) else None
    if found is None:
        raise DayNotFound
    return found


def differences_of(*, actor: Actor, day: date) -> list[Difference]:
    """What differs about a day, unsettled first. For who reconciles."""
    if not actor.can(RECONCILE):
        return []
    return list(Difference.objects.filter(day=day).order_by("-settled_at", "transaction")[:500])


def access_difference(*, actor: Actor, difference_id: UUID) -> Difference:
    """A difference, for who reconciles. Raises ``DifferenceNotFound``."""
    found = Difference.objects.filter(pk=difference_id).first() if actor.can(RECONCILE) else None
    if found is None:
        raise DifferenceNotFound
    return found


def open_differences(_actor: Actor) -> QuerySet[Difference]:
    """Differences that nobody has settled: the badge of the menu."""
    return Difference.objects.filter(settled_at__isnull=True)


def own_transactions(day: date) -> list[StatementLine]:
    """What came in and what went back on a day, by our books."""
    starts, ends = day_bounds(day)
    came = Payment.objects.filter(paid_at__gte=starts, paid_at__lt=ends).select_related("order")
    went = Refund.objects.filter(state=RefundState.DONE, done_at__gte=starts, done_at__lt=ends)
    lines = [StatementLine(one.transaction, one.order.code if one.order else "", one.amount) for one in came]
    return lines + [
        StatementLine(one.transaction, one.payment.order.code if one.payment.order else "", -one.amount)
        for one in went.select_related("payment__order")
    ]


def list_entries(*, actor: Actor, day: date, after: str | None = None, limit: int = 100) -> Page[Entry]:
    """Entries of the ledger of a day, in their order; of the actor's units."""
    starts, ends = day_bounds(day)
    rows = Entry.objects.filter(in_scope(actor, READ, "invoice__"), at__gte=starts, at__lt=ends)
    return keyset(rows.select_related("invoice"), order=("at", "id"), after=after, limit=limit)


@dataclass(frozen=True, slots=True)
class AccountSum:
    """What a day moved on one account, in đồng."""

    account: str
    debit: int
    credit: int


def movements_of_day(*, actor: Actor, day: date) -> list[AccountSum]:
    """What a day moved by account; debits and credits of all sum to the same."""
    starts, ends = day_bounds(day)
    rows = Entry.objects.filter(in_scope(actor, READ, "invoice__"), at__gte=starts, at__lt=ends)
    debited = dict(rows.values_list("debit").annotate(total=Sum("amount")).order_by())
    credited = dict(rows.values_list("credit").annotate(total=Sum("amount")).order_by())
    return [AccountSum(name, debited.get(name, 0), credited.get(name, 0)) for name in sorted({*debited, *credited})]


def has_due(at: datetime) -> bool:
    """Whether the gateway is to be asked about an order, or sent a refund, by now."""
    orders = Order.objects.filter(state__in=[OrderState.ASKED, OrderState.WAITING], next_ask_at__lte=at)
    return orders.exists() or Refund.objects.filter(state=RefundState.APPROVED, next_try_at__lte=at).exists()
