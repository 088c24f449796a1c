"""What can be made to go wrong: each fault with how often, from 0 to 1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
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


@dataclass
class Faults:
    """How often each fault happens; ``dice`` decide."""

    shares: dict[str, float] = field(default_factory=dict)
    dice: Random = field(default_factory=Random)

    def happens(self, name: str) -> bool:
        """Whether a fault happens this time."""
        share = self.shares.get(name, 0.0)
        return share > 0 and self.dice.random() < share


def read_faults(text: str) -> dict[str, float]:
    """``slow=0.1,callback_lost=0.5`` as shares. Raises ``ValueError`` for an unknown fault, a share beyond 0 … 1."""
    shares: dict[str, float] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _equals, share = part.partition("=")
        if name not in FAULTS:
            raise ValueError(f"{name}: {', '.join(FAULTS)}")
        shares[name] = float(share or 1)
        if not 0 <= shares[name] <= 1:
            raise ValueError(f"{name}: 0 … 1")
    return shares
