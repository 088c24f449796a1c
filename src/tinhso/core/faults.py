"""What a simulator can be made to get wrong: each fault with how often, from 0 to 1."""

from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random


@dataclass
class Faults:
    """How often each fault happens; ``dice`` decide."""

    shares: dict[str, float] = field(default_factory=dict)
    dice: Random = field(default_factory=Random)

    def happens(self, name: str) -> bool:
        """Whether a fault happens this time."""
        share = self.shares.get(name, 0.0)
        return share > 0 and self.dice.random() < share


def read_faults(text: str, known: Collection[str]) -> dict[str, float]:
    """``slow=0.1,down`` as shares, a name alone being always. Raises ``ValueError`` for a fault that is not known and
    for a share beyond 0 … 1.
    """
    shares: dict[str, float] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _equals, share = part.partition("=")
        if name not in known:
            raise ValueError(f"{name}: {', '.join(known)}")
        shares[name] = float(share or 1)
        if not 0 <= shares[name] <= 1:
            raise ValueError(f"{name}: 0 … 1")
    return shares
