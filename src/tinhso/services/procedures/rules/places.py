"""Where an address lies: a commune of today, found by the name that a person knows, which may be an old one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of today with its province; ``key`` and ``province`` are ids of the pack section ``territory``."""

    key: str
    name: str
    province: str
    province_name: str


class Places(Protocol):
    """The communes of a day."""

    def known(self, key: str) -> Place | None:
        """The commune with this id; None where there is none today."""

    def called(self, name: str) -> Sequence[Place]:
        """The communes that ``name`` may stand for: one, several where an old unit was divided, none."""


class _Nowhere:
    def known(self, key: str) -> Place | None:
        return None

    def called(self, name: str) -> Sequence[Place]:
        return ()


#: Knows no place: every address then has to be written out as one outside the province.
NOWHERE: Places = _Nowhere()
