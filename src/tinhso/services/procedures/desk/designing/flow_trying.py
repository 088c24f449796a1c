"""A changed flow before anybody works by it: imagined dossiers, and the promised dates before and after."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tinhso.core.access import OFFICIAL
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.desk.designing.flow_pages import BASE, shell
from tinhso.services.procedures.desk.designing.flow_work import FlowWork, open_flow
from tinhso.services.procedures.desk.face import face
from tinhso.services.procedures.desk.flows import routes_told
from tinhso.services.procedures.desk.planning import Planning, planning_of
from tinhso.services.procedures.desk.playing import played


@face.page(f"{BASE}chay-thu/", name="procedures.design_flow_play", access=OFFICIAL)
def play(request: PageRequest, change_set_id: UUID, flow_id: str) -> HttpResponseBase:
    """An imagined dossier under the changed flow, after the steps in the address (``buoc``). Nothing is stored."""
    work = open_flow(request, change_set_id, flow_id)
    here = reverse("procedures.design_flow_play", args=[change_set_id, flow_id])
    planning = planning_of_draft(request, work)
    context = {**shell(request, work, ""), "is_drawable": work.drawable is not None, **played(request, planning, here)}
    return render(request, "procedures/desk/design_flow_play.html", context)


@face.page(f"{BASE}ngay-hen/", name="procedures.design_flow_dates", access=OFFICIAL)
def dates(request: PageRequest, change_set_id: UUID, flow_id: str) -> HttpResponseBase:
    """The dates of every way through the flow, in force and as changed, from the same imagined filing."""
    work = open_flow(request, change_set_id, flow_id)
    planning = planning_of_draft(request, work)
    here = reverse("procedures.design_flow_dates", args=[change_set_id, flow_id])
    is_whole = not any(each.severity is cases.Severity.ERROR for each in work.findings)
    context = {**shell(request, work, ""), "here": here, "planning": planning, "refusal": "", "rows": []}
    if planning.plan is not None and is_whole:
        context |= _beside(request, work, planning)
    context["is_whole"] = is_whole and work.flow is not None
    return render(request, "procedures/desk/design_flow_dates.html", context)


def planning_of_draft(request: PageRequest, work: FlowWork) -> Planning:
    """The imagined filing under a changed flow."""
    if work.drawable is None:
        return Planning([], None, {})
    using = queries.procedures_to_try(work.change_set, work.drawable, request.at.date())
    return planning_of(request, work.drawable, using)


def _beside(request: PageRequest, work: FlowWork, planning: Planning) -> dict[str, Any]:
    """Every way before and after, those that differ first; a way that only one of them has stands alone."""
    try:
        after = routes_told(planning)
        old = work.in_force
        none: dict[str, Any] = {"routes": [], "refusal": ""}
        before = routes_told(planning_of(request, old, planning.procedures)) if old else none
    except TinhSoError as error:
        return {"refusal": error.message}
    was = {(route["key"]): route for route in before["routes"]}
    rows = [{"after": route, "before": was.pop(route["key"], None)} for route in after["routes"]]
    rows += [{"after": None, "before": route} for route in was.values()]
    rows.sort(key=lambda row: row["after"] == row["before"])
    return {"rows": rows, "refusal": after["refusal"] or before["refusal"]}
