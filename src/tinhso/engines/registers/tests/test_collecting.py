"""What was collected without a line is taken exactly once, whoever may write and whoever may only ask."""

from typing import Any
from uuid import uuid4

import pytest

from tinhso.core import clock
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.models import ChangeRequest, Collected
from tinhso.engines.registers.queries import units_to_write
from tinhso.engines.registers.tests.test_pages import PHARMACY, commune
from tinhso.foundation.organisation.tests.people import Person, person

PATH = "/api/registers/pharmacies/collected"


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


def sent(who: Person, key: str, **changes: str) -> Any:
    register = registers.all_registers()["pharmacies"]
    values = {**PHARMACY, "commune": commune(), **changes}
    unit = str(units_to_write(who.actor, register, clock.now())[0])
    body = {"key": key, "unit_id": unit, "values": values, "basis": "Khảo sát"}
    return who.client.post(PATH, body, content_type="application/json")


def total(who: Person) -> int:
    return int(who.client.get("/api/registers/pharmacies/records").json()["total"])


def test_a_sheet_sent_twice_is_one_record(keeper: Person) -> None:
    key = str(uuid4())
    first = sent(keeper, key)
    assert (first.status_code, first.json()["key"]) == (200, key)
    assert sent(keeper, key).json() == first.json()
    assert total(keeper) == 1
    assert sent(keeper, key, name="Tên khác").status_code == 409, "the same id with other content"
    assert total(keeper) == 1


def test_a_refused_sheet_leaves_its_id_free(keeper: Person) -> None:
    key = str(uuid4())
    refused = sent(keeper, key, kind="nothing")
    assert refused.status_code == 422
    assert "kind" in refused.json()["fields"]
    assert not Collected.objects.exists()
    assert sent(keeper, key).status_code == 200


def test_who_may_only_ask_asks_once(province: None) -> None:
    officer, key = person("congchuc.sxd"), str(uuid4())
    unit = str(officer.actor.unit_id)
    values = {
        "code": "PK-01",
        "name": "Phân khu A",
        "level": "zoning",
        "decision": "1/QĐ-UBND",
        "approved_on": "1/2/2025",
        "area": "12,5",
    }
    body = {"key": key, "unit_id": unit, "values": values, "basis": "Khảo sát thực địa"}
    for _time in range(2):
        answer = officer.client.post("/api/registers/planning_zones/collected", body, content_type="application/json")
        assert answer.status_code == 200, answer.content
    assert ChangeRequest.objects.count() == 1
    assert person("tiepnhan").client.post(PATH, body, content_type="application/json").status_code == 403


def test_the_page_names_no_record_and_says_who_is_signed_in(keeper: Person) -> None:
    sent(keeper, str(uuid4()))
    page = keeper.client.get("/desk/thu-thap/pharmacies/")
    assert page.status_code == 200
    assert PHARMACY["name"] not in page.content.decode()
    told = keeper.client.get("/desk/thu-thap/phien.json").json()
    assert told["account"] == str(keeper.actor.account_id)
    script = keeper.client.get("/desk/thu-thap/giu.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert person("congdan1").client.get("/desk/thu-thap/pharmacies/").status_code == 403
