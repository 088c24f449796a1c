"""Helping at home: who a helper is while a mandate runs, whom one helps, what was done, figures by team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q

from tinhso.core.access import Actor, ActorKind, Right
from tinhso.core.clock import TZ, local
from tinhso.foundation.audit import api as audit
from tinhso.foundation.identity import api as identity
from tinhso.services.procedures.models import Mandate
from tinhso.services.procedures.queries.mandates import runs
from tinhso.services.procedures.types import ASSIST, MandateNotFound


def helping_actor(mandate: Mandate, helper: str) -> Actor:
    """The citizen as they ask by their helper: what belongs to writing one dossier is open, nothing else."""
    return Actor(
        ActorKind.CITIZEN, mandate.account_id, mandate.grantor_name, behind=helper, behind_id=mandate.agent_id,
        rights=frozenset({Right.SEE, Right.FILE}), mandate_id=mandate.id,
    )  # fmt: skip


def act_under_mandate(person: identity.AccountInfo, mandate_id: UUID, at: datetime) -> Actor | None:
    """Who a helper is under a mandate; None once it has ended or run out, or the person has left the team."""
    found = Mandate.objects.filter(pk=mandate_id, at_home=True, agent_id=person.id).first()
    if found is None or not runs(found, at) or not identity.build_actor(person, at).can(ASSIST):
        return None
    return helping_actor(found, person.full_name)


def helped_by(actor: Actor, at: datetime) -> list[Mandate]:
    """Whom the actor helps now, the last begun first: what has ended or run out is not shown. One query."""
    rows = Mandate.objects.filter(at_home=True, agent_id=actor.account_id, ended_at=None, confirmed_at__isnull=False)
    return list(rows.filter(valid_until__gt=at).select_related("case").order_by("-confirmed_at")[:50])


def access_help(*, actor: Actor, mandate_id: UUID, at: datetime) -> Mandate:
    """A mandate under which the actor helps now. Raises ``MandateNotFound``."""
    found = Mandate.objects.filter(pk=mandate_id, at_home=True, agent_id=actor.account_id).first()
    if found is None or not runs(found, at):
        raise MandateNotFound
    return found


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a helper did: the action's name, when."""

    at: datetime
    action: str


def deeds_under(mandates: Iterable[Mandate]) -> dict[UUID, list[Deed]]:
    """What helpers did under each mandate, the first first, from the evidence log. At most one query."""
    named: dict[tuple[str, str], Mandate] = {}
    for one in mandates:
        if one.at_home:
            ids = (("mandate", one.id), ("draft", one.draft_id), ("case", one.case_id))
            named |= {(kind, str(id_)): one for kind, id_ in ids if id_ is not None}
    found: dict[UUID, list[Deed]] = {}
    for entry in audit.list_done(subjects=list(named)) if named else []:
        mandate = named[entry.subject_kind, entry.subject_id]
        if entry.account_id == mandate.agent_id:
            found.setdefault(mandate.id, []).append(Deed(local(entry.at), entry.action))
    return found


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """What a team did in a period: mandates asked for and given, by code and by paper, dossiers filed, helpers."""

    unit_id: UUID
    asked: int
    given: int
    by_code: int
    by_paper: int
    filed: int
    helpers: int


def team_figures(*, first: date, last: date) -> list[TeamFigures]:
    """Figures of every team that helped from ``first`` to ``last``, both included; no person. One query."""
    start = datetime.combine(first, time(0), TZ)
    given = Q(confirmed_at__isnull=False)
    rows = (
        Mandate.objects.filter(at_home=True, asked_at__gte=start, asked_at__lt=start + (last - first) + timedelta(1))
        .values("unit_id")
        .annotate(
            asked=Count("id"), given=Count("id", filter=given), by_code=Count("id", filter=given & Q(way="code")),
            by_paper=Count("id", filter=given & Q(way="paper")), filed=Count("case_id"),
            helpers=Count("agent_id", distinct=True, filter=given),
        )
        .order_by("-filed", "unit_id")
    )  # fmt: skip
    return [TeamFigures(**row) for row in rows]
