"""How long people will wait: the queue is played through with the counters that are open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

#: A wait is told in steps of so many minutes, rounded up: nobody can promise the minute.
STEP = 5


@dataclass(frozen=True, slots=True)
class OpenCounter:
    """A counter that calls people: the groups it serves, and in how many minutes it will be free."""

    groups: Collection[str]
    free_in: float = 0.0


def expected_waits(
    queue: Sequence[str], counters: Sequence[OpenCounter], minutes: Mapping[str, float]
) -> list[int | None]:
    """Minutes until each ticket is called, for groups in the order in which they will be called.

    Each ticket goes to the counter of its group that is free first. ``minutes`` is how long a service takes, by group.
    None where no open counter serves the group.
    """
    free = [counter.free_in for counter in counters]
    waits: list[int | None] = []
    for group in queue:
        able = [place for place, counter in enumerate(counters) if group in counter.groups]
        if not able:
            waits.append(None)
            continue
        first = min(able, key=lambda place: (free[place], len(counters[place].groups), place))
        waits.append(ceil(free[first] / STEP) * STEP)
        free[first] += minutes[group]
    return waits
