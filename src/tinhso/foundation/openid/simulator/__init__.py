"""VNeID simulated: the same paths and quirks, no identity, faults by choice. For development and tests only."""

from tinhso.foundation.openid.simulator.eid import FAULTS, Simulator
from tinhso.foundation.openid.simulator.server import serve

__all__ = ["FAULTS", "Simulator", "serve"]
