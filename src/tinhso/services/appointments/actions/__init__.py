"""Writes of the appointments room: booking, taking numbers, calling and serving."""

from tinhso.services.appointments.actions.booking import book, cancel_booking, follow_bookings, move_booking
from tinhso.services.appointments.actions.linking import link_dossiers
from tinhso.services.appointments.actions.queueing import check_in, register_kiosk, revoke_kiosk, take_ticket
from tinhso.services.appointments.actions.serving import (
    TICKET_VERBS,
    call_next,
    close_counter,
    finish_service,
    mark_missed,
    open_counter,
    pause_counter,
    recall,
    start_service,
    take_back,
    transfer,
)

__all__ = [
    "TICKET_VERBS", "book", "call_next", "cancel_booking", "check_in", "close_counter", "finish_service",
    "follow_bookings", "link_dossiers", "mark_missed", "move_booking", "open_counter", "pause_counter", "recall",
    "register_kiosk", "revoke_kiosk", "start_service", "take_back", "take_ticket", "transfer",
]  # fmt: skip
