"""Citizens' pages: what somebody lives through, the questions, the plan."""

from tinhso.services.life_events.portal import home, planning

__all__ = ["home", "planning"]
