"""What a payment gateway does for us, whichever it is, and how its words are signed."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from tinhso.foundation.payments.rules.comparing import StatementLine

#: What a callback is signed for, in place of the id of a request.
CALLBACK: Final = "callback"


class Unreachable(Exception):
    """It is not known whether the request had its effect: ask again under the same id."""


class Refused(Exception):
    """The gateway has answered no: its code, and its words."""

    def __init__(self, code: str, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment to be opened: our code of it, đồng, what the money carries, until when, where the payer comes back to,
    where the gateway tells of it. ``way`` is redirect or qr.
    """

    order: str
    amount: int
    purpose: str
    way: str
    expires_at: datetime
    return_url: str
    notify_url: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Where the payer goes to; empty where a QR code is enough."""

    pay_url: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a payment stands there: ``open`` while it can still be paid; ``credit`` is what a callback would say."""

    open: bool
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """Money that went back: the gateway's number of it, and when."""

    transaction: str
    at: datetime


class PaymentGateway(Protocol):
    """One gateway. Every verb raises ``Unreachable`` and ``Refused``, and may be repeated without harm."""

    def open(self, asked: Asked) -> Opened:
        """Open a payment; the same order again is the same payment."""

    def ask(self, order: str) -> Standing:
        """How a payment stands."""

    def refund(self, *, request: str, transaction: str, amount: int, reason: str) -> Returned:
        """Give back ``amount`` đồng of a transaction; the same request again is the same refund."""

    def statement(self, day: date) -> list[StatementLine]:
        """Every transaction of a day that is over."""


def signed(key: str, about: str, content: bytes) -> str:
    """The signature of a text: HMAC-SHA256 over what it is about (a request's id, or a callback) and the text, in
    hexadecimal.
    """
    return hmac.new(key.encode(), about.encode() + b"\n" + content, hashlib.sha256).hexdigest()


def is_signed(key: str, about: str, content: bytes, given: str) -> bool:
    """Whether a signature is right; never where there is no key."""
    return bool(key) and hmac.compare_digest(given.encode(), signed(key, about, content).encode())
