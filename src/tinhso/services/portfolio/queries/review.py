"""The table of all procedures: filtered, in any order, a page at a time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.db import Page
from tinhso.core.errors import InvalidInput
from tinhso.core.text import sort_key
from tinhso.services.portfolio.queries.counts import Trend, figures, trends
from tinhso.services.portfolio.rules.figures import Figures
from tinhso.services.portfolio.types import Period
from tinhso.services.procedures import api as procedures

PAGE = 50
#: So many rows are more than any province has procedures: the whole table at once.
ALL = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One procedure with its figures and its last twelve months."""

    item: procedures.ProcedureObject
    figures: Figures
    trend: Trend | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table of the review was asked for: a period, filters, an order (``-`` before it for the other way)."""

    period: Period
    field: str = ""
    level: str = ""
    unit_id: UUID | None = None
    used_only: bool = False
    sort: str = "-received"


def _maybe(value: float | None) -> tuple[bool, float]:
    """Values in order, those that are not known last whichever way."""
    return (value is None, value or 0)


#: Orders by name: what is compared of a row's figures; None is not known.
SORTS: Mapping[str, Callable[[Figures], float | None]] = {
    "received": lambda f: f.received,
    "online": lambda f: f.online_share.percent,
    "on_time": lambda f: f.on_time_share.percent,
    "worked": lambda f: f.median_hours,
    "deadline": lambda f: f.deadline_hours,
    "supplemented": lambda f: f.supplement_share.percent,
    "refused": lambda f: f.refusal_share.percent,
    "dropped": lambda f: f.drop_share.percent,
    "satisfied": lambda f: f.satisfied_share.percent,
}


def _in_order(rows: list[Row], sort: str) -> list[Row]:
    name, down = sort.removeprefix("-"), sort.startswith("-")
    by_name = sorted(rows, key=lambda row: (sort_key(row.item.name), row.item.id))
    if name == "name":
        return by_name[::-1] if down else by_name
    if name not in SORTS:
        raise InvalidInput(fields={"sort": sort[:40]})
    value = SORTS[name]

    def place(row: Row) -> Any:
        unknown, number = _maybe(value(row.figures))
        return (unknown, -number if down else number)

    return sorted(by_name, key=place)


@dataclass(frozen=True, slots=True)
class Review:
    """A page of the table, and the sums over all of its rows."""

    page: Page[Row]
    sums: Figures


def review(*, actor: Actor, at: datetime, asked: Asked, after: str = "", limit: int = PAGE) -> Review:
    """The procedures of the catalogue with their figures over a period. Four queries, whatever the number of rows.

    The cursor is the code of the last row seen. Raises ``InvalidInput`` for an order that there is not.
    """
    numbers = figures(actor=actor, at=at, period=asked.period, unit_id=asked.unit_id)
    lines = trends(actor=actor, day=at.date(), unit_id=asked.unit_id)
    rows = [
        Row(item, numbers.get(item.id, Figures(item.id)), lines.get(item.id))
        for item in procedures.all_procedures()
        if asked.field in {"", item.field}
        and asked.level in {"", item.level}
        and (not asked.used_only or item.id in numbers)
    ]
    ordered = _in_order(rows, asked.sort)
    codes = [row.item.id for row in ordered]
    start = codes.index(after) + 1 if after in codes else 0
    shown = ordered[start : start + limit]
    more = len(ordered) > start + limit
    page = Page(shown, shown[-1].item.id if more else None, len(ordered))
    return Review(page, sums_of([row.figures for row in rows]))


def sums_of(every: Iterable[Figures]) -> Figures:
    """Many procedures as one."""
    names = (
        "filed", "received", "online", "finished", "on_time", "supplemented", "refused", "withdrawn", "rated",
        "satisfied", "drafts", "drafts_filed", "drafts_fresh",
    )  # fmt: skip
    kept = list(every)
    return Figures("", **{name: sum(getattr(one, name) for one in kept) for name in names})
