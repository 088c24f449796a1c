"""Ratings counted: shares of a unit, and small counts put together so that nobody is recognised by them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tinhso.services.feedback.types import DISSATISFIED, SATISFIED, STARS, Face


@dataclass(frozen=True, slots=True)
class Counts:
    """How many ratings there are, by how content people were; ``plain`` are three stars of five."""

    very: int = 0
    good: int = 0
    plain: int = 0
    bad: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.very + other.very, self.good + other.good, self.plain + other.plain, self.bad + other.bad)

    @property
    def total(self) -> int:
        """All of them."""
        return self.very + self.good + self.plain + self.bad

    @property
    def satisfied(self) -> float | None:
        """Share of who is satisfied or very satisfied, in per cent; None of nothing."""
        return 100 * (self.very + self.good) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """A line of a table of units. ``unit_id`` is None for those put together; ``counts`` None for what is not told."""

    unit_id: UUID | None
    counts: Counts | None


def counts_of(stars: Iterable[tuple[int, int]]) -> Counts:
    """Counts out of pairs (stars, how many)."""
    very = good = plain = bad = 0
    for star, many in stars:
        if star >= STARS[Face.VERY]:
            very += many
        elif star >= SATISFIED:
            good += many
        elif star > DISSATISFIED:
            plain += many
        else:
            bad += many
    return Counts(very, good, plain, bad)


def protect(rows: Sequence[tuple[UUID, Counts]], smallest: int) -> list[UnitCounts]:
    """Units with fewer than ``smallest`` ratings become one line; where even together they are fewer, it has no counts.

    Sums stay right (decision 0012).
    """
    told = [UnitCounts(unit_id, counts) for unit_id, counts in rows if counts.total >= smallest]
    small = sum((counts for _, counts in rows if 0 < counts.total < smallest), Counts())
    if small.total:
        told.append(UnitCounts(None, small if small.total >= smallest else None))
    return told
