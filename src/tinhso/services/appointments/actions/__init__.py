"""Writes of the appointments room: booking, taking numbers, calling and serving."""

from tinhso.services.appointments.actions.booking import book, cancel_booking, follow_bookings, move_booking

__all__ = ["book", "cancel_booking", "follow_bookings", "move_booking"]
