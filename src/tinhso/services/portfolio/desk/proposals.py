"""Proposals: the list, a new one, and one followed to its decision and to the figures before and after."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_datetime, format_money, format_number, named
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.portfolio import actions, queries
from tinhso.services.portfolio.desk.face import SEE, WRITE, face, in_time
from tinhso.services.portfolio.models import Proposal
from tinhso.services.portfolio.types import PROPOSE, Remedy
from tinhso.services.procedures import api as procedures

_KINDS: Final = {
    "1": "draft",
    "2": "running",
    "4": "running",
    "7": "stopped",
    "8": "refused",
    "9": "done",
    "10": "done",
}
_OPENED: Final = gettext_noop("Lập đề xuất")
#: Frozen figures as rows of a table: name in the figures, label, unit.
_FIGURES: Final = (
    ("received", gettext_noop("Hồ sơ tiếp nhận"), ""),
    ("online", gettext_noop("Nộp trực tuyến"), "%"),
    ("on_time", gettext_noop("Đúng hạn"), "%"),
    ("median_hours", gettext_noop("Một nửa số hồ sơ trong"), "h"),
    ("p90_hours", gettext_noop("Chín phần mười trong"), "h"),
    ("deadline_hours", gettext_noop("Thời hạn"), "h"),
    ("supplemented", gettext_noop("Phải bổ sung"), "%"),
    ("refused", gettext_noop("Từ chối"), "%"),
    ("dropped", gettext_noop("Bản nháp bỏ dở"), "%"),
    ("satisfied", gettext_noop("Hài lòng"), "%"),
)


@face.page("ra-soat/de-xuat/", name="portfolio.proposals", access=SEE)
def show_proposals(request: PageRequest) -> HttpResponseBase:
    """Proposals, newest first, each with its state and what it would save."""
    remedy = request.GET.get("cach", "")
    page = queries.proposals(
        actor=request.actor,
        code=request.GET.get("thu_tuc", "")[:120],
        remedy=remedy if remedy in Remedy.values else "",
        after=request.GET.get("after") or None,
    )
    context = {
        "rows": [_row(shown) for shown in page.items],
        "remedy": remedy,
        "remedies": Remedy.choices,
        "may_propose": request.actor.can(PROPOSE),
        **page_links(request, page),
    }
    return render(request, "portfolio/proposals.html", context)


def _row(shown: queries.ProposalShown) -> dict[str, Any]:
    saving = shown.saving
    return {
        "shown": shown,
        "row": shown.row,
        "code": shown.case.code,
        "url": reverse("portfolio.proposal", args=[shown.row.case_id]),
        "state": named(shown.state),
        "kind": _KINDS.get(shown.case.status, "unknown"),
        "remedy": shown.row.get_remedy_display(),
        "hours": format_number(saving.hours, 1),
        "cost": format_money(saving.cost) if saving.cost else "–",
    }


@face.page("ra-soat/de-xuat/moi/", name="portfolio.new_proposal", access=WRITE, methods=("GET", "POST"))
def new_proposal(request: PageRequest) -> HttpResponseBase:
    """A new proposal; a signal fills in what it knows (``?cach``, ``?thu_tuc``, ``?ngay``)."""
    given = request.POST if request.method == "POST" else request.GET
    asked: dict[str, Any] = {
        name: given.get(name, "").replace("\x00", "").strip()[:4000]
        for name in ("cach", "title", "reason", "owner", "ngay", "phut", "key")
    }
    asked["thu_tuc"] = [code[:120] for code in given.getlist("thu_tuc") if code][:50]
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = actions.propose(actor=request.actor, at=request.at, draft=_draft(asked), key=asked["key"][:60])
        except TinhSoError as error:
            errors = {_FIELDS.get(name, name): text for name, text in error.fields.items()} or {"title": error.message}
        else:
            messages.success(request, gettext("Đã lập đề xuất. Số liệu của một năm qua đã được chốt kèm."))
            return redirect("portfolio.proposal", proposal_id=made.case_id)
    context = {
        "asked": {**asked, "key": asked["key"] or actions.new_key()},
        "errors": errors,
        "remedies": Remedy.choices,
        "procedures": [(item.id, f"{named(item)} ({item.id})") for item in procedures.all_procedures()],
        "slots": _slots(asked["thu_tuc"]),
        "owners": [
            (str(unit.id), named(unit)) for unit in organisation.units_as_of(request.at.date(), level="province")
        ],
    }
    return render(request, "portfolio/new_proposal.html", context, status=422 if errors else 200)


_FIELDS: Final = {"remedy": "cach", "procedures": "thu_tuc", "new_days": "ngay", "minutes_saved": "phut"}
_FEWEST_SLOTS: Final = 3


def _slots(codes: list[str]) -> list[tuple[str, str]]:
    """One list to choose from for each procedure, and a few to spare: id of the control, code."""
    many = max(_FEWEST_SLOTS, len(codes) + 1)
    return [("thu_tuc" if n == 0 else f"thu_tuc-{n}", codes[n] if n < len(codes) else "") for n in range(many)]


def _draft(asked: dict[str, Any]) -> actions.Draft:
    try:
        owner = UUID(asked["owner"])
    except ValueError:
        owner = None
    return actions.Draft(
        remedy=asked["cach"],
        procedures=asked["thu_tuc"],
        title=asked["title"][:300],
        reason=asked["reason"],
        owner_id=owner,
        new_days=_number(asked["ngay"]),
        minutes_saved=(_number(asked["phut"]) or 0) if asked["phut"].isdecimal() or not asked["phut"] else -1,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None


@face.page("ra-soat/de-xuat/<uuid:proposal_id>/", name="portfolio.proposal", access=SEE, methods=("GET", "POST"))
def show_proposal(request: PageRequest, proposal_id: UUID) -> HttpResponseBase:
    """One proposal with its figures, its saving, its history, and what this official may do on it now."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.advance(actor=request.actor, at=request.at, proposal_id=proposal_id, step=_step(request))
        except TinhSoError as error:
            errors = error.fields or {"reason": error.message}
        else:
            messages.success(request, gettext("Đã ghi."))
            return redirect("portfolio.proposal", proposal_id=proposal_id)
    shown = queries.proposal(actor=request.actor, at=request.at, proposal_id=proposal_id)
    view = cases.case_view(actor=request.actor, case_id=proposal_id, at=request.at)
    row, items = shown.row, {item.id: item for item in procedures.all_procedures()}
    context = {
        **_row(shown),
        "case": shown.case,
        "items": [
            {"code": code, "name": named(items[code]) if code in items else code, "known": code in items}
            for code in row.procedures
        ],
        "owner": organisation.unit_names(request.at.date()).get(row.owner_id, "–"),
        "saving": shown.saving,
        "figures": _frozen(row.before, row.after),
        "offered": [_offer(action) for action in view.actions],
        "steps": [_entry(view, event) for event in reversed(view.events)],
        "releases": [
            (str(number), gettext("Bản phát hành {number}, {when}").format(number=number, when=format_datetime(when)))
            for number, when in _releases(row, view)
        ],
        "errors": errors,
        "wrong": {f"{name}-{request.POST.get('action', '')[:60]}": text for name, text in errors.items()},
        "given": {name: request.POST.get(name, "") for name in ("action", "reason", "document_number", "release")},
    }
    return render(request, "portfolio/proposal.html", context, status=422 if errors else 200)


