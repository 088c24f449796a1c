"""Words of the working calendar: kinds of days, deadlines, the reasons why a day is not counted, events and errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from uuid import UUID

from tinhso.core.errors import Conflict, InvalidInput, NotFound
from tinhso.core.events.api import event

#: One stretch of working time inside a day, ``(start, end)`` in minutes after midnight, half-open.
Span = tuple[int, int]
#: Hours of a week: weekday (Monday = 0) to its spans in order. A weekday without working time is absent.
WeekHours = Mapping[int, tuple[Span, ...]]

SATURDAY, SUNDAY = 5, 6
#: For classes that have a field named ``date``.
Day = date


class DayReason(StrEnum):
    """Why a day is worked or not. Everything but WORKING and SWAPPED_WORKING is a day off."""

    WORKING = "working"
    SWAPPED_WORKING = "swapped_working"  # làm bù: a Saturday worked for a weekday off
    WEEKEND = "weekend"  # nghỉ hằng tuần
    HOLIDAY = "holiday"  # nghỉ lễ, tết (Bộ luật Lao động 2019, Điều 112)
    COMPENSATION = "compensation"  # nghỉ bù: a holiday that fell on a weekend (Điều 111 khoản 3)
    SWAPPED_OFF = "swapped_off"  # nghỉ hoán đổi: off now, worked on another day
    CLOSURE = "closure"  # nghỉ đột xuất: storm, flood, outage, decided by the competent authority
    NO_HOURS = "no_hours"  # the unit does not work on this weekday


class DeadlineUnit(StrEnum):
    """In what a time limit is counted."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit of a procedure.

    ``same_day_cutoff`` makes the day of filing the first day when the dossier comes before that hour, and the next
    working day otherwise; the limit then ends when the office closes ("trong ngày làm việc; sau 15 giờ thì ngày làm
    việc tiếp theo").
    """

    value: int
    unit: DeadlineUnit = DeadlineUnit.WORKING_DAYS
    same_day_cutoff: time | None = None


@dataclass(frozen=True, slots=True)
class DayOff:
    """A dated day off with its name in both languages."""

    date: date
    name: str
    name_en: str = ""
    reason: DayReason = DayReason.HOLIDAY


@dataclass(frozen=True, slots=True)
class ExtraWorkingDay:
    """A day worked although it is a weekend (làm bù); it has the hours of the weekday it stands for."""

    date: Day
    instead_of: Day


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """One day between filing and the promise: counted or not, and why."""

    date: date
    counted: bool
    reason: DayReason
    name: str = ""
    name_en: str = ""


@event("calendar.day_changed")
@dataclass(frozen=True, slots=True)
class DayChanged:
    """An official closed or opened a day, or took that back; ``unit_id`` None means every unit."""

    date: date
    unit_id: UUID | None


class WorkingHoursUnknown(NotFound):
    """Không có giờ làm việc "{hours_id}" trong gói cấu hình."""

    code = "working_hours_unknown"


class DayAlreadyChanged(Conflict):
    """Ngày {date} đã có quyết định thay đổi lịch làm việc."""

    code = "day_already_changed"


class DayAlreadyPast(InvalidInput):
    """Ngày {date} đã qua; lịch làm việc của ngày đã qua không sửa được."""

    code = "day_already_past"


class DayIsNotSo(InvalidInput):
    """Ngày {date} vốn đã là ngày {state}; không cần thay đổi."""

    code = "day_is_not_so"


class OverrideNotFound(NotFound):
    """Không tìm thấy quyết định thay đổi lịch làm việc này."""

    code = "override_not_found"
