"""Ages and periods by the calendar."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day some months later (earlier for a negative number), or the last of that month where there is none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_child(born: date, day: date, age: int) -> bool:
    """Whether somebody born on a day is younger than ``age`` full years on another; nobody is born later than that."""
    return born <= day < months_after(born, 12 * age)
