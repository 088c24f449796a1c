"""What all officials' pages of this room share: the menu, names in the active language, and how near a date is."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from tinhso.core.access import Actor, needs
from tinhso.core.faces import Face
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar import api as calendar
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import queries

READ = needs("cases.read")
RECEIVE = needs("cases.receive")

face = Face("desk", room="procedures")
face.navigation(
    gettext_noop("Việc cần làm"), "procedures.desk_inbox", access=READ, order=10, icon="inbox", badge=cases.open_tasks
)
face.navigation(gettext_noop("Tiếp nhận tại quầy"), "procedures.counter", access=RECEIVE, order=20, icon="add")
face.navigation(gettext_noop("Hồ sơ"), "procedures.desk_search", access=READ, order=30, icon="dossier")

#: Which drawn state stands for a national status code. Source: law.md §2.3.
STATE_KINDS = dict(
    zip(
        "1 2 3 4 5 6 7 8 9 10".split(),
        "new running refused running waiting waiting stopped stopped done done".split(),
        strict=True,
    )
)
MINUTES_OF_AN_HOUR = 60


def english() -> bool:
    """Whether the page is read in English."""
    return get_language() == "en"


def name_of(named: Any) -> str:
    """A thing's name in the active language."""
    return str(named.name_en if english() and named.name_en else named.name)


def kind_of(case: cases.Case) -> str:
    """Which drawn state a case is in, as its status says; how late it is, is told beside it."""
    return STATE_KINDS.get(case.status, "unknown")


def code_of(case: cases.Case) -> str:
    """The dossier code that a case goes by; a consultation goes by that of the dossier it is about."""
    return case.code or (case.parent.code if case.parent else "") or ""


@dataclass(frozen=True, slots=True)
class Due:
    """A date by which something is due and how near it is: ``late``, ``due`` (within a working day) or empty."""

    at: datetime
    mark: str
    text: str


class DueClock:
    """Says how near dates are, in working time of an official's own office. Two queries."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        self.at = at
        self._actor = actor

    @cached_property
    def _calendar(self) -> calendar.WorkingCalendar:
        return queries.own_calendar(self._actor, self.at)

    @cached_property
    def soon_until(self) -> datetime:
        """What falls due before this moment is near."""
        return queries.soon_until(self._calendar, self.at)

    def due(self, due_at: datetime) -> Due:
        """A date with its mark and its distance in words."""
        if due_at < self.at:
            past = self._calendar.working_minutes(due_at, self.at)
            text = gettext("quá hạn {time}").format(time=written(past)) if past else gettext("vừa quá hạn")
            return Due(due_at, "late", text)
        left = self._calendar.working_minutes(self.at, due_at)
        text = gettext("còn {time}").format(time=written(left)) if left else gettext("đến hạn")
        return Due(due_at, "due" if due_at < self.soon_until else "", text)


def written(minutes: int) -> str:
    """Working time in words: whole days from one day on, hours from one hour on."""
    if minutes >= queries.MINUTES_OF_A_DAY:
        days = minutes // queries.MINUTES_OF_A_DAY
        return ngettext("{n} ngày", "{n} ngày", days).format(n=days)
    if minutes >= MINUTES_OF_AN_HOUR:
        hours = minutes // MINUTES_OF_AN_HOUR
        return ngettext("{n} giờ", "{n} giờ", hours).format(n=hours)
    return ngettext("{n} phút", "{n} phút", minutes).format(n=minutes)


class UnitNames:
    """Names of units in the active language; one query for all units of a day, one more for each that has closed."""

    def __init__(self, day: date) -> None:
        self._day = day

    @cached_property
    def _known(self) -> dict[UUID, organisation.UnitInfo]:
        return {unit.id: unit for unit in organisation.units_as_of(self._day)}

    def name(self, unit_id: UUID | str | None) -> str:
        """The name of a unit; empty for none."""
        if not unit_id:
            return ""
        key = unit_id if isinstance(unit_id, UUID) else UUID(unit_id)
        return name_of(self._known.get(key) or organisation.unit(key))
