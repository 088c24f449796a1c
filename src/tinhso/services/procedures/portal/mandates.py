"""Mandates that a person gave: who acts for them in what and until when, the code to tell, and ending one."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import CITIZEN
from tinhso.core.faces import PageRequest, page_links
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Mandate
from tinhso.services.procedures.portal.dossiers import name_of
from tinhso.services.procedures.portal.face import face

face.navigation("Ủy quyền", "procedures.mandates", access=CITIZEN, order=55, icon="sign")


@face.page("uy-quyen/", name="procedures.mandates", access=CITIZEN)
def mandates(request: PageRequest) -> HttpResponseBase:
    """The person's own mandates, newest first; one that waits for its code shows it."""
    page = queries.own_mandates(actor=request.actor, after=request.GET.get("after"))
    known = {item.id: name_of(item) for item in queries.all_procedures()}
    rows = [
        {
            "mandate": one,
            "unit": name_of(one.unit),
            "procedures": ", ".join(known.get(code, code) for code in one.procedures),
            "state": standing(one, request),
            "code": queries.mandate_code(one) if standing(one, request) == "asked" else "",
        }
        for one in page.items
    ]
    return render(request, "procedures/portal/mandates.html", {"rows": rows, **page_links(request, page)})


def standing(one: Mandate, request: PageRequest) -> str:
    """``asked`` while its code may be told, ``running``, ``ended``, or ``lapsed`` where it was never confirmed."""
    if one.ended_at is not None:
        return "ended"
    if one.confirmed_at is None:
        fresh = request.at <= one.asked_at + timedelta(seconds=actions.CODE_SECONDS)
        return "asked" if fresh else "lapsed"
    return "running" if request.at < one.valid_until else "ended"


@face.page("uy-quyen/<uuid:mandate_id>/cham-dut/", name="procedures.end_mandate", access=CITIZEN, methods=("POST",))
def end_mandate(request: PageRequest, mandate_id: UUID) -> HttpResponseBase:
    """End a mandate."""
    actions.end_mandate(actor=request.actor, at=request.at, mandate_id=mandate_id)
    messages.success(request, gettext("Đã chấm dứt ủy quyền. Hồ sơ đã nộp vẫn giữ nguyên."))
    return redirect("procedures.mandates")
