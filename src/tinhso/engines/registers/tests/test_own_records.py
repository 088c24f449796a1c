"""Records that name a person: told to them alone once their number is proved, with the looks at them."""

import pytest

from tinhso.core import clock, personal
from tinhso.core.access import SYSTEM
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.queries import units_to_write
from tinhso.engines.registers.tests.test_govstack import CLIENT
from tinhso.engines.registers.types import SUBJECT
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation.tests.people import Person, person

NUMBER = "046190000017"


@pytest.fixture
def worker(province: None) -> registers.Record:
    keeper, at = person("quantri"), clock.now()
    unit_id = units_to_write(keeper.actor, registers.all_registers()["health_workers"], at)[0]
    return registers.add_record(
        actor=keeper.actor, at=at, register="health_workers", unit_id=unit_id,
        given={"licence": "17", "full_name": "Trần Văn Nam", "person": NUMBER, "title": "doctor",
               "issued_on": "1/2/2024", "status": "valid"},
        provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip


def proved(username: str, number: str = NUMBER) -> Person:
    citizen = person(username)
    account_id = identity.account_id_of(citizen.actor)
    identity.prove_person(
        actor=SYSTEM, at=clock.now(), account_id=account_id, person_id=number, level=2, proved_by="test"
    )
    return citizen


def test_who_is_named_reads_the_record_and_who_looked(worker: registers.Record) -> None:
    named = person("congdan1")
    assert "Trần Văn Nam" not in named.client.get("/du-lieu/ban-ghi/").content.decode(), "a number that is not proved"
    named = proved("congdan1")
    shown = named.client.get("/du-lieu/ban-ghi/").content.decode()
    assert "Trần Văn Nam" in shown
    assert NUMBER not in shown
    other = proved("congdan2", "046190000025")
    assert "Trần Văn Nam" not in other.client.get("/du-lieu/ban-ghi/").content.decode()
    assert person("congchuc").client.get("/du-lieu/ban-ghi/").status_code == 403
    told = named.client.get("/api/own-records").json()
    assert [one["id"] for one in told] == [str(worker.id)]
    assert "person" not in told[0]["values"]
    account_id = identity.account_id_of(named.actor)
    assert (SUBJECT, str(worker.id)) in personal.subjects_of(account_id)
    held = [one for asked in personal.declared_holdings.values() for one in asked(personal.Person(account_id))]
    assert [(one.id, one.rows[0]["full_name"]) for one in held] == [("registers.health_workers", "Trần Văn Nam")]
    person("quantri").client.get(f"/desk/co-so-du-lieu/health_workers/{worker.id}/")
    path = f"/api/data/MyPersonalDataUsage/1.0?userID={NUMBER}&DatabaseID=health_workers"
    # The user gets a list of all records that have read his personal data.
    usage = named.client.get(path, headers=CLIENT).json()
    assert [one["Refrences"] for one in usage] == [[{"ReferenceID": str(worker.id)}]]
    # The user is not able to get it because of the invalid userID, or DatabaseID, parameter.
    assert named.client.get(path.replace(NUMBER, "..."), headers=CLIENT).status_code == 400
    assert named.client.get(path.replace("health_workers", "..."), headers=CLIENT).status_code == 400
    assert other.client.get(path, headers=CLIENT).status_code == 404, "somebody else's number"
