"""Pure rules of working time: no database, no clock, no Django."""

from tinhso.foundation.calendar.rules.explanation import Explanation
from tinhso.foundation.calendar.rules.working import WorkingCalendar

__all__ = ["Explanation", "WorkingCalendar"]
