"""Where offices asked for papers that the platform had, for who reviews procedures, within their units."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.services.procedures.models import AskedAgain

REVIEW = "procedures.review"


def _visible(actor: Actor) -> QuerySet[AskedAgain]:
    reach = Q(pk__in=[])
    for grant in actor.scope(REVIEW):
        one = Q() if grant.unit_ids is None else Q(unit_id__in=list(grant.unit_ids))
        one &= Q() if grant.subjects is None else Q(procedure__in=list(grant.subjects))
        if not one:
            return AskedAgain.objects.all()
        reach |= one
    return AskedAgain.objects.filter(reach)


def asked_again(
    *, actor: Actor, unit_id: UUID | None = None, procedure: str = "", after: str | None = None, limit: int = 50
) -> Page[AskedAgain]:
    """Each time that a paper was asked for although the platform had it, newest first. One query."""
    rows = _visible(actor).select_related("unit", "case", "item")
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if procedure:
        rows = rows.filter(procedure=procedure)
    return keyset(rows, order=("-at", "-id"), after=after, limit=limit)


@dataclass(frozen=True, slots=True)
class AskedCount:
    """How often an office did so in a procedure."""

    unit_id: UUID
    unit: str
    unit_en: str
    procedure: str
    count: int


def asked_again_counts(*, actor: Actor, limit: int = 100) -> Sequence[AskedCount]:
    """By office and procedure, the most frequent first. One query."""
    rows = _visible(actor).values("unit_id", "unit__name", "unit__name_en", "procedure").annotate(n=Count("id"))
    return [
        AskedCount(row["unit_id"], row["unit__name"], row["unit__name_en"], row["procedure"], row["n"])
        for row in rows.order_by("-n", "unit__name", "procedure")[:limit]
    ]
