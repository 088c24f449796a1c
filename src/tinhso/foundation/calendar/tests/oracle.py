"""A second, slow answer to the questions of the working calendar, written from the law and not from the code.

It knows nothing but the set of worked minutes of each day,
and walks day by day through those sets. Moments are naive minutes of Việt Nam time.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass
class Oracle:
    """``hours[weekday]`` is the set of worked minutes of that weekday."""

    hours: dict[int, set[int]]
    off: set[date] = field(default_factory=set)
    swapped: dict[date, date] = field(default_factory=dict)

    def minutes_of(self, day: date) -> set[int]:
        if day in self.off:
            return set()
        if day in self.swapped:
            stand_in = self.swapped[day].weekday()
            return self.hours.get(stand_in) or self.hours[min(self.hours)]
        return set() if day.isoweekday() > 5 else self.hours.get(day.weekday(), set())

    def opening(self, at: datetime) -> datetime:
        while True:
            midnight = datetime(at.year, at.month, at.day)
            later = [minute for minute in self.minutes_of(at.date()) if minute >= at.hour * 60 + at.minute]
            if later:
                return midnight + min(later) * MINUTE
            at = midnight + DAY

    def count(self, start: datetime, end: datetime) -> int:
        """Worked minutes in [start, end)."""
        total = 0
        while start < end:
            tomorrow = datetime(start.year, start.month, start.day) + DAY
            worked = self.minutes_of(start.date())
            if start == tomorrow - DAY and tomorrow <= end:
                total += len(worked)
            else:
                until = 24 * 60 if tomorrow <= end else end.hour * 60 + end.minute
                total += sum(start.hour * 60 + start.minute <= minute < until for minute in worked)
            start = tomorrow
        return total

    def after_minutes(self, at: datetime, minutes: int) -> datetime:
        if minutes == 0:
            return self.opening(at)
        while True:
            midnight = datetime(at.year, at.month, at.day)
            passed = at.hour * 60 + at.minute
            ahead = (
                {minute for minute in self.minutes_of(at.date()) if minute >= passed}
                if passed
                else self.minutes_of(at.date())
            )
            if len(ahead) >= minutes:
                return midnight + (sorted(ahead)[minutes - 1] + 1) * MINUTE
            minutes -= len(ahead)
            at = midnight + DAY

    def after_days(self, at: datetime, n: int) -> datetime:
        at = self.opening(at)
        if n == 0:
            return at
        day = at.date()
        while n:
            day += DAY
            n -= bool(self.minutes_of(day))
        minute = at.hour * 60 + at.minute
        later = [worked for worked in self.minutes_of(day) if worked >= minute]
        clock = min(later) if later else max(self.minutes_of(day)) + 1
        return datetime(day.year, day.month, day.day) + clock * MINUTE

    def closing(self, day: date) -> datetime:
        while not self.minutes_of(day):
            day += DAY
        return datetime(day.year, day.month, day.day) + (max(self.minutes_of(day)) + 1) * MINUTE

    def same_day(self, at: datetime, cutoff_minute: int) -> datetime:
        worked = self.minutes_of(at.date())
        minute = at.hour * 60 + at.minute
        if worked and minute < cutoff_minute and minute <= max(worked):
            return self.closing(at.date())
        return self.closing(at.date() + DAY)
