"""REST: the load of a unit, handing tasks over, who is away and who acts meanwhile."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.access import needs
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.appointments import queries
from tinhso.services.appointments.rest.room import rest

_DIVIDE = needs(cases.ASSIGN)


class LoadOut(Schema):
    """Open tasks, those late and those due today; actions done since Monday."""

    open: int
    late: int
    today: int
    done: int


class AwayOut(Schema):
    """Somebody who is away until before a day, and who acts meanwhile."""

    id: UUID
    until_date: date
    reason: str
    delegate_name: str


class OfficialLoadOut(Schema):
    """One official of a unit."""

    account_id: UUID
    post_id: UUID
    name: str
    post_title: str
    load: LoadOut
    tickets: int
    away: AwayOut | None


class UnitLoadOut(Schema):
    """A unit: its officials, and what waits for whoever takes it."""

    unit_id: UUID
    officials: list[OfficialLoadOut]
    open_to_all: LoadOut


class TaskToHandOver(Schema):
    """An open task: its dossier, and when it is due."""

    case_id: UUID
    code: str | None
    title: str
    due_at: datetime


class TasksToHandOver(Schema):
    """Open tasks, the one due first on top, and the cursor of the next page."""

    items: list[TaskToHandOver]
    total: int | None
    next: str | None


class HandOver(Schema):
    """Who shall do the open task of a dossier; null for whoever of the unit takes it."""

    assignee_id: UUID | None


class Reassigned(Schema):
    """The dossier whose task was given to another."""

    id: UUID
    code: str | None


class AbsenceIn(Schema):
    """Who is away from a day until before another, why, and who of the unit acts meanwhile."""

    post_id: UUID
    valid_from: date
    valid_to: date
    reason: str = Field(max_length=500)
    delegate_id: UUID | None = None


class AbsenceId(Schema):
    """The id of an absence."""

    id: UUID


def _unit(request: PageRequest, unit_id: UUID) -> organisation.UnitInfo:
    led = queries.units_led(actor=request.actor, day_at=request.at)
    found = next((unit for unit in led if unit.id == unit_id), None)
    if found is None:
        raise organisation.UnitNotFound
    return found


@rest.get("/appointments/units/{unit_id}/load", access=_DIVIDE, response=UnitLoadOut)
def read_load(request: PageRequest, unit_id: UUID) -> dict[str, Any]:
    """Who of a unit has how much to do."""
    shown = queries.unit_load(_unit(request, unit_id), request.at)
    return {"unit_id": unit_id, "officials": shown.officials, "open_to_all": shown.open_to_all}


@rest.get("/appointments/units/{unit_id}/tasks", access=_DIVIDE, response=TasksToHandOver)
def list_tasks(request: PageRequest, unit_id: UUID, assignee_id: UUID | None = None, after: str = "") -> dict[str, Any]:
    """The open tasks of one official of a unit, or those given to nobody."""
    unit = _unit(request, unit_id)
    page = cases.tasks_of(actor=request.actor, unit_id=unit.id, assignee_id=assignee_id, after=after or None)
    rows = [
        {"case_id": task.case_id, "code": task.case.code, "title": task.case.title, "due_at": task.due_at}
        for task in page.items
    ]
    return {"items": rows, "total": page.total, "next": page.next_cursor}


@rest.put("/appointments/dossiers/{case_id}/assignee", access=_DIVIDE, response=Reassigned)
def reassign(request: PageRequest, case_id: UUID, body: HandOver) -> cases.Case:
    """Give the open task of a dossier to another."""
    return cases.reassign(actor=request.actor, at=request.at, case_id=case_id, assignee_id=body.assignee_id)


@rest.post("/appointments/absences", access=_DIVIDE, response=AbsenceId)
def record_absence(request: PageRequest, body: AbsenceIn) -> dict[str, UUID]:
    """Record that somebody is away."""
    return {"id": organisation.record_absence(actor=request.actor, at=request.at, **body.dict())}


@rest.delete("/appointments/absences/{absence_id}", access=_DIVIDE)
def end_absence(request: PageRequest, absence_id: UUID) -> None:
    """Somebody is back: who acted meanwhile no longer may."""
    organisation.end_absence(actor=request.actor, at=request.at, absence_id=absence_id)
