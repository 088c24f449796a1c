"""The door of the calendar room."""

from tinhso.foundation.calendar.actions import decide_day, revoke_decision
from tinhso.foundation.calendar.queries import calendar_for, hours_on, read_year
from tinhso.foundation.calendar.rules import Explanation, WorkingCalendar
from tinhso.foundation.calendar.types import (
    DayChanged,
    DayOff,
    DayReason,
    Deadline,
    DeadlineUnit,
    ExplainedDay,
    ExtraWorkingDay,
    WorkingHoursUnknown,
)

__all__ = [
    "DayChanged",
    "DayOff",
    "DayReason",
    "Deadline",
    "DeadlineUnit",
    "ExplainedDay",
    "Explanation",
    "ExtraWorkingDay",
    "WorkingCalendar",
    "WorkingHoursUnknown",
    "calendar_for",
    "decide_day",
    "hours_on",
    "read_year",
    "revoke_decision",
]
