"""The desk's pages of the national portal: what is out of step, one dossier with its messages, the simulator."""

import json
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from tinhso.core import clock
from tinhso.core.access import needs
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.core.i18n import format_date, named
from tinhso.core.ids import new_id
from tinhso.core.ui.forms import BadInput, read_date
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit
from tinhso.services.national_portal import actions, ports, queries
from tinhso.services.national_portal.models import Message, NationalDossier
from tinhso.services.national_portal.rules import words
from tinhso.services.national_portal.types import READ, SETTLE, Direction, MessageState, Trouble
from tinhso.services.procedures import api as procedures

_SEE: Final = needs(READ)
_MAY: Final = needs(SETTLE)
face = Face("desk", room="national_portal")
face.navigation(
    gettext_noop("Lệch với Cổng quốc gia"),
    "national_portal.list",
    access=_SEE,
    order=66,
    icon="refresh",
    badge=queries.troubled,
)

#: How a kind of trouble is drawn, by word and by shape.
_DRAWN: Final = {
    Trouble.REFUSED: "refused", Trouble.NOT_SENT: "refused", Trouble.NOT_TAKEN: "waiting", Trouble.CONFLICT: "late",
    Trouble.MISSING: "late",
}  # fmt: skip
_STATES: Final = {
    MessageState.WAITING: "waiting", MessageState.DONE: "done", MessageState.REFUSED: "refused",
    MessageState.SETTLED: "stopped",
}  # fmt: skip
_ON_ITS_WAY: Final = gettext_noop("Đang chờ gửi, nhận")
_COMPARED_DAYS: Final = 7


@face.page("cong-quoc-gia/", name="national_portal.list", access=_SEE)
def show_list(request: PageRequest) -> HttpResponseBase:
    """What is out of step and why, how the line stands, counts by day."""
    kinds = {*Trouble.values, queries.WAITING}
    kind = request.GET.get("loai", "")
    kind = kind if kind in kinds else ""
    text = request.GET.get("ma", "").replace("\x00", "")[:80]
    page = queries.out_of_step(actor=request.actor, kind=kind, text=text, after=request.GET.get("after") or None)
    figures = queries.figures(actor=request.actor)
    names = {item.id: named(item) for item in procedures.all_procedures()}
    today = request.at.date()
    context = {
        "rows": [_row(dossier, names) for dossier in page.items],
        "kind": kind,
        "text": text,
        "kinds": [(key, label, figures[key]) for key, label in _kinds() if figures.get(key)],
        "total": sum(figures.values()),
        "link": queries.link(),
        "connected": ports.is_connected(),
        "simulated": settings.DEMO and ports.is_connected(),
        "days": [
            one
            for one in reversed(queries.by_day(actor=request.actor, at=request.at))
            if one.sent or one.refused or one.received
        ],
        "may_settle": request.actor.can(SETTLE),
        "start": today - timedelta(days=_COMPARED_DAYS),
        "today": today,
        **page_links(request, page),
    }
    return render(request, "national_portal/list.html", context)


def _kinds() -> list[tuple[str, str]]:
    return [*((each.value, str(each.label)) for each in Trouble), (queries.WAITING, gettext(_ON_ITS_WAY))]


def _row(dossier: NationalDossier, names: dict[str, str]) -> dict[str, Any]:
    case = dossier.case
    if dossier.trouble:
        kind, label = _DRAWN[Trouble(dossier.trouble)], dossier.get_trouble_display()
    elif getattr(dossier, "open", True):
        kind, label = "waiting", gettext(_ON_ITS_WAY)
    else:
        kind, label = "done", gettext("Khớp")
    return {
        "dossier": dossier,
        "url": reverse("national_portal.dossier", args=[dossier.id]),
        "code": (case.code if case else None) or dossier.code,
        "other": dossier.code if case else "",
        "procedure": names.get(dossier.procedure, dossier.procedure),
        "unit": named(case.unit) if case else "",
        "kind": kind,
        "label": label,
        "why": words.explain(dossier.trouble_code, dossier.trouble_text) if dossier.trouble else "",
    }


@face.page("cong-quoc-gia/ho-so/<uuid:dossier_id>/", name="national_portal.dossier", access=_SEE)
def show_dossier(request: PageRequest, dossier_id: UUID) -> HttpResponseBase:
    """One dossier: why it is out of step, what was sent and answered (personal data masked), what may be done."""
    return _dossier_page(request, dossier_id, {})


def _dossier_page(request: PageRequest, dossier_id: UUID, errors: dict[str, str]) -> HttpResponseBase:
    view = queries.dossier_view(actor=request.actor, dossier_id=dossier_id)
    dossier, case = view.dossier, view.dossier.case
    audit.record_read(
        actor=request.actor, at=request.at, subject=("national_dossier", dossier.id), purpose="national_portal.messages"
    )
    statuses = {code: f"{code} · {name}" for code, name in _status_names().items()}
    dossier.open = view.waits  # type: ignore[attr-defined]  # as the list annotates it
    context = {
        "row": _row(dossier, {item.id: named(item) for item in procedures.all_procedures()}),
        "dossier": dossier,
        "case": case,
        "case_url": reverse("procedures.desk_case", args=[case.id])
        if case and cases.may_read(request.actor, case)
        else "",
        "ours": statuses.get(case.status, case.status) if case else "–",
        "theirs": statuses.get(dossier.told_status, dossier.told_status) or "–",
        "told": [_message(message) for message in reversed(view.messages)],
        "may_settle": request.actor.can(SETTLE),
        "retries": dossier.trouble != "" or view.waits,
        "errors": errors,
        "reason": request.POST.get("reason", "")[:500],
    }
    return render(request, "national_portal/dossier.html", context, status=422 if errors else 200)


