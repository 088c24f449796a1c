"""Reads: the calendar of an office, and the year that officials look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import Q

from tinhso.core.access import Actor
from tinhso.core.packs import api as packs
from tinhso.foundation.calendar.models import CalendarOverride, OverrideKind
from tinhso.foundation.calendar.rules import WorkingCalendar
from tinhso.foundation.calendar.schema import CalendarYear, WorkingHours
from tinhso.foundation.calendar.types import (
    DayOff,
    DayReason,
    ExtraWorkingDay,
    OverrideNotFound,
    Span,
    WorkingHoursUnknown,
)

MANAGE = "calendar.manage"

#: What a decision changes: (date, kind, instead_of, name).
Decision = tuple[date, str, date | None, str]
Week = tuple[tuple[int, tuple[Span, ...]], ...]
# A unit's own decision comes after the general one and wins over it. Asked at every step of every case, hence text.
_DECISIONS = """
    SELECT date, kind, instead_of, name FROM ts_calendar_calendaroverride
    WHERE revoked_at IS NULL AND (unit_id IS NULL OR unit_id = %s) ORDER BY date, unit_id DESC
"""
#: Monday to Friday, whatever the hours: what the year view counts by.
_OFFICE_WEEK: Week = tuple((weekday, ((480, 720),)) for weekday in range(5))


class _Years:
    """The calendar years of one release, compared by identity so that a calendar is built once a release."""

    def __init__(self, objects: Mapping[str, CalendarYear]) -> None:
        self.years = tuple(objects.values())


def _years() -> _Years:
    return packs.derived("calendar.years", lambda: _Years(packs.current("calendars")))


def hours_on(hours_id: str, day: date) -> WorkingHours:
    """The working hours ``hours_id`` as in force on ``day``; the earliest known ones for a day before all of them.

    Raises ``WorkingHoursUnknown``.
    """
    objects: Mapping[str, WorkingHours] = packs.current("working_hours")
    family = hours_id.partition("@")[0]
    versions = sorted(
        (item for item in objects.values() if item.family == family), key=lambda item: item.valid_from or date.min
    )
    if not versions:
        raise WorkingHoursUnknown(hours_id=hours_id)
    return next((item for item in reversed(versions) if item.is_valid_on(day)), versions[0])


def calendar_for(hours_id: str, day: date, unit_id: UUID | None = None) -> WorkingCalendar:
    """The working calendar of an office with the hours ``hours_id`` as in force on ``day``.

    Closures and working days that officials decided for ``unit_id``, or for every unit, are in it. One query; the
    calendar itself is built once for each release and set of decisions. Raises ``WorkingHoursUnknown``.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DECISIONS, [unit_id])
        decisions = tuple(cursor.fetchall())
    week = tuple(sorted(hours_on(hours_id, day).spans().items()))
    return _build(_years(), week, decisions)


@lru_cache(maxsize=256)
def _build(years: _Years, week: Week, decisions: tuple[Decision, ...]) -> WorkingCalendar:
    off = {item.date: item for year in years.years for item in year.days_off()}
    extra = {item.date: item for year in years.years for item in year.extra_days()}
    for day, kind, instead_of, name in decisions:
        off.pop(day, None)
        extra.pop(day, None)
        if kind == OverrideKind.CLOSED:
            off[day] = DayOff(day, name, "", DayReason.CLOSURE)
        else:
            extra[day] = ExtraWorkingDay(day, instead_of or day)
    return WorkingCalendar(
        week=dict(week),
        days_off=off.values(),
        extra_days=extra.values(),
        known_years=(year.year for year in years.years),
    )


def may_decide(actor: Actor, unit_id: UUID | None) -> bool:
    """Whether ``actor`` may change the days of ``unit_id``; of every unit (None) only with an unrestricted grant."""
    if unit_id is not None:
        return actor.can(MANAGE, unit_id=unit_id)
    return any(grant.unit_ids is None for grant in actor.scope(MANAGE))


def access_override(*, actor: Actor, override_id: UUID) -> CalendarOverride:
    """A decision in force that ``actor`` may take back, locked. Raises ``OverrideNotFound``."""
    found = CalendarOverride.objects.select_for_update().filter(pk=override_id, revoked_at=None).first()
    if found is None or not may_decide(actor, found.unit_id):
        raise OverrideNotFound
    return found


@dataclass(frozen=True, slots=True)
class Day:
    """A date of the year view with the reason why it is worked or off, and the name of that reason."""

    date: date
    reason: DayReason
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """A year as people look at it: every day, the decisions in force, and whether its holidays are known."""

    year: int
    known: bool
    days: tuple[Day, ...]
    decisions: tuple[CalendarOverride, ...]
    working_day_count: int


def read_year(*, actor: Actor, year: int, unit_id: UUID | None = None) -> Year:
    """The days of ``year`` for ``unit_id`` (None: what holds for every unit), Monday to Friday office."""
    decisions = tuple(
        CalendarOverride.objects.filter(
            Q(unit_id=None) | Q(unit_id=unit_id), revoked_at=None, date__year=year
        ).order_by("date", "-unit_id")
    )
    calendar = _build(_years(), _OFFICE_WEEK, tuple((d.date, d.kind, d.instead_of, d.name) for d in decisions))
    first = date(year, 1, 1).toordinal()
    days = []
    for ordinal in range(first, date(year + 1, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        off = calendar.days_off.get(day)
        days.append(Day(day, calendar.reason(day), off.name if off else "", off.name_en if off else ""))
    worked = sum(calendar.is_working_day(day.date) for day in days)
    return Year(year, calendar.knows(date(year, 1, 1)), tuple(days), decisions, worked)
