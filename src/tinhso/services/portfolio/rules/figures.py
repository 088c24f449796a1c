"""Figures out of counts: shares, percentiles of working time, all with what they were counted from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: How many of how many; the share is told only where there is anything to divide by.
Histogram = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """100 · part / whole to one decimal; None of nothing."""
        return round(100 * self.part / self.whole, 1) if self.whole else None


def histogram(counts: Mapping[str, int]) -> Histogram:
    """Counts by a number written as text, smallest first."""
    return tuple(sorted((int(value), count) for value, count in counts.items() if count))


def percentile(values: Histogram, share: int) -> int | None:
    """The smallest value that at least ``share`` per cent do not exceed (nearest rank); None of nothing."""
    total = sum(count for _, count in values)
    if not total:
        return None
    rank, seen = -(-share * total // 100), 0
    for value, count in values:
        seen += count
        if seen >= rank:
            return value
    return values[-1][0]


@dataclass(frozen=True, slots=True)
class Figures:
    """One procedure over one period. ``worked`` and ``deadline`` are working hours with how many dossiers had them.

    Drafts are those begun in the period; ``dropped`` are neither filed nor still being written.
    """

    code: str
    filed: int = 0
    received: int = 0
    online: int = 0
    finished: int = 0
    on_time: int = 0
    supplemented: int = 0
    refused: int = 0
    withdrawn: int = 0
    rated: int = 0
    satisfied: int = 0
    drafts: int = 0
    drafts_filed: int = 0
    drafts_fresh: int = 0
    worked: Histogram = ()
    deadline: Histogram = ()

    @property
    def online_share(self) -> Share:
        """Filed online, of those received: as the wall counts it."""
        return Share(self.online, self.received)

    @property
    def on_time_share(self) -> Share:
        """Finished in time, of those finished: as the wall counts it."""
        return Share(self.on_time, self.finished)

    @property
    def supplement_share(self) -> Share:
        """Asked for more papers, of those filed."""
        return Share(self.supplemented, self.filed)

    @property
    def refusal_share(self) -> Share:
        """Refused at receipt, of those filed."""
        return Share(self.refused, self.filed)

    @property
    def satisfied_share(self) -> Share:
        """Four or five stars, of those rated."""
        return Share(self.satisfied, self.rated)

    @property
    def drafts_dropped(self) -> int:
        """Drafts that were neither filed nor saved lately."""
        return max(self.drafts - self.drafts_filed - self.drafts_fresh, 0)

    @property
    def drop_share(self) -> Share:
        """Dropped, of the drafts begun."""
        return Share(self.drafts_dropped, self.drafts)

    @property
    def median_hours(self) -> int | None:
        """Half of the dossiers took no longer."""
        return percentile(self.worked, 50)

    @property
    def p90_hours(self) -> int | None:
        """Nine in ten took no longer."""
        return percentile(self.worked, 90)

    @property
    def deadline_hours(self) -> int | None:
        """The middle deadline of the finished dossiers."""
        return percentile(self.deadline, 50)

    def as_json(self) -> dict[str, float | int | None]:
        """The figures as they are frozen in a proposal."""
        return {
            "filed": self.filed,
            "received": self.received,
            "finished": self.finished,
            "online": self.online_share.percent,
            "on_time": self.on_time_share.percent,
            "supplemented": self.supplement_share.percent,
            "refused": self.refusal_share.percent,
            "satisfied": self.satisfied_share.percent,
            "drafts": self.drafts,
            "dropped": self.drop_share.percent,
            "median_hours": self.median_hours,
            "p90_hours": self.p90_hours,
            "deadline_hours": self.deadline_hours,
        }


#: One row of counts: procedure, measure, part, amount.
Count = tuple[str, str, str, int]
_PLAIN = {
    "finished": "finished", "on_time": "on_time", "supplemented": "supplemented", "refused": "refused",
    "withdrawn": "withdrawn", "rated": "rated", "satisfied": "satisfied", "draft": "drafts",
    "draft_filed": "drafts_filed",
}  # fmt: skip
#: The measures that figures are made of.
MEASURES: Sequence[str] = (*_PLAIN, "filed", "received", "worked", "deadline")


def figures_of(counts: Iterable[Count], fresh: Mapping[str, int]) -> dict[str, Figures]:
    """Figures by procedure; ``fresh`` are open drafts that were saved lately."""
    numbers: dict[str, dict[str, int]] = {}
    hours: dict[str, dict[str, dict[str, int]]] = {}
    for code, measure, part, amount in counts:
        mine = numbers.setdefault(code, {})
        if measure in {"worked", "deadline"}:
            hours.setdefault(code, {}).setdefault(measure, {})[part] = amount
        elif measure in {"filed", "received"}:
            mine[measure] = mine.get(measure, 0) + amount
            if measure == "received" and part == "online":
                mine["online"] = amount
        else:
            mine[_PLAIN[measure]] = mine.get(_PLAIN[measure], 0) + amount
    return {
        code: Figures(
            code=code,
            drafts_fresh=fresh.get(code, 0),
            worked=histogram(hours.get(code, {}).get("worked", {})),
            deadline=histogram(hours.get(code, {}).get("deadline", {})),
            **mine,
        )
        for code, mine in numbers.items()
    }
