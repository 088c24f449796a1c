"""How a gateway is reached: one port, so that the national platform or a bank can take the simulator's place."""

from tinhso.foundation.payments.ports.gateway import (
    Asked,
    Opened,
    PaymentGateway,
    Refused,
    Returned,
    Standing,
    Unreachable,
    is_signed,
    signed,
)
from tinhso.foundation.payments.ports.http import HttpGateway, current_gateway, is_connected

__all__ = [
    "Asked",
    "HttpGateway",
    "Opened",
    "PaymentGateway",
    "Refused",
    "Returned",
    "Standing",
    "Unreachable",
    "current_gateway",
    "is_connected",
    "is_signed",
    "signed",
]
