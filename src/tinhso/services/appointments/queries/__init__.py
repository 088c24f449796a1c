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
    centres_with_units,
    day_start,
    group_of,
    next_slot,
    openings,
    rules_in_force,
    slots,
    unit_of,
)
from tinhso.services.appointments.queries.figures import CentreFigures, Waits, centre_figures
from tinhso.services.appointments.queries.load import OfficialLoad, UnitLoad, unit_load, units_led
from tinhso.services.appointments.queries.queue import (
    MISSED_SHOWN,
    Called,
    GroupWaiting,
    Hall,
    access_centre,
    access_kiosk,
    centres_served,
    current_ticket,
    digest_of,
    dossiers_of,
    hall,
    in_order,
    is_open,
    kiosk,
    kiosks_of,
    open_shifts,
    own_shift,
    ticket,
    tickets_on,
    wait_of,
)

__all__ = [
    "MISSED_SHOWN", "Called", "CentreFigures", "GroupWaiting", "Hall", "OfficialLoad", "UnitLoad", "Waits",
    "access_booking", "access_centre", "access_kiosk", "booking_days", "bookings_of", "bookings_on", "bookings_to_come",
    "centre", "centre_figures", "centres", "centres_for", "centres_served", "centres_with_units", "current_ticket",
    "day_start", "digest_of", "dossiers_of", "group_of", "hall", "in_order", "is_open", "kiosk", "kiosks_of",
    "next_slot", "open_shifts", "openings", "own_shift", "rules_in_force", "slots", "ticket", "tickets_on",
    "tidy_code", "unit_load", "unit_of", "units_led", "wait_of",
]  # fmt: skip
