"""The designer of flows: the drawing with the table of states, each part in a small form, all inside a change set."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import OFFICIAL
from tinhso.core.faces import PageRequest
from tinhso.core.packs.models import ChangeSet
from tinhso.core.packs.problems import Problem
from tinhso.core.packs.reviewing import Review, review
from tinhso.core.packs.told import revision_told
from tinhso.engines.cases import api as cases
from tinhso.services.procedures.desk.designing import controls, flow_fields
from tinhso.services.procedures.desk.designing.fields import Field
from tinhso.services.procedures.desk.designing.flow_work import FLOWS, FlowWork, open_flow
from tinhso.services.procedures.desk.designing.work import VERBS, Saved, post
from tinhso.services.procedures.desk.face import STATE_KINDS, face
from tinhso.services.procedures.desk.flows import CLOCKS, clocks_told, drawing_of
from tinhso.services.procedures.rules import conditions, designing

BASE: Final = "sua-doi/<uuid:change_set_id>/quy-trinh/<str:flow_id>/"
#: The lists whose members have a page each: the word in its address → the list.
KINDS: Final = {"trang-thai": "states", "buoc": "actions"}
WORDS_OF_LISTS: Final = {
    "stages": (gettext_noop("Các khâu"), gettext_noop("Thêm khâu")),
    "conditions": (gettext_noop("Điều kiện mà thủ tục trả lời"), gettext_noop("Thêm điều kiện")),
    "timers": (gettext_noop("Hẹn giờ"), gettext_noop("Thêm hẹn giờ")),
}

Fields = Callable[[Mapping[str, Any]], list[Field]]


# Open to officials; the change set decides who sees it: its author, and who publishes once it is proposed.
@face.page(BASE, name="procedures.design_flow", access=OFFICIAL, methods=("GET", "POST"))
def design(request: PageRequest, change_set_id: UUID, flow_id: str) -> HttpResponseBase:
    """The drawing, what differs from the version in force, and the states with what may be done in each."""
    here = reverse("procedures.design_flow", args=[change_set_id, flow_id])
    if request.method == "POST":
        return _saved(request, change_set_id, flow_id, lambda _body: [], here)
    found = review_of(request, change_set_id, flow_id)
    return render(request, "procedures/desk/design_flow.html", found)


def review_of(request: PageRequest, change_set_id: UUID, flow_id: str) -> dict[str, Any]:
    """Everything that the first page of the designer tells of a flow."""
    looked: list[Review] = []

    def look(change_set: ChangeSet) -> list[Problem]:
        looked.append(review(change_set, request.at))
        return [each for each in (*looked[0].problems, *looked[0].warnings) if each not in looked[0].stuck]

    work = open_flow(request, change_set_id, flow_id, look)
    told = looked[0]
    open_cases = cases.open_cases_by_flow().get(flow_id, {})
    revision = next(each for each in told.revisions if (each.section, each.key) == (FLOWS.section, flow_id))
    return {
        **shell(request, work, "so-do"),
        "states": [_state(work, number, open_cases) for number in range(len(cases.flow_members(work.body, "states")))],
        "astray": _astray(work),
        "differences": [] if revision.is_new else revision_told(revision),
        "is_new": revision.is_new,
        "impacts": [impact for section, impact in told.impacts if section == FLOWS.section],
        "stuck": told.stuck,
        "clocks": clocks_told(),
        "open_cases": sum(open_cases.values()),
        **_drawn(work, open_cases),
    }


@face.page(f"{BASE}phan/<slug:part>/", name="procedures.design_flow_part", access=OFFICIAL, methods=("GET", "POST"))
def part(request: PageRequest, change_set_id: UUID, flow_id: str, part: str) -> HttpResponseBase:
    """One part that is edited on one page: stages and conditions, timers, the flow as a whole."""
    if part not in flow_fields.PARTS or part == "so-do":
        raise Http404

    def all_fields(body: Mapping[str, Any]) -> list[Field]:
        return flow_fields.part_fields(part, body)

    here = reverse("procedures.design_flow_part", args=[change_set_id, flow_id, part])
    if request.method == "POST":
        return _saved(request, change_set_id, flow_id, all_fields, here)
    work = open_flow(request, change_set_id, flow_id)
    lists = [
        {
            "list": name,
            "title": gettext(WORDS_OF_LISTS[name][0]),
            "add_word": gettext(WORDS_OF_LISTS[name][1]),
            "members": [(holder, holder.replace(".", "-"), [_draw(request, work, one) for one in fields])
                        for holder, fields in members],
        }
        for name, members in flow_fields.part_members(part, work.body)
    ]  # fmt: skip
    own = flow_fields.general_fields(work.body) if part == "chung" else []
    context = {**shell(request, work, part), "here": here, "lists": lists}
    context["fields"] = [_draw(request, work, one) for one in own]
    return render(request, "procedures/desk/design_flow_part.html", context)


@face.page(
    f"{BASE}<slug:kind>/<int:number>/", name="procedures.design_flow_member", access=OFFICIAL, methods=("GET", "POST")
)
def member(request: PageRequest, change_set_id: UUID, flow_id: str, kind: str, number: int) -> HttpResponseBase:
    """One state or one action, under the drawing of the flow."""
    if kind not in KINDS:
        raise Http404
    place = f"{KINDS[kind]}.{number}"

    def all_fields(body: Mapping[str, Any]) -> list[Field]:
        return flow_fields.member_fields(body, place)

    here = reverse("procedures.design_flow_member", args=[change_set_id, flow_id, kind, number])
    if request.method == "POST":
        return _saved(request, change_set_id, flow_id, all_fields, here, place)
    work = open_flow(request, change_set_id, flow_id)
    edited = designing.get(work.body, place)
    if not isinstance(edited, Mapping):
        return redirect("procedures.design_flow", change_set_id=change_set_id, flow_id=flow_id)
    context = {
        **shell(request, work, "so-do"),
        "here": here,
        "member_name": controls.named(edited),
        "place": place,
        "is_state": kind == "trang-thai",
        "found": work.told_at(place),
        "fields": [_draw(request, work, one) for one in all_fields(work.body)],
        **_drawn(work, {}, place),
    }
    return render(request, "procedures/desk/design_flow_member.html", context)


def _saved(
    request: PageRequest, change_set_id: UUID, flow_id: str, all_fields: Fields, here: str, place: str = ""
) -> HttpResponseBase:
    """Save a form and do what its button says; htmx gets what is wrong now and the drawing anew."""
    verb, saved = post(request, change_set_id, flow_id, all_fields, FLOWS)
    if "HX-Request" in request.headers:
        return _status(request, open_flow(request, change_set_id, flow_id), all_fields, here, saved, place)
    for text in saved.refused.values():
        messages.error(request, text)
    name, _, position = saved.place.partition(".")
    home = reverse("procedures.design_flow", args=[change_set_id, flow_id])
    kind = next((kind for kind, listed in KINDS.items() if listed == name), "")
    if verb == "add" and kind and position.isdigit():
        return redirect(
            "procedures.design_flow_member", change_set_id=change_set_id, flow_id=flow_id, kind=kind, number=position
        )
    if request.POST.get("do") == "back":
        return HttpResponseRedirect(home)
    if verb in VERBS and kind:
        return HttpResponseRedirect(f"{home}#{name}-{position}")
    return HttpResponseRedirect(f"{here}#{name}-{position}" if verb in VERBS else here)


def _status(
    request: PageRequest, work: FlowWork, all_fields: Fields, here: str, saved: Saved, place: str
) -> HttpResponse:
    fields_now = all_fields(work.body)
    if {field.place for field in fields_now} != saved.asked_for:
        return HttpResponse(headers={"HX-Refresh": "true"})
    errors = {**work.errors, **saved.refused}
    drawn = [controls.draw(field, work.body, errors, request.at.date()) for field in fields_now]
    redrawn = [
        each for each in drawn
        if each.field.kind == "condition" and not each.error
        and request.POST.get(f"{each.name}~was", each.source) != each.source
    ]  # fmt: skip
    context = {
        **shell(request, work, ""),
        "here": here,
        "drawn": drawn,
        "redrawn": redrawn,
        "refused": len(saved.refused),
        "found": work.told_at(place) if place else [],
        "place": place,
        "swap": True,
        **(_drawn(work, {}, place) if place else {}),
    }
    return render(request, "procedures/desk/design_flow_status.html", context)


def _draw(request: PageRequest, work: FlowWork, field: Field) -> controls.Control:
    return controls.draw(field, work.body, work.errors, request.at.date())


def shell(request: PageRequest, work: FlowWork, part: str) -> dict[str, Any]:
    """What every page of the designer of flows shows: its parts, what is wrong, what can be undone."""
    args = [work.change_set.id, work.code]
    urls = [reverse("procedures.design_flow", args=args)]
    urls += [reverse("procedures.design_flow_part", args=[*args, key]) for key in list(flow_fields.PARTS)[1:]]
    return {
        "work": work,
        "set": work.change_set,
        "code": work.code,
        "title": controls.named(work.body),
        "here": urls[0],
        "home": urls[0],
        "part": part,
        "drawing_id": "so-do-quy-trinh",
        "tabs": [
            {"label": gettext(label), "url": url, "current": key == part}
            for (key, label), url in zip(flow_fields.PARTS.items(), urls, strict=True)
        ],
        "problems": [(each, _url_of(work, each.field)) for each in work.problems],
        "warnings": [(each, _url_of(work, each.place)) for each in work.warnings],
        "saved_at": work.change_set.changed_at,
    }


def _url_of(work: FlowWork, path: str) -> str:
    """The page on which the field of a problem stands."""
    name, _, rest = path.partition(".")
    position = rest.partition(".")[0]
    args = [work.change_set.id, work.code]
    kind = next((kind for kind, listed in KINDS.items() if listed == name), "")
    if kind and position.isdigit():
        return reverse("procedures.design_flow_member", args=[*args, kind, int(position)])
    home = next((key for key, lists in flow_fields.LISTS.items() if name in lists), "chung")
    return reverse("procedures.design_flow_part", args=[*args, home])


def _drawn(work: FlowWork, open_cases: Mapping[str, int], place: str = "") -> dict[str, Any]:
    """The drawing beside the version in force; none of a flow whose arrows would lead nowhere."""
    if work.drawable is None:
        return {}
    here = str(designing.get(work.body, f"{place}.id")) if place.startswith("states.") else ""
    return drawing_of(work.drawable, open_cases, here, before=work.in_force)


def _state(work: FlowWork, number: int, open_cases: Mapping[str, int]) -> dict[str, Any]:
    """A state with the actions that may be done in it, each with what is wrong with it."""
    state = cases.flow_members(work.body, "states")[number]
    name = str(state.get("id"))
    place = f"states.{number}"
    stage = designing.get(state, "queue.stage")
    clock = str(state.get("clock"))
    return {
        "place": place,
        "anchor": place.replace(".", "-"),
        "name": controls.named(state),
        "initial": work.body.get("initial") == name,
        "terminal": state.get("terminal"),
        "kind": STATE_KINDS.get(str(state.get("status")), "unknown"),
        "status": state.get("status"),
        "clock": " ".join(
            part for part in (CLOCKS.get(clock, ""), gettext(cases.CLOCK_WORDS.get(clock, clock)),
                              work.party(str(state["charged_to"])) if state.get("charged_to") else "") if part
        ),
        "stage": work.party(str(stage)) if stage else "",
        "open_cases": open_cases.get(name, 0),
        "found": work.told_at(place),
        "add": f"add:actions@{name}",
        "url": reverse("procedures.design_flow_member", args=[work.change_set.id, work.code, "trang-thai", number]),
        "actions": [
            _action(work, at, action)
            for at, action in enumerate(cases.flow_members(work.body, "actions"))
            if name in (action.get("from") or ())
        ],
    }  # fmt: skip


def _astray(work: FlowWork) -> list[dict[str, Any]]:
    """The actions that start in no state that is there."""
    known = {str(each.get("id")) for each in cases.flow_members(work.body, "states")}
    listed = enumerate(cases.flow_members(work.body, "actions"))
    return [_action(work, at, action) for at, action in listed if not known & set(action.get("from") or ())]


def _action(work: FlowWork, number: int, action: Mapping[str, Any]) -> dict[str, Any]:
    place, when = f"actions.{number}", action.get("when")
    target = str(action.get("to") or "")
    words = {key: gettext(word) for key, word in {**controls.OPERATOR_WORDS, **controls.FLOW_WORDS}.items()}
    return {
        "place": place,
        "name": controls.named(action),
        "by": [work.party(str(party)) for party in action.get("by") or ()],
        "target": work.names.get(f"to:{target}", target),
        "when": conditions.told(when, controls.asked_of_case(work.body), words) if isinstance(when, str) else "",
        "found": work.told_at(place),
        "url": reverse("procedures.design_flow_member", args=[work.change_set.id, work.code, "buoc", number]),
    }