def _releases(row: Proposal, view: cases.CaseView) -> list[tuple[int, datetime]]:
    """The releases to choose from where one is asked for."""
    if all(action.id != actions.CARRY_OUT for action in view.actions):
        return []
    return queries.releases_touching(row.procedures, after=row.created_at)


def _step(request: PageRequest) -> actions.Step:
    data = request.POST
    return actions.Step(
        action_id=data.get("action", "")[:60],
        reason=data.get("reason", "").replace("\x00", ""),
        document_number=data.get("document_number", "").replace("\x00", ""),
        release=_number(data.get("release", "")),
        seen_seq=_number(data.get("seen_seq", "")),
    )


def _offer(action: cases.FlowAction) -> dict[str, Any]:
    return {
        "id": action.id,
        "name": named(action),
        "reason": "reason" in action.needs,
        "decision": action.id in actions.DECISIONS,
        "release": action.id == actions.CARRY_OUT,
        "confirm": named(action, "confirm"),
        "danger": action.id in {"refuse", "withdraw"},
    }


def _entry(view: cases.CaseView, event: cases.CaseEvent) -> dict[str, Any]:
    action = view.flow.action_by_id.get(event.action)
    return {
        "title": named(action) if action else gettext(_OPENED),
        "time": format_datetime(event.at),
        "by": " · ".join(part for part in (event.actor_name, event.actor_post) if part),
        "reason": event.inputs.get("reason", ""),
        "kind": "refused" if event.action == "refuse" else "done",
    }


def _frozen(before: dict[str, Any], after: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The frozen figures of each procedure, before and after."""
    return [
        {
            "code": code,
            "rows": [
                {
                    "label": gettext(label),
                    "before": _written(numbers.get(name), unit),
                    "after": _written(after[code].get(name), unit) if after and code in after else "",
                }
                for name, label, unit in _FIGURES
            ],
        }
        for code, numbers in before.items()
    ]


def _written(value: Any, unit: str) -> str:
    if value is None:
        return "–"
    if unit == "h":
        return in_time(int(value))
    return f"{format_number(value, 1)} %" if unit else format_number(value)
