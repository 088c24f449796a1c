"""From answers to a plan: what applies and nothing else, in order, each paper once, and nothing claimed that is not known."""

from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.http import QueryDict
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tinhso.services.life_events import rules
from tinhso.services.life_events.schema import LifeEventObject
from tinhso.services.life_events.types import Need
from tinhso.services.procedures.api import ProcedureObject, Question
from tinhso.services.procedures.api import form as form_rules
from tinhso.services.procedures.rules import needs

TODAY = date(2026, 11, 22)
#: Conditions as packs write them, with what each says in Python over the same answers.
CONDITIONS = {
    None: lambda a: True,
    'one == "yes"': lambda a: a["one"] == "yes",
    'one == "no" or two == "b"': lambda a: a["one"] == "no" or a["two"] == "b",
    '"x" in many and one == "yes"': lambda a: "x" in a["many"] and a["one"] == "yes",
    'two in ["a", "b"]': lambda a: a["two"] in {"a", "b"},
    'not (one == "yes")': lambda a: a["one"] == "no",
}
QUESTIONS = [
    {"id": "one", "label": "?", "type": "yesno", "required": True},
    {"id": "two", "label": "?", "type": "choice", "required": True, "options": [{"id": i, "label": i} for i in "abc"]},
    {"id": "many", "label": "?", "type": "choices", "options": [{"id": i, "label": i} for i in "xy"]},
]


def procedure(code: str = "1.000001", **changed: Any) -> ProcedureObject:
    plain = {
        "id": code, "name": f"Thủ tục {code}", "name_en": code, "field": "f", "level": "commune", "units": {"kind": "commune"},
        "subjects": ["citizen"], "summary": "s", "online": "full", "flow": "simple", "stages": {},
        "deadline": {"value": 3, "unit": "working_days"}, "result": {"name": "r", "kind": "document"},
        "form": {"steps": [{"id": "s", "title": "S", "questions": QUESTIONS}]},
    }  # fmt: skip
    return ProcedureObject.model_validate({**plain, **changed})


def event(offers: list[dict[str, Any]], **changed: Any) -> LifeEventObject:
    plain = {
        "id": "e", "name": "E", "name_en": "E", "audience": "person", "summary": "s", "summary_en": "s", "questions": QUESTIONS,
        "offers": [{"why": "w", "why_en": "w", **offer} for offer in offers],
    }  # fmt: skip
    return LifeEventObject.model_validate({**plain, **changed})


answers_given = st.fixed_dictionaries(
    {
        "one": st.sampled_from(["yes", "no"]),
        "two": st.sampled_from("abc"),
        "many": st.lists(st.sampled_from("xy"), unique=True),
    }
)


@hypothesis_settings(deadline=None)
@given(conditions=st.lists(st.sampled_from([*CONDITIONS]), min_size=1, max_size=6), answers=answers_given)
def test_an_offer_appears_exactly_when_its_condition_holds(
    conditions: list[str | None], answers: dict[str, Any]
) -> None:
    offers = [{"id": f"o{n}", "procedure": "1.000001", "when": when} for n, when in enumerate(conditions)]
    plan = rules.make_plan(event(offers), answers, {"1.000001": procedure()}, today=TODAY)
    wanted = [f"o{n}" for n, when in enumerate(conditions) if CONDITIONS[when](answers)]
    assert [step.id for step in plan.steps] == wanted
    assert [step.number for step in plan.steps] == list(range(1, len(wanted) + 1))


@hypothesis_settings(deadline=None)
@given(st.data())
def test_each_thing_comes_after_all_it_waits_for(data: st.DataObject) -> None:
    ids = [f"o{n}" for n in range(6)]
    order = data.draw(st.permutations(ids))
    offers = [
        {
            "id": name,
            "procedure": "1.000001",
            "after": data.draw(st.lists(st.sampled_from(order[:place]), unique=True)) if place else [],
        }
        for place, name in enumerate(order)
    ]
    written = data.draw(st.permutations(offers))
    plan = rules.make_plan(event(written), {}, {"1.000001": procedure()}, today=TODAY)
    place = {step.id: step.number for step in plan.steps}
    assert set(place) == set(ids)
    for offer in offers:
        assert all(place[name] < place[offer["id"]] for name in offer["after"])


def test_a_procedure_that_is_not_in_force_is_left_out() -> None:
    made = event([{"id": "a", "procedure": "1.000001"}, {"id": "b", "procedure": "9.999999", "after": ["a"]}])
    assert [step.id for step in rules.make_plan(made, {}, {"1.000001": procedure()}, today=TODAY).steps] == ["a"]


def test_a_paper_of_several_procedures_is_counted_once_and_fees_are_added() -> None:
    paper = {"id": "p", "name": "Giấy khai sinh", "kind": "copy", "count": 1}
    fee = {"items": [{"id": "f", "name": "Phí", "amount": 5000}]}
    known = {
        "1.000001": procedure("1.000001", papers=[paper], fee=fee),
        "1.000002": procedure(
            "1.000002", papers=[{**paper, "name": "GIẤY KHAI SINH", "count": 2, "required": 'one == "yes"'}], fee=fee
        ),
    }
    made = event(
        [{"id": "a", "procedure": "1.000001"}, {"id": "b", "procedure": "1.000002", "answers": {"one": "one"}}]
    )
    plan = rules.make_plan(made, {"one": "yes", "two": "a"}, known, today=TODAY)
    [only] = plan.papers
    assert (only.count, list(only.steps), only.need) == (2, [1, 2], Need.NEEDED)
    assert (plan.fee_total, plan.fee_open) == (10_000, False)


