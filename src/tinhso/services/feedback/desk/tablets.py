"""The tablets of counters: one is registered by a link that is shown once, and taken back at once."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.core.ui.forms import as_uuid, written
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.desk.face import LEAD, face
from tinhso.services.feedback.types import MANAGE


@face.page("may-danh-gia/", name="feedback.desk_tablets", access=LEAD, methods=("GET", "POST"))
def tablets(request: PageRequest) -> HttpResponseBase:
    """The registered tablets, and a new one with its link."""
    units = queries.led_units(request.actor, MANAGE, request.at)
    link, errors = "", dict[str, str]()
    if request.method == "POST":
        unit_id = as_uuid(request.POST.get("unit", "")) or request.actor.unit_id or units[0].id
        try:
            secret = actions.register_tablet(
                actor=request.actor, at=request.at, unit_id=unit_id, name=written(request.POST, "name", 200)
            )
        except InvalidInput as error:
            errors = error.fields
        else:
            link = f"{settings.PUBLIC_URL}{reverse('feedback.tablet_begin', args=[secret])}"
    context = {
        "tablets": queries.tablets(actor=request.actor),
        "units": [(str(unit.id), named(unit)) for unit in units],
        "unit": request.POST.get("unit", "") or (str(units[0].id) if units else ""),
        "link": link,
        "errors": errors,
    }
    return render(request, "feedback/desk/tablets.html", context, status=422 if errors else 200)


@face.page("may-danh-gia/<uuid:tablet_id>/thu-hoi/", name="feedback.desk_revoke", access=LEAD, methods=("POST",))
def revoke(request: PageRequest, tablet_id: UUID) -> HttpResponseBase:
    """Take a tablet back."""
    actions.revoke_tablet(actor=request.actor, at=request.at, tablet_id=tablet_id)
    messages.success(request, gettext("Đã thu hồi máy. Máy đó không đánh giá được nữa."))
    return redirect("feedback.desk_tablets")
