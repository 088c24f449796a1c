"""A lot: its papers, its sample, its signing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.foundation.audit import api as audit
from tinhso.services.digitisation import actions, queries
from tinhso.services.digitisation.desk.face import RUN, SCAN_KINDS, SEAL, WORK, face, fields_shown, scan_context
from tinhso.services.digitisation.desk.plans import lot_row, plan_row
from tinhso.services.digitisation.models import Lot, Scan
from tinhso.services.digitisation.types import (
    ENTER,
    MANAGE,
    SIGN,
    AnotherPersonNeeded,
    LotState,
    ScanNotFound,
    ScanState,
)


@face.page("so-hoa/lo/<uuid:lot_id>/", name="digitisation.lot", access=WORK)
def one(request: PageRequest, lot_id: UUID) -> HttpResponseBase:
    """A lot: how many papers are in which state, its sample, what may be done; its papers, page by page."""
    lot = queries.access_lot(actor=request.actor, lot_id=lot_id)
    state = request.GET.get("loc", "")
    page = queries.scans_of(lot, state=state, after=request.GET.get("after"))
    states = queries.states_of(lot)
    unit_id = lot.plan.unit_id
    context = {
        **plan_row(lot.plan, queries.progress_of({lot.plan_id: lot.plan})[lot.plan_id]),
        **lot_row(lot),
        "scans": [_scan_row(scan) for scan in page.items],
        "tabs": [("", gettext("Tất cả"), sum(states.values()), not state)]
        + [
            (one.value, str(one.label), states[one.value], state == one.value)
            for one in ScanState
            if states.get(one.value)
        ],
        "checks": queries.checks_of(lot) if lot.state != LotState.OPEN or lot.turn > 1 else [],
        "may_enter": lot.state == LotState.OPEN and request.actor.can(ENTER, unit_id=unit_id),
        "may_return": lot.state in {LotState.OPEN, LotState.DONE} and request.actor.can(ENTER, unit_id=unit_id),
        "may_name": request.actor.can(MANAGE, unit_id=unit_id),
        "may_draw": _may_draw(lot, states) and request.actor.can(MANAGE, unit_id=unit_id),
        "may_check": lot.state == LotState.SAMPLING and request.actor.can(ENTER, unit_id=unit_id),
        "may_sign": (lot.state == LotState.ACCEPTED or (lot.state == LotState.SIGNING and lot.problem))
        and request.actor.can(SIGN, unit_id=unit_id),
        **page_links(request, page),
    }
    return render(request, "digitisation/lot.html", context)


def _may_draw(lot: Lot, states: dict[str, int]) -> bool:
    return (
        lot.state == LotState.OPEN
        and not any(states.get(one) for one in queries.ROUNDS)
        and bool(states.get(ScanState.AGREED))
    )


def _scan_row(scan: Scan) -> dict[str, Any]:
    return {"scan": scan, "kind": SCAN_KINDS[scan.state], "label": scan.get_state_display()}


@face.page("so-hoa/lo/<uuid:lot_id>/lay-mau/", name="digitisation.draw", access=RUN, methods=("POST",))
def draw(request: PageRequest, lot_id: UUID) -> HttpResponseBase:
    """Draw the sample of a lot."""
    try:
        actions.draw_sample(actor=request.actor, at=request.at, lot_id=lot_id)
    except TinhSoError as error:
        messages.error(request, error.message)
    return redirect("digitisation.lot", lot_id=lot_id)


@face.page("so-hoa/lo/<uuid:lot_id>/ky/", name="digitisation.sign_lot", access=SEAL, methods=("POST",))
def sign(request: PageRequest, lot_id: UUID) -> HttpResponseBase:
    """Sign the whole lot; the worker goes on."""
    try:
        actions.sign_lot(actor=request.actor, at=request.at, lot_id=lot_id)
    except TinhSoError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, gettext("Đã bắt đầu ký lô. Việc ký chạy tiếp kể cả khi rời trang này."))
    return redirect("digitisation.lot", lot_id=lot_id)


@face.page("so-hoa/kiem-tra/<uuid:scan_id>/", name="digitisation.check", access=WORK, methods=("GET", "POST"))
def check(request: PageRequest, scan_id: UUID) -> HttpResponseBase:
    """A paper of a sample: what is wrong of what was agreed on is ticked; nothing ticked says that all is right."""
    scan = queries.access_scan(actor=request.actor, scan_id=scan_id)
    if scan.lot is None:
        raise ScanNotFound
    if request.method == "POST":
        try:
            lot = actions.check_sample(
                actor=request.actor, at=request.at, scan_id=scan_id, wrong=request.POST.getlist("wrong")
            )
        except TinhSoError as error:
            messages.error(request, error.message)
        else:
            _tell(request, lot)
        return redirect("digitisation.lot", lot_id=scan.lot.id)
    if queries.entered_by(scan, request.actor):
        messages.warning(request, AnotherPersonNeeded().message)
        return redirect("digitisation.lot", lot_id=scan.lot.id)
    audit.record_read(actor=request.actor, at=request.at, subject=("scan", scan.id), purpose="digitisation.check")
    fields = fields_shown(scan.kind, scan.values, {})
    context = {
        **scan_context(scan, queries.proposal_of(scan)),
        "lot": scan.lot,
        "options": [{"id": f.id, "label": f"{f.label}: {f.value or '–'}"} for f in fields],
    }
    return render(request, "digitisation/check.html", context)


def _tell(request: PageRequest, lot: Lot) -> None:
    if lot.state == LotState.ACCEPTED:
        messages.success(request, gettext("Lô đạt kiểm tra mẫu, chờ ký."))
    elif lot.state == LotState.OPEN:
        messages.warning(request, gettext("Lô vượt tỷ lệ sai cho phép: các tờ trở lại nhập từ đầu."))
    else:
        messages.success(request, gettext("Đã ghi kết quả kiểm tra."))
