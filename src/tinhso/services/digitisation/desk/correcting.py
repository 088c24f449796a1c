"""Pages that put right: a plan's figures, a paper brought back, a number found later."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.ui.forms import as_number, written
from tinhso.foundation.audit import api as audit
from tinhso.services.digitisation import actions, queries
from tinhso.services.digitisation.desk.face import RUN, WORK, face, scan_context
from tinhso.services.digitisation.desk.plans import plan_row
from tinhso.services.digitisation.types import MANAGE, PlanInvalid, PlanMovedOn, ScanState

_FIGURES = ("total", "sample_percent", "error_percent")


@face.page("so-hoa/ke-hoach/<uuid:plan_id>/sua/", name="digitisation.change_plan", access=RUN, methods=("GET", "POST"))
def change_plan(request: PageRequest, plan_id: UUID) -> HttpResponseBase:
    """Change the figures of a plan; below, what they were."""
    plan = queries.access_plan(actor=request.actor, plan_id=plan_id, permission=MANAGE)
    changes = queries.changes_of(plan)
    given = {name: str(getattr(plan, name)) for name in _FIGURES} | {"reason": ""}
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {name: written(request.POST, name, 500) for name in given}
        numbers = {name: as_number(given[name]) for name in _FIGURES}
        try:
            actions.change_plan(
                actor=request.actor, at=request.at, plan_id=plan_id,
                change=actions.Change(
                    **{name: -1 if value is None else value for name, value in numbers.items()},
                    reason=given["reason"], seen=as_number(request.POST.get("seen", "")) or 0,
                ),
            )  # fmt: skip
        except PlanInvalid as error:
            errors = error.fields
        except PlanMovedOn as error:
            errors = {"total": error.message}
        else:
            messages.success(request, gettext("Đã sửa kế hoạch."))
            return redirect("digitisation.plan", plan_id=plan_id)
    row = plan_row(plan, queries.progress_of({plan.id: plan})[plan.id])
    context = {**row, "given": given, "errors": errors, "changes": changes, "seen": len(changes)}
    return render(request, "digitisation/change_plan.html", context, status=422 if errors else 200)


@face.page("so-hoa/to/<uuid:scan_id>/dua-lai/", name="digitisation.bring_back", access=WORK, methods=("POST",))
def bring_back(request: PageRequest, scan_id: UUID) -> HttpResponseBase:
    """Bring a paper that was put aside back into its lot."""
    scan = queries.access_scan(actor=request.actor, scan_id=scan_id)
    try:
        actions.bring_back(actor=request.actor, at=request.at, scan_id=scan_id)
    except TinhSoError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, gettext("Tờ này trở lại lô, chờ nhập lần 1."))
    return redirect("digitisation.lot", lot_id=scan.lot_id)


@face.page(
    "so-hoa/to/<uuid:scan_id>/so-dinh-danh/", name="digitisation.name_holder", access=RUN, methods=("GET", "POST")
)
def name_holder(request: PageRequest, scan_id: UUID) -> HttpResponseBase:
    """The number of whom a signed paper is about, found later: beside the paper, with where it was found."""
    scan = queries.access_scan(actor=request.actor, scan_id=scan_id, permission=MANAGE)
    given = {name: written(request.POST, name, 300) for name in ("person_id", "found_in")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.name_holder(
                actor=request.actor, at=request.at, scan_id=scan_id, number=given["person_id"],
                found_in=given["found_in"],
            )  # fmt: skip
        except TinhSoError as error:
            errors = error.fields or {"person_id": error.message}
        else:
            messages.success(request, gettext("Đã cất vào kho của người có số này."))
            return redirect("digitisation.lot", lot_id=scan.lot_id)
    if scan.state != ScanState.SIGNED or scan.item_id is not None:
        return redirect("digitisation.lot", lot_id=scan.lot_id)
    audit.record_read(actor=request.actor, at=request.at, subject=("scan", scan.id), purpose="digitisation.name_holder")
    context = {**scan_context(scan, queries.proposal_of(scan)), "lot": scan.lot, "given": given, "errors": errors}
    return render(request, "digitisation/name_holder.html", context, status=422 if errors else 200)
