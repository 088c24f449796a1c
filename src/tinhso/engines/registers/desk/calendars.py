"""One's own calendar of a register: its secret address made and withdrawn."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.face import SEE, face
from tinhso.engines.registers.types import Openness, RegisterNotFound


@face.page("co-so-du-lieu/<slug:code>/lich/", name="registers.calendar", access=SEE, methods=("GET", "POST"))
def calendar(request: PageRequest, code: str) -> HttpResponseBase:
    """Subscribe to the days of a register; the secret address is shown this once. Raises ``RegisterNotFound``."""
    register = queries.access_register(actor=request.actor, code=code)
    if not register.calendar_fields:
        raise RegisterNotFound
    address = ""
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        actions.withdraw_calendar_link(actor=request.actor, at=request.at, register=code)
        messages.success(request, gettext("Đã thu hồi địa chỉ lịch; chương trình lịch không đọc được nữa."))
        return redirect("registers.calendar", code=code)
    if request.method == "POST":
        secret = actions.make_calendar_link(actor=request.actor, at=request.at, register=code)
        address = request.build_absolute_uri(reverse("registers.own_calendar", args=[secret]))
    is_open = register.openness is Openness.PUBLIC
    context = {
        "register": register,
        "fields": register.calendar_fields,
        "address": address,
        "link": queries.own_calendar_link(actor=request.actor, register=register),
        "open_address": request.build_absolute_uri(reverse("registers.open_calendar", args=[code])) if is_open else "",
    }
    return render(request, "registers/calendar.html", context)
