"""Reads of the appointments room: centres and slots, bookings, queues, the people at work."""

from tinhso.services.appointments.queries.bookings import (
    access_booking,
    bookings_of,
    bookings_on,
    bookings_to_come,
    tidy_code,
)
from tinhso.services.appointments.queries.centres import (
    booking_days,
    centre,
    centres,
    centres_for,
    day_start,
    group_of,
    next_slot,
    openings,
    rules_in_force,
    slots,
    unit_of,
)

__all__ = [
    "access_booking", "booking_days", "bookings_of", "bookings_on", "bookings_to_come", "centre", "centres",
    "centres_for", "day_start", "group_of", "next_slot", "openings", "rules_in_force", "slots", "tidy_code", "unit_of",
]  # fmt: skip
