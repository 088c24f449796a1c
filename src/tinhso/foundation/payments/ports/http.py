"""A gateway over HTTP: JSON, one request id a question, both ways signed by the shared key."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from django.conf import settings

from tinhso.core.clock import local
from tinhso.core.ids import new_id
from tinhso.core.outgoing import opener
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
from tinhso.foundation.payments.rules.comparing import StatementLine

TIMEOUT_S: Final = 10
MOST_BYTES: Final = 16 * 1024 * 1024
SIGNATURE, REQUEST_ID, MERCHANT = "X-Signature", "X-Request-Id", "X-Merchant"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over the line."""

    status: int
    headers: Mapping[str, str]
    content: bytes


#: Carries one request: address, headers and body to what came back. Raises ``OSError`` where nothing did.
Carrier = Callable[[str, Mapping[str, str], bytes], Reply]


def over_http(address: str, headers: Mapping[str, str], content: bytes) -> Reply:
    """One POST over HTTP, bounded in time and size."""
    request = Request(address, data=content, headers={**headers, "Content-Type": "application/json"}, method="POST")  # noqa: S310 -- the scheme is checked by ``current_gateway``
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            return Reply(answer.status, dict(answer.headers), answer.read(MOST_BYTES + 1))
    except HTTPError as error:
        return Reply(error.code, dict(error.headers), b"")
    except HTTPException as error:
        raise OSError(type(error).__name__) from error


@dataclass(frozen=True)
class HttpGateway:
    """The line to one gateway, as one merchant."""

    address: str
    key: str
    merchant: str
    carry: Carrier = over_http

    def open(self, asked: Asked) -> Opened:
        """See ``PaymentGateway``."""
        said = {
            "order": asked.order, "amount": asked.amount, "purpose": asked.purpose, "way": asked.way,
            "expires_at": asked.expires_at.isoformat(), "return_url": asked.return_url, "notify_url": asked.notify_url,
        }  # fmt: skip
        pay_url = str(self._call("payments", said).get("pay_url", ""))
        if pay_url and urlsplit(pay_url).scheme not in {"http", "https"}:
            raise Unreachable("pay_url")
        return Opened(pay_url[:500])

    def ask(self, order: str) -> Standing:
        """See ``PaymentGateway``."""
        answer = self._call("payments/query", {"order": order})
        credit = answer.get("credit")
        return Standing(answer.get("open") is True, json.dumps(credit, ensure_ascii=False) if credit else "")

    def refund(self, *, request: str, transaction: str, amount: int, reason: str) -> Returned:
        """See ``PaymentGateway``."""
        said = {"refund": request, "transaction": transaction, "amount": amount, "reason": reason}
        answer = self._call("refunds", said)
        try:
            return Returned(str(answer["transaction"])[:60], local(datetime.fromisoformat(answer["at"])))
        except (KeyError, ValueError, TypeError) as error:
            raise Unreachable("unreadable") from error

    def statement(self, day: date) -> list[StatementLine]:
        """See ``PaymentGateway``."""
        lines = self._call("statements", {"day": day.isoformat()}).get("lines")
        try:
            return [
                StatementLine(str(line["transaction"])[:60], str(line.get("order", ""))[:60], int(line["amount"]))
                for line in lines or []
            ]
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise Unreachable("unreadable") from error

    def _call(self, verb: str, said: Mapping[str, Any]) -> dict[str, Any]:
        request_id, content = str(new_id()), json.dumps(said, ensure_ascii=False).encode()
        headers = {
            MERCHANT: self.merchant, REQUEST_ID: request_id, SIGNATURE: signed(self.key, request_id, content),
        }  # fmt: skip
        try:
            reply = self.carry(f"{self.address.rstrip('/')}/{verb}", headers, content)
        except OSError as error:
            raise Unreachable(type(error).__name__) from error
        given = next((value for name, value in reply.headers.items() if name.lower() == SIGNATURE.lower()), "")
        if reply.status != HTTPStatus.OK or len(reply.content) > MOST_BYTES:
            raise Unreachable(f"HTTP {reply.status}")
        if not is_signed(self.key, request_id, reply.content, given):
            raise Unreachable("signature")
        try:
            answer = json.loads(reply.content)
            done, data = answer["done"], answer.get("data") or {}
        except (ValueError, TypeError, KeyError) as error:
            raise Unreachable("unreadable") from error
        if done is not True:
            raise Refused(str(answer.get("code", ""))[:60], str(answer.get("text", ""))[:300])
        if not isinstance(data, dict):
            raise Unreachable("unreadable")
        return data


def is_connected() -> bool:
    """Whether this installation has a gateway, over HTTP and with a key."""
    return bool(settings.PAYMENT_GATEWAY_KEY) and urlsplit(settings.PAYMENT_GATEWAY_URL).scheme in {"http", "https"}


def current_gateway(merchant: str) -> PaymentGateway | None:
    """The gateway that the settings name; None where they name none."""
    if not is_connected():
        return None
    return HttpGateway(settings.PAYMENT_GATEWAY_URL, settings.PAYMENT_GATEWAY_KEY, merchant)
