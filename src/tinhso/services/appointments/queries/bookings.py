"""Bookings: one's own, one by its code, those of a centre's day."""

from datetime import date, datetime, timedelta

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.text import tidy_phone
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.queries.centres import day_start
from tinhso.services.appointments.types import BookingNotFound, BookingState


def tidy_code(text: str) -> str:
    """The code of a booking out of what was typed or read from a QR code."""
    return "".join(char for char in text.rstrip("/").rpartition("/")[2].upper() if char.isalnum())[:12]


def access_booking(*, actor: Actor, code: str, phone: str = "", lock: bool = False) -> Booking:
    """A booking of one's own account, or of whoever knows its code and telephone. Raises ``BookingNotFound``."""
    rows = Booking.objects.select_for_update() if lock else Booking.objects.all()
    found = rows.filter(code=tidy_code(code)).first()
    mine = found is not None and found.account_id is not None and found.account_id == actor.account_id
    known = found is not None and bool(tidy_phone(phone)) and found.phone == tidy_phone(phone)
    if found is None or not (mine or known):
        raise BookingNotFound
    return found


def bookings_of(*, actor: Actor, after: str | None = None, limit: int = 20) -> Page[Booking]:
    """One's own bookings, the last first."""
    mine = Booking.objects.filter(account_id=actor.account_id) if actor.account_id else Booking.objects.none()
    return keyset(mine, order=("-starts_at", "-id"), after=after, limit=limit)


def bookings_to_come(*, actor: Actor, at: datetime) -> list[Booking]:
    """One's own bookings that are still to come, the next first."""
    if actor.account_id is None:
        return []
    mine = Booking.objects.filter(account_id=actor.account_id, state=BookingState.BOOKED, ends_at__gte=at)
    return list(mine.order_by("starts_at")[:20])


def bookings_on(centre_id: str, day: date) -> list[Booking]:
    """The bookings of a centre's day that were not cancelled, in order of time."""
    start = day_start(day)
    rows = Booking.objects.filter(centre=centre_id, starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    return list(rows.exclude(state=BookingState.CANCELLED).order_by("starts_at", "id"))
