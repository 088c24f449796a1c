"""Figures out of the cells: of every procedure at once, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.packs import api as packs
from tinhso.services.portfolio.models import Cell, DraftTrace
from tinhso.services.portfolio.rules.figures import MEASURES, Figures, figures_of
from tinhso.services.portfolio.schema import RULES, ReviewRules
from tinhso.services.portfolio.types import NO_UNIT, READ, DraftOutcome, Period, PeriodInvalid

MONTHS = 12
MOST_DAYS = 5 * 366


def rules_in_force() -> ReviewRules:
    """The rules of the review. Raises ``PackObjectNotFound`` where no pack has them."""
    return packs.get("review_rules", RULES, ReviewRules)


def reach(actor: Actor) -> frozenset[UUID] | None:
    """The units whose counts an actor may read: None for all, empty for none."""
    grants = actor.scope(READ)
    if any(grant.unit_ids is None for grant in grants):
        return None
    return frozenset(unit_id for grant in grants for unit_id in grant.unit_ids or ())


def within(actor: Actor, period: Period, unit_id: UUID | None) -> QuerySet[Cell]:
    """The cells of a period that the actor may read, of one unit where it is given.

    A draft belongs to no unit: it is counted for whoever asks about no unit in particular.
    """
    cells = Cell.objects.filter(day__gte=period.start, day__lt=period.end)
    allowed = reach(actor)
    if unit_id is not None:
        return cells.filter(unit_id=unit_id) if allowed is None or unit_id in allowed else cells.none()
    return cells if allowed is None else cells.filter(unit_id__in=[*allowed, NO_UNIT])


def figures(
    *, actor: Actor, at: datetime, period: Period, unit_id: UUID | None = None, codes: Collection[str] | None = None
) -> dict[str, Figures]:
    """The figures of every procedure that has any in the period (or of ``codes``). Two queries."""
    cells = within(actor, period, unit_id).filter(measure__in=MEASURES)
    if codes is not None:
        cells = cells.filter(procedure__in=list(codes))
    rows = cells.values_list("procedure", "measure", "part").annotate(total=Sum("amount")).order_by()
    fresh = {} if unit_id is not None else _fresh(at, period)
    return figures_of(((code, measure, part, int(total)) for code, measure, part, total in rows if total), fresh)


def _fresh(at: datetime, period: Period) -> dict[str, int]:
    since = at - timedelta(days=rules_in_force().draft_days)
    drafts = DraftTrace.objects.filter(
        outcome=DraftOutcome.OPEN, saved_at__gte=since, started_date__gte=period.start, started_date__lt=period.end
    )
    return dict(drafts.values_list("procedure").annotate(n=Count("draft_id")).order_by())


@dataclass(frozen=True, slots=True)
class Trend:
    """How many dossiers of a procedure were received month by month, oldest first, months without any as 0."""

    months: tuple[date, ...]
    received: tuple[int, ...]


def last_months(day: date, count: int = MONTHS) -> tuple[date, ...]:
    """The first days of the last months, the present one last."""
    first = day.year * 12 + day.month - count
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(first, first + count))


def trends(*, actor: Actor, day: date, unit_id: UUID | None = None) -> dict[str, Trend]:
    """The last twelve months of every procedure that had any dossier. One query."""
    months = last_months(day)
    cells = within(actor, Period(months[0], day + timedelta(days=1)), unit_id).filter(measure="received")
    rows = cells.annotate(month=TruncMonth("day")).values_list("procedure", "month").annotate(total=Sum("amount"))
    found: dict[str, dict[date, int]] = {}
    for code, month, total in rows.order_by():
        found.setdefault(code, {})[month] = int(total)
    return {code: Trend(months, tuple(mine.get(month, 0) for month in months)) for code, mine in found.items()}


def units_counted(*, actor: Actor, period: Period) -> Sequence[UUID]:
    """The units that have any count in a period and that the actor may read. One query."""
    cells = within(actor, period, None).filter(~Q(unit_id=NO_UNIT), measure__in=("filed", "finished"))
    return list(cells.values_list("unit_id", flat=True).distinct().order_by("unit_id"))


def quarter(day: date) -> Period:
    """The quarter of a day, up to and with that day."""
    return Period(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), day + timedelta(days=1))


def period_between(start: date | None, last: date | None, at: datetime) -> Period:
    """The days from ``start`` to ``last``, both counted; the present quarter where none is given.

    Raises ``PeriodInvalid``.
    """
    usual = quarter(local(at).date())
    period = Period(start or usual.start, last + timedelta(days=1) if last and last < date.max else usual.end)
    if period.start >= period.end or (period.end - period.start).days > MOST_DAYS:
        raise PeriodInvalid(fields={"start": gettext("Xem lại hai ngày.")})
    return period
