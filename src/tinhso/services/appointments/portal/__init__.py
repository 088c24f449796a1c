"""Citizens' pages: booking a time, and the kiosk of a centre with its waiting room."""

from tinhso.services.appointments.portal import blocks, booking, kiosk, own

__all__ = ["blocks", "booking", "kiosk", "own"]
