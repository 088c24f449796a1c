"""A simulator of the national portal: the same wire, a memory of its own, and knobs for what goes wrong on a line."""

from tinhso.services.national_portal.simulator.faults import FAULTS
from tinhso.services.national_portal.simulator.memory import Memory
from tinhso.services.national_portal.simulator.portal import Portal
from tinhso.services.national_portal.simulator.server import serve

__all__ = ["FAULTS", "Memory", "Portal", "serve"]
