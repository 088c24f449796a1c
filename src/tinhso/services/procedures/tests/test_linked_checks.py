"""What a pack may not say about a linked procedure: each fault is named with its field and what was meant."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tinhso.core.packs.api import PackInvalid, Problem
from tinhso.core.packs.loader import load_pack
from tinhso.core.packs.testing import write_pack

WHOLE = "2.002621"
Item = dict[str, Any]


def birth(item: Item) -> Item:
    return item["parts"][0]


def residence(item: Item) -> Item:
    return item["parts"][1]


def asks_again(item: Item) -> None:
    """A part that may be left out asks what the whole's own form does not, and another part needs it."""
    del item["parts"][2]["answers"]["insured_address"]
    residence(item)["procedure"] = "1.001939"
    residence(item)["answers"] = {"person_name": "child_name"}


#: Name of the fault → how it is made, where it is told, and what is said of it.
FAULTS: dict[str, tuple[Callable[[Item], object], str, str]] = {
    "unknown": (lambda i: birth(i).update(procedure="1.0011933"), "parts.0.procedure", "1.001193"),
    "linked-itself": (lambda i: birth(i).update(procedure="2.002622"), "parts.0.procedure", "liên thông"),
    "circle": (lambda i: birth(i).update(after=["insurance"]), "parts.0.after", "vòng"),
    "itself": (lambda i: birth(i).update(after=["birth"]), "parts.0.after", "vòng"),
    "no-such-part": (lambda i: residence(i).update(after=["birthh"]), "parts.1.after", "birth"),
    "twice": (lambda i: residence(i).update(id="birth"), "parts.1.id", "đã có"),
    "no-such-question": (lambda i: residence(i)["answers"].update(person_nam="child_name"), "parts.1.answers.person_nam", "person_name"),
    "no-such-answer": (lambda i: residence(i)["answers"].update(person_name="child_nam"), "parts.1.answers.person_name", "child_name"),
    "no-such-option": (lambda i: residence(i)["answers"].update(person_kind='"new"'), "parts.1.answers.person_kind", "newborn"),
    "other-type": (lambda i: residence(i)["answers"].update(person_birth_date="copies"), "parts.1.answers.person_birth_date", "không hợp"),
    "not-required": (lambda i: residence(i)["answers"].update(head_relation="marriage_registered_at"), "parts.1.answers.head_relation", "không bắt buộc"),
    "no-such-paper": (lambda i: residence(i).update(papers={"birth_cert": "birth"}), "parts.1.papers.birth_cert", "birth_certificate"),
    "nobody-gives": (lambda i: residence(i).update(after=[]), "parts.1.papers.birth_certificate", "after"),
    "may-be-left-out": (asks_again, "parts.2.answers", "form chung"),
    "ordinary-flow": (lambda i: i.update(flow="consultation"), "flow", "parts: true"),
    "not-then": (lambda i: birth(i).update(procedure="9.000001"), "parts.0.procedure", "suốt thời gian"),
    "too-early-a-name": (lambda i: residence(i).update(when="child_name is not null"), "parts.1.when", "chưa có"),
}  # fmt: skip


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    folder = tmp_path_factory.mktemp("packs")
    common = Path(settings.SOURCE, "packs/common")
    (folder / "common").symlink_to(common)
    found = {path.stem.partition("-")[0]: path for path in (common / "procedures").glob("*.yaml")}
    ended = {**yaml.safe_load(found["1.001193"].read_text()), "id": "9.000001", "valid_to": "2026-01-01"}
    wholes = []
    for number, (change, _field, _said) in enumerate(FAULTS.values()):
        whole = yaml.safe_load(found[WHOLE].read_text())
        whole["id"] = f"8.{number:06d}"
        change(whole)
        wholes.append(whole)
    write_pack(folder, "thu", {"procedures": [ended, *wholes]}, extends=["common"])
    with pytest.raises(PackInvalid) as refused:
        load_pack(folder, "thu")
    return list(refused.value.problems)


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_told_where_it_is(problems: list[Problem], name: str) -> None:
    _change, field, said = FAULTS[name]
    number = list(FAULTS).index(name)
    told = [problem for problem in problems if problem.object_id == f"8.{number:06d}" and not problem.is_warning]
    assert any(p.field == field and said in f"{p.message} {p.near} {p.expected}" for p in told), told


def test_nothing_is_wrong_with_what_was_not_changed(problems: list[Problem]) -> None:
    assert {problem.object_id for problem in problems if not problem.is_warning} <= {
        f"8.{n:06d}" for n in range(len(FAULTS))
    }
