"""Packs on disk: layers, validation, cross references; every problem with file, line, field and nearest name."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.core.packs.api import PackInvalid, PackNotFound, PackView, Problem, Section, sections
from tinhso.core.packs.loader import list_packs, load_pack
from tinhso.core.packs.section import in_order
from tinhso.core.packs.testing import only_sections, write_pack
from tinhso.core.packs.tests.sample import PROCEDURE, UNITS, Procedure, Unit


def problems(folder: Path, pack: str = "hue") -> list[Problem]:
    with pytest.raises(PackInvalid) as caught:
        load_pack(folder, pack)
    assert all(problem.text() for problem in caught.value.problems)
    return list(caught.value.problems)


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_layers_are_merged_and_typed(folder: Path) -> None:
    pack = load_pack(folder, "hue")
    assert [layer.id for layer in pack.layers] == ["common", "hue"]
    assert pack.count == 3
    procedure = pack.objects["procedures"]["1.000001"]
    assert isinstance(procedure, Procedure)
    assert procedure.papers[1].name == "Căn cước"
    assert list_packs(folder) == ["common", "hue"]


def test_the_upper_layer_replaces_the_whole_object(folder: Path) -> None:
    write(folder, "hue/procedures/x.yaml", 'id: "1.000001"\nname: Của Huế\nunit: ubnd\n')
    procedure = load_pack(folder, "hue").objects["procedures"]["1.000001"]
    assert isinstance(procedure, Procedure)
    assert (procedure.name, procedure.fee, procedure.papers) == ("Của Huế", 0, ())


@pytest.mark.parametrize(
    ("file", "text", "line", "field", "words", "near"),
    [
        ("hue/unit/a.yaml", "id: a", 0, "", "unit", "units"),
        ("hue/units/a.yaml", "id: a\nname: A\nkind: departmnt\n", 3, "kind", "departmnt", "department"),
        ("hue/units/a.yaml", "id: a\nname: A\nkind: commune\nparnt: stp\n", 4, "parnt", "parnt", "parent"),
        ("hue/units/a.yaml", "id: a\nname: A\nkind: commune\nparent: sttp\n", 4, "parent", "sttp", "stp"),
        ("hue/units/a.yaml", "id: a\nnam: A\nkind: commune\n", 1, "name", "thiếu trường name", "nam"),
        ("hue/units/a.yaml", "- id: a\n  name: A\n  kind: commune\n- id: a\n  name: B\n  kind: commune\n", 4, "id", "hue/units/a.yaml:1", ""),
        ("hue/units/a.yaml", "name: A\nkind: commune\n", 1, "id", "thiếu id", ""),
        ("hue/units/a.yaml", "- 5\n", 1, "", "đối tượng", ""),
        ("hue/units/a.yaml", "id: a b\nname: A\nkind: commune\n", 1, "id", "a b", ""),
        ("hue/units/a.yaml", "id: a\nname: A\nkind: commune\nvalid_from: 2025-13-01\n", 4, "valid_from", "2025-13-01", ""),
        ("hue/units/a.yaml", "id: a\nname: A\nkind: commune\nvalid_from: 2025-07-01\nvalid_to: 2025-07-01\n", 1, "", "valid_to", ""),
        ("hue/units/a.yaml", "id: a\nname: A\nkind: commune\nto_confirm: [nme]\n", 4, "to_confirm", "nme", "name"),
        ("hue/units/a.yaml", "id: a\nname: A\nkind: commune\nlegal_basis: NĐ 61\n", 4, "legal_basis", "NĐ 61", ""),
        ("hue/units/a.yml", "id: a", 0, "", ".yml", ""),
        ("hue/notes.csv", "x", 0, "", "ngoài", ""),
        ("hue/procedures/p.yaml", "id: p\nname: P\nunit: stp\nfee: 1.5\n", 4, "fee", "1.5", ""),
        ("hue/procedures/p.yaml", "id: p\nname: P\nunit: stp\npapers:\n  - id: x\n    name: X\n    required: maried\n", 7, "papers.0.required", "maried", "married"),
        ("hue/procedures/p.yaml", "id: p\nname: P\nunit: stp\npapers:\n  - id: x\n    name: X\n    required: a >\n", 7, "papers.0.required", "sai cú pháp", ""),
        ("hue/procedures/p.yaml", "id: p\nname: P\nunit: stp\npapers:\n  - id: x\n    name: X\n    requird: true\n", 7, "papers.0.requird", "requird", "required"),
        ("hue/procedures/p.yaml", "id: p\nname: P\nunit: stp\npapers: 5\n", 4, "papers", "5", ""),
    ],
)  # fmt: skip
def test_a_problem_names_file_line_field_and_nearest(
    folder: Path, file: str, text: str, line: int, field: str, words: str, near: str
) -> None:
    write(folder, file, text)
    found = next(problem for problem in problems(folder) if problem.field == field)
    assert found.file == file.rsplit("/", 1)[0] if "/unit/" in file else found.file == file
    assert found.line == line
    assert words in found.message
    assert found.near == near


@pytest.mark.parametrize(
    ("text", "field", "near"),
    [
        ("id: hu\nname: H\nname_en: H\nkind: province\nversion: 1\n", "id", ""),
        ("id: hue\nname: H\nname_en: H\nkind: provinc\nversion: 1\n", "kind", "province"),
        ("id: hue\nname: H\nname_en: H\nkind: province\nversion: 1\nextends: [comon]\n", "extends", "common"),
        ("id: hue\nname: H\nname_en: H\nkind: province\nversion: 1\nextends: [hue]\n", "extends", ""),
        ("id: hue\nname: H\nname_en: H\nkind: province\nversion: 1\nbrand: {accent: green}\n", "brand.accent", ""),
        ("id: hue\nname: H\nkind: province\nversion: 1\n", "name_en", ""),
        ("\tx", "", ""),
    ],
)
def test_a_wrong_manifest_is_told(folder: Path, text: str, field: str, near: str) -> None:
    write(folder, "hue/pack.yaml", text)
    found = problems(folder)[0]
    assert (found.file, found.field, found.near) == ("hue/pack.yaml", field, near)


def test_a_province_cannot_be_a_layer(folder: Path) -> None:
    write_pack(folder, "hue2", {}, extends=["hue"])
    assert problems(folder, "hue2")[0].field == "kind"


def test_an_unknown_pack_is_told_with_the_known_ones(folder: Path) -> None:
    with pytest.raises(PackNotFound, match="common, hue"):
        load_pack(folder, "huee")


def test_links_out_of_the_pack_are_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("id: x")
    (folder / "hue" / "units" / "link.yaml").symlink_to(outside)
    assert "symlink" in problems(folder)[0].message


def test_texts_and_hidden_files_are_left_alone(folder: Path) -> None:
    write(folder, "hue/README.md", "# Huế")
    write(folder, "hue/units/.draft.yaml", ":::")
    assert load_pack(folder, "hue").count == 3


def test_sections_come_after_those_they_wait_for() -> None:
    waiting = {"a": ("c",), "b": (), "c": ("b",)}
    with only_sections(Section(name, Unit, name, "tests", after=after) for name, after in waiting.items()):
        assert in_order(["a", "b", "c"]) == ["b", "c", "a"]
        assert in_order(["a", "b"]) == ["b", "a"]
        sections._items["b"] = Section("b", Unit, "b", "tests", after=("a",))
        with pytest.raises(ValueError, match="wait for each other"):
            in_order(["a", "b", "c"])


DAMAGE: list[Callable[[str, int], str]] = [
    lambda text, at: text[:at] + text[at + 1 :],
    lambda text, at: text[:at] + "\t" + text[at:],
    lambda text, at: text[:at] + ": " + text[at:],
    lambda text, at: text[:at] + "\n" + text[at:],
    lambda text, at: text[:at] + "[" + text[at:],
    lambda text, at: text[:at] + '"' + text[at:],
    lambda text, at: text[:at] + "&a *a" + text[at:],
    lambda text, at: text[:at] + "\x00" + text[at:],
    lambda text, at: text[:at],
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    damage=st.lists(st.tuples(st.sampled_from(DAMAGE), st.floats(0, 1)), min_size=1, max_size=3),
    target=st.sampled_from(["units", "procedures", "pack"]),
)
def test_a_damaged_file_gives_problems_never_a_crash(
    folder: Path, damage: list[tuple[Callable[[str, int], str], float]], target: str
) -> None:
    files = {
        "units": ("hue/units/0000.yaml", UNITS[0]),
        "procedures": ("common/procedures/0000.yaml", PROCEDURE),
        "pack": (
            "hue/pack.yaml",
            {"id": "hue", "name": "H", "name_en": "H", "kind": "province", "version": "1", "extends": ["common"]},
        ),
    }
    for file, value in files.values():
        write(folder, file, yaml.safe_dump(value, allow_unicode=True))
    file, value = files[target]
    text = yaml.safe_dump(value, allow_unicode=True)
    for change, position in damage:
        text = change(text, int(position * len(text)))
    write(folder, file, text)
    try:
        load_pack(folder, "hue")
    except PackInvalid as error:
        assert all(problem.text() and problem.file for problem in error.problems)


def test_assets_are_files_of_known_kinds_with_plain_names(folder: Path) -> None:
    write(folder, "common/assets/cards/plot.png", "x")
    load_pack(folder, "hue")
    for name in ("hue/assets/Big Name.png", "hue/assets/page.html", "hue/assets/a.svg"):
        write(folder, name, "x")
    assert {problem.file for problem in problems(folder)} == {
        "hue/assets/Big Name.png", "hue/assets/page.html", "hue/assets/a.svg",
    }  # fmt: skip


def test_warnings_are_told_and_stop_nothing(folder: Path) -> None:
    def check(view: PackView) -> None:
        for unit in view.objects("units", Unit).values():
            view.warning(unit, "name", "tên dài")
            view.asset(unit, "name", "cards/none.png")

    with only_sections(
        [Section("units", Unit, "Cơ quan", "tests", check=check), Section("procedures", Procedure, "Thủ tục", "tests")]
    ):
        found = problems(folder)
        assert not any(problem.is_warning for problem in found) and "cards/none.png" in found[0].message
        write(folder, "hue/assets/cards/none.png", "x")
        warnings = load_pack(folder, "hue").warnings
    assert warnings and "cảnh báo: tên dài" in warnings[0].text()
