"""The inbox: what waits for an official, the one due first on top; and one action on several dossiers at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest, page_links
from tinhso.core.packs import api as packs
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.face import READ, Due, DueClock, UnitNames, code_of, english, face, name_of
from tinhso.services.procedures.schema import ProcedureObject

#: The tabs of the inbox, as its address names them.
_TABS: dict[str, queries.Nearness] = {"": "", "late": "late", "soon": "soon", "mine": "mine"}


@dataclass(frozen=True, slots=True)
class Row:
    """A task as the inbox shows it."""

    case: cases.Case
    code: str
    title: str
    stage: str
    unit: str
    assignee: str
    state: str
    due: Due

    @property
    def mark(self) -> str:
        """What a checkbox sends: which dossier, and how far it was when seen."""
        return f"{self.case.id}:{self.case.seq}"


@dataclass(frozen=True, slots=True)
class BulkAction:
    """An action that needs nothing, and for how many rows of the page it is offered."""

    id: str
    name: str
    count: int


@face.page("viec/", name="procedures.desk_inbox", access=READ)
def inbox(request: PageRequest) -> HttpResponseBase:
    """What waits for this official, ordered by due moment, narrowed by tabs."""
    clock = DueClock(request.actor, request.at)
    asked = {name: request.GET.get(name, "")[:120] for name in ("loc", "khau", "thu_tuc")}
    figures = cases.inbox_figures(actor=request.actor, at=request.at, soon_until=clock.soon_until)
    page = queries.waiting(
        actor=request.actor,
        at=request.at,
        until=clock.soon_until,
        only=_TABS.get(asked["loc"], ""),
        stage=asked["khau"],
        type_code=asked["thu_tuc"],
        after=request.GET.get("after"),
    )
    context = {
        "figures": figures,
        "rows": rows_of(page.items, clock),
        "total": page.total,
        "asked": asked,
        "tabs": _tabs(figures, asked),
        "stages": _stages(figures, asked),
        "types": _types(figures),
        "bulk": bulk_actions(request, page.items),
        "is_narrowed": any(asked.values()),
        **page_links(request, page),
    }
    return render(request, "procedures/desk/inbox.html", context)


def rows_of(tasks: Iterable[cases.Task], clock: DueClock) -> list[Row]:
    """Tasks as rows."""
    units = UnitNames(clock.at.date())
    return [_row(task, clock, units) for task in tasks]


def _row(task: cases.Task, clock: DueClock, units: UnitNames) -> Row:
    case = task.case
    flow = cases.flow_of(case.version_id)
    return Row(
        case=case,
        code=code_of(case),
        title=gettext("Cho ý kiến: {title}").format(title=case.title)
        if cases.is_consultation(case)
        else name_of(case.type),
        stage=name_of(flow.stage_by_id[task.stage]),
        unit=units.name(task.unit_id),
        assignee=task.assignee.full_name if task.assignee else "",
        state=name_of(flow.state_by_id[case.state]),
        due=clock.due(task.due_at),
    )


def _address(asked: dict[str, str], **changed: str) -> str:
    wanted = {name: value for name, value in {**asked, **changed}.items() if value}
    return f"?{urlencode(wanted)}" if wanted else reverse("procedures.desk_inbox")


def _tabs(figures: cases.InboxFigures, asked: dict[str, str]) -> list[dict[str, Any]]:
    known = (
        ("", gettext("Tất cả"), figures.total),
        ("late", gettext("Quá hạn"), figures.late),
        ("soon", gettext("Sắp đến hạn"), figures.soon),
        ("mine", gettext("Giao cho tôi"), figures.mine),
    )
    return [
        {"label": label, "count": count, "url": _address(asked, loc=key), "current": asked["loc"] == key}
        for key, label, count in known
    ]


def _stages(figures: cases.InboxFigures, asked: dict[str, str]) -> list[dict[str, Any]]:
    names = {
        stage.id: name_of(stage) for flow in packs.current("flows", cases.FlowObject).values() for stage in flow.stages
    }
    return [
        {
            "label": names.get(stage, stage),
            "count": count,
            "url": _address(asked, khau="" if asked["khau"] == stage else stage),
            "current": asked["khau"] == stage,
        }
        for stage, count in figures.stages.items()
    ]


def _types(figures: cases.InboxFigures) -> list[tuple[str, str]]:
    named: dict[str, Any] = {
        **packs.current("procedures", ProcedureObject),
        **packs.current("flows", cases.FlowObject),
        **dict(cases.case_pages.items()),
    }
    shown = [(code, name_of(named[code]) if code in named else code, count) for code, count in figures.types.items()]
    return [(code, f"{name} ({count})") for code, name, count in sorted(shown, key=lambda row: -row[2])]


def bulk_actions(request: PageRequest, tasks: Iterable[cases.Task]) -> list[BulkAction]:
    """What can be done on several rows of the page at once."""
    offered = queries.offered_at_once(actor=request.actor, at=request.at, tasks=tasks)
    return [BulkAction(action.id, name_of(action), count) for action, count in offered]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dossier of several."""

    case: cases.Case
    done: bool
    text: str

    @property
    def code(self) -> str:
        """The code of the dossier."""
        return code_of(self.case)


@face.page("viec/cung-luc/", name="procedures.desk_bulk", access=READ, methods=("POST",))
def act_on_several(request: PageRequest) -> HttpResponseBase:
    """Do one action on several dossiers, each in a transaction of its own, and report on every one.

    First it shows what is about to be done; only a confirmed request does it.
    """
    action_id = request.POST.get("action", "")[:60]
    marked = [pair for pair in map(_read_mark, request.POST.getlist("case")[: actions.MOST_AT_ONCE]) if pair]
    found = [(case, seq, code_of(case)) for case_id, seq in marked if (case := _readable(request, case_id))]
    if not found or not action_id:
        return HttpResponseRedirect(reverse("procedures.desk_inbox"))
    action = next((a for case, *_ in found if (a := cases.flow_of(case.version_id).action_by_id.get(action_id))), None)
    context: dict[str, Any] = {"action_id": action_id, "name": name_of(action) if action else action_id}
    if "confirmed" not in request.POST:
        confirm = (action.confirm_en if english() and action.confirm_en else action.confirm) if action else ""
        context |= {"found": found, "confirm": confirm, "returns_to": reverse("procedures.desk_inbox")}
        return render(request, "procedures/desk/bulk_confirm.html", context)
    tried = actions.act_on_several(
        actor=request.actor, at=request.at, action_id=action_id, seen=[(case.id, seq) for case, seq, _ in found]
    )
    outcomes = [_shown(case, one) for (case, *_), one in zip(found, tried, strict=True)]
    context |= {"outcomes": outcomes, "done": sum(one.done for one in outcomes), "all": len(outcomes)}
    return render(request, "procedures/desk/bulk_done.html", context)


def _read_mark(text: str) -> tuple[UUID, int] | None:
    case_id, _, seq = text.partition(":")
    key = as_uuid(case_id)
    return (key, int(seq)) if key and seq.isdecimal() and len(seq) < 10 else None


def _readable(request: PageRequest, case_id: UUID) -> cases.Case | None:
    try:
        return cases.access_case(actor=request.actor, case_id=case_id)
    except cases.CaseNotFound:
        return None


def _shown(case: cases.Case, one: actions.Outcome) -> Outcome:
    text = _state_after(one.done) if one.done else one.refusal.message if one.refusal else ""
    return Outcome(case, one.done is not None, text)


def _state_after(case: cases.Case) -> str:
    return name_of(cases.flow_of(case.version_id).state_by_id[case.state])
