"""REST: life events, and the plan that answers lead to."""

from typing import Any

from ninja import Schema

from tinhso.core.access import PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.organisation.api import TerritoryInfo, communes_called
from tinhso.services.life_events import queries, rules
from tinhso.services.life_events.schema import LifeEventObject
from tinhso.services.life_events.types import Step

rest = RestRoom("life_events", "Tình huống")


class LifeEventRow(Schema):
    """A life event in a list."""

    id: str
    name: str
    name_en: str
    audience: str
    summary: str
    summary_en: str


class CommuneRow(Schema):
    """A commune of today."""

    code: str
    name: str
    name_en: str


class PaperOfStep(Schema):
    """A paper of one step; ``need`` is needed, depends (on what the form will ask) or optional."""

    id: str
    name: str
    name_en: str
    kind: str
    count: int
    need: str


class FeeOfStep(Schema):
    """A fee of one step in đồng; ``amount`` is null where it depends on what the form will ask."""

    name: str
    name_en: str
    amount: int | None


class OfficeRow(Schema):
    """A unit that decides."""

    code: str
    name: str


class StepOut(Schema):
    """One thing to do; ``procedure`` is null for what is done elsewhere, ``after`` are numbers of earlier steps."""

    number: int
    id: str
    procedure: str | None
    name: str
    name_en: str
    why: str
    why_en: str
    deadline: str
    deadline_en: str
    where: str
    where_en: str
    after: list[int]
    papers: list[PaperOfStep]
    fees: list[FeeOfStep]
    offices: list[OfficeRow]
    time: list[dict[str, Any]]


class PaperOfPlan(Schema):
    """A paper counted once over all steps that ask for it."""

    name: str
    name_en: str
    kind: str
    count: int
    need: str
    steps: list[int]


class LinkedOut(Schema):
    """A linked procedure that files several steps of the plan at once; ``steps`` are their numbers."""

    procedure: str
    name: str
    name_en: str
    steps: list[int]


class PlanOut(Schema):
    """The plan. While a question is open it has no steps: ``open`` names the question, ``problem`` says what is wrong
    with the answer that was given. ``communes`` are those that the given name may stand for.
    """

    answers: dict[str, Any]
    open: str | None
    problem: str
    communes: list[CommuneRow]
    steps: list[StepOut]
    papers: list[PaperOfPlan]
    fee_total: int
    fee_open: bool
    linked: list[LinkedOut]


class LifeEventPage(Schema):
    """Life events found."""

    items: list[LifeEventRow]


@rest.get("/life-events", access=PUBLIC, response=LifeEventPage)
def list_life_events(request: PageRequest, q: str = "", audience: str = "") -> LifeEventPage:
    """Life events in force, found by a few words or all of them; ``audience`` is person or business."""
    day = request.at.date()
    found = queries.search_life_events(q[: rules.LONGEST], day, limit=100) if q.strip() else queries.life_events(day)
    return LifeEventPage(items=[_row(item) for item in found if audience in {"", item.audience}])


def _row(item: LifeEventObject) -> LifeEventRow:
    return LifeEventRow(**item.model_dump(include=set(LifeEventRow.model_fields)))


@rest.get("/life-events/{event_id}", access=PUBLIC, response=dict[str, Any])
def read_life_event(request: PageRequest, event_id: str) -> dict[str, Any]:
    """One life event whole: questions, offers, what is done elsewhere."""
    return queries.life_event(event_id, request.at.date()).model_dump(mode="json")


@rest.get("/life-events/{event_id}/plan", access=PUBLIC, response=PlanOut)
def read_plan(request: PageRequest, event_id: str, commune: str = "") -> PlanOut:
    """What answers lead to. Give each answer under the id of its question, in the query as in the page's address; an
    empty one skips a question that may be skipped. ``commune`` is one: its name, today's or one from before a merger.
    """
    day = request.at.date()
    item = queries.life_event(event_id, day)
    given = rules.read_answers(item, rules.raw_answers(item, request.GET), today=day)
    communes = communes_called(commune[: rules.LONGEST], day)
    out = PlanOut(
        answers=dict(given.answers),
        open=given.open.id if given.open else None,
        problem=given.problem,
        communes=[CommuneRow(code=each.code, name=each.name, name_en=each.name_en) for each in communes],
        steps=[],
        papers=[],
        fee_total=0,
        fee_open=False,
        linked=[],
    )
    if given.open is not None:
        return out
    plan = queries.plan_for(item, given.answers, day)
    home = communes[0] if len(communes) == 1 else None
    out.steps = [_step(request, step, home) for step in plan.steps]
    out.papers = [
        PaperOfPlan(
            name=each.paper.name,
            name_en=each.paper.name_en,
            kind=each.paper.kind,
            count=each.count,
            need=each.need.name.lower(),
            steps=list(each.steps),
        )
        for each in plan.papers
    ]
    out.fee_total, out.fee_open = plan.fee_total, plan.fee_open
    out.linked = [
        LinkedOut(
            procedure=each.procedure.id, name=each.procedure.name, name_en=each.procedure.name_en, steps=each.steps
        )
        for each in plan.linked
    ]
    return out


def _step(request: PageRequest, step: Step, commune: TerritoryInfo | None) -> StepOut:
    item, told = step.procedure, step.told
    units = queries.offices(item, commune, request.at.date()) if item else []
    return StepOut(
        number=step.number,
        id=step.id,
        procedure=item.id if item else None,
        name=told.name,
        name_en=told.name_en,
        why=told.why,
        why_en=told.why_en,
        deadline=told.deadline,
        deadline_en=told.deadline_en,
        where=told.where,
        where_en=told.where_en,
        after=list(step.after),
        papers=[
            PaperOfStep(
                need=planned.need.name.lower(),
                **planned.paper.model_dump(include=set(PaperOfStep.model_fields) - {"need"}),
            )
            for planned in step.papers
        ],
        fees=[FeeOfStep(name=fee.item.name, name_en=fee.item.name_en, amount=fee.amount) for fee in step.fees],
        offices=[OfficeRow(code=unit.code, name=unit.name) for unit in units],
        time=[rule.model_dump(mode="json", exclude={"when"}) for rule in step.deadlines],
    )
