"""Chạy thử: stepping through an imagined dossier. The steps stand in the address; nothing is stored."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.imagining import MOST_STEPS, TIMER, play_on
from tinhso.services.procedures.desk.clock import clock_of
from tinhso.services.procedures.desk.face import STATE_KINDS, UnitNames, english, face, name_of
from tinhso.services.procedures.desk.flows import (
    REVIEW,
    drawing_of,
    moment_told,
    party_told,
    step_told,
)
from tinhso.services.procedures.desk.planning import Planning, planning_of


@face.page("quy-trinh/<str:flow_id>/chay-thu/", name="procedures.flow_play", access=REVIEW)
def play_flow(request: PageRequest, flow_id: str) -> HttpResponseBase:
    """An imagined dossier after the steps in the address (``buoc``): where it stands, and what may be done next."""
    flow = queries.flow(flow_id)
    planning = planning_of(request, flow)
    context: dict[str, Any] = {
        "flow": flow,
        "title": name_of(flow),
        "crumbs": [
            {"label": gettext("Quy trình"), "url": reverse("procedures.flows")},
            {"label": name_of(flow), "url": reverse("procedures.flow", args=[flow.id])},
        ],
        "here_name": gettext("Chạy thử"),
        **played(request, planning, reverse("procedures.flow_play", args=[flow.id])),
    }
    return render(request, "procedures/desk/flow_play.html", context)


def played(request: PageRequest, planning: Planning, here: str) -> dict[str, Any]:
    """What the page at ``here`` tells of the imagined dossier after the steps in the address."""
    context: dict[str, Any] = {"planning": planning, "here": here, "refusal": ""}
    if planning.plan is not None:
        steps = request.GET.getlist("buoc")[: MOST_STEPS + 1]
        try:
            stories, refused = play_on(planning.plan, steps)
        except TinhSoError as error:
            context["refusal"] = error.message
        else:
            context["refusal"] = "; ".join(refused.fields.values()) or refused.message if refused else ""
            context |= _told(request, planning, stories, steps[: len(stories) - 1], here)
    return context


def _told(
    request: PageRequest, planning: Planning, stories: list[cases.ImaginedCase], steps: list[str], here: str
) -> dict[str, Any]:
    def address(after: list[str]) -> str:
        """The page after other steps of the same filing."""
        query = [*planning.query, *(("buoc", step) for step in after)]
        return f"{here}?{urlencode(query)}"

    story, units = stories[-1], UnitNames(request.at.date())
    state = story.flow.state_by_id[story.case.state]
    papers = [queries.paper_form(paper, request.at.date()) for paper in story.papers]
    return {
        "story": story,
        "case": story.case,
        "state": name_of(state),
        "kind": STATE_KINDS.get(state.status, "unknown"),
        "first_promise": stories[0].case.promised_at,
        "task": _task(story, units),
        "clock": clock_of(story.view, story.now, units),
        "timers": [_timer(story, timer) for timer in story.timers],
        "papers": [name_of(paper) for paper in papers if paper],
        "told": [(at, party_told(story.flow, rule.notify or ""), _message(rule)) for at, rule in story.told],
        "events": [(event.at, step_told(story.flow, event.action)) for event in story.events],
        "choices": _choices(story, lambda step: address([*steps, step])),
        "fires": address([*steps, TIMER]) if story.timers else "",
        "back": address(steps[:-1]) if steps else "",
        "restart": address([]),
        "ended": state.terminal,
        **drawing_of(story.flow, {}, here=state.id),
    }


def _task(story: cases.ImaginedCase, units: UnitNames) -> dict[str, Any] | None:
    if story.task is None:
        return None
    stage = story.flow.stage_by_id[story.task.stage]
    return {"stage": name_of(stage), "unit": _unit(story, units), "due": story.task.due_at}


def _unit(story: cases.ImaginedCase, units: UnitNames) -> str:
    """The unit that has the task; an imagined forwarding goes to none that exists."""
    known = {seat["unit_id"] for seat in story.case.settings["stages"].values()}
    unit_id = str(story.task.unit_id) if story.task else ""
    return units.name(unit_id) if unit_id in known else ""


def _timer(story: cases.ImaginedCase, timer: Any) -> dict[str, Any]:
    rule = story.rule_of(timer)
    does = name_of(story.flow.action_by_id[rule.action]) if rule.action else ""
    tells = party_told(story.flow, rule.notify) if rule.notify else ""
    return {"at": timer.fires_at, "moment": moment_told(rule), "does": does, "tells": tells}


def _message(rule: cases.FlowTimer) -> str:
    return rule.message_en if english() and rule.message_en else rule.message


def _choices(story: cases.ImaginedCase, after: Callable[[str], str]) -> list[dict[str, Any]]:
    """The actions that may be done next, each with who does it and the address after it."""
    found = [
        {
            "name": name_of(action),
            "by": [party_told(story.flow, party) for party in action.by],
            "url": after(action.id),
        }
        for action in story.offered
    ]
    if story.case.open_consultations:
        for event in cases.child_events(story.flow):
            name = step_told(story.flow, event)
            found.append({"name": name, "by": [], "url": after(event)})
    return found
