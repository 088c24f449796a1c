"""What officials look at before they act: their inbox, what may be done on it, to whom a task may go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.db import Page
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar import api as calendar
from tinhso.foundation.organisation import api as organisation

#: A working day as the law counts it: what falls due within it is near.
MINUTES_OF_A_DAY = 8 * 60

Nearness = Literal["", "late", "soon", "mine"]


def own_calendar(actor: Actor, at: datetime) -> calendar.WorkingCalendar:
    """The working calendar of the official's own office; that of the first unit for who has none. Two queries."""
    units = organisation.units_as_of(at.date())
    own = next((unit for unit in units if unit.id == actor.unit_id), units[0])
    return calendar.calendar_for(own.working_hours, at.date())


def soon_until(working: calendar.WorkingCalendar, at: datetime) -> datetime:
    """What falls due from ``at`` until before this moment is near."""
    return working.add_working_minutes(at, MINUTES_OF_A_DAY)


def waiting(
    *,
    actor: Actor,
    at: datetime,
    until: datetime,
    only: Nearness = "",
    stage: str = "",
    type_code: str = "",
    after: str | None = None,
) -> Page[cases.Task]:
    """The tasks that wait for this official, the one due first on top.

    ``only`` keeps what is late, what falls due before ``until`` (``soon``), or what was given by name (``mine``).
    """
    return cases.inbox(
        actor=actor,
        after=after,
        stage=stage,
        type_code=type_code,
        late_at=at if only == "late" else None,
        soon=(at, until) if only == "soon" else None,
        mine=only == "mine",
    )


def offered_at_once(*, actor: Actor, at: datetime, tasks: Iterable[cases.Task]) -> list[tuple[cases.FlowAction, int]]:
    """The actions of these tasks that ask for nothing but the decision, in the order first met, each with of how many.

    No query.
    """
    first: dict[str, cases.FlowAction] = {}
    counts: dict[str, int] = {}
    for task in tasks:
        for action in cases.offered_actions(actor=actor, case=task.case, at=at, task=task):
            if not action.needs and task.stage in action.by:
                first.setdefault(action.id, action)
                counts[action.id] = counts.get(action.id, 0) + 1
    return [(action, counts[action.id]) for action in first.values()]


@dataclass(frozen=True, slots=True)
class Taker:
    """Who may take a task over: an official by account, or a unit."""

    kind: Literal["person", "unit"]
    id: UUID
    name: str
    name_en: str = ""


def takers(*, actor: Actor, at: datetime, case_id: UUID) -> list[Taker]:
    """Who may take the open task over: officials who hold its permission at its unit, then units of the same kind."""
    task = cases.open_task(case_id)
    if task is None:
        return []
    people = [
        Taker("person", holder.account_id, f"{holder.name} – {holder.post_title}")
        for holder in organisation.holders_with(task.permission, task.unit_id, at)
        if holder.account_id != actor.account_id
    ]
    units = organisation.units_as_of(at.date())
    kind = next((unit.kind for unit in units if unit.id == task.unit_id), "")
    return people + [
        Taker("unit", unit.id, unit.name, unit.name_en)
        for unit in units
        if unit.kind == kind and unit.id != task.unit_id
    ]
