"""The door of the appointments room: what a demo installation shows."""

from tinhso.services.appointments.actions.demo import load_demo_days

__all__ = ["load_demo_days"]
