"""Former versions of a declaration: read as before after every kind of breaking change, and taken again."""

from typing import Any

import pytest
from django.db import connection

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.packs.api import Change, Changed
from tinhso.engines.registers.actions.applying import apply_registers, stranded_by
from tinhso.engines.registers.actions.going_back import taken_again
from tinhso.engines.registers.actions.rows import insert, read_values
from tinhso.engines.registers.queries import by_former
from tinhso.engines.registers.queries.merging import version_of
from tinhso.engines.registers.rules.former import as_declared, former_of
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.tests.declared import FIELDS, declared, with_field, without
from tinhso.engines.registers.types import Provenance, Source
from tinhso.foundation.organisation import api as organisation

#: One declaration for each kind of breaking change, all from the first.
BROKEN: dict[str, list[dict[str, Any]]] = {
    "renamed": [{**f, "id": "head", "was": "manager"} if f["id"] == "manager" else f for f in FIELDS],
    "dropped": without("inspected"),
    "other type": [
        {**f, "type": "date", "unit": "", "decimals": 2} if f["id"] == "area" else f
        for f in FIELDS
        if f["id"] != "per_stall"
    ],
    "codes gone": with_field("grade", options=[{"id": "1", "name": "Hạng 1", "name_en": "Grade 1"}]),
    "narrower": with_field("stalls", min=1, max=50),
    "required": with_field("inspected", required=True),
    "unique": with_field("manager", unique=True),
    "shorter": with_field("manager", max_length=60),
    "wider": with_field("inspected", type="text"),
    "new key": with_field("name", unique=True, required=True),
}
GIVEN = {
    "code": "C1", "name": "Chợ Đông Ba", "grade": "1", "stalls": "4", "area": "50,5", "opened": "1899",
    "inspected": "1/2/2024", "roofed": "có", "manager": "Lê Thị Lan",
}  # fmt: skip


def change(old: RegisterObject | None, new: RegisterObject) -> Change[Any]:
    changed = (Changed(old, new),) if old else ()
    return Change("registers", clock.now(), () if old else (new,), changed, (), {new.id: new})


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("kind", BROKEN)
def test_who_reads_by_the_former_version_reads_the_same_and_going_back_finds_it(kind: str) -> None:
    first = declared()
    apply_registers(change(None, first))
    values = read_values(first, GIVEN, None, clock.today())
    unit_id = organisation.units_as_of(clock.today())[0].id
    made = insert(first, unit_id, values, Provenance(Source.FORM), SYSTEM, clock.now())
    key = "name" if kind == "new key" else "code"
    second = declared(fields=BROKEN[kind], version=2, key=key, title="name")
    assert not list(stranded_by({"registers": change(first, second)}))
    apply_registers(change(first, second))
    found = former_of([first, second], 1)
    assert found is not None
    now = version_of(second, made.id, 1)
    assert by_former(found, [now])[0].values == values
    back = taken_again(second, first)
    assert back.version == (3 if kind in {"renamed", "other type", "wider", "new key"} else 2)
    apply_registers(change(second, back))
    # What was widened does not fit back by itself: it is kept aside.
    lost = {"inspected": None} if kind == "wider" else {}
    assert version_of(first, made.id, 1).values == {**values, **lost}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registers.test_markets__past")
        assert cursor.fetchone() == (0,)


def test_a_value_that_fits_no_more_is_none_and_what_is_personal_today_is_masked() -> None:
    register = declared()
    assert as_declared(register.field("grade"), "9") is None
    assert as_declared(register.field("stalls"), 1.5) is None
    assert as_declared(register.field("inspected"), "không rõ") is None
    assert former_of([register], 2) is None
    closer = declared(fields=with_field("name", personal="basic"), version=2)
    found = former_of([register, closer], 1)
    assert found is not None
    assert found.register.field("name").personal == "basic"
