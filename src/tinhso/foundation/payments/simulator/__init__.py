"""A simulator of a payment gateway: the same wire, a page on which the payer pays, and knobs for what goes wrong."""

from tinhso.foundation.payments.simulator.faults import FAULTS, Faults, read_faults
from tinhso.foundation.payments.simulator.gateway import SimulatedGateway
from tinhso.foundation.payments.simulator.server import over_http, serve

__all__ = ["FAULTS", "Faults", "SimulatedGateway", "over_http", "read_faults", "serve"]
