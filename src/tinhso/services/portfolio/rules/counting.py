"""Which cells a dossier or a draft adds to. The same function adds and takes away, so counts move by differences."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from tinhso.services.portfolio.types import NO_UNIT, DossierSeen, DraftOutcome, Outcome

MINUTES_OF_AN_HOUR = 60
#: A working day as the law counts it.
MINUTES_OF_A_DAY = 8 * 60
#: Tenths of the deadline, the last one for all that took more than twice as long.
MOST_TENTHS = 21
#: Stars from which a rating counts as satisfied.
SATISFIED = 4

#: Day, procedure, unit, measure, part.
Key = tuple[date, str, UUID, str, str]


def minutes_of(value: int, unit: str) -> int:
    """A deadline in working minutes; calendar days count as five working days in seven."""
    if unit == "working_hours":
        return value * MINUTES_OF_AN_HOUR
    return value * MINUTES_OF_A_DAY if unit == "working_days" else value * MINUTES_OF_A_DAY * 5 // 7


def hours_up(minutes: int) -> int:
    """Whole working hours, begun ones counted."""
    return -(-minutes // MINUTES_OF_AN_HOUR)


def tenths(worked: int, deadline: int) -> int:
    """Within which tenth of its deadline a dossier was finished: 1 to 10 in time, more when late."""
    return min(max(-(-10 * worked // deadline), 1), MOST_TENTHS) if deadline else 0


def of_dossier(seen: DossierSeen) -> Counter[Key]:
    """The cells of one dossier: by the day it was filed, received and finished."""
    cells: Counter[Key] = Counter()

    def add(day: date, measure: str, part: str = "", *, unit_id: UUID = seen.unit_id, amount: int = 1) -> None:
        cells[day, seen.procedure, unit_id, measure, part] += amount

    add(seen.filed_date, "filed", seen.channel)
    if seen.supplemented:
        add(seen.filed_date, "supplemented")
        for paper in seen.papers:
            add(seen.filed_date, "paper", paper)
    if seen.outcome in {Outcome.REFUSED, Outcome.WITHDRAWN}:
        add(seen.filed_date, seen.outcome)
    if seen.received_date is not None:
        add(seen.received_date, "received", seen.channel)
    if seen.finished_date is None or seen.outcome is not Outcome.FINISHED:
        return cells
    add(seen.finished_date, "finished")
    add(seen.finished_date, "worked", str(hours_up(seen.worked_minutes)))
    add(seen.finished_date, "deadline", str(hours_up(seen.deadline_minutes)))
    add(seen.finished_date, "used", str(tenths(seen.worked_minutes, seen.deadline_minutes)))
    if seen.on_time:
        add(seen.finished_date, "on_time")
    if seen.stars is not None:
        add(seen.finished_date, "rated")
        if seen.stars >= SATISFIED:
            add(seen.finished_date, "satisfied")
    for one in seen.stretches:
        part = f"{one.state}|{one.charged_to}|{'run' if one.counts else 'pause'}"
        add(seen.finished_date, "time", part, unit_id=one.unit_id, amount=one.minutes)
    return cells


def of_draft(procedure: str, started: date, outcome: str) -> Counter[Key]:
    """The cells of one draft, all on the day it was begun."""
    cells: Counter[Key] = Counter({(started, procedure, NO_UNIT, "draft", ""): 1})
    if outcome == DraftOutcome.FILED:
        cells[started, procedure, NO_UNIT, "draft_filed", ""] = 1
    elif outcome == DraftOutcome.DISCARDED:
        cells[started, procedure, NO_UNIT, "draft_discarded", ""] = 1
    return cells


def difference(before: Iterable[Mapping[Key, int]], after: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    """By how much each cell moves; cells that stay are left out."""
    moved: Counter[Key] = Counter()
    for cells in after:
        moved.update(cells)
    for cells in before:
        moved.subtract(cells)
    return {key: amount for key, amount in moved.items() if amount}
