"""What can be made to go wrong: each fault with how often, from 0 to 1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

#: Name of a fault → what happens.
FAULTS: Final[Mapping[str, str]] = {
    "late": "no answer now; the request takes effect later, among later ones",
    "duplicate": "the request takes effect twice",
    "reordered": "news comes in another order, and some of it twice",
    "error_500": "a fault of the server before anything happened",
    "dropped": "the request takes effect, the answer is lost",
    "bad_signature": "the request takes effect, the answer is not signed rightly",
    "expired_token": "the token is not taken any more",
    "wrong_field": "an answer lacks what it should carry",
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
    """``late=0.1,dropped=0.2`` as shares. Raises ``ValueError`` for an unknown fault or a share outside 0 to 1."""
    shares: dict[str, float] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _equals, share = part.partition("=")
        if name not in FAULTS:
            raise ValueError(f"{name}: {', '.join(FAULTS)}")
        shares[name] = float(share or 1)
        if not 0 <= shares[name] <= 1:
            raise ValueError(f"{name}: 0 … 1")
    return shares
