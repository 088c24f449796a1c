"""Work of the background process: reminders, and bookings that nobody kept."""

from datetime import datetime, timedelta
from typing import Final

from tinhso.core.events.api import steps
from tinhso.services.appointments import actions

_EVERY: Final = timedelta(seconds=20)
_next: Final[dict[str, datetime]] = {}


def follow(at: datetime) -> int:
    """Look after bookings every few seconds of this process; returns how many were told or closed."""
    if at < _next.get("at", at):
        return 0
    _next["at"] = at + _EVERY
    return actions.follow_bookings(at)


steps.add("appointments.bookings", follow)
