"""Plans of old results: how far they have come, a new plan, a lot taken in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_number, named
from tinhso.core.ui.forms import as_uuid
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr import api as ocr
from tinhso.foundation.organisation import api as organisation
from tinhso.services.digitisation import actions, queries
from tinhso.services.digitisation.desk.face import LOT_KINDS, RUN, WORK, face
from tinhso.services.digitisation.models import Lot, Plan
from tinhso.services.digitisation.types import MANAGE, Intake, IntakeInvalid, PlanInvalid, PlanThere
from tinhso.services.vault import api as vault

_NUMBERS = ("first_year", "last_year", "total", "sample_percent", "error_percent")


@face.page("so-hoa/", name="digitisation.plans", access=WORK)
def listed(request: PageRequest) -> HttpResponseBase:
    """The plans of one's units with their progress, bars by unit and by month; what waits for oneself."""
    page = queries.plans(actor=request.actor, after=request.GET.get("after"))
    counted = queries.progress_of({plan.id: plan for plan in page.items})
    standings = queries.standings()
    context = {
        "rows": [plan_row(plan, counted[plan.id]) for plan in page.items],
        "waiting": queries.waiting(request.actor).count(),
        "may_plan": request.actor.can(MANAGE),
        "by_unit": _bars(standings, lambda one: one.unit),
        "by_kind": _bars(standings, lambda one: vault.kind_name(one.kind)),
        "by_month": [
            {"label": f"{month[5:]}/{month[:4]}", "value": n, "text": format_number(n)}
            for month, n in queries.signed_by_month(request.at)
        ],
        **page_links(request, page),
    }
    return render(request, "digitisation/plans.html", context)


def _bars(standings: list[queries.Standing], label: Any) -> list[dict[str, Any]]:
    """Signed shares summed by a label, largest plans first."""
    sums: dict[str, queries.Progress] = {}
    for one in standings:
        name = label(one)
        sums[name] = sums[name] + one.progress if name in sums else one.progress
    ordered = sorted(sums.items(), key=lambda pair: -pair[1].total)[:12]
    return [
        {
            "label": name,
            "value": done.percent,
            "text": f"{format_number(done.signed)}/{format_number(done.total)}",
        }
        for name, done in ordered
    ]


def plan_row(plan: Plan, progress: queries.Progress) -> dict[str, Any]:
    """A plan as lists and its own page show it."""
    years = str(plan.first_year) if plan.first_year == plan.last_year else f"{plan.first_year}–{plan.last_year}"
    share = format_number(progress.percent, 1)
    return {
        "plan": plan,
        "title": vault.kind_name(plan.kind),
        "unit": named(plan.unit),
        "years": years,
        "progress": progress,
        "percent": progress.percent,
        "label": f"{format_number(progress.signed)}/{format_number(progress.total)} ({share} %)",
    }


@face.page("so-hoa/lap/", name="digitisation.new_plan", access=RUN, methods=("GET", "POST"))
def new_plan(request: PageRequest) -> HttpResponseBase:
    """A new plan of one's unit, or of one below it."""
    errors: dict[str, str] = {}
    given = {name: request.POST.get(name, "") for name in ("unit_id", "kind", *_NUMBERS)}
    if request.method == "POST":
        try:
            plan = actions.make_plan(actor=request.actor, at=request.at, plan=_read(given))
        except PlanInvalid as error:
            errors = error.fields
        except PlanThere as error:
            errors = {"kind": error.message}
        else:
            return redirect("digitisation.plan", plan_id=plan.id)
    else:
        given |= {"unit_id": str(request.actor.unit_id or ""), "sample_percent": "10", "error_percent": "2"}
    units = [
        (str(unit.id), named(unit))
        for unit in organisation.units_as_of(request.at.date())
        if request.actor.can(MANAGE, unit_id=unit.id)
    ]
    kinds = sorted(((key, vault.kind_name(key)) for key in queries.digitised_kinds()), key=lambda pair: pair[1])
    context = {"given": given, "errors": errors, "units": units, "kinds": kinds}
    return render(request, "digitisation/new_plan.html", context, status=422 if errors else 200)


