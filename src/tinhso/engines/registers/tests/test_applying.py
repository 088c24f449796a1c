"""Declarations on the tables of PostgreSQL: made, changed, refused, gone back; the history stays as it was."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.packs.api import Change, Changed
from tinhso.engines.registers.actions.applying import apply_registers, impact_of_registers, stranded_by
from tinhso.engines.registers.actions.rows import insert, read_values, replaced
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.tests.declared import FIELDS, declared, with_field, without
from tinhso.engines.registers.types import Provenance, Record, RecordInvalid, RecordTaken, RowsInTheWay, Source
from tinhso.foundation.organisation import api as organisation

pytestmark = pytest.mark.usefixtures("province")
HOW = Provenance(Source.FORM)


def change(new: RegisterObject, old: RegisterObject | None = None) -> Change[Any]:
    changed = (Changed(old, new),) if old else ()
    return Change("registers", clock.now(), () if old else (new,), changed, (), {new.id: new})


def put(register: RegisterObject, **given: str) -> Record:
    values = read_values(register, {"code": "C1", "name": "Chợ Đông Ba", "stalls": "4", **given}, None, clock.today())
    return insert(register, organisation.units_as_of(clock.today())[0].id, values, HOW, SYSTEM, clock.now())


def asked(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_the_database_itself_keeps_what_is_declared() -> None:
    register = declared()
    apply_registers(change(register))
    put(register, area="50")
    with pytest.raises(RecordTaken):
        put(register)
    with pytest.raises(RecordInvalid):
        read_values(register, {"code": "C2", "name": "X", "grade": "9"}, None, clock.today())
    for wrong in ("grade = '9'", "stalls = -1", "code = NULL", 'place = \'{"type": "Polygon"}\'', "_unit = _id"):
        with pytest.raises(DatabaseError), transaction.atomic():
            asked(f"UPDATE registers.test_markets SET {wrong} RETURNING 1")
            asked("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_was_written_outlives_every_change_and_the_way_back() -> None:
    first = declared()
    apply_registers(change(first))
    record = put(first, area="50,5", inspected="1/2/2024", manager="Lê Thị Lan")
    later = {**record.values, "name": "Chợ Đông Ba mới"}
    replaced(first, record, later, HOW, SYSTEM, clock.now())
    fields = [{**f, "id": "head", "was": "manager"} if f["id"] == "manager" else f for f in without("inspected")]
    fields = [{**f, "type": "date", "unit": ""} if f["id"] == "area" else f for f in fields if f["id"] != "per_stall"]
    second = declared(fields=fields, version=2)
    assert not list(stranded_by({"registers": change(second, first)}))
    told = [impact.text for impact in impact_of_registers(change(second, first))]
    assert any("inspected" in text and "1 bản ghi" in text for text in told)
    apply_registers(change(second, first))
    assert asked("SELECT head, area, _area_1::text FROM registers.test_markets") == [("Lê Thị Lan", None, "50.5")]
    assert asked("SELECT head, name, _version FROM registers.test_markets__past") == [("Lê Thị Lan", "Chợ Đông Ba", 1)]
    third = declared(fields=[{**f, "was": "head"} if f["id"] == "manager" else f for f in FIELDS], version=3)
    apply_registers(change(third, second))
    assert asked("SELECT manager, inspected::text FROM registers.test_markets") == [("Lê Thị Lan", "2024-02-01")]
    with pytest.raises(DatabaseError), transaction.atomic():
        asked("DELETE FROM registers.test_markets__past RETURNING 1")


def test_computed_fields_and_rules_follow_a_new_declaration() -> None:
    first = declared()
    apply_registers(change(first))
    put(first, area="50")
    rules = [{"id": "large", "name": "x", "name_en": "x", "holds": "area > 100"}]
    second = declared(fields=with_field("per_stall", computed="area * 2"), rules=rules)
    apply_registers(change(second, first))
    assert asked("SELECT per_stall::text, _wrong FROM registers.test_markets") == [("100.00", ["large"])]


def test_a_breaking_change_needs_its_word_and_rows_that_fit() -> None:
    first = declared()
    apply_registers(change(first))

    def stuck(new: RegisterObject) -> str:
        return " ".join(impact.text for _section, impact in stranded_by({"registers": change(new, first)}))

    narrower = declared(fields=with_field("inspected", required=True))
    assert not stuck(narrower), "an empty register may change"
    put(first)
    assert "nâng version lên 2" in stuck(narrower)
    assert "nâng version" not in stuck(declared(fields=with_field("inspected", required=True), version=2))
    assert stuck(declared(fields=with_field("inspected", required=True), version=2))
    assert not stuck(declared(fields=with_field("note", type="text")))
    with pytest.raises(RowsInTheWay):
        apply_registers(change(declared(fields=with_field("inspected", required=True), version=2), first))
