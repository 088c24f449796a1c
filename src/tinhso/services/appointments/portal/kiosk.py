"""The kiosk of a centre: a registered machine gives numbers; nobody signs in, and no other machine can."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.access import PUBLIC
from tinhso.core.errors import NotFound, TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.portal.face import TRIES, face, guard
from tinhso.services.appointments.types import BookedForAnotherDay, KioskUnknown, TicketState

COOKIE: Final = f"{settings.COOKIE_PREFIX}ts_kiosk"
_YEAR: Final = 365 * 24 * 3600
#: A mistyped code is nobody's fault; a thousand of them are.
_CODES: Final = 120


def _secret(request: PageRequest) -> str:
    return str(request.COOKIES.get(COOKIE, ""))[:100]


@face.page("kiosk/may/<str:secret>/", name="appointments.kiosk_begin", access=PUBLIC)
def begin(request: PageRequest, secret: str) -> HttpResponseBase:
    """Make this browser the machine that the link was made for. Raises ``KioskUnknown``."""
    guard("kiosk", TRIES)
    queries.kiosk(secret, request.at)
    response = HttpResponseRedirect(reverse("appointments.kiosk"))
    response.set_cookie(COOKIE, secret, max_age=_YEAR, httponly=True, secure=settings.PRODUCTION, samesite="Strict")
    return response


@face.page("kiosk/", name="appointments.kiosk", access=PUBLIC, methods=("GET", "POST"))
def kiosk(request: PageRequest) -> HttpResponseBase:
    """Choose what one came for, or show the code of a booking; a number comes out. Raises ``KioskUnknown``."""
    _machine, centre = queries.kiosk(_secret(request), request.at)
    rules = queries.rules_in_force()
    priority = next((each for each in rules.priorities if each.id == request.GET.get("uu_tien", "")), None)
    error, another_day = "", ""
    if request.method == "POST":
        try:
            return redirect("appointments.kiosk_ticket", ticket_id=_take(request, priority.id if priority else ""))
        except KioskUnknown:
            raise
        except BookedForAnotherDay as refusal:
            error, another_day = refusal.message, queries.tidy_code(request.POST.get("code", ""))
        except TinhSoError as refusal:
            error = refusal.message
    hall = queries.hall(centre, request.at)
    context = {
        "centre": centre,
        "groups": hall.groups,
        "is_open": queries.is_open(centre, request.at),
        "priorities": rules.priorities,
        "chooses_priority": request.GET.get("uu_tien") == "chon",
        "priority": priority,
        "error": error,
        "another_day": another_day,
    }
    return render(request, "appointments/kiosk/kiosk.html", context, status=422 if error else 200)


def _take(request: PageRequest, priority: str) -> UUID:
    """The ticket that was asked for."""
    data, secret = request.POST, _secret(request)
    if "group" in data:
        made = actions.take_ticket(
            actor=request.actor, at=request.at, secret=secret, group_id=data["group"][:60], priority=priority
        )
        return made.id
    guard("check-in", _CODES)
    made = actions.check_in(
        actor=request.actor,
        at=request.at,
        secret=secret,
        code=data.get("code", "").replace("\x00", "")[:200],
        priority=priority,
        another_day="another_day" in data,
    )
    return made.id


@face.page("kiosk/so/<uuid:ticket_id>/", name="appointments.kiosk_ticket", access=PUBLIC)
def printed(request: PageRequest, ticket_id: UUID) -> HttpResponseBase:
    """The ticket as it is printed, 80 mm wide. Raises ``KioskUnknown``, ``TicketNotFound``."""
    queries.kiosk(_secret(request), request.at)
    context = _ticket(request, ticket_id)
    url = f"{settings.PUBLIC_URL}{reverse('appointments.ticket', args=[ticket_id])}"
    return render(request, "appointments/kiosk/ticket.html", {**context, "url": url})


@face.page("so-thu-tu/<uuid:ticket_id>/", name="appointments.ticket", access=PUBLIC)
def ticket(request: PageRequest, ticket_id: UUID) -> HttpResponseBase:
    """One's place in the queue, on one's own telephone. Raises ``TicketNotFound``."""
    return render(request, "appointments/portal/ticket.html", _ticket(request, ticket_id))


def _ticket(request: PageRequest, ticket_id: UUID) -> dict[str, Any]:
    row = queries.ticket(ticket_id)
    try:
        centre = queries.centre(row.centre, request.at.date())
    except NotFound:
        centre = None
    waiting = row.state == TicketState.WAITING and centre is not None and row.day == request.at.date()
    ahead, minutes = queries.wait_of(row, centre, request.at) if waiting and centre else (0, None)
    return {
        "row": row,
        "centre": centre,
        "group": centre.group(row.group) if centre else None,
        "counter": centre.counter(row.counter) if centre else None,
        "waiting": waiting,
        "ahead": ahead,
        "wait": minutes,
        "priority": next((each for each in queries.rules_in_force().priorities if each.id == row.priority), None),
    }


@face.page("phong-cho/<str:centre_id>/", name="appointments.hall", access=PUBLIC)
def hall(request: PageRequest, centre_id: str) -> HttpResponseBase:
    """The display of a waiting room: who is called to which counter. It asks for itself again by itself."""
    centre = queries.centre(centre_id, request.at.date())
    shown = queries.hall(centre, request.at)
    context = {
        "centre": centre,
        "hall": shown,
        "called": [
            {
                "row": each.ticket,
                "counter": each.counter_name,
                "counter_en": each.counter_name_en,
                "fresh": each.ticket.state == TicketState.CALLED,
                "spoken": gettext("Mời số {number} đến {counter}").format(
                    number=f"{each.ticket.letter} {each.ticket.number}", counter=named(each, "counter_name")
                ),
            }
            for each in shown.called
        ],
        "next": [each for each, _minutes in shown.queue[:8]],
    }
    part = "HX-Request" in request.headers
    return render(request, "appointments/kiosk/board.html" if part else "appointments/kiosk/hall.html", context)