def _read(given: dict[str, str]) -> actions.NewPlan:
    """Raises ``PlanInvalid`` for what is no number and no unit."""
    wrong = {
        name: gettext("Ghi một số.")
        for name in _NUMBERS
        if not given[name].strip().isascii() or not given[name].strip().isdigit()
    }
    unit_id = as_uuid(given["unit_id"])
    if unit_id is None:
        wrong["unit_id"] = gettext("Chọn đơn vị.")
    if wrong or unit_id is None:
        raise PlanInvalid(fields=wrong)
    return actions.NewPlan(unit_id, given["kind"], **{name: int(given[name][:9]) for name in _NUMBERS})


@face.page("so-hoa/ke-hoach/<uuid:plan_id>/", name="digitisation.plan", access=WORK)
def plan_page(request: PageRequest, plan_id: UUID) -> HttpResponseBase:
    """A plan: its figures, its lots, and for who manages it the form that takes a lot in."""
    plan = queries.access_plan(actor=request.actor, plan_id=plan_id)
    return _plan(request, plan)


def _plan(
    request: PageRequest, plan: Plan, *, report: Intake | None = None, problem: str = "", tried: bool = False
) -> HttpResponseBase:
    page = queries.lots_of(plan, after=request.GET.get("after"))
    context = {
        **plan_row(plan, queries.progress_of({plan.id: plan})[plan.id]),
        "lots": [lot_row(lot) for lot in page.items],
        "changes": queries.changes_of(plan),
        "may_take": request.actor.can(MANAGE, unit_id=plan.unit_id),
        "columns": [named(field) for field in queries.fields_of(plan.kind)],
        "report": report,
        "tried": tried,
        "errors": {"scans": problem} if problem else {},
        "accept": ".zip,.pdf,.jpg,.jpeg,.png,.webp",
        "max_mb": files.POLICY.max_request_bytes // 1024 // 1024,
        "installed": ocr.is_installed(),
        **page_links(request, page),
    }
    failed = bool(problem) or bool(report and report.faults and not report.taken and not report.again)
    return render(request, "digitisation/plan.html", context, status=422 if failed else 200)


def lot_row(lot: Lot) -> dict[str, Any]:
    """A lot as lists and its own page show it."""
    return {"lot": lot, "kind": LOT_KINDS[lot.state], "label": lot.get_state_display()}


@face.page("so-hoa/ke-hoach/<uuid:plan_id>/nhan-lo/", name="digitisation.take_lot", access=RUN, methods=("POST",))
def take(request: PageRequest, plan_id: UUID) -> HttpResponseBase:
    """Take a lot in, or try to: a ZIP or single scans, with a sheet or without."""
    plan = queries.access_plan(actor=request.actor, plan_id=plan_id)
    tried = "thu" in request.POST
    try:
        scans = actions.scans_of_uploads(request.FILES.getlist("scans"))
        sheet = request.FILES.get("sheet")
        content = files.read_upload(sheet) if sheet else b""
        report = actions.take_lot(
            actor=request.actor, at=request.at, plan_id=plan_id, scans=scans, sheet=content, only_try=tried
        )
    except (IntakeInvalid, files.FileRefused, files.ScannerUnavailable) as error:
        return _plan(request, plan, problem=error.message)
    plan.refresh_from_db()
    if tried or report.faults or not report.taken:
        return _plan(request, plan, report=report, tried=tried)
    messages.success(request, gettext("Đã nhận {n} bản quét vào lô {lot}.").format(n=report.taken, lot=plan.lots))
    return redirect("digitisation.plan", plan_id=plan_id)


@face.page("so-hoa/nhap/", name="digitisation.continue", access=WORK)
def go_on(request: PageRequest) -> HttpResponseBase:
    """On to the next paper for this person; back to the plans where none waits."""
    scan = queries.next_scan(actor=request.actor, lot_id=as_uuid(request.GET.get("lo", "")))
    if scan is None:
        messages.info(request, gettext("Không còn tờ nào chờ bạn nhập."))
        return redirect("digitisation.plans")
    url = redirect("digitisation.enter", scan_id=scan.id)
    if request.GET.get("lo"):
        url["Location"] += f"?lo={scan.lot_id}"
    return url