def test_what_the_form_will_ask_is_open_and_never_counted() -> None:
    item = procedure(
        papers=[{"id": "p", "name": "P", "kind": "copy", "required": 'two == "a"'}],
        fee={
            "items": [
                {"id": "f", "name": "F", "amount": 7, "when": 'two == "a"'},
                {"id": "g", "name": "G", "amount": 5},
            ]
        },
        deadline=[{"value": 9, "unit": "days", "when": 'two == "a"'}, {"value": 3, "unit": "days"}],
    )
    [step] = rules.make_plan(event([{"id": "a", "procedure": item.id}]), {}, {item.id: item}, today=TODAY).steps
    assert step.papers[0].need is Need.DEPENDS and [fee.amount for fee in step.fees] == [None, 5]
    assert [rule.value for rule in step.deadlines] == [9, 3]
    known = event([{"id": "a", "procedure": item.id, "answers": {"two": '"b"'}}])
    [step] = rules.make_plan(known, {}, {item.id: item}, today=TODAY).steps
    assert (
        not step.papers and [fee.amount for fee in step.fees] == [5] and [rule.value for rule in step.deadlines] == [3]
    )


def real_procedures() -> list[ProcedureObject]:
    files = sorted(Path(settings.SOURCE, "packs/common/procedures").glob("*.yaml"))
    return [
        ProcedureObject.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        for path in files
    ]


def some_answer(question: Question) -> st.SearchStrategy[Any]:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "yesno": st.sampled_from(["yes", "no"]),
        "choice": st.sampled_from([option.id for option in question.options] or ["-"]),
        "choices": st.lists(st.sampled_from([option.id for option in question.options] or ["-"]), unique=True),
        "integer": st.integers(0, 60),
        "date": st.integers(0, 30_000).map(lambda days: (TODAY - timedelta(days=days)).isoformat()),
    }
    return st.none() | kinds.get(question.type, st.none())


@pytest.mark.parametrize("item", real_procedures(), ids=lambda item: item.id)
@hypothesis_settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_what_a_plan_claims_the_whole_form_confirms(item: ProcedureObject, data: st.DataObject) -> None:
    """Whatever else the form will be told, a paper told as needed is needed, one left out is not, a fee is what it is."""
    raw = {q.id: answer for _, q in item.form.questions() if (answer := data.draw(some_answer(q))) not in (None, [])}
    kept = form_rules.only_applicable(item.form, raw, today=TODAY, channel=rules.CHANNEL)
    whole = form_rules.context(kept, item.form, today=TODAY, channel=rules.CHANNEL)
    told = data.draw(st.sets(st.sampled_from(sorted(kept)))) if kept else set()
    known = rules.knowledge_of(item.form, {name: whole[name] for name in told}, today=TODAY)
    needed = {paper.id for paper in needs.papers_needed(item, whole) if paper.required}
    for paper in item.papers:
        claimed = rules._need(paper, known)
        if claimed is Need.NEEDED:
            assert paper.id in needed
        elif claimed is not Need.DEPENDS:
            assert paper.id not in needed
    paid = sum(line.amount for line in needs.fee_lines(item, whole))
    amounts = [rules._amount(fee, known) for fee in item.fee.items]
    assert paid == sum(amounts) if None not in amounts else sum(amount or 0 for amount in amounts) <= paid  # type: ignore[arg-type]
    assert needs.deadline_for(item, whole) in rules._deadlines(item, known)


@pytest.mark.parametrize("combination", [*product(["yes", "no", "maybe", ""], ["a", "z"])])
def test_answers_of_an_address_are_checked(combination: tuple[str, str]) -> None:
    one, two = combination
    made = event([{"id": "a", "procedure": "1.000001"}])
    read = rules.read_answers(
        made, rules.raw_answers(made, QueryDict(f"one={one}&two={two}&many=x&many=y")), today=TODAY
    )
    if one in {"maybe", ""}:
        assert read.open and read.open.id == "one" and read.problem and not read.answers
    elif two == "z":
        assert read.open and read.open.id == "two" and read.problem and read.answers == {"one": one}
    else:
        assert read.open is None and read.answers == {"one": one, "two": "a", "many": ["x", "y"]}


def test_a_question_that_may_be_skipped_is_skipped_by_an_empty_answer() -> None:
    made = event([{"id": "a", "procedure": "1.000001"}])
    asked = rules.read_answers(made, rules.raw_answers(made, QueryDict("one=yes&two=a")), today=TODAY)
    skipped = rules.read_answers(made, rules.raw_answers(made, QueryDict("one=yes&two=a&many=")), today=TODAY)
    assert asked.open and asked.open.id == "many" and not asked.problem
    assert skipped.open is None and skipped.answers["many"] is None
