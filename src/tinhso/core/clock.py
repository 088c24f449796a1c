"""Time: one zone, one clock, half-open periods.

Only faces, tasks and commands ask for the current time; everything below them receives it as ``at``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Asia/Ho_Chi_Minh")

Moment = TypeVar("Moment", date, datetime)


def _system_time() -> datetime:
    return datetime.now(TZ)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """The current moment, aware, in Asia/Ho_Chi_Minh."""
    return _source()


def today() -> date:
    """The current date in Asia/Ho_Chi_Minh."""
    return now().date()


def local(at: datetime) -> datetime:
    """The same moment in Asia/Ho_Chi_Minh. Raises ``ValueError`` for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("a datetime without a time zone has no moment")
    return at.astimezone(TZ)


def daily(hour: int, minute: int) -> str:
    """The cron line of every day at a time of Vietnam, in UTC as the job queue reads it; there is no summer time."""
    return f"{minute} {(hour - 7) % 24} * * *"


@contextmanager
def use_source(source: Callable[[], datetime]) -> Iterator[None]:
    """Let ``now`` answer from ``source`` while the block runs: for tests and for simulated time."""
    global _source  # noqa: PLW0603 -- the one clock of the process
    previous, _source = _source, source
    try:
        yield
    finally:
        _source = previous


@dataclass(frozen=True, slots=True)
class Period(Generic[Moment]):
    """A half-open span of time ``[start, end)``; ``end`` is None while it is still open.

    Raises ``ValueError`` where the end is not after the start.
    """

    start: Moment
    end: Moment | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a period ends after it starts: {self.start} .. {self.end}")

    def __contains__(self, moment: Moment) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)

    def overlaps(self, other: "Period[Moment]") -> bool:
        """Whether the two periods share at least one moment."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)
