"""Proposals with the state, the history and the clock of their cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.db import Page, keyset
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.services.portfolio.models import Proposal
from tinhso.services.portfolio.rules.told import Saving, saving_told
from tinhso.services.portfolio.types import Period, ProposalNotFound
from tinhso.services.procedures import api as procedures

#: Frozen figures of one procedure, with the days they are of.
Frozen = dict[str, float | int | str | None]
MOST_RELEASES = 50


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A proposal with its case: in which state it is, since when, due when."""

    row: Proposal
    case: cases.Case

    @property
    def state(self) -> cases.State:
        """The state of its flow."""
        return cases.flow_of(self.case.version_id).state_by_id[self.case.state]

    @property
    def saving(self) -> Saving:
        """What it would save in a year, with the formula."""
        return saving_told(self.row.yearly_volume, self.row.minutes_saved, self.row.hour_cost)


def proposals(
    *, actor: Actor, code: str = "", remedy: str = "", after: str | None = None, limit: int = 50
) -> Page[ProposalShown]:
    """Proposals that the actor may read, newest first; about one procedure, or of one sort. Two queries."""
    rows = Proposal.objects.all()
    if code:
        rows = rows.filter(procedures__contains=[code.replace("\x00", "")])
    if remedy:
        rows = rows.filter(remedy=remedy.replace("\x00", ""))
    page = keyset(rows, order=("-created_at", "-case_id"), after=after, limit=limit)
    return Page(_with_cases(actor, page.items), page.next_cursor)


def _with_cases(actor: Actor, rows: Sequence[Proposal]) -> list[ProposalShown]:
    ids = [row.case_id for row in rows]
    found = cases.Case.objects.filter(pk__in=ids).select_related("unit", "type").in_bulk()
    return [
        ProposalShown(row, found[row.case_id])
        for row in rows
        if row.case_id in found and cases.may_read(actor, found[row.case_id])
    ]


def proposal(*, actor: Actor, at: datetime, proposal_id: UUID) -> ProposalShown:
    """One proposal. Raises ``ProposalNotFound`` where there is none or the actor may not read it."""
    row = Proposal.objects.filter(pk=proposal_id).first()
    shown = _with_cases(actor, [row] if row else [])
    if not shown:
        raise ProposalNotFound
    return shown[0]


def releases_touching(codes: Iterable[str], *, after: datetime) -> list[tuple[int, datetime]]:
    """The releases that changed one of some procedures after a moment, newest first: number and moment.

    One query a procedure.
    """
    found: dict[int, datetime] = {}
    for code in codes:
        for version in packs.history("procedures", code, procedures.ProcedureObject, limit=MOST_RELEASES):
            if version.since > after:
                found[version.release] = version.since
    return sorted(found.items(), reverse=True)


def since(day: date, at: datetime) -> Period:
    """The days from one on, up to and with today."""
    return Period(day, max(local(at).date(), day) + timedelta(days=1))
