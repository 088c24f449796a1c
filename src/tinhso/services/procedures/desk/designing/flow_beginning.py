"""Taking a flow up to be changed, and beginning a new one: as a copy, or as a BPMN file was read."""

import json
from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import needs
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.packs import api as packs
from tinhso.core.packs import changes
from tinhso.core.text import slug
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import actions
from tinhso.services.procedures.desk.designing.flow_work import FLOWS
from tinhso.services.procedures.desk.face import face, name_of

EDIT: Final = needs(changes.EDIT)


@face.page("quy-trinh/<str:flow_id>/sua/", name="procedures.take_up_flow", access=EDIT, methods=("POST",))
def take_up(request: PageRequest, flow_id: str) -> HttpResponseBase:
    """Into a draft, and on to the designer."""
    wanted = as_uuid(request.POST.get("phieu", ""))
    made = actions.take_up(
        actor=request.actor, at=request.at, code=flow_id, change_set_id=wanted, section=FLOWS.section
    )
    return redirect("procedures.design_flow", change_set_id=made.id, flow_id=flow_id)


@face.page("quy-trinh-moi/", name="procedures.begin_flow", access=EDIT, methods=("GET", "POST"))
def begin(request: PageRequest) -> HttpResponseBase:
    """A new flow: its id and names, and what it begins as: an existing one (``?tu``), or what a BPMN file was read as
    (``drawn``, carried by the page, kept nowhere else).
    """
    sent = {key: request.POST.get(key, "").replace("\x00", "").strip() for key in ("flow_id", "name", "name_en")}
    model = request.POST.get("model", "") or request.GET.get("tu", "")
    drawn = _read(request.POST.get("drawn", ""))
    errors: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("do") != "show":
        try:
            made = actions.begin_flow(
                actor=request.actor,
                at=request.at,
                model=drawn or model,
                change_set_id=as_uuid(request.POST.get("phieu", "")),
                **sent,
            )
        except TinhSoError as error:
            errors = error.fields or {"flow_id": error.message}
        else:
            return redirect("procedures.design_flow", change_set_id=made.id, flow_id=sent["flow_id"])
    elif drawn:
        name = str(drawn.get("name") or "")
        sent = {"flow_id": slug(name)[:60], "name": name, "name_en": str(drawn.get("name_en") or "")}
    context = {
        "asked": {**sent, "model": model},
        "drawn": json.dumps(drawn, ensure_ascii=False) if drawn else "",
        "errors": errors,
        "crumb": gettext("Quy trình"),
        "models": [(flow.id, name_of(flow)) for flow in packs.current("flows", cases.FlowObject).values()],
    }
    return render(request, "procedures/desk/begin_flow.html", context, status=422 if errors else 200)


def _read(text: str) -> dict[str, Any]:
    """The body that the page carries; empty for none and for what is no body."""
    if len(text) > changes.MOST_BYTES:
        return {}
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
