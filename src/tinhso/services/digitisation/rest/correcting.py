"""REST: a plan changed, a paper brought back, the number of whom a paper is about found later."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.access import needs
from tinhso.core.faces import PageRequest
from tinhso.services.digitisation import actions, queries
from tinhso.services.digitisation.rest.working import DigitisationPlanOut, ScanOut, plans_told, rest, scan_told
from tinhso.services.digitisation.types import ENTER, MANAGE

_WORK, _RUN = needs(ENTER), needs(MANAGE)


class PlanChangeIn(Schema):
    """What a plan says from now on, and why; ``seen`` is the number of the last change that one has read."""

    total: int
    sample_percent: int
    error_percent: int
    reason: str = Field(max_length=500)
    seen: int = Field(0, ge=0)


class PlanChangeOut(Schema):
    """A change of a plan: what it said before, who changed it, when and why."""

    number: int
    total: int
    sample_percent: int
    error_percent: int
    reason: str
    changed_by: str
    changed_at: datetime


class NumberIn(Schema):
    """A personal number that was found for a signed paper, and where it was found."""

    person_id: str = Field(max_length=40)
    found_in: str = Field(max_length=300)


@rest.put("/digitisation/plans/{plan_id}", access=_RUN, response=DigitisationPlanOut)
def change_plan(request: PageRequest, plan_id: UUID, given: PlanChangeIn) -> DigitisationPlanOut:
    """Change the total or the shares of a plan; what was is kept."""
    changed = actions.change_plan(
        actor=request.actor, at=request.at, plan_id=plan_id, change=actions.Change(**given.dict())
    )
    return plans_told([changed])[0]


@rest.get("/digitisation/plans/{plan_id}/changes", access=_WORK, response=list[PlanChangeOut])
def list_changes(request: PageRequest, plan_id: UUID) -> object:
    """What was changed of a plan, newest first."""
    return queries.changes_of(queries.access_plan(actor=request.actor, plan_id=plan_id))


@rest.post("/digitisation/scans/{scan_id}/return", access=_WORK, response=ScanOut)
def bring_back(request: PageRequest, scan_id: UUID) -> ScanOut:
    """Bring a paper that was put aside back into its lot, to be entered anew."""
    return scan_told(actions.bring_back(actor=request.actor, at=request.at, scan_id=scan_id), whole=False)


@rest.post("/digitisation/scans/{scan_id}/holder", access=_RUN, response=ScanOut)
def name_holder(request: PageRequest, scan_id: UUID, given: NumberIn) -> ScanOut:
    """Give a signed paper the number of whom it is about: it goes into that vault."""
    done = actions.name_holder(
        actor=request.actor, at=request.at, scan_id=scan_id, number=given.person_id, found_in=given.found_in
    )
    return scan_told(done, whole=False)
