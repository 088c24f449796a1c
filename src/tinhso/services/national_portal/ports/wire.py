"""The line to the portal over HTTP: a token that expires, one request id a message, answers that are signed.

Whatever leaves open whether a request had its effect (no answer, a fault of the server, an answer that is not signed by
the portal) is ``Unreachable``: the same request is sent again under the same id. Only a readable, signed "no" is
``Refused``.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request

from django.conf import settings

from tinhso.core.ids import new_id
from tinhso.core.outgoing import opener

TIMEOUT_S: Final = 20
#: The largest answer that is read: a file of the intake, as base64, and what stands around it.
MOST_BYTES: Final = 64 * 1024 * 1024
SIGNATURE, REQUEST_ID = "X-Chu-Ky", "X-Ma-Yeu-Cau"
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over the line."""

    status: int
    headers: Mapping[str, str]
    content: bytes


#: Carries one request: address, headers and body to what came back. Raises ``OSError`` where nothing did.
Carrier = Callable[[str, Mapping[str, str], bytes], Reply]


class Unreachable(Exception):
    """It is not known whether the request had its effect."""


class Refused(Exception):
    """The portal has answered no: its code, and its words."""

    def __init__(self, code: str, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(code)


def signed(key: str, request_id: str, content: bytes) -> str:
    """The signature of an answer: HMAC-SHA256 over the request id and the content, in hexadecimal."""
    return hmac.new(key.encode(), request_id.encode() + b"\n" + content, hashlib.sha256).hexdigest()


def over_http(address: str, headers: Mapping[str, str], content: bytes) -> Reply:
    """One POST over HTTP, bounded in time and size."""
    request = Request(address, data=content, headers={**headers, "Content-Type": "application/json"}, method="POST")  # noqa: S310 -- the scheme is checked by ``current_wire``
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            found = answer.read(MOST_BYTES + 1)
            return Reply(answer.status, dict(answer.headers), found)
    except HTTPError as error:
        return Reply(error.code, dict(error.headers), b"")
    except HTTPException as error:
        raise OSError(type(error).__name__) from error


@dataclass
class Wire:
    """The line to one portal."""

    address: str
    key: str
    client: str
    carry: Carrier = over_http
    _token: str = field(default="", repr=False)

    def call(self, operation: str, body: Mapping[str, Any], *, request_id: str) -> Answer:
        """Ask the portal to do one thing; the data of its answer. Raises ``Unreachable`` and ``Refused``."""
        if not self._token:
            self._sign_in()
        reply = self._send(operation, body, request_id)
        if reply.status == HTTPStatus.UNAUTHORIZED:
            self._sign_in()
            reply = self._send(operation, body, request_id)
        return self._read(reply, request_id)

    def _sign_in(self) -> None:
        request_id = str(new_id())
        reply = self._send("token", {"MaDonVi": self.client, "Khoa": self.key}, request_id)
        self._token = str(self._read(reply, request_id).get("Token", ""))

    def _send(self, operation: str, body: Mapping[str, Any], request_id: str) -> Reply:
        headers = {REQUEST_ID: request_id, "Authorization": f"Bearer {self._token}"}
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            return self.carry(f"{self.address.rstrip('/')}/{operation}", headers, content)
        except (URLError, OSError) as error:
            raise Unreachable(type(error).__name__) from error

    def _read(self, reply: Reply, request_id: str) -> Answer:
        if reply.status != HTTPStatus.OK:
            raise Unreachable(f"HTTP {reply.status}")
        given = next((value for name, value in reply.headers.items() if name.lower() == SIGNATURE.lower()), "")
        if len(reply.content) > MOST_BYTES or not hmac.compare_digest(
            given, signed(self.key, request_id, reply.content)
        ):
            raise Unreachable("signature")
        try:
            answer = json.loads(reply.content)
            done, data = answer["KetQua"], answer.get("DuLieu") or {}
        except (ValueError, TypeError, KeyError) as error:
            raise Unreachable("unreadable") from error
        if str(done) != "1":
            raise Refused(str(answer.get("MaLoi", ""))[:60], str(answer.get("MoTa", ""))[:500])
        if not isinstance(data, dict):
            raise Unreachable("unreadable")
        return data


_wires: dict[tuple[str, str, str], Wire] = {}


def is_connected() -> bool:
    """Whether this installation has a portal to talk to."""
    return bool(settings.NATIONAL_PORTAL_URL)


def current_wire() -> Wire | None:
    """The line to the portal that the settings name; None where they name none that is HTTP."""
    address, key = settings.NATIONAL_PORTAL_URL, settings.NATIONAL_PORTAL_KEY
    if urlsplit(address).scheme not in {"http", "https"}:
        return None
    place = (address, key, settings.PACK)
    return _wires.get(place) or _wires.setdefault(place, Wire(*place))
