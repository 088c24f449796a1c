"""A simulator of an SMS gateway: the same wire, a page that shows what was sent, and knobs for what goes wrong."""

from tinhso.foundation.notifications.simulator.gateway import FAULTS, SimulatedSms
from tinhso.foundation.notifications.simulator.server import serve

__all__ = ["FAULTS", "SimulatedSms", "serve"]
