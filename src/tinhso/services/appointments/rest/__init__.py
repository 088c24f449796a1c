"""REST of the appointments room: centres, slots, bookings, tickets, counters."""

from tinhso.services.appointments.rest import booking, load, queue
from tinhso.services.appointments.rest.room import rest

__all__ = ["booking", "load", "queue", "rest"]
