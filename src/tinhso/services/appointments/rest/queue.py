"""REST: the waiting room for anybody, numbers for registered machines, the counter for who sits at it."""

from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from tinhso.core import limits
from tinhso.core.access import PUBLIC, needs
from tinhso.core.actions import origin
from tinhso.core.clock import local
from tinhso.core.faces import PageRequest
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.models import Ticket
from tinhso.services.appointments.rest.room import rest
from tinhso.services.appointments.types import MANAGE, SERVE

_ATTEND, _LEAD = needs(SERVE), needs(MANAGE)
_TRIES, _SECONDS = 120, 600
_DAYS = 28


class TicketOut(Schema):
    """A ticket: its number, where it is on its way, and at which counter."""

    id: UUID
    code: str
    group: str
    procedure: str
    state: str
    counter: str
    taken_at: datetime


class PlaceOut(Schema):
    """A ticket's place: how many come before it, and in how many minutes it may be called."""

    ticket: TicketOut
    ahead: int
    wait_minutes: int | None


class QueueOut(Schema):
    """One group's queue; ``wait_minutes`` for who takes a number now, null where no counter of it is open."""

    group: str
    letter: str
    waiting: int
    wait_minutes: int | None


class HallOut(Schema):
    """A waiting room: who is called where, who is next, how long the queues are."""

    called: list[TicketOut]
    next: list[str]
    queues: list[QueueOut]


class TicketIn(Schema):
    """A number to take; ``secret`` is that of a registered machine."""

    secret: str = Field(max_length=100)
    group: str = Field(max_length=60)
    priority: str = Field("", max_length=60)


class CheckIn(Schema):
    """A booking that has come; ``another_day`` where it is not for today and may be given up."""

    secret: str = Field(max_length=100)
    code: str = Field(max_length=200)
    priority: str = Field("", max_length=60)
    another_day: bool = False


class CounterIn(Schema):
    """The counter to sit down at."""

    centre: str = Field(max_length=120)
    counter: str = Field(max_length=30)


class ShiftOut(Schema):
    """The counter at which one sits, and the ticket there."""

    centre: str
    counter: str
    paused_at: datetime | None
    ticket: TicketOut | None


class ShiftChange(Schema):
    """Rest, back again, or leave."""

    do: Literal["pause", "resume", "close"]


class TicketChange(Schema):
    """What happens with a ticket; ``group`` for a transfer."""

    do: Literal["recall", "missed", "start", "finish", "back", "transfer"]
    group: str = Field("", max_length=60)


class KioskIn(Schema):
    """A machine to register."""

    centre: str = Field(max_length=120)
    name: str = Field(max_length=120)


class KioskSecret(Schema):
    """The secret of a machine, told once."""

    secret: str


class KioskOut(Schema):
    """A registered machine."""

    id: UUID
    centre: str
    name: str
    registered_at: datetime
    registered_by: str


class WaitsOut(Schema):
    """Tickets of an hour, a group, or all: how many, and minutes of waiting (half, nine in ten) and of service."""

    part: str
    taken: int
    served: int
    missed: int
    median: float | None
    p90: float | None
    service: float | None


class CentreFiguresOut(Schema):
    """A centre over some days."""

    total: WaitsOut
    hours: list[WaitsOut]
    groups: list[WaitsOut]
    bookings: dict[str, int]


class DaysQuery(Schema):
    """The first and the last day; the last four weeks by default."""

    start: date | None = None
    last: date | None = None


@rest.get("/appointments/centres/{centre_id}/hall", access=PUBLIC, response=HallOut)
def read_hall(request: PageRequest, centre_id: str) -> dict[str, Any]:
    """The waiting room of a centre."""
    shown = queries.hall(queries.centre(centre_id, request.at.date()), request.at)
    return {
        "called": [each.ticket for each in shown.called],
        "next": [row.code for row, _minutes in shown.queue[:8]],
        "queues": [
            {
                "group": each.group.id,
                "letter": each.group.letter,
                "waiting": each.waiting,
                "wait_minutes": each.minutes,
            }
            for each in shown.groups
        ],
    }


@rest.get("/appointments/tickets/{ticket_id}", access=PUBLIC, response=PlaceOut)
def read_ticket(request: PageRequest, ticket_id: UUID) -> dict[str, Any]:
    """One's place in the queue."""
    row = queries.ticket(ticket_id)
    ahead, minutes = queries.wait_of(row, queries.centre(row.centre, request.at.date()), request.at)
    return {"ticket": row, "ahead": ahead, "wait_minutes": minutes}


