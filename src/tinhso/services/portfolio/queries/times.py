"""The time-cut target in both readings, and each procedure's time: at the baseline, now, and what it really takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tinhso.core.access import Actor
from tinhso.core.db import Page
from tinhso.engines.indicators import api as indicators
from tinhso.services.portfolio.models import ProcedureTime
from tinhso.services.portfolio.queries.counts import figures, rules_in_force
from tinhso.services.portfolio.rules.counting import MINUTES_OF_AN_HOUR
from tinhso.services.portfolio.rules.figures import Share
from tinhso.services.portfolio.types import Period
from tinhso.services.procedures import api as procedures
from tinhso.services.programme import api as programme

#: The readings of the target, as the wall shows them: share of the time, share of the procedures.
READINGS = ("processing-time-cut", "processing-time-cut-procedures")
DAYS = 365
PAGE = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: its definition, what it says by deadlines, by real times, and the target it answers to if any."""

    indicator: indicators.IndicatorObject
    value: indicators.Value
    actual: Share
    standing: programme.Standing | None


@dataclass(frozen=True, slots=True)
class ProcedureTimes:
    """One procedure's time in working hours: at the baseline, now, half and nine in ten of the last year's dossiers."""

    item: procedures.ProcedureObject
    baseline: int
    current: int
    median: int | None
    p90: int | None

    @property
    def cut(self) -> Share:
        """How much of the baseline's deadline was cut."""
        return Share(self.baseline - self.current, self.baseline)

    @property
    def actual_cut(self) -> Share:
        """How much shorter than the baseline's deadline half of the dossiers really took."""
        return Share(self.baseline - self.median, self.baseline) if self.median is not None else Share(0, 0)


@dataclass(frozen=True, slots=True)
class TimeCut:
    """Both readings, and a page of the procedures, those cut most first."""

    readings: tuple[Reading, ...]
    page: Page[ProcedureTimes]


def time_cut(*, actor: Actor, at: datetime, after: str = "", limit: int = PAGE) -> TimeCut:
    """The target in both readings beside each other, with what stands behind it. Five queries."""
    period = Period(at.date() - timedelta(days=DAYS), at.date() + timedelta(days=1))
    mine = figures(actor=actor, at=at, period=period)
    items = {item.id: item for item in procedures.all_procedures()}
    rows = [
        ProcedureTimes(
            items[row.procedure],
            row.baseline_minutes // MINUTES_OF_AN_HOUR,
            row.current_minutes // MINUTES_OF_AN_HOUR,
            mine[row.procedure].median_hours if row.procedure in mine else None,
            mine[row.procedure].p90_hours if row.procedure in mine else None,
        )
        for row in ProcedureTime.objects.all()
        if row.procedure in items
    ]
    rows.sort(key=lambda row: (-(row.cut.percent or 0), -(row.actual_cut.percent or 0), row.item.id))
    codes = [row.item.id for row in rows]
    start = codes.index(after) + 1 if after in codes else 0
    shown = rows[start : start + limit]
    more = len(rows) > start + limit
    return TimeCut(_readings(at, rows), Page(shown, shown[-1].item.id if more else None, len(rows)))


def _readings(at: datetime, rows: list[ProcedureTimes]) -> tuple[Reading, ...]:
    definitions = indicators.indicators()
    values = indicators.values(only=READINGS)
    standings = {one.indicator.id: one for one in programme.standings(at.date()) if one.indicator.id in READINGS}
    worked = [row for row in rows if row.baseline and row.median is not None]
    most = rules_in_force().time_cut_percent
    actual = {
        READINGS[0]: Share(sum(row.actual_cut.part for row in worked), sum(row.baseline for row in worked)),
        READINGS[1]: Share(sum((row.actual_cut.percent or 0) >= most for row in worked), len(worked)),
    }
    return tuple(
        Reading(definitions[name], values.get(name, indicators.Value(0, 0)), actual[name], standings.get(name))
        for name in READINGS
        if name in definitions
    )
