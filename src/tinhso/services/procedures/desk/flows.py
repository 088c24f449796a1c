"""Flows as officials read them: the list, and one flow drawn and told, with what is wrong with it and its dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import needs
from tinhso.core.faces import PageRequest
from tinhso.core.packs import changes
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.imagining import RouteTime, time_routes
from tinhso.services.procedures.desk.face import STATE_KINDS, face, name_of, written
from tinhso.services.procedures.desk.planning import Planning, planning_of
from tinhso.services.procedures.types import NoSuchUnit

REVIEW = needs("procedures.review")

face.navigation(gettext_noop("Quy trình"), "procedures.flows", access=REVIEW, order=60, icon="consult")

#: What the clock does, by a sign that does not need colour.
CLOCKS = {"none": "○", "run": "▶", "pause": "❚❚", "stopped": "■"}
#: What became of a part of a flow that is drawn beside its former version, by a sign that does not need colour.
MARKS = {"added": "+ ", "removed": "− ", "changed": "≠ "}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A state in the drawing, with the class and the sign of its clock and the class of its party."""

    box: Any
    clock: str
    party: str
    here: bool
    open_cases: int
    mark: str = ""

    @property
    def inner(self) -> float:
        """The height of the strip that shows the party."""
        return float(self.box.height) - 12


@face.page("quy-trinh/", name="procedures.flows", access=REVIEW)
def list_flows(request: PageRequest) -> HttpResponseBase:
    """Every flow in force with what is found wrong with it and what runs under it. Two queries."""
    context = {"rows": queries.flows_on(request.at.date()), "may_edit": request.actor.can(changes.EDIT)}
    return render(request, "procedures/desk/flows.html", context)


@face.page("quy-trinh/<str:flow_id>/", name="procedures.flow", access=REVIEW)
def read_flow(request: PageRequest, flow_id: str) -> HttpResponseBase:
    """One flow: its drawing, its table, what is wrong with it, who uses it, and its dates for an imagined filing."""
    flow = queries.flow(flow_id)
    planning = planning_of(request, flow)
    open_cases = cases.open_cases_by_flow().get(flow.id, {})
    context = {
        "flow": flow,
        "title": name_of(flow),
        "may_edit": request.actor.can(changes.EDIT),
        "crumbs": [{"label": gettext("Quy trình"), "url": reverse("procedures.flows")}],
        "here_name": name_of(flow),
        "parties": [(party.value, party.label) for party in cases.Party],
        "clocks": clocks_told(),
        "findings": cases.flow_findings(flow),
        "states": states_told(flow, open_cases),
        "actions": actions_told(flow),
        "timers": timers_told(flow),
        "procedures": [(item.id, name_of(item)) for item in planning.procedures],
        "open_cases": sum(open_cases.values()),
        "planning": planning,
        **drawing_of(flow, open_cases),
        **routes_told(planning),
    }
    return render(request, "procedures/desk/flow.html", context)


@dataclass(frozen=True, slots=True)
class DrawnArrow:
    """An arrow in the drawing, with what became of it since the former version."""

    arrow: Any
    mark: str


def drawing_of(
    flow: cases.FlowObject,
    open_cases: Mapping[str, int],
    here: str = "",
    *,
    before: cases.FlowObject | None = None,
) -> dict[str, Any]:
    """The drawing of a flow with the words of the active language; ``here`` is the state to be marked. With ``before``
    what is new, gone or changed since then is marked too, by sign and line as well as by colour.
    """
    compared = cases.compare(before or flow, flow)
    both, marks = compared.flow, {f"state:{key}": str(mark) for key, mark in compared.states.items()}
    marks |= {f"action:{key}": mark for key, mark in compared.actions.items()}
    names = {f"state:{state.id}": name_of(state) for state in both.states}
    names |= {f"action:{action.id}": name_of(action) for action in both.actions}
    names = {key: MARKS.get(marks.get(key, ""), "") + name for key, name in names.items()}
    names |= {f"clock:{state.id}": clock_told(state) for state in both.states}
    drawing = cases.draw(both, names)
    boxes = [
        Drawn(
            box,
            both.state_by_id[box.state].clock.value,
            both.state_by_id[box.state].charged_to or "nobody",
            box.state == here,
            open_cases.get(box.state, 0),
            compared.states.get(box.state, ""),
        )
        for box in drawing.boxes
    ]
    arrows = []
    for arrow in drawing.arrows:
        found = {compared.actions.get(action, "") for action in arrow.actions}
        arrows.append(DrawnArrow(arrow, found.pop() if len(found) == 1 else "changed"))
    return {"drawing": drawing, "boxes": boxes, "arrows": arrows, "marked": bool(marks)}


