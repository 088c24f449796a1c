"""How long people wait at a centre, hour by hour and group by group."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render

from tinhso.core.clock import local
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_number, named
from tinhso.core.ui.forms import BadInput, read_date
from tinhso.services.appointments import queries
from tinhso.services.appointments.desk.face import LEAD, centre_led, face

_DAYS = 28
_MOST_DAYS = 400


def _period(request: PageRequest) -> tuple[date, date]:
    """From the day asked for to the other one; the last four weeks where they cannot be read."""
    today = local(request.at).date()
    try:
        start, last = read_date(request.GET, "tu"), read_date(request.GET, "den") or today
    except BadInput as error:
        messages.warning(request, error.message)
        start, last = None, today
    start = start or last - timedelta(days=_DAYS - 1)
    return min(max(start, last - timedelta(days=_MOST_DAYS)), last), last


def _minutes(value: float | None) -> str:
    return "–" if value is None else format_number(value, 0)


def _row(each: queries.Waits, label: str) -> dict[str, Any]:
    return {
        "label": label,
        "each": each,
        "median": _minutes(each.median),
        "p90": _minutes(each.p90),
        "service": _minutes(each.service),
    }


@face.page("trung-tam/", name="appointments.desk_figures", access=LEAD)
def figures(request: PageRequest) -> HttpResponseBase:
    """Half and nine in ten waited at most so long; who was served, who did not come."""
    centre, led = centre_led(request)
    start, last = _period(request)
    context: dict[str, Any] = {
        "centre": centre,
        "led": [(item.id, named(item)) for item in led],
        "start": start,
        "last": last,
    }
    if centre is not None:
        found = queries.centre_figures(centre, start, last + timedelta(days=1))
        groups = {group.id: named(group) for group in centre.groups}
        context |= {
            "total": _row(found.total, ""),
            "hours": [_row(each, f"{int(each.part):02}:00") for each in found.hours],
            "groups": [_row(each, groups.get(each.part, each.part)) for each in found.groups],
            "chart": [
                {"label": f"{int(each.part):02}:00", "value": each.median or 0, "text": _minutes(each.median)}
                for each in found.hours
            ],
            "bookings": found.bookings,
            "hall": queries.hall(centre, request.at),
        }
    return render(request, "appointments/desk/figures.html", context)
