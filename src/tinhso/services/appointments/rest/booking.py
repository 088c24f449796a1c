"""REST: centres, free slots, and bookings by account or by code and telephone."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Header, Query, Schema
from pydantic import Field

from tinhso.core import limits
from tinhso.core.access import CITIZEN, PUBLIC
from tinhso.core.actions import origin
from tinhso.core.clock import TZ
from tinhso.core.faces import PageRequest
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.rest.room import rest
from tinhso.services.appointments.types import Wanted

_TRIES, _SECONDS = 20, 600


class ServiceGroupOut(Schema):
    """A queue of a centre: its letter and how long a slot is, in minutes."""

    id: str
    letter: str
    name: str
    name_en: str
    minutes: int


class CentreOut(Schema):
    """A one-stop centre, the unit whose officials sit there, and its queues."""

    id: str
    unit_id: UUID
    name: str
    name_en: str
    address: str
    groups: list[ServiceGroupOut]


class SlotOut(Schema):
    """A slot with the places left in it."""

    starts_at: datetime
    ends_at: datetime
    left: int


class SlotsOut(Schema):
    """The days that may be booked, and the slots of the day asked for (the first of them by default)."""

    group: str
    days: list[date]
    day: date | None
    slots: list[SlotOut]


class BookingIn(Schema):
    """A booking to make; ``starts_at`` without a zone is Việt Nam time."""

    procedure: str = Field(max_length=120)
    centre: str = Field(max_length=120)
    starts_at: datetime
    name: str = Field(max_length=250)
    phone: str = Field(max_length=30)


class MoveIn(Schema):
    """Another time for a booking; ``phone`` where it was made without an account."""

    starts_at: datetime
    phone: str = Field("", max_length=30)


class BookingOut(Schema):
    """A booking as its holder sees it; ``state``: booked, arrived, missed, cancelled."""

    code: str
    centre: str
    group: str
    procedure: str
    starts_at: datetime
    ends_at: datetime
    name: str
    state: str


class BookingPage(Schema):
    """One's own bookings, the last first, and the cursor of the next page."""

    items: list[BookingOut]
    next: str | None


class SlotsQuery(Schema):
    """Which procedure, and which of its days."""

    procedure: str = Field(max_length=120)
    day: date | None = None


class PhoneQuery(Schema):
    """The telephone of a booking that was made without an account."""

    phone: str = Field("", max_length=30)


def _guard(what: str) -> None:
    limits.hit(f"appointments.{what}:{origin.get().address}", _TRIES, _SECONDS)


def _moment(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=TZ)


@rest.get("/appointments/centres", access=PUBLIC, response=list[CentreOut])
def list_centres(request: PageRequest, procedure: str = "") -> list[dict[str, Any]]:
    """The centres, or those that take a procedure."""
    day = request.at.date()
    found = queries.centres_for(procedure, day) if procedure else queries.centres(day)
    return [{**item.model_dump(), "unit_id": queries.unit_of(item, day).id} for item in found]


@rest.get("/appointments/centres/{centre_id}/slots", access=PUBLIC, response=SlotsOut)
def list_slots(request: PageRequest, centre_id: str, asked: Query[SlotsQuery]) -> dict[str, Any]:
    """When a centre takes a procedure, and how many places are left."""
    item = queries.centre(centre_id, request.at.date())
    group = queries.group_of(item, asked.procedure, request.at.date())
    days = queries.booking_days(item, request.at)
    day = asked.day if asked.day in days else (days[0] if days and asked.day is None else None)
    slots = queries.slots(item, group, day, request.at) if day else []
    return {"group": group.id, "days": days, "day": day, "slots": slots}


@rest.get("/appointments/bookings", access=CITIZEN, response=BookingPage)
def list_bookings(request: PageRequest, after: str = "") -> dict[str, Any]:
    """One's own bookings."""
    page = queries.bookings_of(actor=request.actor, after=after or None)
    return {"items": page.items, "next": page.next_cursor}


@rest.post("/appointments/bookings", access=PUBLIC, response=BookingOut)
def book(
    request: PageRequest,
    body: BookingIn,
    idempotency_key: str = Header(..., min_length=8, max_length=120),  # type: ignore[type-arg]  # ninja's own default
) -> Booking:
    """Book a place, for one's account or for a telephone number; the same ``Idempotency-Key`` is the same booking."""
    _guard("book")
    wanted = Wanted(body.procedure, body.centre, _moment(body.starts_at), body.name, body.phone, idempotency_key)
    return actions.book(actor=request.actor, at=request.at, wanted=wanted)


@rest.get("/appointments/bookings/{code}", access=PUBLIC, response=BookingOut)
def read_booking(request: PageRequest, code: str, asked: Query[PhoneQuery]) -> Booking:
    """A booking of one's account, or one whose telephone is known."""
    _guard("find")
    return queries.access_booking(actor=request.actor, code=code, phone=asked.phone)


@rest.put("/appointments/bookings/{code}", access=PUBLIC, response=BookingOut)
def move_booking(request: PageRequest, code: str, body: MoveIn) -> Booking:
    """Another time."""
    _guard("find")
    return actions.move_booking(
        actor=request.actor, at=request.at, code=code, phone=body.phone, starts_at=_moment(body.starts_at)
    )


@rest.delete("/appointments/bookings/{code}", access=PUBLIC, response=BookingOut)
def cancel_booking(request: PageRequest, code: str, asked: Query[PhoneQuery]) -> Booking:
    """Give the place back."""
    _guard("find")
    return actions.cancel_booking(actor=request.actor, at=request.at, code=code, phone=asked.phone)
