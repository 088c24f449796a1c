"""A gateway of SMS: over HTTP, signed by a shared key; or a folder, where none is connected."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Final, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from django.conf import settings

from tinhso.core.outgoing import opener

TIMEOUT_S: Final = 10
_MOST_BYTES: Final = 64 * 1024
SIGNATURE, REQUEST_ID = "X-Signature", "X-Request-Id"


class SmsUnreachable(Exception):
    """It is not known whether the message left: it is sent again under the same id."""


class SmsRefused(Exception):
    """The gateway has answered that it will not send this: a number that does not exist, for example."""


class SmsGateway(Protocol):
    """What sends an SMS. The same ``message_id`` again is the same message, and is sent once."""

    def send(self, *, message_id: str, to: str, text: str) -> None:
        """Send ``text`` to a number of ten digits. Raises ``SmsUnreachable``, ``SmsRefused``."""


#: Carries one request: address, headers and body to status and body. Raises ``OSError`` where nothing came back.
Carrier = Callable[[str, Mapping[str, str], bytes], tuple[int, bytes]]


def signed(key: str, request_id: str, content: bytes) -> str:
    """HMAC-SHA256 over a request's id and its body, in hexadecimal."""
    return hmac.new(key.encode(), request_id.encode() + b"\n" + content, hashlib.sha256).hexdigest()


def is_signed(key: str, request_id: str, content: bytes, given: str) -> bool:
    """Whether a signature is right; never where there is no key."""
    return bool(key) and hmac.compare_digest(given.encode(), signed(key, request_id, content).encode())


def over_http(address: str, headers: Mapping[str, str], content: bytes) -> tuple[int, bytes]:
    """One POST over HTTP, bounded in time and size."""
    request = Request(address, data=content, headers={**headers, "Content-Type": "application/json"}, method="POST")  # noqa: S310 -- the scheme is checked by ``current_sms``
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            return answer.status, answer.read(_MOST_BYTES)
    except HTTPError as error:
        return error.code, error.read(_MOST_BYTES)
    except HTTPException as error:
        raise OSError(type(error).__name__) from error


@dataclass(frozen=True)
class HttpSms:
    """The line to a gateway: ``POST …/messages`` with ``id``, ``to`` and ``text``."""

    address: str
    key: str
    carry: Carrier = over_http

    def send(self, *, message_id: str, to: str, text: str) -> None:
        """See ``SmsGateway``."""
        content = json.dumps({"id": message_id, "to": to, "text": text}, ensure_ascii=False).encode()
        headers = {REQUEST_ID: message_id, SIGNATURE: signed(self.key, message_id, content)}
        try:
            status, answer = self.carry(f"{self.address.rstrip('/')}/messages", headers, content)
        except OSError as error:
            raise SmsUnreachable(type(error).__name__) from error
        if status == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise SmsRefused(answer.decode("utf-8", "replace")[:200])
        if status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
            raise SmsUnreachable(f"HTTP {status}")


@dataclass(frozen=True)
class FolderSms:
    """A folder in which each message becomes a file of its own, where no gateway is connected."""

    folder: Path

    def send(self, *, message_id: str, to: str, text: str) -> None:
        """See ``SmsGateway``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{message_id}.txt").write_text(f"{to}\n{text}\n", encoding="utf-8")


def current_sms() -> SmsGateway:
    """The gateway that the settings name; the folder where they name none."""
    if settings.SMS_KEY and urlsplit(settings.SMS_URL).scheme in {"http", "https"}:
        return HttpSms(settings.SMS_URL, settings.SMS_KEY)
    return FolderSms(settings.SMS_DIR)
