"""Pack sections ``calendars`` (days off of a year) and ``working_hours`` (hours of a week)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from tinhso.core.packs import api as packs
from tinhso.foundation.calendar.rules import WorkingCalendar
from tinhso.foundation.calendar.types import SATURDAY, Day, DayOff, DayReason, ExtraWorkingDay, Span

Hours = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class HolidayKind(StrEnum):
    """Why a date is off."""

    HOLIDAY = "holiday"
    COMPENSATION = "compensation"
    SWAPPED_OFF = "swapped_off"


class Weekday(StrEnum):
    """Days of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEKDAYS = tuple(Weekday)


class Holiday(packs.PackPart):
    """One day off."""

    date: date
    name: str = Field(min_length=1, description="Tên ngày nghỉ")
    name_en: str = ""
    kind: HolidayKind = HolidayKind.HOLIDAY

    def day_off(self) -> DayOff:
        """The same day as the rules read it."""
        return DayOff(self.date, self.name, self.name_en, DayReason(self.kind.value))


class SwappedDay(packs.PackPart):
    """A weekend day worked instead of a weekday that is off (làm bù)."""

    date: Day
    instead_of: Day


class CalendarYear(packs.PackObject):
    """Days off and swapped working days of one year, as the competent authority announced them."""

    year: int = Field(ge=1990, le=2200)
    holidays: tuple[Holiday, ...]
    working_days: tuple[SwappedDay, ...] = ()

    @model_validator(mode="after")
    def _check_days(self) -> Self:
        seen: set[date] = set()
        for day in (*(item.date for item in self.holidays), *(item.date for item in self.working_days)):
            if day.year != self.year:
                raise ValueError(_("ngày {day} không thuộc năm {year}").format(day=day, year=self.year))
            if day in seen:
                raise ValueError(_("ngày {day} được khai hai lần").format(day=day))
            seen.add(day)
        for item in self.working_days:
            if item.date.weekday() < SATURDAY:
                raise ValueError(_("ngày làm bù {day} phải là thứ Bảy hoặc Chủ nhật").format(day=item.date))
            if item.instead_of.weekday() >= SATURDAY:
                raise ValueError(_("ngày được nghỉ bù {day} phải là ngày trong tuần").format(day=item.instead_of))
        return self

    def days_off(self) -> list[DayOff]:
        """The days off as the rules read them."""
        return [holiday.day_off() for holiday in self.holidays]

    def extra_days(self) -> list[ExtraWorkingDay]:
        """The swapped working days as the rules read them."""
        return [ExtraWorkingDay(day.date, day.instead_of) for day in self.working_days]


class WorkingHours(packs.PackObject):
    """Hours of an office by weekday, for example ``mon: ["07:30-11:30", "13:30-17:00"]``.

    Saturday and Sunday may carry the hours of a counter that receives dossiers; they do not count for deadlines.
    Hours that change on a date are several objects: ``hanh-chinh`` and ``hanh-chinh@2026-04-16``.
    """

    name: str = Field(min_length=1)
    name_en: str = ""
    week: dict[Weekday, tuple[Hours, ...]]

    @model_validator(mode="after")
    def _check_week(self) -> Self:
        WorkingCalendar(week=self.spans())
        return self

    def spans(self) -> dict[int, tuple[Span, ...]]:
        """Weekday number (Monday = 0) to its spans in minutes."""
        return {WEEKDAYS.index(day): tuple(_span(hours) for hours in stretches) for day, stretches in self.week.items()}

    @property
    def family(self) -> str:
        """The id without the date after ``@``: what units refer to."""
        return self.id.partition("@")[0]


def _span(hours: str) -> Span:
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in hours.split("-"))
    return start, end


def _check_years(view: packs.PackView) -> None:
    years: dict[int, str] = {}
    for item in view.objects("calendars", CalendarYear).values():
        other = years.setdefault(item.year, item.id)
        if other != item.id:
            view.problem(item, "year", _("năm {year} đã có trong {other}").format(year=item.year, other=other))


SECTIONS = (
    packs.Section("calendars", CalendarYear, "Lịch nghỉ lễ, tết", "foundation.calendar", check=_check_years),
    packs.Section("working_hours", WorkingHours, "Giờ làm việc", "foundation.calendar"),
)
