"""From answers to a plan: what applies, in which order, with which papers, fees and deadlines. No database.

A condition of a procedure may ask for what nobody has been asked yet. It is then open: such a paper or fee is told as
one that depends, never left out and never counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from tinhso.core.packs.api import Expression
from tinhso.core.text import fold
from tinhso.services.life_events.schema import Elsewhere, LifeEventObject, Offer
from tinhso.services.life_events.types import (
    CollectedPaper,
    LinkedFiling,
    Need,
    Plan,
    PlannedFee,
    PlannedPaper,
    Step,
    Told,
)
from tinhso.services.procedures.api import (
    DeadlineRule,
    FeeItem,
    Form,
    ProcedureObject,
    Question,
    RequiredPaper,
    controls,
    names_of,
)
from tinhso.services.procedures.api import answers as answer_rules
from tinhso.services.procedures.api import form as form_rules

#: Plans are for filing online; a form may ask less at the counter.
CHANNEL = "online"
#: The longest text of one answer that is read from an address.
LONGEST = 200


def answers_as_names(event: LifeEventObject, answers: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """What the conditions of a life event see: every question with its value, None where it does not apply."""
    kept = form_rules.only_applicable(event.form, answers, today=today, channel=CHANNEL)
    return form_rules.context(kept, event.form, today=today, channel=CHANNEL)


def sent_questions(event: LifeEventObject, data: QueryDict) -> list[Question]:
    """The questions that a form has just sent."""
    shown = set(data.getlist(controls.SHOWN))
    return [question for question in event.questions if question.id in shown]


def raw_answers(event: LifeEventObject, data: QueryDict) -> dict[str, Any]:
    """The answers of an address by question, those that a form has just sent among them."""
    sent = sent_questions(event, data)
    raw = controls.read_answers(data, sent, {})
    for question in event.questions:
        if question.id in data and question not in sent:
            several = [text[:LONGEST] for text in data.getlist(question.id) if text]
            raw[question.id] = several if question.type == "choices" else data[question.id][:LONGEST]
    return raw


@dataclass(frozen=True, slots=True)
class Given:
    """The answers given so far. ``asked`` are the questions that apply; ``open`` is the first of them that has no right
    answer yet (None when all have), and ``problem`` says what is wrong with the one that was given.
    """

    answers: Mapping[str, Any]
    asked: Sequence[Question]
    open: Question | None
    problem: str = ""


def read_answers(event: LifeEventObject, raw: Mapping[str, Any], *, today: date) -> Given:
    """Check answers as they come from an address. An empty text skips a question that may be skipped; answers to
    questions that do not apply, and everything after the first open question, count as not given.
    """
    values: dict[str, Any] = {"today": today, "channel": CHANNEL}
    answers: dict[str, Any] = {}
    asked: list[Question] = []
    for question in event.questions:
        values[question.id] = None
        if question.when is not None and not question.when.holds(values):
            continue
        asked.append(question)
        if question.id not in raw:
            return Given(answers, asked, question)
        try:
            answer = answer_rules.parse(question, raw[question.id], today=today)
        except answer_rules.Wrong as error:
            return Given(answers, asked, question, str(error))
        if answer is None and question.required:
            return Given(answers, asked, question, gettext("Câu này cần trả lời."))
        answers[question.id] = answer
        values[question.id] = answer_rules.typed(question, answer)
    return Given(answers, asked, None)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of a procedure's form before it is filled in: values by question, and the questions still open."""

    values: Mapping[str, Any]
    open: frozenset[str]

    def holds(self, expression: Expression | None) -> bool | None:
        """Whether a condition holds; None while it depends on an open question."""
        if expression is None:
            return True
        return None if expression.names & self.open else expression.holds(self.values)


def knowledge_of(form: Form, given: Mapping[str, Any], *, today: date) -> Knowledge:
    """What ``given`` values (by question) say about a form. A question that they leave out of the form is known to have
    no answer; any other that they do not answer is open, and so is what is computed from an open one.
    """
    known = Knowledge({"today": today, "channel": CHANNEL}, frozenset())
    for step in form.steps:
        step_applies = known.holds(step.when)
        for question in step.questions:
            # A condition that is false decides, whatever the other one will be.
            states = (step_applies, known.holds(question.when))
            names = names_of(question)
            value = _computed(question, known) if question.type == "computed" else given.get(question.id)
            if False in states or question.type == "paper":
                known = Knowledge({**known.values, **dict.fromkeys(names)}, known.open)
            elif None in states or value is None:
                known = Knowledge(known.values, known.open | set(names))
            else:
                known = Knowledge({**known.values, question.id: value}, known.open)
    return known


def _computed(question: Question, known: Knowledge) -> Any:
    """What a computed question comes to; None while it waits for an open one."""
    if question.value is None or question.value.names & known.open:
        return None
    return answer_rules.typed(question, answer_rules.computed(question, known.values))


