"""One's booking: its code to show at the kiosk, what to bring, another time, giving it back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from tinhso.core.access import PUBLIC
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.portal.face import face, phone_of, time_asked, times
from tinhso.services.appointments.rules.calendar_file import Entry, calendar_file
from tinhso.services.appointments.types import BookingState
from tinhso.services.procedures import api as procedures

KINDS = {"booked": "running", "arrived": "done", "missed": "late", "cancelled": "stopped"}


def _own(request: PageRequest, code: str) -> Booking:
    return queries.access_booking(actor=request.actor, code=code, phone=phone_of(request, code))


def _context(request: PageRequest, row: Booking) -> dict[str, Any]:
    day = request.at.date()
    item = procedures.procedures_on(day).get(row.procedure)
    centres = {each.id: each for each in queries.centres(day)}
    centre = centres.get(row.centre)
    return {
        "row": row,
        "item": item,
        "centre": centre,
        "group": centre.group(row.group) if centre else None,
        "kind": KINDS[row.state],
        "is_open": row.state == BookingState.BOOKED and centre is not None and item is not None,
    }


@face.page("dat-lich/lich/<str:code>/", name="appointments.booking", access=PUBLIC)
def show(request: PageRequest, code: str) -> HttpResponseBase:
    """A booking: when, where, its code, what to bring. Raises ``BookingNotFound``."""
    row = _own(request, code)
    context = _context(request, row)
    item, english = context["item"], get_language() == "en"
    needed = procedures.papers_needed(item, None, english=english) if item else []
    papers = [(paper, procedures.paper_kind(paper.kind)) for paper in needed]
    return render(request, "appointments/portal/booking.html", {**context, "papers": papers})


@face.page("dat-lich/lich/<str:code>/lich.ics", name="appointments.file", access=PUBLIC)
def calendar(request: PageRequest, code: str) -> HttpResponseBase:
    """The booking for a calendar program."""
    row = _own(request, code)
    shown = _context(request, row)
    centre, item = shown["centre"], shown["item"]
    entry = Entry(
        uid=f"{row.id}@tinhso",
        sequence=row.moved,
        made_at=request.at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        summary=gettext("Nộp hồ sơ: {name}").format(name=named(item) if item else row.procedure),
        location=f"{named(centre)}, {centre.address}" if centre else row.centre,
        description=gettext("Mã lịch hẹn: {code}").format(code=row.code),
        url=f"{settings.PUBLIC_URL}{reverse('appointments.booking', args=[row.code])}",
        cancelled=row.state == BookingState.CANCELLED,
        reminders=queries.rules_in_force().remind_minutes,
    )
    response = HttpResponse(calendar_file(entry), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lich-hen-{row.code}.ics"'
    return response


@face.page("dat-lich/lich/<str:code>/doi/", name="appointments.move", access=PUBLIC, methods=("GET", "POST"))
def move(request: PageRequest, code: str) -> HttpResponseBase:
    """Another time for a booking."""
    row = _own(request, code)
    context = _context(request, row)
    if not context["is_open"]:
        return redirect("appointments.booking", code=row.code)
    errors: dict[str, str] = {}
    if request.method == "POST":
        phone = phone_of(request, code)
        try:
            actions.move_booking(
                actor=request.actor, at=request.at, code=code, phone=phone, starts_at=time_asked(request)
            )
        except TinhSoError as error:
            errors = {"gio": error.fields.get("starts_at", error.message)}
        else:
            messages.success(request, gettext("Đã đổi giờ. Mã lịch hẹn giữ nguyên."))
            return redirect("appointments.booking", code=row.code)
    context |= {"errors": errors, **times(request, context["centre"], context["group"])}
    return render(request, "appointments/portal/move.html", context, status=422 if errors else 200)


@face.page("dat-lich/lich/<str:code>/huy/", name="appointments.cancel", access=PUBLIC, methods=("POST",))
def cancel(request: PageRequest, code: str) -> HttpResponseBase:
    """Give the place back."""
    actions.cancel_booking(actor=request.actor, at=request.at, code=code, phone=phone_of(request, code))
    messages.success(request, gettext("Đã hủy lịch hẹn. Chỗ này dành cho người khác."))
    return redirect("appointments.booking", code=code)
