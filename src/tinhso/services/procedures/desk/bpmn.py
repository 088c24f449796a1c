"""BPMN 2.0 files of flows: written for other modellers, and read from them as a draft. Nothing is stored."""

import json
from typing import Any

import yaml
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from pydantic import ValidationError

from tinhso.core.faces import PageRequest
from tinhso.core.packs import changes
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.desk.designing.flow_work import NOT_DRAWN
from tinhso.services.procedures.desk.face import face
from tinhso.services.procedures.desk.flows import REVIEW, drawing_of


@face.page("quy-trinh-bpmn/", name="procedures.flow_read_bpmn", access=REVIEW, methods=("GET", "POST"))
def read_bpmn(request: PageRequest) -> HttpResponseBase:
    """What a BPMN file would be as a flow: its drawing, its YAML, what was not understood. Nothing is stored."""
    crumbs = [{"label": gettext("Quy trình"), "url": reverse("procedures.flows")}]
    context: dict[str, Any] = {"crumbs": crumbs, "here_name": gettext("Đọc tệp BPMN"), "reading": None}
    file = request.FILES.get("tep")
    if request.method == "POST" and file is None:
        context["errors"] = {"tep": gettext("Chọn một tệp BPMN.")}
    elif file is not None:
        reading = queries.read_bpmn(file.read(queries.MOST_OF_BPMN))
        model = json.dumps(reading.flow, ensure_ascii=False) if reading.flow else ""
        context |= {"reading": reading, "title": file.name, "yaml": _yaml(reading.flow), "model": model}
        context["may_edit"] = request.actor.can(changes.EDIT)
        if reading.flow and not any(finding.code in NOT_DRAWN for finding in reading.findings):
            context |= _drawn(reading.flow)
    return render(request, "procedures/desk/flow_bpmn.html", context)


@face.page("quy-trinh/<str:flow_id>/bpmn/", name="procedures.flow_bpmn", access=REVIEW)
def export_flow(request: PageRequest, flow_id: str) -> HttpResponseBase:
    """One flow as a BPMN 2.0 file."""
    answer = HttpResponse(cases.to_bpmn(queries.flow(flow_id)), content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{flow_id}.bpmn"'
    return answer


def _drawn(flow: dict[str, Any]) -> dict[str, Any]:
    """The drawing of a flow that was read, where it is one."""
    try:
        return drawing_of(cases.FlowObject.model_validate(flow), {})
    except ValidationError:
        return {}


def _yaml(flow: dict[str, Any] | None) -> str:
    """The flow as a pack's file."""
    return yaml.safe_dump(flow, allow_unicode=True, sort_keys=False) if flow else ""