def make_plan(
    event: LifeEventObject, answers: Mapping[str, Any], procedures: Mapping[str, ProcedureObject], *, today: date
) -> Plan:
    """The plan for these answers: what applies, each thing after those it waits for.

    A procedure that is not in force is left out.
    """
    names = answers_as_names(event, answers, today=today)
    chosen = [
        entry
        for entry in in_order(event)
        if (entry.when is None or entry.when.holds(names))
        and (not isinstance(entry, Offer) or entry.procedure in procedures)
    ]
    numbers = {entry.id: number for number, entry in enumerate(chosen, 1)}
    steps = []
    for entry in chosen:
        after = [numbers[name] for name in entry.after if name in numbers]
        step = Step(numbers[entry.id], entry.id, _told(entry, procedures), None, after)
        if isinstance(entry, Offer):
            step = _with_facts(step, entry, procedures[entry.procedure], names, today=today)
        steps.append(step)
    fees = [fee for step in steps for fee in step.fees]
    return Plan(
        steps=steps,
        papers=collect(steps),
        fee_total=sum(fee.amount or 0 for fee in fees),
        fee_open=any(fee.amount is None for fee in fees),
        linked=linked_filings(steps, procedures),
    )


def linked_filings(steps: Sequence[Step], procedures: Mapping[str, ProcedureObject]) -> list[LinkedFiling]:
    """The linked procedures that file several of these steps at once, those that file most first; none of what an
    earlier one files, and none that would have to wait for a step outside it.
    """
    numbers = {step.procedure.id: step.number for step in steps if step.procedure}
    after = {step.number: set(step.after) for step in steps}
    found: list[LinkedFiling] = []
    for procedure in procedures.values():
        covered = [numbers[part.procedure] for part in procedure.parts if part.procedure in numbers]
        lacking = any(part.procedure not in numbers for part in procedure.parts if part.when is None)
        waits = any(after[number] - set(covered) for number in covered)
        if len(covered) > 1 and not lacking and not waits:
            found.append(LinkedFiling(procedure, covered))
    taken: set[int] = set()
    chosen = []
    for filing in sorted(found, key=lambda each: (-len(each.steps), each.procedure.id)):
        if not taken & set(filing.steps):
            chosen.append(filing)
            taken |= set(filing.steps)
    return chosen


def in_order(event: LifeEventObject) -> list[Offer | Elsewhere]:
    """Everything that an event may lead to: first what waits for nothing, then what waits for that alone, and so on;
    within a wave as the file has it.
    """
    known = {entry.id for entry in event.advice}
    waves: dict[str, int] = {}
    while left := [entry for entry in event.advice if entry.id not in waves]:
        wave = max(waves.values(), default=-1) + 1
        waves |= {entry.id: wave for entry in left if set(entry.after) & known <= waves.keys()} or {left[0].id: wave}
    return sorted(event.advice, key=lambda entry: waves[entry.id])


def _told(entry: Offer | Elsewhere, procedures: Mapping[str, ProcedureObject]) -> Told:
    words = (entry.why, entry.why_en, entry.deadline, entry.deadline_en)
    if isinstance(entry, Offer):
        procedure = procedures[entry.procedure]
        return Told(procedure.name, procedure.name_en, *words)
    return Told(entry.name, entry.name_en, *words, entry.where, entry.where_en)


def _with_facts(step: Step, offer: Offer, procedure: ProcedureObject, names: Mapping[str, Any], *, today: date) -> Step:
    given = {name: expression.evaluate(names) for name, expression in offer.answers.items()}
    known = knowledge_of(procedure.form, given, today=today)
    papers = [PlannedPaper(paper, need) for paper in procedure.papers if (need := _need(paper, known))]
    fees = [PlannedFee(item, amount) for item in procedure.fee.items if (amount := _amount(item, known)) != 0]
    return replace(step, procedure=procedure, papers=papers, fees=fees, deadlines=_deadlines(procedure, known))


def _need(paper: RequiredPaper, known: Knowledge) -> Need | None:
    if isinstance(paper.required, bool):
        return Need.NEEDED if paper.required else Need.OPTIONAL
    state = known.holds(paper.required)
    return Need.DEPENDS if state is None else Need.NEEDED if state else None


def _amount(item: FeeItem, known: Knowledge) -> int | None:
    """What a fee comes to in đồng: 0 where it does not apply, None while it depends."""
    state = known.holds(item.when)
    if state is False:
        return 0
    if state is None or (item.quantity is not None and item.quantity.names & known.open):
        return None
    quantity = item.quantity.evaluate(known.values) if item.quantity else 1
    return item.amount * max(quantity, 0) if isinstance(quantity, int) else 0


def _deadlines(procedure: ProcedureObject, known: Knowledge) -> list[DeadlineRule]:
    """The deadline rules of which one will count: up to the first that is known to hold."""
    found = []
    for rule in procedure.deadlines:
        state = known.holds(rule.when)
        if state is not False:
            found.append(rule)
        if state:
            break
    return found or [procedure.deadlines[-1]]


def collect(steps: Sequence[Step]) -> list[CollectedPaper]:
    """The papers of all steps, each once by its name, those that are surely needed first."""
    found: dict[str, CollectedPaper] = {}
    for step in steps:
        for planned in step.papers:
            if planned.need is Need.OPTIONAL:
                continue
            key, paper = fold(planned.paper.name), planned.paper
            old = found.get(key) or CollectedPaper(paper, planned.need, paper.count, [])
            need, count = max(old.need, planned.need), max(old.count, paper.count)
            found[key] = CollectedPaper(old.paper, need, count, [*old.steps, step.number])
    return sorted(found.values(), key=lambda each: (-each.need, each.steps[0]))
