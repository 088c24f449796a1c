"""Phản ánh, kiến nghị: the public ones, sending one, following it, rating the answer."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.access import PUBLIC, ActorKind
from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_datetime, named
from tinhso.core.ids import new_id
from tinhso.core.ui.forms import as_uuid, written
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.portal.face import TRIES, WRITES, face, faces, guard, phone_of, remember
from tinhso.services.feedback.types import DISSATISFIED

KINDS: Final = {
    "1": "new", "2": "running", "3": "refused", "4": "running", "5": "waiting", "7": "stopped", "9": "done",
    "10": "done",
}  # fmt: skip
#: What the sender may do by oneself.
_OWN: Final = ("supply", "withdraw")


def unit_options(request: PageRequest) -> list[tuple[str, str]]:
    """The units to choose from."""
    units = organisation.units_as_of(local(request.at).date())
    return [(str(unit.id), named(unit)) for unit in sorted(units, key=lambda unit: unit.sort_key)]


@face.page("phan-anh/", name="feedback.complaints", access=PUBLIC)
def public(request: PageRequest) -> HttpResponseBase:
    """What was answered and published, the newest first; one's own on top."""
    unit_id = as_uuid(request.GET.get("co_quan", ""))
    page = queries.published(unit_id=unit_id, after=request.GET.get("after") or None)
    names = dict(unit_options(request))
    own = queries.own_complaints(actor=request.actor, limit=5).items
    context = {
        "rows": [(row, names.get(str(row.about_unit_id), "–")) for row in page.items],
        "own": [(shown, named(shown.state), KINDS.get(shown.case.status, "unknown")) for shown in own],
        "units": list(names.items()),
        "unit": str(unit_id or ""),
        **page_links(request, page),
    }
    return render(request, "feedback/portal/complaints.html", context)


@face.page("phan-anh/gui/", name="feedback.complain", access=PUBLIC, methods=("GET", "POST"))
def complain(request: PageRequest) -> HttpResponseBase:
    """Send a complaint; from a rating (``?danh_gia``) unit, dossier and words are there already."""
    values = request.POST if request.method == "POST" else request.GET
    asked = {
        name: written(values, name) for name in ("text", "unit", "dossier_code", "name", "phone", "key", "danh_gia")
    }
    rating_id, rating = as_uuid(asked["danh_gia"]), None
    if rating_id is not None:
        rating = queries.rating(rating_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        guard("complain", WRITES)
        grievance = actions.Grievance(
            text=asked["text"],
            key=asked["key"][:60] or str(new_id()),
            unit_id=as_uuid(asked["unit"]),
            dossier_code=asked["dossier_code"][:80],
            rating_id=rating_id,
            name=asked["name"],
            phone=asked["phone"][:40],
        )
        try:
            row = actions.complain(actor=request.actor, at=request.at, grievance=grievance)
        except TinhSoError as error:
            errors = error.fields or {"text": error.message}
        else:
            remember(request, row.code, row.phone)
            messages.success(request, gettext("Đã gửi. Giữ mã phản ánh và số điện thoại để theo dõi."))
            return redirect("feedback.follow", code=row.code)
    elif rating is not None and rating.stars <= DISSATISFIED:
        asked["text"] = rating.comment
    context = {
        "asked": {**asked, "key": asked["key"] or str(new_id())},
        "rating": rating,
        "about": named(organisation.unit(rating.unit_id)) if rating else "",
        "has_account": request.actor.kind is ActorKind.CITIZEN,
        "units": [] if rating else unit_options(request),
        "rules": queries.rules_in_force(),
        "errors": errors,
    }
    return render(request, "feedback/portal/complain.html", context, status=422 if errors else 200)


@face.page("phan-anh/tim/", name="feedback.find", access=PUBLIC, methods=("GET", "POST"))
def find(request: PageRequest) -> HttpResponseBase:
    """Open a complaint that was sent without an account, by its code and telephone."""
    given = {name: written(request.POST, name, 40) for name in ("code", "phone")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        guard("find", TRIES)
        try:
            found = queries.access_complaint(actor=request.actor, code=given["code"], phone=given["phone"])
        except TinhSoError as error:
            errors = {"code": error.message}
        else:
            remember(request, found.row.code, found.row.phone)
            return redirect("feedback.follow", code=found.row.code)
    context = {"given": given, "errors": errors}
    return render(request, "feedback/portal/find.html", context, status=422 if errors else 200)


@face.page("phan-anh/theo-doi/<str:code>/", name="feedback.follow", access=PUBLIC, methods=("GET", "POST"))
def follow(request: PageRequest, code: str) -> HttpResponseBase:
    """Where a complaint stands, its answer, and what its sender may do. Raises ``ComplaintNotFound``."""
    phone, errors = phone_of(request, code), dict[str, str]()
    if request.method == "POST":
        try:
            _do(request, code, phone)
        except TinhSoError as error:
            errors = error.fields or {"reason": error.message}
        else:
            messages.success(request, gettext("Đã ghi."))
            return redirect("feedback.follow", code=code)
    shown = queries.access_complaint(actor=request.actor, code=code, phone=phone)
    context = {
        **_context(shown),
        "faces": faces(),
        "given": {name: request.POST.get(name, "") for name in ("reason", "face")},
        "errors": errors,
        "address": request.build_absolute_uri(reverse("feedback.find")),
    }
    return render(request, "feedback/portal/follow.html", context, status=422 if errors else 200)


def _do(request: PageRequest, code: str, phone: str) -> None:
    if "face" in request.POST or request.POST.get("action") == "rate":
        face_ = request.POST.get("face", "")
        actions.rate_answer(actor=request.actor, at=request.at, code=code, phone=phone, face=face_)
        return
    actions.reply(
        actor=request.actor,
        at=request.at,
        code=code,
        phone=phone,
        action_id=request.POST.get("action", "")[:60],
        reason=written(request.POST, "reason"),
    )


def _context(shown: queries.ComplaintShown) -> dict[str, Any]:
    flow = cases.flow_of(shown.case.version_id)
    events = cases.CaseEvent.objects.filter(case_id=shown.case.id).order_by("-seq")
    steps = [entry for entry in (_entry(flow, event) for event in events) if entry]
    offered = [action for action in flow.actions if action.id in _OWN and shown.case.state in action.from_]
    return {
        "shown": shown,
        "row": shown.row,
        "state": named(shown.state),
        "kind": KINDS.get(shown.case.status, "unknown"),
        "unit": named(organisation.unit(shown.row.about_unit_id)),
        "steps": steps,
        "offered": [{"id": action.id, "name": named(action), "reason": "reason" in action.needs} for action in offered],
    }


def _entry(flow: cases.FlowObject, event: cases.CaseEvent) -> dict[str, str] | None:
    """A step as the sender reads it: no official's name, no inner step."""
    action = flow.action_by_id.get(event.action)
    if event.action != "file" and (action is None or event.from_state == event.to_state or action.by == ("system",)):
        return None
    told = event.inputs.get("reason", "") if event.action in {"ask", "supply", "refuse", "answer"} else ""
    title = named(action) if action else gettext("Gửi phản ánh")
    kind = "refused" if event.action == "refuse" else "done"
    return {"title": title, "time": format_datetime(event.at), "reason": told, "kind": kind}
