"""Ratings of units: counted, opened, by month; the link on paper; tablets."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse

from tinhso.core.access import Actor
from tinhso.core.clock import TZ, local
from tinhso.core.db import Page, keyset
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.feedback.models import Tablet
from tinhso.services.feedback.queries.rules import reach, rules_in_force
from tinhso.services.feedback.rules.ratings import Counts, UnitCounts, counts_of, protect
from tinhso.services.feedback.types import MANAGE, READ, LinkUnreadable, RatingOver, TabletUnknown
from tinhso.services.procedures import api as procedures
from tinhso.services.scorecards import api as scorecards

#: How many months a trend looks back.
MONTHS: Final = 12
_SIGNER = Signer(salt="feedback.rating", sep="~")


def link_of(case: cases.Case) -> str:
    """The address under which whoever has the paper rates a dossier; nobody can make it up."""
    return f"{settings.PUBLIC_URL}{reverse('feedback.rate', args=[_SIGNER.sign(case.id.hex)])}"


def case_of_link(token: str) -> cases.Case:
    """The dossier that a link was printed for. Raises ``LinkUnreadable``."""
    try:
        case_id = UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise LinkUnreadable from None
    found = cases.Case.objects.filter(pk=case_id).select_related("type", "unit").first()
    if found is None:
        raise LinkUnreadable
    return found


@dataclass(frozen=True, slots=True)
class Overview:
    """Units counted over a period, small ones put together; all of them; the months before, oldest first."""

    rows: list[UnitCounts]
    whole: Counts
    months: list[tuple[scorecards.Period, Counts]]


def overview(*, actor: Actor, at: datetime, period: scorecards.Period, unit_id: UUID | None = None) -> Overview:
    """The ratings of the units that the actor may read, or of one of them. Two queries. Raises ``PeriodAhead``."""
    span = period.span(at)
    found = _seen(actor, unit_id)
    rows = found.filter(rated_at__gte=span.starts, rated_at__lt=span.ends)
    by_unit: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for one, stars, many in rows.values_list("unit_id", "stars").annotate(many=Count("id")):
        by_unit[one].append((stars, many))
    counted = [(one, counts_of(pairs)) for one, pairs in by_unit.items()]
    counted.sort(key=lambda pair: (-pair[1].total, str(pair[0])))
    smallest = rules_in_force().smallest
    whole = sum((counts for _, counts in counted), Counts())
    return Overview(protect(counted, smallest), whole, _months(actor, period, unit_id, at))


def _seen(actor: Actor, unit_id: UUID | None) -> QuerySet[procedures.Rating]:
    allowed = reach(actor, READ)
    found = (
        procedures.Rating.objects.all() if allowed is None else procedures.Rating.objects.filter(unit_id__in=allowed)
    )
    return found.filter(unit_id=unit_id) if unit_id else found


def _months(
    actor: Actor, period: scorecards.Period, unit_id: UUID | None, at: datetime
) -> list[tuple[scorecards.Period, Counts]]:
    months = scorecards.months_until(period, MONTHS)
    starts = datetime.combine(months[0].start, datetime.min.time(), TZ)
    rows = _seen(actor, unit_id).filter(rated_at__gte=starts, rated_at__lt=period.span(at).ends)
    dated = rows.annotate(month=TruncMonth("rated_at", tzinfo=TZ))
    by_month: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for month, stars, many in dated.values_list("month", "stars").annotate(many=Count("id")).order_by():
        by_month[f"{local(month):%Y-%m}"].append((stars, many))
    return [(month, counts_of(by_month[month.name])) for month in months]


@dataclass(frozen=True, slots=True)
class RatingShown:
    """A rating, and the dossier where the reader may open it."""

    row: procedures.Rating
    case: cases.Case | None


def ratings_of_unit(
    *, actor: Actor, at: datetime, period: scorecards.Period, unit_id: UUID, after: str | None = None, limit: int = 50
) -> Page[RatingShown]:
    """The ratings of a unit, newest first; none where there are so few that they would tell of one person.

    Two queries. Raises ``UnitNotFound`` for a unit that the actor may not read.
    """
    allowed = reach(actor, READ)
    if allowed is not None and unit_id not in allowed:
        raise organisation.UnitNotFound
    span = period.span(at)
    rows = procedures.Rating.objects.filter(unit_id=unit_id, rated_at__gte=span.starts, rated_at__lt=span.ends)
    total = rows.count()
    if total < rules_in_force().smallest:
        return Page([], None, total)
    page = keyset(rows.select_related("case__type"), order=("-rated_at", "-id"), after=after, limit=limit, total=total)
    return page.map(lambda row: RatingShown(row, row.case if row.case and cases.may_read(actor, row.case) else None))


def rating(rating_id: UUID) -> procedures.Rating:
    """A rating, known by its unguessable id. Raises ``RatingOver`` where there is none."""
    found = procedures.Rating.objects.filter(pk=rating_id).select_related("case").first()
    if found is None:
        raise RatingOver
    return found


def tablet(secret: str) -> Tablet:
    """The registered tablet that holds a secret. Raises ``TabletUnknown``."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    found = Tablet.objects.select_related("unit").filter(digest=digest, revoked_at__isnull=True).first()
    if not secret or found is None:
        raise TabletUnknown
    return found


def tablets(*, actor: Actor) -> list[Tablet]:
    """The tablets of the units that the actor leads and that were not taken back, by name of the unit."""
    allowed = reach(actor, MANAGE)
    rows = Tablet.objects.filter(revoked_at__isnull=True).select_related("unit")
    rows = rows if allowed is None else rows.filter(unit_id__in=allowed)
    return list(rows.order_by("unit__sort_key", "registered_at")[:200])