def _status_names() -> dict[str, str]:
    return {item.id: named(item) for item in cases.status_codes()}


def _message(message: Message) -> dict[str, Any]:
    failed = message.state == MessageState.REFUSED
    code = str(message.answer.get("MaLoi", ""))
    return {
        "message": message,
        "operation": message.get_operation_display(),
        "direction": message.get_direction_display(),
        "state": message.get_state_display(),
        "kind": _STATES[MessageState(message.state)],
        "why": words.explain(code, message.error) if failed else message.error,
        "said": json.dumps(words.masked(message.body), ensure_ascii=False, indent=1),
        "answered": json.dumps(words.masked(message.answer), ensure_ascii=False, indent=1) if message.answer else "",
        "incoming": message.direction == Direction.IN,
    }


@face.page(
    "cong-quoc-gia/ho-so/<uuid:dossier_id>/xu-ly/", name="national_portal.handle", access=_MAY, methods=("POST",)
)
def handle(request: PageRequest, dossier_id: UUID) -> HttpResponseBase:
    """Try again, settle with a reason, or ask the portal again for one dossier."""
    what = request.POST.get("viec", "")
    try:
        if what == "thu-lai":
            actions.retry(actor=request.actor, at=request.at, dossier_id=dossier_id)
            messages.success(request, gettext("Đã đặt lại; hệ thống gửi, nhận lại trong ít giây."))
        elif what == "khep":
            reason = request.POST.get("reason", "")
            actions.settle(actor=request.actor, at=request.at, dossier_id=dossier_id, reason=reason)
            messages.success(request, gettext("Đã khép chênh lệch, có ghi lý do."))
        elif what == "lay-lai":
            found = actions.pull_again(actor=request.actor, at=request.at, dossier_id=dossier_id)
            told = gettext("Đã lấy lại từ Cổng.") if found else gettext("Cổng không có gì mới về hồ sơ này.")
            messages.success(request, told)
    except TinhSoError as error:
        return _dossier_page(request, dossier_id, error.fields or {"reason": error.message})
    return redirect("national_portal.dossier", dossier_id=dossier_id)


@face.page("cong-quoc-gia/duong-truyen/", name="national_portal.line", access=_MAY, methods=("POST",))
def handle_line(request: PageRequest) -> HttpResponseBase:
    """Stop the line with a reason, or go on."""
    try:
        if request.POST.get("viec") == "dung":
            actions.stop(actor=request.actor, at=request.at, reason=request.POST.get("reason", ""))
            messages.warning(request, gettext("Đã dừng gửi, nhận. Thay đổi của hồ sơ vẫn được giữ để gửi sau."))
        else:
            actions.resume(actor=request.actor, at=request.at)
            messages.success(request, gettext("Đã gửi, nhận tiếp."))
    except TinhSoError as error:
        messages.error(request, " ".join(error.fields.values()) or error.message)
    return redirect("national_portal.list")


@face.page("cong-quoc-gia/doi-chieu/", name="national_portal.compare", access=_MAY, methods=("POST",))
def compare(request: PageRequest) -> HttpResponseBase:
    """Compare both sides over the days asked for."""
    try:
        start, last = read_date(request.POST, "tu"), read_date(request.POST, "den")
        end = (last or clock.today()) + timedelta(days=1)
        found = actions.reconcile(actor=request.actor, at=request.at, start=start or _week_before(end), end=end)
    except (BadInput, TinhSoError) as error:
        messages.error(request, error.message)
    else:
        told = ngettext(
            "Đối chiếu {n} hồ sơ từ {start}: {differing} lệch, {fetched} hồ sơ về thêm.",
            "Đối chiếu {n} hồ sơ từ {start}: {differing} lệch, {fetched} hồ sơ về thêm.",
            found.compared,
        )
        first = format_date(start or _week_before(end))
        messages.success(
            request,
            told.format(n=found.compared, start=first, differing=found.differing, fetched=found.fetched),
        )
    return redirect("national_portal.list")


def _week_before(end: date) -> date:
    return end - timedelta(days=_COMPARED_DAYS)


@face.page("cong-quoc-gia/mo-phong/", name="national_portal.simulator", access=_SEE)
def show_simulator(request: PageRequest) -> HttpResponseBase:
    """What the simulator holds; in a demo only."""
    wire = ports.current_wire()
    if not settings.DEMO or wire is None:
        raise Http404
    problem, state = "", {}
    try:
        state = wire.call("TinhHinh", {}, request_id=str(new_id()))
    except (ports.Unreachable, ports.Refused) as error:
        problem = str(error)
    names = _status_names()
    rows = [{**row, "TenTrangThai": names.get(row["TrangThai"], "")} for row in state.get("DanhSach", [])]
    context = {"rows": rows, "faults": state.get("Loi", {}), "problem": problem}
    return render(request, "national_portal/simulator.html", context)
