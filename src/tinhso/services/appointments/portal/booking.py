"""Booking a time: the procedure, the centre, the day and the hour."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.access import PUBLIC, ActorKind
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.ids import new_id
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.portal.face import BOOKINGS, TRIES, face, guard, remember, time_asked, times
from tinhso.services.appointments.types import Wanted
from tinhso.services.procedures import api as procedures

FOUND = 12
KEY_LENGTH = 120


@face.page("dat-lich/", name="appointments.start", access=PUBLIC)
def start(request: PageRequest) -> HttpResponseBase:
    """Which procedure: found by a few words; one's own bookings on top."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    day = request.at.date()
    able = {field for centre in queries.centres(day) for field in _fields(centre)}
    found = procedures.search_procedures(text, day, limit=FOUND) if text else procedures.most_used(request.at, FOUND)
    context = {
        "text": text,
        "found": [item for item in found if item.field in able],
        "bookings": [_row(request, row) for row in queries.bookings_to_come(actor=request.actor, at=request.at)],
        "any_centre": bool(able),
    }
    return render(request, "appointments/portal/start.html", context)


def _fields(centre: Any) -> list[str]:
    return [field.id for field in procedures.fields_of_administration() if centre.group_for(field.id)]


def _row(request: PageRequest, row: Any) -> dict[str, Any]:
    item = procedures.procedures_on(request.at.date()).get(row.procedure)
    centres = {each.id: each for each in queries.centres(request.at.date())}
    return {"row": row, "item": item, "centre": centres.get(row.centre)}


@face.page("dat-lich/thu-tuc/<str:code>/", name="appointments.centre", access=PUBLIC)
def choose_centre(request: PageRequest, code: str) -> HttpResponseBase:
    """Which centre: any takes the dossier; the one of the commune asked about comes first."""
    item = procedures.procedure(code, request.at.date())
    text = request.GET.get("xa", "").replace("\x00", "").strip()[:100]
    communes = organisation.communes_called(text, request.at.date()) if text else []
    near = communes[0] if len(communes) == 1 else None
    found = queries.centres_for(item.id, request.at.date(), territory_id=near.id if near else None)
    own = near is not None and bool(found) and queries.unit_of(found[0], request.at.date()).territory_id == near.id
    context = {
        "item": item,
        "text": text,
        "unknown": gettext("Không có xã, phường nào tên “{name}” trong tỉnh.").format(name=text)
        if text and not communes
        else "",
        "communes": [each.name for each in communes] if len(communes) > 1 else [],
        "near": near,
        "has_own": own,
        "centres": found,
    }
    return render(request, "appointments/portal/centre.html", context, status=422 if context["unknown"] else 200)


@face.page(
    "dat-lich/thu-tuc/<str:code>/<str:centre_id>/", name="appointments.time", access=PUBLIC, methods=("GET", "POST")
)
def choose_time(request: PageRequest, code: str, centre_id: str) -> HttpResponseBase:
    """Which day, which hour, and who will come."""
    day = request.at.date()
    item, centre = procedures.procedure(code, day), queries.centre(centre_id, day)
    group = queries.group_of(centre, item.id, day)
    given = {name: request.POST.get(name, "").replace("\x00", "")[:250] for name in ("name", "phone", "gio", "key")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        guard("book", BOOKINGS)
        key = given["key"][:KEY_LENGTH] or new_id().hex
        wanted = Wanted(item.id, centre.id, time_asked(request), given["name"], given["phone"], key)
        try:
            made = actions.book(actor=request.actor, at=request.at, wanted=wanted)
        except TinhSoError as error:
            told = {"gio" if name == "starts_at" else name: text for name, text in error.fields.items()}
            errors = told or {"gio": error.message}
        else:
            remember(request, made.code, made.phone)
            return redirect("appointments.booking", code=made.code)
    elif request.actor.kind is ActorKind.CITIZEN and request.actor.account_id:
        account = identity.account_info(request.actor.account_id)
        given = {**given, "name": account.full_name, "phone": account.phone}
    context = {
        "item": item,
        "centre": centre,
        "group": group,
        "given": {**given, "key": given["key"] or new_id().hex},
        "errors": errors,
        **times(request, centre, group),
    }
    return render(request, "appointments/portal/time.html", context, status=422 if errors else 200)


@face.page("dat-lich/tim/", name="appointments.find", access=PUBLIC, methods=("GET", "POST"))
def find(request: PageRequest) -> HttpResponseBase:
    """Open a booking that was made without an account, by its code and telephone."""
    given = {name: request.POST.get(name, "").replace("\x00", "")[:40] for name in ("code", "phone")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        guard("find", TRIES)
        try:
            found = queries.access_booking(actor=request.actor, code=given["code"], phone=given["phone"])
        except TinhSoError as error:
            errors = {"code": error.message}
        else:
            remember(request, found.code, found.phone)
            return redirect(reverse("appointments.booking", args=[found.code]))
    context = {"given": given, "errors": errors}
    return render(request, "appointments/portal/find.html", context, status=422 if errors else 200)
