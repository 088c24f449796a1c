"""A simulated gateway beside a province in one process: its wire is a call, and so are its callbacks."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from django.test import override_settings

from tinhso.core import clock
from tinhso.foundation.payments import actions, ports
from tinhso.foundation.payments.ports.http import SIGNATURE, HttpGateway
from tinhso.foundation.payments.simulator import SimulatedGateway
from tinhso.foundation.payments.types import NotSigned

KEY = "khoa-kiem-thu"


def _told(_address: str, headers: Mapping[str, str], content: bytes) -> None:
    try:
        actions.take_callback(at=clock.now(), content=content, signature=headers[SIGNATURE])
    except NotSigned:
        return


@contextmanager
def simulated() -> Iterator[SimulatedGateway]:
    """A gateway to which this province is connected while the block runs."""
    gateway = SimulatedGateway(KEY, _told)

    def current(merchant: str) -> HttpGateway:
        return HttpGateway("http://gateway", KEY, merchant, gateway.carry)

    with (
        override_settings(PAYMENT_GATEWAY_URL="http://gateway", PAYMENT_GATEWAY_KEY=KEY),
        patch.object(ports, "current_gateway", current),
    ):
        yield gateway
