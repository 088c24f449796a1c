"""What a word of the gateway says, for which invoice the money is, and how much of it pays it."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tinhso.core.clock import local
from tinhso.foundation.payments.types import PaymentFit

_NOT_A_SIGN: Final = re.compile(r"[^0-9A-Z]")
_MOST_DONG: Final = 10**12


class Unreadable(ValueError):
    """The text says nothing about a payment."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Money that came in, as the gateway tells of it; ``amount`` in đồng."""

    transaction: str
    order: str
    amount: int
    content: str
    paid_at: datetime


def read_credit(content: str) -> Credit:
    """What a callback, an answer or a line of a statement says. Raises ``Unreadable``."""
    try:
        said = json.loads(content)
        amount, paid_at = said["amount"], local(datetime.fromisoformat(said["paid_at"]))
        texts = [said["transaction"], said.get("order", ""), said.get("content", "")]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(str(error)) from None
    if type(amount) is not int or not 0 < amount < _MOST_DONG or not all(isinstance(text, str) for text in texts):
        raise Unreadable(content[:100])
    transaction, order, passed_on = (text.replace("\x00", "").strip() for text in texts)
    if not 0 < len(transaction) <= 60 or len(order) > 60:
        raise Unreadable(content[:100])
    return Credit(transaction, order, amount, passed_on[:200], paid_at)


def sign_of(text: str) -> str:
    """A code as banks pass it on: capital letters and digits alone."""
    return _NOT_A_SIGN.sub("", text.upper())


def fit_of(owed: int, received: int, *, is_open: bool) -> tuple[PaymentFit, int]:
    """What money for a known invoice is, and how much of it is applied to it, in đồng.

    An invoice is paid whole or not at all; what is not applied goes back.
    """
    if not is_open:
        return PaymentFit.SECOND, 0
    if received < owed:
        return PaymentFit.LESS, 0
    return (PaymentFit.INVOICE if received == owed else PaymentFit.MORE), owed
