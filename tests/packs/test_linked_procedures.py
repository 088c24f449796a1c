"""The linked procedures of the packs: whatever a person answers, every part gets a dossier that it accepts."""

from datetime import date
from random import Random
from typing import Any

import pytest
from packlayers import layered

from tinhso.core.packs.api import Expression
from tinhso.services.procedures.api import ProcedureObject
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import linking, needs
from tinhso.services.procedures.rules.sample import sample_answers

TODAY = date(2026, 11, 23)
PROCEDURES = {code: ProcedureObject.model_validate(item) for code, item in layered("procedures").items()}
LINKED = {code: item for code, item in PROCEDURES.items() if item.parts}
each_linked = pytest.mark.parametrize("item", LINKED.values(), ids=LINKED.keys())
SEEDS = range(40)


def answered(item: ProcedureObject, seed: int) -> tuple[ProcedureObject, dict[str, Any], dict[str, Any]]:
    """The procedure as it is filed, answers that it accepts, and the names that expressions see."""
    whole, chance = linking.composed(item, PROCEDURES), Random(seed)
    chosen: dict[str, Any] = {}
    for _, question in item.form.questions():
        ids = [option.id for option in question.options]
        if question.type == "choices":
            chosen[question.id] = sorted(chance.sample(ids, chance.randint(1, len(ids))))
        elif question.type == "choice":
            chosen[question.id] = chance.choice(ids)
    answers = sample_answers(whole.form, today=TODAY, channel="online", seed=seed, given=chosen)
    return whole, answers, form_rules.context(answers, whole.form, today=TODAY, channel="online")


def test_the_chains_that_the_law_names_are_there() -> None:
    chains = {code: [part.procedure for part in item.parts] for code, item in LINKED.items()}
    assert chains["2.002621"] == ["1.001193", "1.004222", "1.001939"]
    assert chains["2.002622"] == ["1.000656", "1.003197", "1.014028", "1.001731"]
    assert len(chains) >= 3


@each_linked
def test_no_fact_is_asked_twice(item: ProcedureObject) -> None:
    whole = linking.composed(item, PROCEDURES)
    ids = [question.id for _, question in whole.form.questions()]
    assert len(ids) == len(set(ids))
    assert len({step.id for step in whole.form.steps}) == len(whole.form.steps)
    assert len({paper.id for paper in whole.papers}) == len(whole.papers)
    asked = sum(1 for part in item.parts for _ in PROCEDURES[part.procedure].form.questions())
    assert len(ids) < asked + len(list(item.form.questions()))


@each_linked
def test_whatever_is_answered_every_part_accepts_it(item: ProcedureObject) -> None:
    reached = set()
    for seed in SEEDS:
        whole, answers, names = answered(item, seed)
        for part in linking.chosen_parts(item, names):
            member = PROCEDURES[part.procedure]
            own = linking.answers_for(part, member, whole.form, answers, names)
            _kept, problems = form_rules.check_all(member.form, own, today=TODAY, channel="online")
            assert not problems, (seed, part.id, problems)
            reached.add(part.id)
    assert reached == {part.id for part in item.parts}


@each_linked
def test_the_papers_of_the_whole_are_those_of_its_parts(item: ProcedureObject) -> None:
    for seed in SEEDS:
        whole, answers, names = answered(item, seed)
        asked = {paper.id for paper in needs.papers_needed(whole, names) if paper.required}
        needed = set()
        for part in linking.chosen_parts(item, names):
            member = PROCEDURES[part.procedure]
            own = linking.answers_for(part, member, whole.form, answers, names)
            own_names = form_rules.context(own, member.form, today=TODAY, channel="online")
            needed |= {p.id for p in needs.papers_needed(member, own_names) if p.required} - set(part.papers)
        assert asked == needed, seed


@each_linked
def test_the_fee_of_the_whole_is_the_sum_of_its_parts(item: ProcedureObject) -> None:
    for seed in SEEDS:
        whole, answers, names = answered(item, seed)
        total = 0
        for part in linking.chosen_parts(item, names):
            member = PROCEDURES[part.procedure]
            own = linking.answers_for(part, member, whole.form, answers, names)
            own_names = form_rules.context(own, member.form, today=TODAY, channel="online")
            total += sum(line.amount for line in needs.fee_lines(member, own_names))
        assert sum(line.amount for line in needs.fee_lines(whole, names)) == total, seed


@each_linked
def test_the_whole_is_not_promised_before_its_parts(item: ProcedureObject) -> None:
    days: dict[str, int] = {}
    for part in item.parts:
        longest = min(rule.value for rule in PROCEDURES[part.procedure].deadlines)
        days[part.id] = longest + max((days[name] for name in part.after), default=0)
    assert max(rule.value for rule in item.deadlines) >= max(days.values())


def test_names_are_replaced_within_expressions() -> None:
    given = {"kind": Expression('"new"'), "born": Expression("birth_date")}
    replaced = Expression('kind == "new" and age(born, today) < 6').with_names(given)
    assert replaced.names == {"birth_date", "today"}
    assert replaced.holds({"birth_date": date(2025, 1, 1), "today": TODAY})
    untouched = Expression('other == "new"')
    assert untouched.with_names(given) is untouched
    assert Expression('"paper" in kinds and rows.name is null').with_names({"kinds": Expression("wanted")}).names == {
        "wanted",
        "rows.name",
    }
