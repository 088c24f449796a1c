"""One life event: a question a screen, then the plan. Answers stand in the address alone: it may be sent on, gone back
in, kept and printed, and nothing is stored.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from tinhso.core.access import PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_money, named
from tinhso.foundation.organisation.api import TerritoryInfo, UnitInfo, communes_called
from tinhso.services.life_events import queries, rules
from tinhso.services.life_events.portal.face import address, face, pairs, shown_answers
from tinhso.services.life_events.rules import LONGEST, Given
from tinhso.services.life_events.schema import LifeEventObject
from tinhso.services.life_events.types import CollectedPaper, Need, PlannedFee, Step
from tinhso.services.procedures.api import Question, controls, expected_promise, paper_kind, time_of

OFFICES_NAMED = 3


@face.page("tinh-huong/<str:event_id>/", name="life_events.event", access=PUBLIC)
def event(request: PageRequest, event_id: str) -> HttpResponseBase:
    """The question that comes next, or one whose answer is being changed; after the last one the plan."""
    item, today = queries.life_event(event_id, request.at.date()), request.at.date()
    raw = rules.raw_answers(item, request.GET)
    given = rules.read_answers(item, raw, today=today)
    sent = rules.sent_questions(item, request.GET)
    commune = request.GET.get("xa")
    if given.open is not None and given.open in sent:
        return _ask(request, item, given, given.open, typed=raw)
    if sent:
        return HttpResponseRedirect(address("life_events.event", item, pairs(given, commune=commune)))
    changed = next((question for question in given.asked if question.id == request.GET.get("sua")), None)
    if changed is not None or given.open is not None:
        return _ask(request, item, given, changed or given.open, typed=raw)
    if not queries.has_commune_step(queries.plan_for(item, given.answers, today)):
        return HttpResponseRedirect(address("life_events.plan", item, pairs(given)))
    if commune is None or request.GET.get("sua") == "xa":
        return _ask_commune(request, item, given)
    found = communes_called(commune[:LONGEST], today)
    if commune.strip() and len(found) != 1:
        return _ask_commune(request, item, given, text=commune[:LONGEST], found=found)
    name = found[0].name if found else ""
    return HttpResponseRedirect(address("life_events.plan", item, pairs(given, commune=name)))


def _ask(
    request: PageRequest, item: LifeEventObject, given: Given, question: Question | None, *, typed: dict[str, Any]
) -> HttpResponseBase:
    errors = {given.open.id: given.problem} if given.open and given.problem else {}
    names = rules.answers_as_names(item, given.answers, today=request.at.date())
    drawn = controls.controls(
        item.form.steps[0], [question] if question else [], kept=given.answers, names=names, typed=typed, errors=errors
    )
    one = next(each for each in drawn if each.applies)
    found = pairs(given, commune=request.GET.get("xa"))
    context = {
        "item": item,
        "one": one,
        "errors": {one.id: f"{one.label} – {one.error}"} if one.error else {},
        "kept": [(name, value) for name, value in found if name != one.id],
        "answers": [row for row in shown_answers(item, given, found) if row["label"] != one.label],
        "is_first": given.asked[0].id == one.id,
    }
    return render(request, "life_events/portal/question.html", context, status=422 if one.error else 200)


def _ask_commune(
    request: PageRequest,
    item: LifeEventObject,
    given: Given,
    *,
    text: str = "",
    found: Sequence[TerritoryInfo] = (),
) -> HttpResponseBase:
    error = gettext("Không có xã, phường nào tên “{name}” trong tỉnh, cả trước và sau sắp xếp.").format(name=text)
    problem = error if text and not found else ""
    context = {
        "item": item,
        "text": text,
        "options": [(each.name, named(each)) for each in found],
        "errors": {"xa": problem} if problem else {},
        "problem": problem,
        "kept": pairs(given),
        "answers": shown_answers(item, given, pairs(given)),
    }
    return render(request, "life_events/portal/commune.html", context, status=422 if problem else 200)


@face.page("tinh-huong/<str:event_id>/ke-hoach/", name="life_events.plan", access=PUBLIC)
def plan(request: PageRequest, event_id: str) -> HttpResponseBase:
    """What to do, in order: procedures with papers, fees, deadlines and offices, and what is done elsewhere."""
    item, today = queries.life_event(event_id, request.at.date()), request.at.date()
    given = rules.read_answers(item, rules.raw_answers(item, request.GET), today=today)
    text = request.GET.get("xa", "")[:LONGEST]
    communes = communes_called(text, today)
    if given.open is not None or (text.strip() and len(communes) != 1):
        return HttpResponseRedirect(address("life_events.event", item, pairs(given, commune=request.GET.get("xa"))))
    commune = communes[0] if communes else None
    made = queries.plan_for(item, given.answers, today)
    found = pairs(given, commune=commune.name if commune else "")
    here = address("life_events.plan", item, found)
    context = {
        "item": item,
        "steps": [_step(request, item, step, commune) for step in made.steps],
        "papers": [_paper(each) for each in made.papers if each.need is Need.NEEDED],
        "maybe": [_paper(each) for each in made.papers if each.need is Need.DEPENDS],
        "linked": made.linked,
        "fee_total": made.fee_total,
        "fee_open": made.fee_open,
        "procedure_count": sum(step.procedure is not None for step in made.steps),
        "answers": shown_answers(item, given, found),
        "commune": commune,
        "commune_url": address("life_events.event", item, [*found, ("sua", "xa")]),
        "asks_commune": queries.has_commune_step(made),
        "back": address("life_events.event", item, [*found, ("sua", given.asked[-1].id)]),
        "url": f"{settings.PUBLIC_URL}{here}",
    }
    return render(request, "life_events/portal/plan.html", context)


def _step(request: PageRequest, item: LifeEventObject, step: Step, commune: TerritoryInfo | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "step": step,
        "told": step.told,
        "to_confirm": any(f".{step.id}." in field for field in item.to_confirm),
    }
    if step.procedure is None:
        return shown
    units = queries.offices(step.procedure, commune, request.at.date())
    needed = [planned for planned in step.papers if planned.need is Need.NEEDED]
    return {
        **shown,
        "procedure": step.procedure,
        "office": _office(step, units),
        "time": time_of(step.deadlines),
        "promise": _promise(request, step, units),
        "fee": _fee(step.fees),
        "fee_to_confirm": any(field.startswith("fee") for field in step.procedure.to_confirm),
        "papers": [(named(planned.paper), paper_kind(planned.paper.kind)) for planned in needed],
        "maybe": [named(planned.paper) for planned in step.papers if planned.need is Need.DEPENDS],
        "optional": [named(planned.paper) for planned in step.papers if planned.need is Need.OPTIONAL],
    }


def _office(step: Step, units: Sequence[UnitInfo]) -> str:
    if len(units) > OFFICES_NAMED and step.procedure and step.procedure.units.kind != "commune":
        return gettext("{unit} và các nơi khác; nộp ở nơi ông/bà cư trú").format(unit=named(units[0]))
    if len(units) > OFFICES_NAMED:
        return gettext("Ủy ban nhân dân xã, phường nơi ông/bà cư trú hoặc nơi có việc")
    return ", ".join(named(unit) for unit in units)


def _promise(request: PageRequest, step: Step, units: Sequence[UnitInfo]) -> Any:
    """When the result would be due if filed now; None where something comes first or the office is not known."""
    if step.after or len(step.deadlines) != 1 or len(units) != 1:
        return None
    language = "en" if get_language() == "en" else "vi"
    return expected_promise(step.deadlines[0], hours=units[0].working_hours, at=request.at, language=language).due_at


def _fee(fees: Sequence[PlannedFee]) -> str:
    sure = sum(fee.amount or 0 for fee in fees)
    depends = [fee.item for fee in fees if fee.amount is None]
    if not depends:
        return format_money(sure)
    each = ", ".join(
        gettext("{name} {amount}").format(name=named(item), amount=format_money(item.amount)) for item in depends
    )
    if sure:
        return gettext("{sum}; tùy tờ khai, có thể thêm: {each}").format(sum=format_money(sure), each=each)
    return gettext("Tùy tờ khai, có thể có: {each}").format(each=each)


def _paper(each: CollectedPaper) -> dict[str, Any]:
    return {"paper": each.paper, "kind": paper_kind(each.paper.kind), "count": each.count, "steps": each.steps}
