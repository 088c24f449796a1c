"""Going to an address that an application gave: never into our own network, never further than that address.

The name is resolved once, every answer is looked at, and the connection goes to the number that was looked at: a name
that answers otherwise a moment later changes nothing. No redirect is followed, little is read, and not for long.
"""

import json
import socket
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings

from tinhso.foundation.openid.rules.addresses import is_web_address, may_be_reached, split

TIMEOUT_S: Final = 10
_MOST_BYTES: Final = 65_536


class Unreachable(Exception):
    """The address was not gone to, or did not answer; with a word why."""


class _Pinned(HTTPConnection):
    """A connection to one number, under the name that the certificate must carry."""

    def __init__(self, host: str, port: int, number: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S)
        self._number, self._secure = number, secure

    def connect(self) -> None:
        """Connect to the number that was looked at."""
        plain = socket.create_connection((self._number, self.port), TIMEOUT_S)
        self.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=self.host) if self._secure else plain
        )


def _number_of(host: str, port: int) -> str:
    try:
        found = [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Unreachable("name") from None
    if not found or not all(may_be_reached(number, loopback=settings.OPENID_LOOPBACK) for number in found):
        raise Unreachable("private")
    return found[0]


def post_form(address: str, values: Mapping[str, str]) -> int:
    """Send a form to an application's address; the status it answers. Raises ``Unreachable``."""
    return _exchange(address, "POST", urlencode(values))[0]


def get_json(address: str) -> Any:
    """What an application publishes at an address of its own, as JSON. Raises ``Unreachable``."""
    status, content = _exchange(address, "GET", None)
    try:
        return json.loads(content) if status == HTTPStatus.OK else None
    except (ValueError, RecursionError):
        raise Unreachable("JSON") from None


def _exchange(address: str, method: str, form: str | None) -> tuple[int, bytes]:
    parts = split(address)
    if parts is None or not parts.hostname or not is_web_address(address):
        raise Unreachable("address")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    connection = _Pinned(parts.hostname, port, _number_of(parts.hostname, port), secure=secure)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Cache-Control": "no-store"}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, form, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(_MOST_BYTES)
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from None
    finally:
        connection.close()
