"""REST: the working calendar."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema

from tinhso.core.access import OFFICIAL, PUBLIC, needs
from tinhso.core.errors import NotFound
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.calendar import api
from tinhso.foundation.calendar.queries import MANAGE, Year

rest = RestRoom("calendar", "Lịch làm việc")


class DayOut(Schema):
    """A day that is not an ordinary working day or weekend."""

    date: date
    reason: str
    name: str


class YearOut(Schema):
    """Holidays and swapped days of one year; ``known`` is false where they are not announced yet."""

    year: int
    known: bool
    working_day_count: int
    days: list[DayOut]


class DecisionIn(Schema):
    """A decision on one day: ``closed``, or ``worked`` with the hours of the weekday of ``instead_of``."""

    day: date
    kind: str
    name: str
    legal_basis: str
    everywhere: bool = False
    instead_of: date | None = None


class DecisionOut(Schema):
    """A decision as kept."""

    id: UUID
    date: date
    kind: str
    name: str
    legal_basis: str
    unit_id: UUID | None
    decided_at: datetime


def _year(request: PageRequest, year: int) -> Year:
    """The year as the asking official's unit works; what holds for every office for anybody else."""
    if not 2000 <= year <= 2100:
        raise NotFound
    return api.read_year(actor=request.actor, year=year, unit_id=request.actor.unit_id)


@rest.get("/calendar/years/{year}", access=PUBLIC, response=YearOut)
def get_year(request: PageRequest, year: int) -> YearOut:
    """Days off and swapped working days: of the official's own unit, or those that hold for every office."""
    shown = _year(request, year)
    days = [
        DayOut(date=day.date, reason=day.reason.value, name=day.name)
        for day in shown.days
        if day.reason not in (api.DayReason.WORKING, api.DayReason.WEEKEND)
    ]
    return YearOut(year=year, known=shown.known, working_day_count=shown.working_day_count, days=days)


@rest.get("/calendar/years/{year}/decisions", access=OFFICIAL, response=list[DecisionOut])
def get_decisions(request: PageRequest, year: int) -> list[DecisionOut]:
    """The decisions in force for the official's own unit and for every unit, by date."""
    return [DecisionOut.from_orm(decision) for decision in _year(request, year).decisions]


@rest.post("/calendar/decisions", access=needs(MANAGE), response=DecisionOut, status=201)
def post_decision(request: PageRequest, body: DecisionIn) -> object:
    """Close or open a day for the caller's unit, or for every unit."""
    return api.decide_day(
        actor=request.actor,
        at=request.at,
        day=body.day,
        kind=body.kind,
        name=body.name,
        legal_basis=body.legal_basis,
        unit_id=None if body.everywhere else request.actor.unit_id,
        unit_name="" if body.everywhere else request.actor.unit_name,
        instead_of=body.instead_of,
    )


@rest.delete("/calendar/decisions/{decision_id}", access=needs(MANAGE), response=DecisionOut)
def delete_decision(request: PageRequest, decision_id: UUID) -> object:
    """Take a decision back."""
    return api.revoke_decision(actor=request.actor, at=request.at, override_id=decision_id)
