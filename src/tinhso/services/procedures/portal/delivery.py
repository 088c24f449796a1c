"""How the result comes to the person: fetched, or brought by the post."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import CITIZEN_OR_HELPER
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_money, named
from tinhso.core.ui.forms import written
from tinhso.foundation.identity import api as identity
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.portal.drafting import open_view
from tinhso.services.procedures.portal.face import face
from tinhso.services.procedures.rules.delivery import FIELDS

POST = "post"


@face.page(
    "nhap/<uuid:draft_id>/nhan-ket-qua/",
    name="procedures.draft_delivery",
    access=CITIZEN_OR_HELPER,
    methods=("GET", "POST"),
)
def delivery(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """Fetch the result, or have the post bring it: to whom, where, for how much."""
    view = open_view(request, draft_id)
    if isinstance(view, HttpResponseRedirect):
        return view
    rules = queries.post_rules(request.at.date())
    if rules is None:
        return redirect("procedures.draft_check", draft_id=draft_id)
    errors: dict[str, str] = {}
    given: dict[str, Any] = dict(view.draft.delivery) or _known(request)
    by_post = bool(view.draft.delivery)
    if request.method == "POST":
        by_post = request.POST.get("way") == POST
        given = {name: written(request.POST, name, longest=most) for name, most in FIELDS.items()}
        errors = actions.choose_delivery(
            actor=request.actor, at=request.at, draft_id=draft_id, delivery=given if by_post else None
        )
        if not errors:
            return redirect("procedures.draft_check", draft_id=draft_id)
    context = {
        "view": view,
        "errors": errors,
        "given": given,
        "rules": rules,
        "way": POST if by_post else "fetch",
        "ways": [
            {
                "id": "fetch",
                "label": gettext("Tự nhận"),
                "hint": gettext("Tải bản điện tử ở đây; bản giấy nhận tại nơi tiếp nhận."),
            },
            {
                "id": POST,
                "label": gettext("Bưu chính mang đến nhà"),
                "hint": gettext("Trả cước cho người phát khi nhận."),
            },
        ],
        "zones": zone_options(request.at.date()),
    }
    return render(request, "procedures/portal/delivery.html", context, status=422 if errors else 200)


def zone_options(day: date) -> list[tuple[str, str]]:
    """The zones of the post with what it takes, as options of a field."""
    rules = queries.post_rules(day)
    return [(zone.id, f"{named(zone)}: {format_money(zone.fee)}") for zone in rules.zones] if rules else []


def _known(request: PageRequest) -> dict[str, str]:
    if request.actor.account_id is None:
        return {}
    account = identity.account_info(request.actor.account_id)
    return {"recipient": account.full_name, "phone": account.phone, "address": "", "zone": ""}
