"""Limits and the log go by the client's address: behind the proxy of a production the proxy tells it, else nobody may."""

import pytest
from django.test import RequestFactory

from tinhso.channels.api.middleware import client_address

PROXY = "127.0.0.1"


@pytest.mark.parametrize(
    ("production", "peer", "told", "expected"),
    [
        (True, PROXY, "203.0.113.9", "203.0.113.9"),
        (True, PROXY, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (True, "::1", "2001:db8::7", "2001:db8::7"),
        (True, PROXY, "", PROXY),
        (True, PROXY, "<script>", PROXY),
        (True, "198.51.100.4", "203.0.113.9", "198.51.100.4"),
        (False, PROXY, "203.0.113.9", PROXY),
    ],
)
def test_who_asks(settings, production, peer, told, expected) -> None:
    settings.PRODUCTION = production
    request = RequestFactory().get("/", headers={"X-Forwarded-For": told} if told else {}, REMOTE_ADDR=peer)
    assert client_address(request) == expected
