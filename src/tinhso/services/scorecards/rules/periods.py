"""Periods as people write them: a month, a quarter, a year."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext

from tinhso.core.clock import TZ
from tinhso.core.errors import InvalidInput
from tinhso.services.scorecards.types import PeriodAhead, PeriodUnreadable, Span

_WRITTEN = re.compile(r"(?P<year>20\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year: its name, and the days from ``start`` until before ``end``."""

    name: str
    start: date
    end: date

    def span(self, at: datetime) -> Span:
        """The moments of the period, as far as it has passed at ``at``. Raises ``PeriodAhead``."""
        starts, ends = (datetime.combine(day, time(), TZ) for day in (self.start, self.end))
        if starts >= at:
            raise PeriodAhead(period=self.name)
        return Span(starts, min(ends, at))


def _months_later(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def read_period(text: str) -> Period:
    """``2026-11``, ``2026-Q4`` or ``2026``. Raises ``PeriodUnreadable``."""
    found = _WRITTEN.fullmatch(text.strip().upper())
    if found is None:
        raise PeriodUnreadable(period=text[:20])
    year = int(found["year"])
    if found["month"]:
        first, length = date(year, int(found["month"]), 1), 1
    elif found["quarter"]:
        first, length = date(year, 3 * int(found["quarter"]) - 2, 1), 3
    else:
        first, length = date(year, 1, 1), 12
    return Period(found[0], first, _months_later(first, length))


def month_of(day: date) -> Period:
    """The month that a day lies in."""
    return read_period(f"{day:%Y-%m}")


def months_until(period: Period, count: int) -> list[Period]:
    """The last ``count`` months of which the last ends with ``period``, oldest first."""
    return [month_of(_months_later(period.end, back)) for back in range(-count, 0)]


def recent_periods(day: date) -> list[Period]:
    """What a page offers to choose from on a day: twelve months, four quarters and two years, the newest first."""
    month = month_of(day)
    months = months_until(month, 12)
    quarters = list(dict.fromkeys(f"{one.start.year}-Q{(one.start.month + 2) // 3}" for one in reversed(months)))[:4]
    return [*reversed(months), *map(read_period, quarters), read_period(f"{day.year}"), read_period(f"{day.year - 1}")]


def told_period(period: Period) -> str:
    """A period in words: ``tháng 11/2026``, ``quý 4 năm 2026``, ``năm 2026``."""
    year, _, part = period.name.partition("-")
    if not part:
        return gettext("năm {year}").format(year=year)
    if part.startswith("Q"):
        return gettext("quý {quarter} năm {year}").format(quarter=part[1:], year=year)
    return gettext("tháng {month}/{year}").format(month=part, year=year)


def period_asked(text: str, at: datetime) -> tuple[Period, str]:
    """The period that ``text`` asks for; where it cannot be read or lies ahead, the present month and what is wrong."""
    now = month_of(at.date())
    try:
        period = read_period(text or now.name)
        period.span(at)
    except InvalidInput as error:
        return now, error.message
    return period, ""


def period_choices(day: date, period: Period) -> list[tuple[str, str]]:
    """What a page offers to choose from, with the period that it shows: names and words."""
    offered = {one.name: one for one in [*recent_periods(day), period]}
    return [(name, told_period(one)) for name, one in offered.items()]
