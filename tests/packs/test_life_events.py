"""Every life event, answered in every way: it leads to procedures, or says plainly that nothing is filed here."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, combinations, product
from typing import Any

import pytest
from packlayers import layered, objects

from tinhso.services.life_events import rules
from tinhso.services.life_events.schema import LifeEventObject
from tinhso.services.procedures.api import ProcedureObject, Question
from tinhso.services.procedures.api import answers as answer_rules
from tinhso.services.procedures.api import form as form_rules

TODAY = date(2026, 11, 22)
EVENTS = {key: LifeEventObject.model_validate(item) for key, item in layered("life_events").items()}
PROCEDURES = {key: ProcedureObject.model_validate(item) for key, item in layered("procedures").items()}
each_event = pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())


def possible(question: Question) -> list[Any]:
    """Answers that differ in what they can lead to."""
    ids = [option.id for option in question.options]
    found: dict[str, list[Any]] = {
        "yesno": ["yes", "no"],
        "choice": ids,
        "choices": [list(some) for some in chain.from_iterable(combinations(ids, n) for n in range(1, len(ids) + 1))],
        "date": [(TODAY - timedelta(days=days)).isoformat() for days in (1, 400)],
        "integer": [question.min, question.max],
    }
    return found[question.type] + ([] if question.required else [None])


def every_way(event: LifeEventObject) -> Iterator[dict[str, Any]]:
    """All combinations of answers, each once as the questions that it leaves out leave it."""
    seen = set()
    for values in product(*(possible(question) for question in event.questions)):
        answers = {q.id: value for q, value in zip(event.questions, values, strict=True) if value is not None}
        kept = form_rules.only_applicable(event.form, answers, today=TODAY, channel=rules.CHANNEL)
        if repr(kept) not in seen:
            seen.add(repr(kept))
            yield kept


@each_event
def test_every_way_leads_somewhere_or_says_that_there_is_nothing(event: LifeEventObject) -> None:
    for answers in every_way(event):
        plan = rules.make_plan(event, answers, PROCEDURES, today=TODAY)
        assert any(step.procedure for step in plan.steps) or (event.nothing and event.nothing_en), answers


@each_event
def test_nothing_in_it_is_out_of_reach_or_always_hidden(event: LifeEventObject) -> None:
    reached = {
        step.id
        for answers in every_way(event)
        for step in rules.make_plan(event, answers, PROCEDURES, today=TODAY).steps
    }
    assert reached == {entry.id for entry in event.advice}


@each_event
def test_what_it_says_about_a_form_the_form_accepts(event: LifeEventObject) -> None:
    for answers in every_way(event):
        names = rules.answers_as_names(event, answers, today=TODAY)
        for offer in event.offers:
            if offer.when is not None and not offer.when.holds(names):
                continue
            questions = {question.id: question for _, question in PROCEDURES[offer.procedure].form.questions()}
            for name, expression in offer.answers.items():
                value = expression.evaluate(names)
                if value is not None:
                    written = value.isoformat() if isinstance(value, date) else value
                    answer_rules.parse(questions[name], written, today=TODAY)


@each_event
def test_it_is_told_in_both_languages(event: LifeEventObject) -> None:
    for question in event.questions:
        assert question.label_en and bool(question.help) == bool(question.help_en), question.id
        assert all(option.label_en and bool(option.help) == bool(option.help_en) for option in question.options), (
            question.id
        )
    for entry in event.advice:
        assert bool(entry.deadline) == bool(entry.deadline_en), entry.id
    assert bool(event.nothing) == bool(event.nothing_en)
    assert len(event.aliases) >= 3 and all(alias.isascii() for alias in event.aliases)


def test_there_are_enough_for_every_province() -> None:
    common = objects("common", "life_events").values()
    assert sum(item["audience"] == "person" for item in common) >= 8
    assert sum(item["audience"] == "business" for item in common) >= 3
