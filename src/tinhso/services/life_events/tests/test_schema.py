"""What a pack may not say about a life event: each fault is named with its file, its field and what was meant."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pydantic import ValidationError

from tinhso.core.packs.api import PackInvalid, Problem
from tinhso.core.packs.loader import load_pack
from tinhso.core.packs.testing import write_pack
from tinhso.services.life_events.schema import LifeEventObject

GOOD: dict[str, Any] = {
    "id": "e", "name": "E", "name_en": "E", "audience": "person", "summary": "s", "summary_en": "s",
    "questions": [{"id": "one", "label": "?", "type": "yesno", "required": True}],
    "offers": [
        {"id": "a", "procedure": "1.001193", "why": "w", "why_en": "w", "when": 'one == "yes"'},
        {"id": "b", "procedure": "1.000656", "why": "w", "why_en": "w", "after": ["a"]},
    ],
}  # fmt: skip


def changed(change: Callable[[dict[str, Any]], object], name: str) -> dict[str, Any]:
    offers = [dict(offer) for offer in GOOD["offers"]]
    item = {**GOOD, "id": name, "offers": offers, "questions": [dict(GOOD["questions"][0])]}
    change(item)
    return item


#: Name of the fault → how it is made, and what is said of it.
FAULTS: dict[str, tuple[Callable[[dict[str, Any]], object], str, str]] = {
    "unknown": (lambda e: e["offers"][0].update(procedure="1.0011933"), "offers.0.procedure", "1.001193"),
    "late-name": (lambda e: e["offers"][0].update(when='onee == "yes"'), "offers.0.when", "one"),
    "no-such-answer": (
        lambda e: e["offers"][0].update(answers={"birth_dat": "today"}),
        "offers.0.answers.birth_dat",
        "birth_date",
    ),
    "no-such-step": (lambda e: e["offers"][1].update(after=["aa"]), "offers.1.after", "a"),
    "circle": (lambda e: e["offers"][0].update(after=["b"]), "offers", "a → b"),
    "twice": (lambda e: e["offers"][1].update(id="a", after=[]), "offers", "hai lần"),
    "personal": (lambda e: e["questions"][0].update(type="person_id"), "questions.0.type", "dữ liệu cá nhân"),
    "reserved": (lambda e: e["questions"][0].update(id="xa"), "questions.0.id", "đã có"),
    "icon": (lambda e: e.update(icon="hous"), "icon", "house"),
}


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    folder = tmp_path_factory.mktemp("packs")
    (folder / "common").symlink_to(Path(settings.SOURCE, "packs/common"))
    events = [changed(fault[0], name) for name, fault in FAULTS.items()]
    write_pack(folder, "thu", {"life_events": [GOOD, *events]}, extends=["common"])
    with pytest.raises(PackInvalid) as refused:
        load_pack(folder, "thu")
    return list(refused.value.problems)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_what_was_meant(name: str, problems: list[Problem]) -> None:
    _, field, said = FAULTS[name]
    mine = [problem for problem in problems if problem.object_id == name]
    assert [problem for problem in mine if problem.field == field and said in str(problem)], [
        str(each) for each in mine
    ]
    assert all(problem.line for problem in mine)


def test_a_sound_life_event_has_no_problem(problems: list[Problem]) -> None:
    assert not [problem for problem in problems if problem.object_id == "e" or problem.section != "life_events"]


@pytest.mark.parametrize(
    "broken",
    [
        {"offers": []},
        {"questions": []},
        {"audience": "dog"},
        {"colour": "red"},
        {"name": ""},
        {"questions": [{"id": "one", "label": "?", "type": "choice"}]},
    ],
)
def test_what_is_not_in_the_schema_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LifeEventObject.model_validate({**GOOD, **broken})
