"""Requests of persons as the office sees them: the list, one with what may be done on it now."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_datetime, named
from tinhso.core.ui.forms import as_number, written
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.desk.face import ANSWER, face
from tinhso.services.personal_data.types import MANAGE, Identity, RequestKind, RequestNotFound

_KINDS: Final = {
    "1": "new",
    "2": "running",
    "4": "running",
    "5": "waiting",
    "7": "stopped",
    "8": "refused",
    "10": "done",
}
_TABS: Final = (
    ("", gettext_noop("Tất cả")),
    ("open", gettext_noop("Đang giải quyết")),
    ("closed", gettext_noop("Đã xong")),
)
_OPENED: Final = gettext_noop("Gửi yêu cầu")
#: What the words that go with an action are.
_LABELS: Final = {
    "fulfil": gettext_noop("Trả lời gửi người yêu cầu: đã làm gì, giữ lại gì và căn cứ"),
    "refuse": gettext_noop("Lý do không chấp nhận và căn cứ"),
    "ask": gettext_noop("Điều cần nói rõ thêm"),
    "supply": gettext_noop("Điều người gửi nói thêm"),
}


@face.page("du-lieu/yeu-cau/", name="personal_data.desk_requests", access=ANSWER)
def show_requests(request: PageRequest) -> HttpResponseBase:
    """The requests that this official may handle, newest first."""
    only, kind = request.GET.get("loc", ""), request.GET.get("loai", "")
    kind = kind if kind in RequestKind.values else ""
    page = queries.requests(actor=request.actor, only=only, kind=kind, after=request.GET.get("after") or None)
    context = {
        "rows": [
            {
                "shown": shown,
                "state": named(shown.state),
                "kind": _KINDS.get(shown.case.status, "unknown"),
                "late": is_late(shown, request),
            }
            for shown in page.items
        ],
        "tabs": [(f"?loc={key}" if key else "?", gettext(label), key == only) for key, label in _TABS],
        "kinds": RequestKind.choices,
        "asked": {"loc": only, "loai": kind},
        **page_links(request, page),
    }
    return render(request, "personal_data/desk/requests.html", context)


def is_late(shown: queries.RequestShown, request: PageRequest) -> bool:
    """Whether a request was to be acknowledged or answered before now."""
    row = shown.row
    if shown.case.closed_at is not None:
        return False
    return (row.acknowledged_at is None and row.acknowledge_by < request.at) or row.answer_by < request.at


@face.page(
    "du-lieu/yeu-cau/<uuid:request_id>/", name="personal_data.desk_request", access=ANSWER, methods=("GET", "POST")
)
def show_request(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """One request with its times, its history, and what this official may do on it now."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.advance(actor=request.actor, at=request.at, request_id=request_id, step=_step(request))
        except TinhSoError as error:
            errors = {name: text or gettext("Chọn một.") for name, text in error.fields.items()} or {
                "reason": error.message
            }
        else:
            messages.success(request, gettext("Đã ghi."))
            return redirect("personal_data.desk_request", request_id=request_id)
    shown = queries.about(actor=request.actor, request_id=request_id)
    view = cases.case_view(actor=request.actor, case_id=request_id, at=request.at)
    row, chosen, entry = shown.row, request.POST.get("action", "")[:60], queries.entry_of(shown.row)
    context = {
        "shown": shown,
        "row": row,
        "case": shown.case,
        "state": named(shown.state),
        "kind": _KINDS.get(shown.case.status, "unknown"),
        "entry": entry,
        "look": queries.to_look(entry, "") if entry else None,
        "restricted": queries.restriction_of(row.account_id) if row.account_id else None,
        "fetchable": row.taken_by and row.package_until is not None and row.package_until >= request.at,
        "erasable": queries.due_of(row.account_id, request.at)
        if row.kind == RequestKind.DELETE and row.account_id and request.actor.can(MANAGE)
        else [],
        "ways": Identity.choices,
        "verdicts": [("yes", gettext("Có, không nên xem")), ("no", gettext("Không, đúng công việc"))],
        "offered": [_offer(one, row, request, chosen, errors) for one in view.actions],
        "steps": [_entry(view, event) for event in reversed(view.events)],
        "errors": {f"{name}-{chosen}": text for name, text in errors.items()},
    }
    return render(request, "personal_data/desk/request.html", context, status=422 if errors else 200)


@face.page("du-lieu/yeu-cau/<uuid:request_id>/tai/", name="personal_data.desk_package", access=ANSWER)
def hand_package(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """The package of who asked at a counter, to be handed over there."""
    row = queries.handed_package(actor=request.actor, at=request.at, request_id=request_id)
    assert row.package is not None  # noqa: S101 -- handed_package has looked
    return files.file_response(row.package, inline=False)


@face.page("du-lieu/yeu-cau/<uuid:request_id>/uy-quyen/", name="personal_data.desk_evidence", access=ANSWER)
def evidence(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """The paper by which somebody else brought a request."""
    row = queries.about(actor=request.actor, request_id=request_id).row
    if row.evidence is None:
        raise RequestNotFound
    return files.file_response(row.evidence)


def _step(request: PageRequest) -> actions.Step:
    data = request.POST
    return actions.Step(
        action_id=data.get("action", "")[:60],
        reason=written(data, "reason"),
        identity=data.get("identity", "")[:10],
        upheld={"yes": True, "no": False}.get(data.get("upheld", "")),
        seen_seq=as_number(data.get("seen_seq", "")),
    )


def _offer(
    action: cases.FlowAction, row: Any, request: PageRequest, chosen: str, errors: dict[str, str]
) -> dict[str, Any]:
    mine = chosen == action.id
    return {
        "id": action.id,
        "name": named(action),
        "label": gettext(_LABELS.get(action.id, gettext_noop("Lý do"))),
        "reason": "reason" in action.needs,
        "fulfils": action.id == actions.FULFIL,
        "contest": row.kind == RequestKind.CONTEST,
        "danger": action.id == "refuse",
        "given": {name: request.POST.get(name, "") if mine else "" for name in ("reason", "identity", "upheld")},
        "errors": errors if mine else {},
    }


def _entry(view: cases.CaseView, event: cases.CaseEvent) -> dict[str, Any]:
    action = view.flow.action_by_id.get(event.action)
    return {
        "title": named(action) if action else gettext(_OPENED),
        "time": format_datetime(event.at),
        "by": " · ".join(part for part in (event.actor_name, event.actor_post) if part)
        if event.actor_kind == "official"
        else "",
        "reason": event.inputs.get("reason", ""),
        "kind": "refused" if event.action == "refuse" else "done",
    }
