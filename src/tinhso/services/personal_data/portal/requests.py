"""Requests about one's data: those sent, a new one, following one, fetching the package."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import CITIZEN
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_datetime, named
from tinhso.core.ids import new_id
from tinhso.core.ui.forms import written
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.portal.face import KINDS, face
from tinhso.services.personal_data.types import RequestKind, Told

#: What each kind of request means, beside its name.
HINTS: Final = {
    RequestKind.ACCESS: gettext_noop("Nhận tệp gồm mọi thông tin nền tảng giữ về ông/bà, đọc được và máy đọc được"),
    RequestKind.CORRECT: gettext_noop("Nói rõ thông tin nào sai và đúng phải là gì"),
    RequestKind.DELETE: gettext_noop("Xóa những gì luật không buộc phải giữ; phần còn lại được nói rõ giữ đến bao giờ"),
    RequestKind.RESTRICT: gettext_noop("Giữ nguyên dữ liệu nhưng ngừng dùng, trừ việc luật buộc phải làm"),
    RequestKind.OBJECT: gettext_noop("Ngừng các việc dựa trên sự đồng ý; nói rõ việc nào khác ông/bà phản đối"),
    RequestKind.PORT: gettext_noop("Nhận tệp để đưa sang nơi khác"),
}
_OWN: Final = ("supply", "withdraw")


@face.page("du-lieu/yeu-cau/", name="personal_data.requests", access=CITIZEN)
def show_requests(request: PageRequest) -> HttpResponseBase:
    """One's own requests, newest first."""
    page = queries.own_requests(actor=request.actor, after=request.GET.get("after") or None)
    context = {
        "rows": [(shown, named(shown.state), KINDS.get(shown.case.status, "unknown")) for shown in page.items],
        **page_links(request, page),
    }
    return render(request, "personal_data/portal/requests.html", context)


@face.page("du-lieu/yeu-cau/moi/", name="personal_data.ask", access=CITIZEN, methods=("GET", "POST"))
def ask(request: PageRequest) -> HttpResponseBase:
    """Send a request."""
    asked = {name: written(request.POST, name) for name in ("kind", "text", "key")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        told = Told(asked["kind"][:10], asked["text"], asked["key"][:60] or str(new_id()))
        try:
            row = actions.ask(actor=request.actor, at=request.at, told=told)
        except TinhSoError as error:
            errors = error.fields or {"kind": error.message}
        else:
            messages.success(request, gettext("Đã gửi yêu cầu."))
            return redirect("personal_data.request", request_id=row.case_id)
    rules = queries.rules_in_force()
    options = [
        {"id": kind.value, "label": kind.label, "hint": f"{gettext(HINTS[kind])}. {_limit(rules.answer_in(kind))}"}
        for kind in RequestKind
        if kind in HINTS
    ]
    context = {
        "asked": {**asked, "key": asked["key"] or str(new_id()), "kind": asked["kind"] or request.GET.get("loai", "")},
        "options": options,
        "rules": rules,
        "errors": errors,
    }
    return render(request, "personal_data/portal/ask.html", context, status=422 if errors else 200)


def _limit(answering: Any) -> str:
    if answering.unit == "working_days":
        return gettext("Trả lời trong {n} ngày làm việc.").format(n=answering.value)
    return gettext("Trả lời trong {n} ngày.").format(n=answering.value)


@face.page("du-lieu/yeu-cau/<uuid:request_id>/", name="personal_data.request", access=CITIZEN, methods=("GET", "POST"))
def show_request(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """Where a request stands, its answer, its package, and what its sender may do."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.reply(
                actor=request.actor,
                at=request.at,
                request_id=request_id,
                action_id=request.POST.get("action", "")[:60],
                reason=written(request.POST, "reason"),
            )
        except TinhSoError as error:
            errors = error.fields or {"reason": error.message}
        else:
            messages.success(request, gettext("Đã ghi."))
            return redirect("personal_data.request", request_id=request_id)
    shown = queries.access_own(actor=request.actor, request_id=request_id)
    row, flow = shown.row, cases.flow_of(shown.case.version_id)
    events = cases.CaseEvent.objects.filter(case_id=request_id).order_by("-seq")
    offered = [action for action in flow.actions if action.id in _OWN and shown.case.state in action.from_]
    context = {
        "shown": shown,
        "row": row,
        "state": named(shown.state),
        "kind": KINDS.get(shown.case.status, "unknown"),
        "look": queries.access_look(actor=request.actor, entry_id=row.entry_id) if row.entry_id else None,
        "fetchable": row.package is not None and row.package_until is not None and row.package_until >= request.at,
        "steps": [entry for entry in (_entry(flow, event) for event in events) if entry],
        "offered": [{"id": one.id, "name": named(one), "reason": "reason" in one.needs} for one in offered],
        "reason": request.POST.get("reason", ""),
        "errors": errors,
    }
    return render(request, "personal_data/portal/request.html", context, status=422 if errors else 200)


def _entry(flow: cases.FlowObject, event: cases.CaseEvent) -> dict[str, str] | None:
    """A step as the sender reads it: no inner step."""
    action = flow.action_by_id.get(event.action)
    if event.action != "file" and (action is None or event.from_state == event.to_state or action.by == ("system",)):
        return None
    told = event.inputs.get("reason", "") if event.action in {"ask", "supply"} else ""
    title = named(action) if action else gettext("Gửi yêu cầu")
    kind = "refused" if event.action == "refuse" else "done"
    return {"title": title, "time": format_datetime(event.at), "reason": told, "kind": kind}


@face.page("du-lieu/yeu-cau/<uuid:request_id>/tai/", name="personal_data.package", access=CITIZEN)
def package(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """The package of one's data, while it may be fetched."""
    row = queries.access_package(actor=request.actor, at=request.at, request_id=request_id)
    assert row.package is not None  # noqa: S101 -- access_package has looked
    return files.file_response(row.package, inline=False)


@face.page("du-lieu/han-che/bo/", name="personal_data.end_restriction", access=CITIZEN, methods=("POST",))
def end_restriction(request: PageRequest) -> HttpResponseBase:
    """Let the processing of one's data go on again."""
    actions.end_restriction(actor=request.actor, at=request.at)
    messages.success(request, gettext("Đã bỏ hạn chế xử lý."))
    return redirect("personal_data.home")
