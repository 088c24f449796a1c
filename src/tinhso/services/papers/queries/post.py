"""What the post shall bring, and papers that wait to be given back."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.engines.cases import api as cases
from tinhso.services.papers.models import GivenBack, PostItem, SheetEntry
from tinhso.services.papers.types import GIVE, EntryState, SheetKind

#: National statuses: a result is there, or was downloaded; nothing came of it.
WITH_RESULT: Final = ("9", "10")
WITHOUT_RESULT: Final = ("3", "7", "8")
_ON_WAY: Final = (EntryState.WAITING, EntryState.TAKEN)


def post_item(case_id: UUID) -> PostItem | None:
    """Where the post shall bring the result of a dossier; None where it is fetched. One query."""
    return PostItem.objects.filter(pk=case_id).first()


def post_items(case_ids: Iterable[UUID]) -> dict[UUID, PostItem]:
    """Where the post shall bring results, by dossier. One query."""
    return PostItem.objects.in_bulk(list(case_ids))


def awaited_by_post(found: Iterable[cases.Case]) -> set[UUID]:
    """Of some dossiers those whose result is there and is still to be brought by the post. One query."""
    ready = [case.id for case in found if case.status in WITH_RESULT]
    return set(PostItem.objects.filter(pk__in=ready, ended_at__isnull=True).values_list("pk", flat=True))


def with_post(found: Iterable[cases.Case]) -> list[str]:
    """Of some dossiers the codes of those that the post is bringing to somebody now. One query."""
    rows = SheetEntry.objects.filter(case__in=list(found), sheet__kind=SheetKind.POST, state=EntryState.TAKEN)
    return sorted(code or "" for code in rows.values_list("case__code", flat=True))


def waiting_for_post(*, actor: Actor, after: str | None = None, limit: int = 50) -> Page[PostItem]:
    """Results of the own units that are ready and wait to be handed to the post, the longest waiting first."""
    grants = actor.scope(GIVE)
    within = Q()
    if not any(grant.unit_ids is None for grant in grants):
        within = Q(unit_id__in=[unit_id for grant in grants for unit_id in grant.unit_ids or ()])
    under_way = SheetEntry.objects.filter(case_id=OuterRef("pk"), sheet__kind=SheetKind.POST, state__in=_ON_WAY)
    rows = PostItem.objects.filter(within, ~Exists(under_way), ended_at__isnull=True, case__status__in=WITH_RESULT)
    rows = rows.select_related("case", "case__type", "unit")
    return keyset(rows, order=("chosen_at", "case_id"), after=after, limit=limit, total=rows.count())


def given_back(case_id: UUID) -> GivenBack | None:
    """Who took back the papers of a dossier, and when. One query."""
    return GivenBack.objects.filter(pk=case_id).select_related("unit").first()


def has_papers_to_give_back(case: cases.Case) -> bool:
    """Whether paper was brought for a dossier that ended without a result, and lies at the counter still."""
    brought = case.channel != cases.Channel.ONLINE and case.status in WITHOUT_RESULT
    return brought and case.closed_at is not None and given_back(case.id) is None
