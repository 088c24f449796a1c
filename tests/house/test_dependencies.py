"""The list of libraries fits its schema and is whole; what is known against one fails, and nobody's answer is said."""

import json
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import jsonschema_rs
import pytest

from tinhso.conf.commands import audit_dependencies
from tinhso.conf.dependencies import (
    Audit,
    Library,
    bill_of_materials,
    faults,
    libraries,
    licence_faults,
    look,
    terms,
)
from tinhso.core import clock

AT = datetime(2026, 11, 22, 8, 0, tzinfo=clock.TZ)
BAD = Library("PyPI", "bad", "1.0", True, (), "MIT")
GOOD = Library("npm", "@good/one", "2.0", True, (), "MIT")


def schema(name: str) -> dict[str, object]:
    return dict(json.loads((files("cyclonedx.schema") / "_res" / name).read_text("utf-8")))


@pytest.fixture(scope="module")
def locked() -> list[Library]:
    return libraries()


def test_the_bill_of_materials_fits_its_schema(locked: list[Library]) -> None:
    root, names = schema("bom-1.6.SNAPSHOT.schema.json"), ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")
    by_name = {name: schema(name) for name in names}
    validator = jsonschema_rs.validator_for(root, retriever=lambda uri: by_name[uri.rpartition("/")[2]])
    told = bill_of_materials(locked)
    assert not [f"{error.instance_path}: {error.message}"[:300] for error in validator.iter_errors(told)]
    assert list(validator.iter_errors({**told, "bomFormat": "another"}))
    assert told == bill_of_materials(libraries())


def test_everything_that_is_locked_is_in_it(locked: list[Library]) -> None:
    told = {each["purl"]: each for each in bill_of_materials(locked)["components"]}
    pinned = {
        line.partition("==")[0]
        for line in Path("requirements.lock").read_text("utf-8").splitlines()
        if line[:1].isalnum()
    }
    assert {each.name for each in locked if each.ecosystem == "PyPI" and each.runs} == {name.lower() for name in pinned}
    assert (
        told["pkg:pypi/django@" + next(each.version for each in locked if each.name == "django")]["scope"] == "required"
    )
    assert any(each["scope"] == "excluded" for each in told.values())
    assert any(purl.startswith("pkg:npm/htmx.org@") for purl in told)
    assert all(each["hashes"] and each["licenses"] for each in told.values())


def test_every_licence_is_compatible(locked: list[Library]) -> None:
    assert not licence_faults(locked)
    said = {each.name for each in locked}
    assert set(terms()["packages"]) <= said, "says something of a package that is not locked"


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        ("MIT", True), ("MIT AND OFL-1.1", True), ("AGPL-3.0-only OR MIT", True), ("AGPL-3.0-only", False),
        ("MIT AND AGPL-3.0-only", False), ("", False),
    ],
)  # fmt: skip
def test_a_licence_that_is_not_on_the_list_is_found(licence: str, fits: bool) -> None:
    assert bool(licence_faults([Library("PyPI", "x", "1", True, (), licence)])) is not fits


def answer(*results: object) -> bytes:
    return json.dumps({"results": list(results)}).encode()


def test_a_known_fault_fails_and_no_source_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[object] = []

    def tells(_address: str, content: bytes) -> bytes:
        asked.append(json.loads(content)["queries"])
        return answer({"vulns": [{"id": "CVE-2026-1", "modified": ""}]}, {})

    def away(_address: str, _content: bytes) -> bytes:
        raise OSError

    def strange(_address: str, _content: bytes) -> bytes:
        return answer({})

    both = [BAD, GOOD]
    never = look(both, tmp_path, AT, away)
    assert never == Audit({}, None, reached=False)
    assert not look(both, tmp_path, AT, strange).reached
    first = look(both, tmp_path, AT, tells)
    assert first == Audit({"pkg:pypi/bad@1.0": ("CVE-2026-1",)}, AT, reached=True)
    assert asked == [
        [
            {"package": {"name": "bad", "ecosystem": "PyPI"}, "version": "1.0"},
            {"package": {"name": "@good/one", "ecosystem": "npm"}, "version": "2.0"},
        ]
    ]
    # Within a day nobody is asked again; after it, what was known stays known while nobody answers.
    assert look(both, tmp_path, AT + timedelta(hours=5), away).reached
    later = look(both, tmp_path, AT + timedelta(days=3), away)
    assert later.found == first.found and later.asked_at == AT and not later.reached
    assert faults(later, AT.date(), []) == ["pkg:pypi/bad@1.0: CVE-2026-1"]

    monkeypatch.setattr(audit_dependencies, "home", lambda: tmp_path)
    for audit, code, words in ((later, 1, "CVE-2026-1"), (never, 0, "⚠"), (Audit({}, AT, reached=True), 0, "0")):
        monkeypatch.setattr(audit_dependencies.dependencies, "look", lambda *_given, told=audit: told)
        assert audit_dependencies.run(None) == code
        assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, False),
        ({"until": date(2026, 11, 21)}, True),
        ({"why": " "}, True),
        ({"package": "other"}, True),
        ({"id": "x"}, True),
    ],
)
def test_an_exception_has_a_reason_and_an_end(changed: dict[str, object], counts: bool) -> None:
    row = {"id": "CVE-2026-1", "package": "bad", "why": "Not reached.", "until": date(2026, 11, 22), **changed}
    known = Audit({BAD.purl: ("CVE-2026-1",)}, AT, reached=True)
    assert bool(faults(known, AT.date(), [row])) is counts


def test_exceptions_are_complete() -> None:
    assert all(
        {"id", "package", "why", "until"} == set(row) and isinstance(row["until"], date)
        for row in terms()["exceptions"]
    )
