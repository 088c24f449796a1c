"""What can be made to go wrong: each fault with how often, from 0 to 1."""

from collections.abc import Mapping
from typing import Final

#: Name of a fault → what happens.
FAULTS: Final[Mapping[str, str]] = {
    "slow": "an answer takes three seconds",
    "error_500": "the request takes effect, the answer is lost",
    "callback_lost": "nobody is told that a payment was made",
    "callback_twice": "it is told twice",
    "callback_forged": "it is told with a wrong signature",
    "amount_differs": "a thousand đồng more come in than were asked for",
    "refund_refused": "nothing is given back",
    "statement_extra": "the statement has a line more than there were payments",
}
