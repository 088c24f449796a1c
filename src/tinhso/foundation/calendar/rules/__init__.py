"""Pure rules of working time: no database, no clock, no Django."""

from .explanation import Explanation
from .working import TZ, WorkingCalendar

__all__ = ["TZ", "Explanation", "WorkingCalendar"]