def clocks_told() -> list[tuple[str, str]]:
    """What the clock can do: sign and words."""
    return [(sign, gettext(cases.CLOCK_WORDS[key])) for key, sign in CLOCKS.items()]


def clock_told(state: cases.State) -> str:
    """What the clock does in a state and whom it charges: ``▶ Người ký``."""
    sign, word = CLOCKS[state.clock.value], gettext(cases.CLOCK_WORDS[state.clock.value])
    return f"{sign} {cases.Party(state.charged_to).label}" if state.charged_to else f"{sign} {word}"


def party_told(flow: cases.FlowObject, party: str) -> str:
    """Who does something: a stage's name, the applicant, the system."""
    known = {"applicant": gettext("Người nộp"), "system": gettext("Hệ thống")}
    return known.get(party) or name_of(flow.stage_by_id[party])


def states_told(flow: cases.FlowObject, open_cases: Mapping[str, int]) -> list[dict[str, Any]]:
    """The rows of the table of states."""
    return [
        {
            "id": state.id,
            "name": name_of(state),
            "kind": STATE_KINDS.get(state.status, "unknown"),
            "status": state.status,
            "clock": clock_told(state),
            "stage": name_of(flow.stage_by_id[state.queue.stage]) if state.queue else "",
            "terminal": state.terminal,
            "open_cases": open_cases.get(state.id, 0),
        }
        for state in flow.states
    ]


def actions_told(flow: cases.FlowObject) -> list[dict[str, Any]]:
    """The rows of the state–action table."""
    return [
        {
            "id": action.id,
            "name": name_of(action),
            "by": [party_told(flow, party) for party in action.by],
            "origins": [name_of(flow.state_by_id[origin]) for origin in action.from_],
            "target": name_of(flow.state_by_id[action.to]) if action.to else "",
            "needs": [gettext(cases.NEED_WORDS[need]) for need in action.needs],
            "when": action.when.source if action.when else "",
            "effects": [gettext(cases.EFFECT_WORDS[effect]) for effect in action.effects],
            "paper": action.paper_form,
        }
        for action in flow.actions
    ]


def timers_told(flow: cases.FlowObject) -> list[dict[str, Any]]:
    """The rows of the table of timers."""
    return [
        {
            "state": name_of(flow.state_by_id[timer.state]),
            "moment": moment_told(timer),
            "does": name_of(flow.action_by_id[timer.action]) if timer.action else "",
            "tells": party_told(flow, timer.notify) if timer.notify else "",
        }
        for timer in flow.timers
    ]


def moment_told(timer: cases.FlowTimer) -> str:
    """When a timer fires, in words."""
    units = {
        "working_days": gettext("ngày làm việc"),
        "working_hours": gettext("giờ làm việc"),
        "days": gettext("ngày"),
    }
    if timer.after:
        return gettext("sau {value} {unit}").format(value=timer.after.value, unit=units[timer.after.unit])
    amount = timer.before_due
    if amount is None or amount.value == 0:
        return gettext("khi đến hạn")
    return gettext("trước hạn {value} {unit}").format(value=amount.value, unit=units[amount.unit])


def routes_told(planning: Planning) -> dict[str, Any]:
    """The dates of every way for the filing that is asked for; none for a flow that no procedure uses."""
    if planning.plan is None:
        return {"routes": [], "refusal": ""}
    try:
        timed = time_routes(planning.plan)
    except NoSuchUnit as error:
        return {"routes": [], "refusal": error.message}
    return {"routes": [_route_told(planning.plan.flow, one) for one in timed], "refusal": ""}


def _route_told(flow: cases.FlowObject, timed: RouteTime) -> dict[str, Any]:
    end = flow.state_by_id[timed.route.end]
    case = timed.story.case
    return {
        "key": (timed.route.end, timed.route.names),
        "steps": [step_told(flow, name) for name in timed.route.names],
        "end": name_of(end),
        "kind": STATE_KINDS.get(end.status, "unknown"),
        "first": timed.first_promise,
        "due": case.due_at if case.due_at != timed.first_promise else None,
        "finished": case.finished_at,
        "on_time": case.on_time,
        "worked": [(cases.Party(party).label, written(minutes)) for party, minutes in timed.worked.items()],
    }


def step_told(flow: cases.FlowObject, name: str) -> str:
    """A step's name: an action's, or what the engine records of consultations and of filing."""
    own = {
        "file": gettext("Nộp hồ sơ"),
        cases.CHILD_ENDED: gettext("Một cơ quan trả lời"),
        cases.PART_DONE: gettext("Một phần có kết quả"),
        cases.PART_ENDED: gettext("Một phần kết thúc, không có kết quả"),
        "children_cancelled": gettext("Thôi lấy ý kiến"),
    }
    return own.get(name) or name_of(flow.action_by_id[name])
