"""Calendars that programs read: of public registers openly, of others under a secret address."""

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from tinhso.core.access import ANONYMOUS, PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.engines.registers import queries
from tinhso.engines.registers.portal.home import face
from tinhso.engines.registers.types import CalendarNotFound, RegisterNotFound
from tinhso.foundation.audit import api as audit
from tinhso.foundation.identity.api import AccountNotFound
from tinhso.foundation.organisation import api as organisation


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@face.page("co-so-du-lieu/<slug:code>/lich.ics", name="registers.open_calendar", access=PUBLIC)
def open_calendar(request: PageRequest, code: str) -> HttpResponseBase:
    """The days of a public register."""
    register = queries.access_open(code)
    path = reverse("registers.open_list", args=[code])
    answer = _file(queries.calendar_text(actor=ANONYMOUS, at=request.at, register=register, path=path), code)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@face.page("lich/<str:secret>.ics", name="registers.own_calendar", access=PUBLIC)
def own_calendar(request: PageRequest, secret: str) -> HttpResponseBase:
    """The days of a register as the account of a secret address may see them now. Raises ``CalendarNotFound``."""
    link = queries.calendar_link(secret)
    try:
        who = organisation.actor_for(link.account_id, request.at, link.post_id)
        register = queries.access_register(actor=who, code=link.register)
        path = reverse("registers.list", args=[link.register])
        text = queries.calendar_text(actor=who, at=request.at, register=register, path=path)
    except (RegisterNotFound, AccountNotFound):
        raise CalendarNotFound from None
    if register.has_personal and queries.sees_personal(who, register):
        audit.record_read(actor=who, at=request.at, subject=("register", register.id), purpose="registers.calendar")
    return _file(text, link.register)
