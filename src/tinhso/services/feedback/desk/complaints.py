"""Complaints as the office sees them: the list, one with what may be done on it now, one taken in at the counter."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_datetime, named
from tinhso.core.ids import new_id
from tinhso.core.ui.forms import as_number, as_uuid, written
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.desk.face import ANSWER, face

_KINDS: Final = {
    "1": "new", "2": "running", "3": "refused", "4": "running", "5": "waiting", "7": "stopped", "9": "done",
    "10": "done",
}  # fmt: skip
_TABS: Final = (("", gettext_noop("Tất cả")), ("open", gettext_noop("Đang xử lý")), ("closed", gettext_noop("Đã xong")))
_OPENED: Final = gettext_noop("Gửi phản ánh")
#: What the words that go with an action are.
_LABELS: Final = {
    "answer": gettext_noop("Câu trả lời gửi người phản ánh"),
    "ask": gettext_noop("Điều cần nói rõ thêm"),
    "supply": gettext_noop("Điều người gửi nói thêm"),
}


@face.page("phan-anh/", name="feedback.desk_complaints", access=ANSWER)
def show_complaints(request: PageRequest) -> HttpResponseBase:
    """The complaints that this official may handle, newest first."""
    only = request.GET.get("loc", "")
    page = queries.complaints(actor=request.actor, only=only, after=request.GET.get("after") or None)
    names = organisation.unit_names(request.at.date())
    context = {
        "rows": [
            {
                "shown": shown,
                "unit": names.get(shown.row.about_unit_id, "–"),
                "state": named(shown.state),
                "kind": _KINDS.get(shown.case.status, "unknown"),
                "late": shown.row.answered_at is None and not shown.case.closed_at and shown.row.answer_by < request.at,
            }
            for shown in page.items
        ],
        "tabs": [(f"?loc={key}" if key else "?", gettext(label), key == only) for key, label in _TABS],
        **page_links(request, page),
    }
    return render(request, "feedback/desk/complaints.html", context)


@face.page("phan-anh/moi/", name="feedback.desk_new_complaint", access=ANSWER, methods=("GET", "POST"))
def new_complaint(request: PageRequest) -> HttpResponseBase:
    """Take a complaint in for somebody who is at the counter."""
    asked = {name: written(request.POST, name) for name in ("text", "unit", "dossier_code", "name", "phone", "key")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        grievance = actions.Grievance(
            text=asked["text"],
            key=asked["key"][:60] or str(new_id()),
            unit_id=as_uuid(asked["unit"]),
            dossier_code=asked["dossier_code"][:80],
            name=asked["name"],
            phone=asked["phone"][:40],
        )
        try:
            row = actions.complain(actor=request.actor, at=request.at, grievance=grievance)
        except TinhSoError as error:
            errors = error.fields or {"text": error.message}
        else:
            text = gettext("Đã nhận. Mã để người gửi theo dõi: {code}, cùng số điện thoại đã ghi.")
            messages.success(request, text.format(code=row.code))
            return redirect("feedback.desk_complaint", complaint_id=row.case_id)
    own = request.actor.unit_id
    context = {
        "asked": {**asked, "key": asked["key"] or str(new_id()), "unit": asked["unit"] or str(own or "")},
        "units": [(str(unit_id), name) for unit_id, name in organisation.unit_names(request.at.date()).items()],
        "errors": errors,
    }
    return render(request, "feedback/desk/new_complaint.html", context, status=422 if errors else 200)


@face.page("phan-anh/<uuid:complaint_id>/", name="feedback.desk_complaint", access=ANSWER, methods=("GET", "POST"))
def show_complaint(request: PageRequest, complaint_id: UUID) -> HttpResponseBase:
    """One complaint with its times, its history, and what this official may do on it now."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.advance(actor=request.actor, at=request.at, complaint_id=complaint_id, step=_step(request))
        except TinhSoError as error:
            errors = error.fields or {"reason": error.message}
        else:
            messages.success(request, gettext("Đã ghi."))
            return redirect("feedback.desk_complaint", complaint_id=complaint_id)
    shown = queries.about(actor=request.actor, complaint_id=complaint_id)
    view = cases.case_view(actor=request.actor, case_id=complaint_id, at=request.at)
    names, row, chosen = organisation.unit_names(request.at.date()), shown.row, request.POST.get("action", "")[:60]
    reasons = {reason.id: named(reason) for reason in queries.rules_in_force().reasons}
    dossier = row.dossier if row.dossier and cases.may_read(request.actor, row.dossier) else None
    context = {
        "shown": shown,
        "row": row,
        "case": shown.case,
        "state": named(shown.state),
        "kind": _KINDS.get(shown.case.status, "unknown"),
        "unit": names.get(row.about_unit_id, "–"),
        "dossier_url": reverse("procedures.desk_case", args=[dossier.id]) if dossier else "",
        "rated": ", ".join(reasons.get(one, one) for one in row.rating.reasons) if row.rating else "",
        "times": _times(row),
        "offered": [_offer(action, row, request, chosen, errors) for action in view.actions],
        "units": [(str(unit_id), name) for unit_id, name in names.items() if unit_id != row.about_unit_id],
        "steps": [_entry(view, event) for event in reversed(view.events)],
        "errors": {f"{name}-{chosen}": text for name, text in errors.items()},
    }
    return render(request, "feedback/desk/complaint.html", context, status=422 if errors else 200)


def _step(request: PageRequest) -> actions.Step:
    data = request.POST
    return actions.Step(
        action_id=data.get("action", "")[:60],
        reason=written(data, "reason"),
        unit_id=as_uuid(data.get("unit", "")),
        public_text=written(data, "public_text"),
        public_answer=written(data, "public_answer"),
        seen_seq=as_number(data.get("seen_seq", "")),
    )


def _times(row: Any) -> list[tuple[str, str, str]]:
    """By when each step is due, and when it was done."""
    lines = [
        (gettext("Từ chối, nếu không thuộc phạm vi"), row.refuse_by, row.refused_at),
        (gettext("Đề nghị nói rõ thêm, nếu cần"), row.ask_by, row.asked_at),
        (gettext("Trả lời"), row.answer_by, row.answered_at),
        (gettext("Công khai"), row.publish_by, row.closed_at),
    ]
    return [(label, format_datetime(due), format_datetime(done)) for label, due, done in lines]


def _offer(
    action: cases.FlowAction, row: Any, request: PageRequest, chosen: str, errors: dict[str, str]
) -> dict[str, Any]:
    mine = chosen == action.id
    given = {name: request.POST.get(name, "") if mine else "" for name in ("reason", "unit")}
    return {
        "id": action.id,
        "name": named(action),
        "publishes": action.id == actions.PUBLISH,
        "label": gettext(_LABELS.get(action.id, gettext_noop("Lý do"))),
        "reason": "reason" in action.needs and action.id != actions.PUBLISH,
        "unit": "unit" in action.needs,
        "danger": action.id == "refuse",
        "public_text": request.POST.get("public_text", "") if mine else row.text,
        "public_answer": request.POST.get("public_answer", "") if mine else row.answer,
        "given": given,
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
