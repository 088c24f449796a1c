"""The machines of a centre: a kiosk is registered by a link that is shown once, and taken back at once."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.desk.face import LEAD, centre_led, face


@face.page("trung-tam/may/", name="appointments.desk_machines", access=LEAD, methods=("GET", "POST"))
def machines(request: PageRequest) -> HttpResponseBase:
    """The registered kiosks of a centre, and a new one with its link."""
    centre, led = centre_led(request)
    link, errors = "", {}
    if request.method == "POST" and centre is not None:
        try:
            secret = actions.register_kiosk(
                actor=request.actor, at=request.at, centre_id=centre.id, name=request.POST.get("name", "")
            )
        except InvalidInput:
            errors = {"name": gettext("Ghi tên máy, ví dụ: Máy cạnh cửa chính.")}
        else:
            link = f"{settings.PUBLIC_URL}{reverse('appointments.kiosk_begin', args=[secret])}"
    context: dict[str, Any] = {
        "centre": centre,
        "led": led,
        "kiosks": queries.kiosks_of(centre) if centre else [],
        "link": link,
        "errors": errors,
    }
    return render(request, "appointments/desk/machines.html", context, status=422 if errors else 200)


@face.page("trung-tam/may/<uuid:kiosk_id>/thu-hoi/", name="appointments.desk_revoke", access=LEAD, methods=("POST",))
def revoke(request: PageRequest, kiosk_id: UUID) -> HttpResponseBase:
    """Take a machine back."""
    actions.revoke_kiosk(actor=request.actor, at=request.at, kiosk_id=kiosk_id)
    messages.success(request, gettext("Đã thu hồi máy. Máy đó không lấy được số nữa."))
    return redirect("appointments.desk_machines")
