"""A simulator of a payment gateway: the same wire, a page on which the payer pays, and knobs for what goes wrong."""

from tinhso.foundation.payments.simulator.faults import FAULTS
from tinhso.foundation.payments.simulator.gateway import SimulatedGateway
from tinhso.foundation.payments.simulator.server import over_http, serve

__all__ = ["FAULTS", "SimulatedGateway", "over_http", "serve"]
