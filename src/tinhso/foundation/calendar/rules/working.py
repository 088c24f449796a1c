"""Counting in working time.

One immutable calendar holds the days off, the swapped working days and the weekly hours of an office. It counts from
one table a year, built on first use, so that every question is a bisection: a few microseconds.

All datetimes are aware; results are in Việt Nam time, which has had one offset and no summer time since 1975.
Intervals are half-open: 11:30 is no longer working time when the morning is 07:30–11:30.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from tinhso.core.clock import TZ
from tinhso.foundation.calendar.rules.explanation import Explanation
from tinhso.foundation.calendar.types import (
    SATURDAY,
    SUNDAY,
    DayOff,
    DayReason,
    Deadline,
    DeadlineUnit,
    ExplainedDay,
    ExtraWorkingDay,
    Span,
    WeekHours,
)

_MINUTE = 60_000_000  # microseconds


class _Year:
    """Working days of one year: ordinals, and the working microseconds before each of them."""

    __slots__ = ("before", "ordinals", "spans", "total")

    def __init__(self, days: Iterable[tuple[date, tuple[Span, ...]]]) -> None:
        ordinals: list[int] = []
        spans: list[tuple[Span, ...]] = []
        before = [0]
        for day, hours in days:
            ordinals.append(day.toordinal())
            spans.append(tuple((start * _MINUTE, end * _MINUTE) for start, end in hours))
            before.append(before[-1] + sum(end - start for start, end in spans[-1]))
        self.ordinals, self.spans, self.before, self.total = ordinals, spans, before, before[-1]


class WorkingCalendar:
    """Working days and hours of one office.

    ``known_years`` are the years whose holidays are known. In any other year only weekends are off, and
    :meth:`knows` is false. Saturday and Sunday are not counted even where ``week`` gives them hours: those are hours
    at which a counter receives dossiers, not working time in the sense of a deadline.
    """

    def __init__(
        self,
        *,
        week: WeekHours,
        days_off: Iterable[DayOff] = (),
        extra_days: Iterable[ExtraWorkingDay] = (),
        known_years: Iterable[int] = (),
    ) -> None:
        self.week: dict[int, tuple[Span, ...]] = {day: tuple(spans) for day, spans in week.items() if spans}
        if not any(day < SATURDAY for day in self.week):
            raise ValueError("a working week needs hours on at least one day from Monday to Friday")
        for spans in self.week.values():
            flat = [moment for span in spans for moment in span]
            if flat != sorted(set(flat)) or flat[0] < 0 or flat[-1] > 24 * 60:
                raise ValueError(f"hours of a day must follow one another: {spans}")
        self.days_off: dict[date, DayOff] = {day.date: day for day in days_off}
        self.extra_days: dict[date, date] = {day.date: day.instead_of for day in extra_days}
        self.known_years: frozenset[int] = frozenset(known_years)
        self._years: dict[int, _Year] = {}

    # --- days -----------------------------------------------------------------------------------------------------

    def knows(self, day: date) -> bool:
        """Whether the holidays of that day's year are known."""
        return day.year in self.known_years

    def reason(self, day: date) -> DayReason:
        """Why ``day`` is worked or off."""
        off = self.days_off.get(day)
        if off is not None:
            return off.reason
        if day in self.extra_days:
            return DayReason.SWAPPED_WORKING
        weekday = day.weekday()
        if weekday in (SATURDAY, SUNDAY):
            return DayReason.WEEKEND
        return DayReason.WORKING if weekday in self.week else DayReason.NO_HOURS

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` counts as a working day (ngày làm việc)."""
        return bool(self._hours(day))

    def working_intervals(self, day: date) -> list[tuple[datetime, datetime]]:
        """The working stretches of ``day`` in order, half-open; empty on a day off."""
        return [(_moment(day, start * _MINUTE), _moment(day, end * _MINUTE)) for start, end in self._hours(day)]

    def opening_intervals(self, day: date) -> list[tuple[datetime, datetime]]:
        """When the counter is open: the working stretches, or the reception hours of an ordinary weekend day."""
        if self.reason(day) is DayReason.WEEKEND:
            spans = self.week.get(day.weekday(), ())
            return [(_moment(day, start * _MINUTE), _moment(day, end * _MINUTE)) for start, end in spans]
        return self.working_intervals(day)

    def _hours(self, day: date) -> tuple[Span, ...]:
        reason = self.reason(day)
        if reason is DayReason.WORKING:
            return self.week[day.weekday()]
        if reason is DayReason.SWAPPED_WORKING:
            # Instead of a day without hours of its own, the first working weekday stands in.
            return self.week.get(self.extra_days[day].weekday()) or self.week[min(self.week)]
        return ()

    def _year(self, year: int) -> _Year:
        table = self._years.get(year)
        if table is None:
            first = date(year, 1, 1)
            days = (first + timedelta(n) for n in range(366 if _is_leap(year) else 365))
            table = self._years[year] = _Year((day, hours) for day in days if (hours := self._hours(day)))
        return table

    def _nth_from(self, day: date, n: int) -> tuple[date, tuple[Span, ...]]:
        """The working day that is ``n`` places after the first working day on or after ``day``."""
        year = day.year
        table = self._year(year)
        index = bisect_left(table.ordinals, day.toordinal()) + n
        while index >= len(table.ordinals):
            index -= len(table.ordinals)
            year += 1
            table = self._year(year)
        return date.fromordinal(table.ordinals[index]), table.spans[index]

    # --- moments --------------------------------------------------------------------------------------------------

    def next_opening(self, at: datetime) -> datetime:
        """``at`` itself in working time, otherwise the next moment at which work begins."""
        at = _local(at)
        day, clock = at.date(), _clock(at)
        found, spans = self._nth_from(day, 0)
        if found == day:
            for start, end in spans:
                if clock < end:
                    return at if clock >= start else _moment(day, start)
            found, spans = self._nth_from(day + timedelta(1), 0)
        return _moment(found, spans[0][0])

    def end_of_day(self, day: date) -> datetime:
        """Closing time of ``day``, or of the first working day after it when it is a day off."""
        found, spans = self._nth_from(day, 0)
        return _moment(found, spans[-1][1])

    def add_working_days(self, start_at: datetime, n: int) -> datetime:
        """The same time of day ``n`` working days after the start, moved into that day's hours where they differ.

        The start is first moved to working time; its own day is day zero.
        """
        _not_negative(n)
        start = self.next_opening(start_at)
        day, spans = self._nth_from(start.date(), n)
        return start if n == 0 else _moment(day, _into(spans, _clock(start)))

    def add_working_minutes(self, at: datetime, minutes: int) -> datetime:
        """The earliest moment at which ``minutes`` of working time have passed since ``at``.

        With 0 this is :meth:`next_opening`. Time that ends with the morning ends at 11:30, not at 13:30.
        """
        _not_negative(minutes)
        if minutes == 0:
            return self.next_opening(at)
        at = _local(at)
        year = at.year
        table = self._year(year)
        position = self._position(at) + minutes * _MINUTE
        while position > table.total:
            position -= table.total
            year += 1
            table = self._year(year)
        index = bisect_left(table.before, position) - 1
        left = position - table.before[index]
        for start, end in table.spans[index]:
            if left <= end - start:
                return _moment(date.fromordinal(table.ordinals[index]), start + left)
            left -= end - start
        raise AssertionError("the working time of a day is the sum of its spans")

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Whole working minutes in ``[start, end)``; negative when ``end`` comes first.

        Both moments are read to the minute (seconds dropped) so that parts always add up:
        ``working_minutes(a, c) == working_minutes(a, b) + working_minutes(b, c)``.
        """
        start, end = _local(start), _local(end)
        if end < start:
            return -self.working_minutes(end, start)
        passed = self._position(end) // _MINUTE - self._position(start) // _MINUTE
        return passed + sum(self._year(year).total for year in range(start.year, end.year)) // _MINUTE

    def _position(self, at: datetime) -> int:
        """Working microseconds from the beginning of the year to ``at``."""
        table = self._year(at.year)
        ordinal = at.toordinal()
        index = bisect_right(table.ordinals, ordinal)
        if index == 0 or table.ordinals[index - 1] != ordinal:
            return table.before[index]
        clock = _clock(at)
        passed = sum(min(clock, end) - start for start, end in table.spans[index - 1] if clock > start)
        return table.before[index - 1] + passed

    # --- deadlines ------------------------------------------------------------------------------------------------

    def add_calendar_days(self, start_at: datetime, n: int) -> datetime:
        """Closing time of the ``n``-th day after the start; of the next working day when that one is off.

        Bộ luật Dân sự 2015, Điều 147 khoản 2 (the day of the event is not counted) and Điều 148 khoản 5 (a last day
        that is a day off moves to the end of the next working day).
        """
        _not_negative(n)
        start = _local(start_at)
        end = self.end_of_day(start.date() + timedelta(n))
        # A limit of zero days on a day that has already closed runs to the next one.
        return end if end > start else self.end_of_day(end.date() + timedelta(1))

    def same_day_due(self, start_at: datetime, cutoff: time | str = "15:00", days: int = 1) -> datetime:
        """Closing time of the same working day when filed before ``cutoff``, otherwise of the next working day.

        ``days`` greater than one ends that many working days later, the first of them being day one.
        """
        start = _local(start_at)
        cutoff = time.fromisoformat(cutoff) if isinstance(cutoff, str) else cutoff
        first, spans = self._nth_from(start.date(), 0)
        clock = _clock(start)
        if first == start.date() and (start.time() >= cutoff or clock >= spans[-1][1]):
            first = first + timedelta(1)
        day, spans = self._nth_from(first, max(days, 1) - 1)
        return _moment(day, spans[-1][1])

    def due(self, start_at: datetime, deadline: Deadline) -> datetime:
        """The promised moment of ``deadline`` for a dossier that starts at ``start_at``."""
        if deadline.same_day_cutoff is not None:
            return self.same_day_due(start_at, deadline.same_day_cutoff, deadline.value)
        if deadline.unit is DeadlineUnit.WORKING_DAYS:
            return self.add_working_days(start_at, deadline.value)
        if deadline.unit is DeadlineUnit.WORKING_HOURS:
            return self.add_working_minutes(start_at, deadline.value * 60)
        return self.add_calendar_days(start_at, deadline.value)

    def explain(self, start_at: datetime, due_at: datetime, deadline: Deadline | None = None) -> Explanation:
        """Every day from ``start_at`` to ``due_at``, counted or not and why.

        Without ``deadline`` the sentence speaks of as many working days as were counted.
        """
        start, due = _local(start_at), _local(due_at)
        unit = deadline.unit if deadline else DeadlineUnit.WORKING_DAYS
        in_calendar_days = unit is DeadlineUnit.DAYS
        origin = start if in_calendar_days else self.next_opening(start)
        first = self._first_counted(start, origin, deadline)
        # In calendar days every day counts up to the nominal last one; what follows only moves the end.
        last = start.date() + timedelta(deadline.value) if deadline and in_calendar_days else due.date()
        days = []
        day = start.date()
        while day <= due.date():
            reason = self.reason(day)
            counted = first <= day <= last and (in_calendar_days or self.is_working_day(day))
            off = self.days_off.get(day)
            days.append(ExplainedDay(day, counted, reason, off.name if off else "", off.name_en if off else ""))
            day += timedelta(1)
        if deadline is None:
            deadline = Deadline(sum(day.counted for day in days))
        beyond = not self.known_years.issuperset(range(start.year, due.year + 1))
        return Explanation(start, origin, due, deadline, tuple(days), beyond)

    def _first_counted(self, start: datetime, origin: datetime, deadline: Deadline | None) -> date:
        if deadline is not None and deadline.same_day_cutoff is not None:
            return self.same_day_due(start, deadline.same_day_cutoff).date()
        if deadline is not None and deadline.unit is DeadlineUnit.WORKING_HOURS:
            return origin.date()
        return origin.date() + timedelta(1)


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at if at.tzinfo is TZ else at.astimezone(TZ)


def _clock(at: datetime) -> int:
    """Microseconds after midnight."""
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _moment(day: date, clock: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=TZ) + timedelta(microseconds=clock)


def _into(spans: tuple[Span, ...], clock: int) -> int:
    """``clock`` moved into the hours of a day: out of a break to its end, past closing back to closing time."""
    for start, end in spans:
        if clock < end:
            return max(clock, start)
    return spans[-1][1]


def _not_negative(n: int) -> None:
    if n < 0:
        raise ValueError("time is only counted forward")


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
