"""Comparing a day's statement with our books: what only the statement knows is asked about first, the rest is shown."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.foundation.payments import ports, queries
from tinhso.foundation.payments.actions.ordering import ask_order
from tinhso.foundation.payments.models import Difference, Order, Payment, Reconciliation
from tinhso.foundation.payments.rules.comparing import Differing, StatementLine, compare
from tinhso.foundation.payments.types import (
    LEAST_REASON,
    RECONCILE,
    DayNotOver,
    DifferenceNotFound,
    GatewayRefused,
    GatewayUnreachable,
    NoticeSource,
    PaymentsOff,
    ReasonMissing,
)

_LONGEST_AGO: Final = timedelta(days=92)
_GONE: Final = "Không còn lệch khi đối chiếu lại"


def compare_day(*, actor: Actor, at: datetime, day: date) -> Reconciliation:
    """Compare a day that is over. Money of an order of ours that only the statement knows is asked about and booked.

    Raises ``DayNotOver``, ``GatewayUnreachable``, ``GatewayRefused``, ``PaymentsOff``, ``Forbidden``.
    """
    needs(RECONCILE).check(actor)
    today = local(at).date()
    if not today - _LONGEST_AGO <= day < today:
        raise DayNotOver(fields={"day": DayNotOver().message})
    rules = queries.rules_in_force()
    gateway = ports.current_gateway(rules.merchant) if rules else None
    if gateway is None:
        raise PaymentsOff
    try:
        lines = gateway.statement(day)
    except ports.Unreachable:
        raise GatewayUnreachable from None
    except ports.Refused as error:
        raise GatewayRefused(reason=error.text or error.code) from None
    _ask_about(lines, at)
    return write_comparison(actor=actor, at=at, day=day, lines=lines)


def _ask_about(lines: list[StatementLine], at: datetime) -> None:
    """Book what came in for orders of ours and was never told."""
    codes = {line.order for line in lines if line.amount > 0 and line.order}
    booked = Payment.objects.filter(transaction__in=[line.transaction for line in lines], order__isnull=False)
    for order in Order.objects.filter(code__in=codes).exclude(pk__in=booked.values("order_id")):
        ask_order(at=at, order=order, source=NoticeSource.STATEMENT)


@action("payments.write_comparison", access=needs(RECONCILE))
def write_comparison(*, actor: Actor, at: datetime, day: date, lines: list[StatementLine]) -> Done[Reconciliation]:
    """Keep how a day compares: what differs anew, what does so no longer; what was settled stays settled."""
    ours = queries.own_transactions(day)
    made, _new = Reconciliation.objects.select_for_update().update_or_create(
        day=day,
        defaults={
            "compared_at": at,
            "compared_by": actor.name,
            "lines": len(lines),
            "theirs": sum(line.amount for line in lines),
            "ours": sum(line.amount for line in ours),
        },
    )
    found = {one.transaction: one for one in compare(lines, ours)}
    for known in Difference.objects.filter(day=made, settled_at__isnull=True):
        still = found.get(known.transaction)
        if still is None:
            known.settled_at, known.settled_by, known.settled_reason = at, actor.name, _GONE
        else:
            known.kind, known.theirs, known.ours = still.kind, still.theirs, still.ours
        known.save()
    Difference.objects.bulk_create([_difference(made, one, at) for one in found.values()], ignore_conflicts=True)
    return Done(made, subject=("reconciliation", day.isoformat()), detail={"lines": len(lines), "differ": len(found)})


def _difference(day: Reconciliation, one: Differing, at: datetime) -> Difference:
    return Difference(
        day=day,
        kind=one.kind,
        transaction=one.transaction,
        order=one.order,
        theirs=one.theirs,
        ours=one.ours,
        found_at=at,
    )


@action("payments.settle_difference", access=needs(RECONCILE))
def settle_difference(*, actor: Actor, at: datetime, difference_id: UUID, reason: str) -> Done[Difference]:
    """Khép một chênh lệch, with the reason. Raises ``DifferenceNotFound`` (who comes second), ``ReasonMissing``."""
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonMissing(fields={"reason": ReasonMissing().message})
    queries.access_difference(actor=actor, difference_id=difference_id)
    found = Difference.objects.select_for_update().filter(pk=difference_id, settled_at__isnull=True).first()
    if found is None:
        raise DifferenceNotFound
    found.settled_at, found.settled_by, found.settled_reason = at, actor.name, reason.strip()[:500]
    found.save()
    return Done(found, subject=("difference", found.id), detail={"transaction": found.transaction})
