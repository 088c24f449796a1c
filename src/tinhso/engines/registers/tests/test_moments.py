"""A register as of a day and as known at a moment; records of a unit that has closed in the hands of its successor."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tinhso.core import clock
from tinhso.core.access import Actor, ActorKind, Grant
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.actions.rows import insert, read_values
from tinhso.engines.registers.queries import all_registers, may
from tinhso.engines.registers.types import Provenance, Source
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import Person, person

PATH = "/api/registers/climate_stations/records"


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


def written(who: Person, code: str, at: datetime, since: date | None = None) -> registers.Record:
    given = {"code": code, "name": f"Trạm {code}", "kind": "rain", "alarm_1": "1"}
    how = Provenance(Source.FORM, valid_from=since)
    assert who.actor.unit_id is not None
    return registers.add_record(
        actor=who.actor, at=at, register="climate_stations", unit_id=who.actor.unit_id, given=given, provenance=how
    )


def test_a_register_is_read_as_it_stood_and_as_it_was_known(keeper: Person) -> None:
    now = clock.now()
    ago = [now - timedelta(days=days) for days in (40, 30, 20, 10)]
    first = written(keeper, "T1", ago[0])
    late = written(keeper, "T2", ago[2], since=ago[0].date())
    common: dict[str, Any] = {"actor": keeper.actor, "register": "climate_stations", "record_id": first.id}
    how = Provenance(Source.FORM)
    registers.change_record(**common, at=ago[1], version=1, given={"alarm_1": "5"}, provenance=how)
    registers.end_record(**common, at=ago[3], version=2, provenance=how)

    def told(**asked: str) -> list[tuple[str, float]]:
        page = keeper.client.get(PATH, asked).json()
        assert page["total"] == len(page["items"])
        return [(one["values"]["code"], one["values"]["alarm_1"]) for one in page["items"]]

    def day(days: int) -> str:
        return (now - timedelta(days=days)).date().isoformat()

    assert told() == [("T2", 1)]
    assert told(as_of=day(35)) == [("T1", 1), ("T2", 1)], "a decision of then holds since then, though written later"
    assert told(as_of=day(35), known_at=ago[1].isoformat()) == [("T1", 1)], "nobody knew of it yet"
    assert told(as_of=day(15)) == [("T1", 5), ("T2", 1)]
    assert told(known_at=(ago[2] - timedelta(hours=1)).isoformat()) == [("T1", 5)]
    assert told(as_of=day(50)) == []
    one = keeper.client.get(f"{PATH}/{first.id}", {"as_of": day(35)}).json()
    assert (one["version"], one["values"]["alarm_1"]) == (1, 1)
    assert keeper.client.get(f"{PATH}/{late.id}", {"as_of": day(60)}).status_code == 404
    base = "/desk/co-so-du-lieu/climate_stations/"
    shown = keeper.client.get(f"{base}?ngay={day(35)}").content.decode()
    assert "Đang xem 2 trên 2" in shown
    assert "Số liệu của một ngày đã qua" in shown
    assert "phiên bản 1" in keeper.client.get(f"{base}{first.id}/?ngay={day(35)}").content.decode()
    lines = b"".join(keeper.client.get(f"{base}xuat/csv/?ngay={day(35)}"))  # type: ignore[call-overload]
    assert lines.decode().count("Trạm T") == 2


def test_what_a_closed_unit_kept_is_in_the_hands_of_its_successor(keeper: Person) -> None:
    register = all_registers()["health_workers"]
    gone, heirs = next((gone, heirs) for gone, heirs in organisation.units_succeeded(clock.today()).items() if heirs)
    given = {"licence": "1", "full_name": "Trần Văn Nam", "person": "046190000001", "title": "doctor",
             "issued_on": "1/2/2024", "status": "valid"}  # fmt: skip
    values = read_values(register, given, None, clock.today())
    made = insert(register, gone, values, Provenance(Source.FORM), keeper.actor, clock.now())

    def official(unit_ids: frozenset[Any]) -> Actor:
        grants = tuple(Grant(code, unit_ids) for code in ("registers.read", "registers.write"))
        return Actor(ActorKind.OFFICIAL, account_id=keeper.actor.account_id, name="Kế thừa", grants=grants)

    heir, other = official(frozenset([min(heirs)])), official(frozenset([keeper.actor.unit_id]) - heirs)
    assert registers.access_record(actor=heir, register=register, record_id=made.id).unit_id == gone
    assert may(heir, "registers.write", register, gone)
    asked = registers.Asked()
    counts = [
        registers.count_records(actor=one, at=clock.now(), register=register, asked=asked) for one in (heir, other)
    ]
    assert counts == [1, 0]
