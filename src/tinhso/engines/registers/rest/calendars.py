"""The days of a register as a calendar; one's own secret address for it."""

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from ninja import Schema

from tinhso.core.access import ANONYMOUS, PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.rest.room import SEE, rest


class CalendarMade(Schema):
    """A secret address, told this once."""

    address: str


@rest.get("/open-registers/{code}/calendar", access=PUBLIC, response=None)
def read_open_calendar(request: PageRequest, code: str) -> HttpResponseBase:
    """The days of a public register as an iCalendar file."""
    register = queries.access_open(code)
    path = reverse("registers.open_list", args=[code])
    text = queries.calendar_text(actor=ANONYMOUS, at=request.at, register=register, path=path)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


@rest.post("/registers/{code}/calendar-link", access=SEE, response=CalendarMade, status=201)
def make_calendar_link(request: PageRequest, code: str) -> CalendarMade:
    """Make one's secret address; an earlier one is withdrawn."""
    secret = actions.make_calendar_link(actor=request.actor, at=request.at, register=code)
    return CalendarMade(address=request.build_absolute_uri(reverse("registers.own_calendar", args=[secret])))


@rest.delete("/registers/{code}/calendar-link", access=SEE, response=None)
def withdraw_calendar_link(request: PageRequest, code: str) -> None:
    """Close one's secret address."""
    actions.withdraw_calendar_link(actor=request.actor, at=request.at, register=code)