@rest.post("/appointments/tickets", access=PUBLIC, response=TicketOut)
def take_ticket(request: PageRequest, body: TicketIn) -> Ticket:
    """Take a number, as a registered machine."""
    return actions.take_ticket(
        actor=request.actor, at=request.at, secret=body.secret, group_id=body.group, priority=body.priority
    )


@rest.post("/appointments/check-ins", access=PUBLIC, response=TicketOut)
def check_in(request: PageRequest, body: CheckIn) -> Ticket:
    """Check a booking in, as a registered machine."""
    limits.hit(f"appointments.check-in:{origin.get().address}", _TRIES, _SECONDS)
    return actions.check_in(actor=request.actor, at=request.at, **body.dict())


@rest.get("/appointments/counter", access=_ATTEND, response=ShiftOut)
def read_counter(request: PageRequest) -> dict[str, Any]:
    """The counter at which one sits."""
    shift = queries.own_shift(request.actor)
    return {
        "centre": shift.centre,
        "counter": shift.counter,
        "paused_at": shift.paused_at,
        "ticket": queries.current_ticket(shift),
    }


@rest.post("/appointments/counter", access=_ATTEND, response=ShiftOut)
def open_counter(request: PageRequest, body: CounterIn) -> dict[str, Any]:
    """Sit down at a counter."""
    actions.open_counter(actor=request.actor, at=request.at, centre_id=body.centre, counter_id=body.counter)
    return read_counter(request)


@rest.put("/appointments/counter", access=_ATTEND, response=ShiftOut | None)
def change_counter(request: PageRequest, body: ShiftChange) -> dict[str, Any] | None:
    """Rest, come back, or leave (then there is no counter to tell of)."""
    if body.do == "close":
        actions.close_counter(actor=request.actor, at=request.at)
        return None
    actions.pause_counter(actor=request.actor, at=request.at, paused=body.do == "pause")
    return read_counter(request)


@rest.post("/appointments/counter/calls", access=_ATTEND, response=TicketOut)
def call_next(request: PageRequest) -> Ticket:
    """Call the next to one's counter."""
    return actions.call_next(actor=request.actor, at=request.at)


@rest.put("/appointments/tickets/{ticket_id}", access=_ATTEND, response=TicketOut)
def change_ticket(request: PageRequest, ticket_id: UUID, body: TicketChange) -> Ticket:
    """Call again, start, finish, mark as missing, take back into the queue, hand over to another group."""
    if body.do == "transfer":
        return actions.transfer(actor=request.actor, at=request.at, ticket_id=ticket_id, group_id=body.group)
    return actions.TICKET_VERBS[body.do](actor=request.actor, at=request.at, ticket_id=ticket_id)


@rest.get("/appointments/centres/{centre_id}/kiosks", access=_LEAD, response=list[KioskOut])
def list_kiosks(request: PageRequest, centre_id: str) -> Any:
    """The registered machines of a centre."""
    day = request.at.date()
    return queries.kiosks_of(
        queries.access_centre(actor=request.actor, centre_id=centre_id, day=day, permission=MANAGE)
    )


@rest.post("/appointments/kiosks", access=_LEAD, response=KioskSecret)
def register_kiosk(request: PageRequest, body: KioskIn) -> dict[str, str]:
    """Register a machine."""
    secret = actions.register_kiosk(actor=request.actor, at=request.at, centre_id=body.centre, name=body.name)
    return {"secret": secret}


@rest.delete("/appointments/kiosks/{kiosk_id}", access=_LEAD)
def revoke_kiosk(request: PageRequest, kiosk_id: UUID) -> None:
    """Take a machine back."""
    actions.revoke_kiosk(actor=request.actor, at=request.at, kiosk_id=kiosk_id)


@rest.get("/appointments/centres/{centre_id}/figures", access=_LEAD, response=CentreFiguresOut)
def read_figures(request: PageRequest, centre_id: str, asked: Query[DaysQuery]) -> Any:
    """How long people waited, and how many came."""
    item = queries.access_centre(actor=request.actor, centre_id=centre_id, day=request.at.date(), permission=MANAGE)
    last = asked.last or local(request.at).date()
    start = asked.start or last - timedelta(days=_DAYS - 1)
    return queries.centre_figures(item, start, last + timedelta(days=1))
