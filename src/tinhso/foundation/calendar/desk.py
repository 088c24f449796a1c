"""Desk page: the calendar of a year, and the decisions that change it."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.core.access import OFFICIAL, needs
from tinhso.core.errors import InvalidInput, NotFound, TinhSoError
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import WEEKDAYS, named
from tinhso.foundation.calendar import api
from tinhso.foundation.calendar.queries import MANAGE, Day, Year, may_decide
from tinhso.foundation.calendar.types import DayReason

face = Face("desk", room="calendar")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


#: A mark on a day that is not an ordinary one, and what it means.
_MARKS = {
    DayReason.HOLIDAY: ("L", gettext_lazy("Nghỉ lễ, tết")),
    DayReason.COMPENSATION: ("B", gettext_lazy("Nghỉ bù")),
    DayReason.SWAPPED_OFF: ("H", gettext_lazy("Nghỉ hoán đổi")),
    DayReason.CLOSURE: ("Đ", gettext_lazy("Nghỉ đột xuất")),
    DayReason.SWAPPED_WORKING: ("+", gettext_lazy("Làm bù")),
}
_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@dataclass(frozen=True, slots=True)
class Cell:
    """A day as drawn: its mark and its meaning in words."""

    date: date
    reason: DayReason
    name: str
    mark: str
    words: str


def _cell(day: Day) -> Cell:
    mark, words = _MARKS.get(day.reason, ("", ""))
    return Cell(day.date, day.reason, named(day), mark, str(words))


def _months(year: Year) -> list[dict[str, object]]:
    """Twelve months of weeks, Monday first; None fills the days before the first and after the last."""
    months = []
    for number, days in groupby(year.days, key=lambda day: day.date.month):
        cells: list[Cell | None] = [_cell(day) for day in days]
        first = cells[0]
        cells[:0] = [None] * (first.date.weekday() if first else 0)
        cells.extend([None] * (-len(cells) % 7))
        months.append({"number": number, "weeks": [cells[start : start + 7] for start in range(0, len(cells), 7)]})
    return months


def _reaches(request: PageRequest) -> list[tuple[str, str]]:
    actor = request.actor
    own = [("unit", named(actor, "unit_name"))] if actor.unit_id and may_decide(actor, actor.unit_id) else []
    return own + ([("all", _("Toàn tỉnh"))] if may_decide(actor, None) else [])


def _page(
    request: PageRequest, year: int, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> HttpResponse:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotFound
    unit_id = request.actor.unit_id
    shown = api.read_year(actor=request.actor, year=year, unit_id=unit_id)
    reaches = _reaches(request)
    context = {
        "year": shown,
        "months": _months(shown),
        "named_days": [_cell(day) for day in shown.days if day.reason in _MARKS],
        "weekdays": list(zip(map(_, _WEEKDAYS), map(_, WEEKDAYS), strict=True)),
        "kinds": [("closed", _("Nghỉ")), ("worked", _("Làm việc"))],
        "reaches": reaches,
        "may_decide": request.actor.can(MANAGE),
        "may_decide_all": may_decide(request.actor, None),
        "form": {"kind": "closed", "reach": next((reach for reach, _name in reaches), ""), **form},
        "errors": errors,
        "today": request.at.date(),
    }
    return render(request, "calendar/desk_year.html", context, status=status)


@face.page("lich-lam-viec/", name="calendar.desk_this_year", access=OFFICIAL)
def show_this_year(request: PageRequest) -> HttpResponse:
    """The current year."""
    return _page(request, request.at.year, {}, {})


@face.page("lich-lam-viec/<int:year>/", name="calendar.desk_year", access=OFFICIAL)
def show_year(request: PageRequest, year: int) -> HttpResponse:
    """Any year: holidays, swapped days, decisions, and for who may the form to decide a day."""
    return _page(request, year, {}, {})


def _date(text: str) -> date | None:
    """A date as people write it, ``31/08/2026``."""
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 -- a date has no zone
    except ValueError:
        return None


@face.page("lich-lam-viec/<int:year>/quyet-dinh/", name="calendar.desk_decide", access=needs(MANAGE), methods=("POST",))
def decide(request: PageRequest, year: int) -> HttpResponse:
    """Close or open a day."""
    form = {key: request.POST.get(key, "") for key in ("day", "kind", "name", "legal_basis", "instead_of", "reach")}
    day = _date(form["day"])
    everywhere = form["reach"] == "all"
    try:
        if day is None:
            raise InvalidInput(fields={"day": _("Chọn ngày.")})
        api.decide_day(
            actor=request.actor,
            at=request.at,
            day=day,
            kind=form["kind"],
            name=form["name"],
            legal_basis=form["legal_basis"],
            unit_id=None if everywhere else request.actor.unit_id,
            unit_name="" if everywhere else request.actor.unit_name,
            instead_of=_date(form["instead_of"]),
        )
    except TinhSoError as error:
        return _page(request, year, form, {"": error.message, **error.fields}, status=400)
    messages.success(request, _("Đã ghi quyết định. Ngày hẹn đã trao cho người dân không thay đổi."))
    return redirect("calendar.desk_year", year=day.year)


@face.page(
    "lich-lam-viec/quyet-dinh/<uuid:override_id>/thu-hoi/",
    name="calendar.desk_revoke",
    access=needs(MANAGE),
    methods=("POST",),
)
def revoke(request: PageRequest, override_id: UUID) -> HttpResponse:
    """Take a decision back."""
    override = api.revoke_decision(actor=request.actor, at=request.at, override_id=override_id)
    messages.success(request, _("Đã thu hồi quyết định."))
    return redirect("calendar.desk_year", year=override.date.year)


face.navigation("Lịch làm việc", "calendar.desk_this_year", access=OFFICIAL, order=80, icon="calendar")
