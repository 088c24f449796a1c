"""The load of a unit: who has how much, who is away; tasks go to another, somebody acts for the absent."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from tinhso.core.access import needs
from tinhso.core.clock import local
from tinhso.core.errors import Kind, TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import BadInput, as_uuid, read_date
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.appointments import queries
from tinhso.services.appointments.desk.face import face

DIVIDE = needs(cases.ASSIGN)
_MOST = 100

face.navigation(gettext_noop("Tải việc"), "appointments.desk_load", access=DIVIDE, order=60, icon="list")


def _unit(request: PageRequest) -> tuple[organisation.UnitInfo | None, list[organisation.UnitInfo]]:
    """The unit asked for in ``don_vi`` among those that the official leads, else the first; and all of them."""
    led = queries.units_led(actor=request.actor, day_at=request.at)
    asked = next((unit for unit in led if str(unit.id) == request.GET.get("don_vi", "")), None)
    return asked or (led[0] if led else None), led


@face.page("tai-viec/", name="appointments.desk_load", access=DIVIDE)
def load(request: PageRequest) -> HttpResponseBase:
    """Every official of a unit: open, late, due today, done this week, numbers served today, away."""
    unit, led = _unit(request)
    shown = queries.unit_load(unit, request.at) if unit else None
    today = local(request.at).date()
    context = {
        "unit": unit,
        "led": [(str(each.id), named(each)) for each in led],
        "shown": shown,
        "people": [(str(each.post_id), f"{each.name} – {named(each, 'post_title')}") for each in shown.officials]
        if shown
        else [],
        "delegates": list({str(each.account_id): each.name for each in shown.officials}.items()) if shown else [],
        "today": today,
        "tomorrow": today + timedelta(days=1),
    }
    return render(request, "appointments/desk/load.html", context)


@face.page("tai-viec/<uuid:unit_id>/viec/", name="appointments.desk_tasks", access=DIVIDE, methods=("GET", "POST"))
def tasks(request: PageRequest, unit_id: UUID) -> HttpResponseBase:
    """The tasks of one official (``nguoi``), or those given to nobody; marked ones go to another."""
    unit = next(
        (each for each in queries.units_led(actor=request.actor, day_at=request.at) if each.id == unit_id), None
    )
    if unit is None:
        raise organisation.UnitNotFound
    who = as_uuid(request.GET.get("nguoi", ""))
    if request.method == "POST":
        _hand_over(request)
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    page = cases.tasks_of(actor=request.actor, unit_id=unit_id, assignee_id=who, after=request.GET.get("after"))
    shown = queries.unit_load(unit, request.at)
    context: dict[str, Any] = {
        "unit": unit,
        "who": next((each for each in shown.officials if each.account_id == who), None),
        "tasks": page.items,
        "total": page.total,
        "takers": list({str(each.account_id): each.name for each in shown.officials if each.account_id != who}.items()),
        "at": request.at,
        **page_links(request, page),
    }
    return render(request, "appointments/desk/tasks.html", context)


def _hand_over(request: PageRequest) -> None:
    """Give the marked tasks to the official chosen; what could not be given is told."""
    to = as_uuid(request.POST.get("to", ""))
    ids = [found for text in request.POST.getlist("case")[:_MOST] if (found := as_uuid(text))]
    if to is None or not ids:
        messages.warning(request, gettext("Đánh dấu việc và chọn người nhận."))
        return
    given, problems = 0, set()
    for case_id in ids:
        try:
            cases.reassign(actor=request.actor, at=request.at, case_id=case_id, assignee_id=to)
        except TinhSoError as error:
            problems.add(error.message)
        else:
            given += 1
    if given:
        messages.success(request, ngettext("Đã chuyển {n} việc.", "Đã chuyển {n} việc.", given).format(n=given))
    for text in sorted(problems):
        messages.warning(request, text)


@face.page("tai-viec/vang-mat/", name="appointments.desk_away", access=DIVIDE, methods=("POST",))
def away(request: PageRequest) -> HttpResponseBase:
    """Record that somebody is away and who acts meanwhile; or that somebody is back."""
    data = request.POST
    try:
        if back := as_uuid(data.get("back", "")):
            organisation.end_absence(actor=request.actor, at=request.at, absence_id=back)
            messages.success(request, gettext("Đã ghi trở lại làm việc; quyền làm thay đã hết."))
        else:
            organisation.record_absence(
                actor=request.actor,
                at=request.at,
                post_id=as_uuid(data.get("post", "")) or UUID(int=0),
                valid_from=read_date(data, "start") or local(request.at).date(),
                valid_to=(read_date(data, "last") or local(request.at).date()) + timedelta(days=1),
                reason=data.get("reason", "").replace("\x00", ""),
                delegate_id=as_uuid(data.get("delegate", "")),
            )
            messages.success(request, gettext("Đã ghi vắng mặt."))
    except (TinhSoError, BadInput) as error:
        if error.kind in {Kind.FORBIDDEN, Kind.NOT_SIGNED_IN}:
            raise
        for text in error.fields.values() or [error.message]:
            messages.warning(request, text)
    unit = as_uuid(data.get("unit", ""))
    return redirect(f"{reverse('appointments.desk_load')}?don_vi={unit}" if unit else reverse("appointments.desk_load"))
