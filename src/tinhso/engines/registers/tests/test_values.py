"""Rules without a database: values from what people type, and back; shapes; computed fields and quality."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tinhso.engines.registers.rules.judging import broken_rules, completed, words_of
from tinhso.engines.registers.rules.reading import BadValue, as_text, read_text
from tinhso.engines.registers.rules.samples import sample_rows
from tinhso.engines.registers.rules.shapes import BadShape, draw, tidy_shape
from tinhso.engines.registers.rules.telling import cell, told, typed
from tinhso.engines.registers.schema import RegisterField
from tinhso.engines.registers.tests.declared import declared

REGISTER = declared()


def nothing(_field: RegisterField, _text: str) -> None:
    return None


def read(name: str, text: str) -> Any:
    return read_text(REGISTER.field(name), text, nothing)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("stalls", "1.250", 1250),
        ("area", "1.250,5", Decimal("1250.5")),
        ("area", "", None),
        ("grade", "hạng 2", "2"),
        ("grade", "HANG 2", "2"),
        ("inspected", "31/8/2026", date(2026, 8, 31)),
        ("inspected", "46265", date(2026, 8, 31)),
        ("opened", "5/2019", "2019-05"),
        ("opened", "1899", "1899"),
        ("opened", "2019-05-31", "2019-05-31"),
        ("roofed", "Có", True),
        ("roofed", "không", False),
        ("place", "16.4637, 107.5909", {"type": "Point", "coordinates": [107.5909, 16.4637]}),
    ],
)
def test_what_people_type_is_read(name: str, text: str, value: Any) -> None:
    assert read(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("code", ""),
        ("code", "x" * 21),
        ("stalls", "-1"),
        ("stalls", "10.001"),
        ("stalls", "1,5"),
        ("stalls", "nhiều"),
        ("area", "1,25"),
        ("grade", "4"),
        ("inspected", "31/2/2026"),
        ("opened", "13/2019"),
        ("opened", "000001"),
        ("opened", "046190000001"),
        ("roofed", "có lẽ"),
        ("place", "107.5909, 16.4637"),
        ("place", '{"type": "LineString", "coordinates": []}'),
    ],
)
def test_what_is_wrong_is_said(name: str, text: str) -> None:
    with pytest.raises(BadValue, match=r"\w"):
        read(name, text)


@pytest.mark.parametrize("row", sample_rows(REGISTER, 20, 1, date(2026, 8, 31), {}))
def test_a_value_reads_back_from_a_form_and_from_a_file(row: dict[str, str]) -> None:
    for name, text in row.items():
        field, value = REGISTER.field(name), read(name, text)
        assert read(name, typed(field, value, {})) == value
        assert read(name, cell(field, value, {})) == value
        assert told(field, value, {})


def test_numbers_are_written_as_people_write_them() -> None:
    assert [typed(REGISTER.field(name), value, {}) for name, value in (("stalls", 437), ("area", Decimal("12.5")))] == [
        "437", "12,5",
    ]  # fmt: skip
    assert cell(REGISTER.field("stalls"), 437, {}) == "437"


def test_json_values_are_read_like_texts() -> None:
    assert read("stalls", as_text(12)) == 12
    assert read("area", as_text(12.5)) == Decimal("12.5")
    assert read("roofed", as_text(False)) is False
    assert read("place", as_text({"type": "Point", "coordinates": [107.5, 16.4]}))["type"] == "Point"
    with pytest.raises(BadValue):
        as_text([1])


def test_computed_fields_follow_and_rules_that_do_not_hold_are_named() -> None:
    whole = completed(REGISTER, {"code": "C1", "name": "Chợ Đông Ba", "stalls": 4, "area": Decimal(50)})
    assert whole["per_stall"] == Decimal("12.50")
    assert broken_rules(REGISTER, whole) == []
    assert broken_rules(REGISTER, completed(REGISTER, {**whole, "stalls": 0})) == ["some_stalls"]
    assert completed(REGISTER, {**whole, "stalls": 0})["per_stall"] is None
    assert words_of(REGISTER, whole) == "c1 cho dong ba"


def test_personal_values_are_masked() -> None:
    manager = REGISTER.field("manager")
    assert told(manager, "Lê Thị Lan", {}, masked=True) == "L•••"
    assert told(manager, "Lê Thị Lan", {}) == "Lê Thị Lan"


def test_shapes_are_tidied_and_drawn() -> None:
    ring = tidy_shape("Polygon", "16.1,107.1|16.1,107.2|16.2,107.2")["coordinates"][0]
    assert ring[0] == ring[-1]
    assert len(ring) == 4
    drawn = draw({"type": "Polygon", "coordinates": [ring]})
    assert drawn.is_area
    assert drawn.scale.endswith("km")
    assert 20 <= float(drawn.bar) <= 130
    for bad in ("91, 200", "x", '{"type": "Polygon"}', '{"type": "Polygon", "coordinates": [[[true, 1]]]}', "{"):
        with pytest.raises(BadShape):
            tidy_shape("Polygon", bad)
