"""The quality score of a register (README: quality)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quality:
    """So many records, and of them so many complete, valid, fresh and single."""

    records: int
    complete: int
    valid: int
    fresh: int
    single: int

    @property
    def score(self) -> float | None:
        """The mean of the four shares in per cent, one decimal; None where there is no record."""
        if not self.records:
            return None
        return round(25 * (self.complete + self.valid + self.fresh + self.single) / self.records, 1)

    @classmethod
    def together(cls, each: Iterable["Quality"]) -> "Quality":
        """Several units as one."""
        found = list(each)
        return cls(*(sum(getattr(one, name) for one in found) for name in cls.__slots__))
