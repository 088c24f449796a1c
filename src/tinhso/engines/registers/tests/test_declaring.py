"""Rules without a database: what table a declaration wants, how one becomes the other, what a change breaks."""

from typing import Any

import pytest
from pydantic import ValidationError

from tinhso.engines.registers.rules.columns import PAST, broken_field, wanted
from tinhso.engines.registers.rules.comparing import Class, differences, is_breaking
from tinhso.engines.registers.rules.converging import Actual, plan, widens
from tinhso.engines.registers.tests.declared import FIELDS, declared, with_field, without


def actual(**changes: Any) -> Actual:
    target = wanted(declared(**changes))
    return Actual(dict(target.columns), list(target.constraints), list(target.indexes))


def statements(before: Actual, **changes: Any) -> list[str]:
    made = plan(before, before, wanted(declared(**changes)))
    return [each.as_string(None) for each in (*made.first, *made.last)]


@pytest.mark.parametrize(
    ("old", "new", "held"),
    [
        ("bigint", "numeric(24,2)", True),
        ("numeric(24,2)", "numeric(24,4)", True),
        ("numeric(24,2)", "numeric(24,1)", False),
        ("numeric(24,2)", "bigint", False),
        ("date", "text", True),
        ("text", "date", False),
        ("text[]", "text", False),
    ],
)
def test_a_type_widens_where_every_value_stays_the_same(old: str, new: str, *, held: bool) -> None:
    assert widens(old, new) is held


def test_a_new_register_is_a_table_its_history_its_constraints_and_its_indexes() -> None:
    made = statements(Actual())
    assert made[0].startswith('CREATE TABLE "registers"."test_markets" (')
    assert '"area" numeric(24,1)' in made[0]
    assert f'"registers"."test_markets{PAST}"' in made[1]
    assert "append_only" in made[2]
    assert any("CHECK (\"grade\" IN ('1', '2', '3'))" in each for each in made)
    assert any(each.startswith("CREATE UNIQUE INDEX") and each.endswith('("code")') for each in made)


def test_a_table_that_is_as_wanted_needs_nothing() -> None:
    assert statements(actual()) == []


def test_a_field_that_is_declared_no_more_keeps_its_column() -> None:
    made = statements(actual(), fields=without("inspected"))
    assert not [each for each in made if "DROP COLUMN" in each or "inspected" in each]


def test_a_renamed_field_takes_its_column_along_and_the_history_too() -> None:
    fields = [{**f, "id": "head", "was": "manager"} if f["id"] == "manager" else f for f in FIELDS]
    made = [each for each in statements(actual(), fields=fields) if "RENAME" in each]
    assert len(made) == 2
    assert all('"manager" TO "head"' in each for each in made)


def test_a_type_that_cannot_be_widened_sets_the_old_column_aside() -> None:
    made = statements(actual(), fields=with_field("area", type="date", unit=""))
    assert 'ALTER TABLE "registers"."test_markets" RENAME COLUMN "area" TO "_area_1"' in made
    assert 'ALTER TABLE "registers"."test_markets" ADD COLUMN "area" date' in made


def test_going_back_takes_a_column_up_again() -> None:
    smaller = actual(fields=without("inspected"))
    kept = Actual({**smaller.columns, "inspected": "date"}, smaller.constraints, smaller.indexes)
    assert statements(kept) == []


def test_no_name_or_value_leaves_its_quotes() -> None:
    for bad in ('a"b', "a;b", "_id", "A", "a__past", "ô", "1a"):
        with pytest.raises(ValidationError):
            declared(fields=with_field(bad, type="text"))


@pytest.mark.parametrize(
    ("fields", "breaking"),
    [
        (with_field("phone", type="phone"), False),
        (with_field("phone", type="phone", required=True), True),
        (with_field("name", max_length=900), False),
        (with_field("name", max_length=100), True),
        (with_field("stalls", type="number"), False),
        (with_field("stalls", min=1), True),
        (with_field("area", type="integer"), True),
        (with_field("inspected", required=True), True),
        (with_field("manager", unique=True), True),
        (without("roofed"), True),
        (with_field("grade", options=[{"id": "1", "name": "x", "name_en": "x"}]), True),
        (with_field("code", hint="khác"), False),
    ],
)
def test_what_breaks_those_who_use_a_register(fields: list[dict[str, Any]], *, breaking: bool) -> None:
    rules = [] if not any(field["id"] == "stalls" for field in fields) else declared().model_dump()["rules"]
    found = differences(declared(), declared(fields=fields, rules=rules))
    assert is_breaking(found) is breaking, found


def test_nothing_differs_from_itself() -> None:
    assert differences(declared(), declared()) == []
    assert differences(declared(), declared(fields=with_field("x", type="text")))[0].kind is Class.COMPATIBLE


def test_the_name_of_a_constraint_tells_its_field() -> None:
    names = wanted(declared()).constraints
    assert {broken_field(name) for name in names} >= {"code", "grade", "stalls", "place"}
