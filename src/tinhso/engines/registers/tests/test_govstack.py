"""The scenarios of GovStack's tests of digital registries, 1.3.0, by their names, over a register of ours."""

from typing import Any

import pytest

from tinhso.core import clock
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.rules.samples import sample_rows
from tinhso.engines.registers.tests.test_pages import commune
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.organisation.tests.people import Person, person

CLIENT = {"Information-Mediator-Client": "VN/GOV/46/he-thong-thu"}
BASE = "/api/data/fuel_stations/1.0"


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


@pytest.fixture
def station(province: None) -> dict[str, Any]:
    register = registers.all_registers()["fuel_stations"]
    found = sample_rows(register, 1, 7, clock.today(), {"commune": [commune()]})[0]
    known = {name: text for name, text in found.items() if text}
    known.pop(register.key)
    return known


def call(who: Person, method: str, path: str, body: Any = None) -> Any:
    given = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(who.client, method)(path, **given, headers=CLIENT)


def content(**values: Any) -> dict[str, Any]:
    return {"content": values}


def create(who: Person, station: dict[str, Any], key: str, name: str = "Cửa hàng Một") -> Any:
    given = {**station, "ID": key, "name": name}
    return call(who, "post", f"{BASE}/create", {"write": {"content": given}})


def test_the_user_successfully_creates_a_record_in_the_database(keeper: Person, station: dict[str, Any]) -> None:
    made = create(keeper, station, "GS-1")
    assert made.status_code == 200, made.content
    assert made.headers["content-type"] == "application/json; charset=utf-8"
    assert made.json()["content"]["ID"] == "GS-1"
    assert create(keeper, station, "GS-1").status_code == 409
    entry = AuditEntry.objects.filter(action="registers.add_record").latest("id")
    assert entry.detail["application"] == "Information-Mediator-Client VN/GOV/46/he-thong-thu"
    assert create(person("congchuc"), station, "GS-2").status_code == 403
    assert (
        keeper.client.post(f"{BASE}/create", {"write": content()}, content_type="application/json").status_code == 422
    )
    assert call(keeper, "post", "/api/data/fuel_stations/9/create", {"write": content(ID="1")}).status_code == 404


def test_successfully_receives_a_message_that_the_record_exists_or_not(keeper: Person, station: dict[str, Any]) -> None:
    create(keeper, station, "GS-1")
    told = call(keeper, "post", f"{BASE}/exists", {"query": content(ID="GS-1")})
    assert told.json() == {"answer": {"status": True, "message": "Object found from database"}}
    told = call(keeper, "post", f"{BASE}/exists", {"query": content(ID="GS-2")})
    assert (told.status_code, told.json()["answer"]["status"]) == (200, False)


def test_user_obtains_a_searched_record_from_the_database(keeper: Person, station: dict[str, Any]) -> None:
    made = create(keeper, station, "GS-1").json()["content"]
    for asked in ({"ID": "GS-1"}, {"name": made["name"]}, {"ID": "GS-1", "name": made["name"]}):
        told = call(keeper, "post", f"{BASE}/read", {"query": content(**asked)})
        assert (told.status_code, told.json()["content"]) == (200, made)
    missing = call(keeper, "post", f"{BASE}/read", {"query": content(ID="GS-2")})
    assert missing.status_code == 404
    assert set(missing.json()) == {"detail"}
    assert call(keeper, "post", f"{BASE}/read", {"query": content(nothing="x")}).status_code == 422
    assert call(keeper, "post", f"{BASE}/read", {"query": content()}).status_code == 422


def test_successfully_obtains_database_users_information(keeper: Person, station: dict[str, Any]) -> None:
    for number in range(3):
        create(keeper, station, f"GS-{number}", f"Cửa hàng {number}")
    told = call(keeper, "get", BASE).json()
    assert (told["count"], len(told["results"]), told["previous"]) == (3, 3, None)
    for way, first in (("ascending", "Cửa hàng 0"), ("descending", "Cửa hàng 2")):
        told = call(keeper, "get", f"{BASE}?search=cua+hang&ordering={way}&page_size=2").json()
        assert (told["count"], told["results"][0]["name"]) == (3, first)
    page = call(keeper, "get", told["next"]).json()
    assert [one["ID"] for one in page["results"]] == ["GS-0"]
    assert "next" not in page
    for asked in ("search=Cửa hàng 1&filter=name", "query.name=Cửa hàng 1"):
        assert [one["ID"] for one in call(keeper, "get", f"{BASE}?{asked}").json()["results"]] == ["GS-1"]
    assert call(keeper, "get", f"{BASE}?search=khong-co").json()["results"] == []
    assert call(keeper, "get", f"{BASE}?ordering=x").status_code == 422


def test_the_user_gets_the_value_of_one_field(keeper: Person, station: dict[str, Any]) -> None:
    create(keeper, station, "GS-1")
    told = call(keeper, "get", f"{BASE}/GS-1/read-value/name.json")
    assert told.json() == {"value": "Cửa hàng Một"}
    assert call(keeper, "get", f"{BASE}/GS-1/read-value/name.txt").content.decode() == "Cửa hàng Một"
    assert call(keeper, "get", f"{BASE}/GS-1/read-value/nothing.json").status_code == 404
    assert call(keeper, "get", f"{BASE}/GS-9/read-value/name.json").status_code == 404


def test_successfully_updates_user_information_record_in_the_database(keeper: Person, station: dict[str, Any]) -> None:
    create(keeper, station, "GS-1")
    body = {"query": content(ID="GS-1"), "write": content(ID="GS-1", name="Cửa hàng Hai")}
    assert call(keeper, "put", f"{BASE}/update", body).status_code == 200
    assert call(keeper, "get", f"{BASE}/GS-1/read-value/name.json").json()["value"] == "Cửa hàng Hai"
    assert call(keeper, "put", f"{BASE}/update", {**body, "query": content(ID="GS-9")}).status_code == 404
    assert call(person("congchuc"), "put", f"{BASE}/update", body).status_code == 403


def test_successfully_updates_multiple_records_in_the_database(keeper: Person, station: dict[str, Any]) -> None:
    for number in range(3):
        create(keeper, station, f"GS-{number}", "Tên cũ" if number else "Tên khác")
    body = {"query": content(name="Tên cũ"), "write": content(name="Tên mới")}
    assert call(keeper, "put", f"{BASE}/update-entries", body).status_code == 200
    told = call(keeper, "get", f"{BASE}?query.name=Tên mới").json()
    assert {one["ID"] for one in told["results"]} == {"GS-1", "GS-2"}
    # All or none: two records cannot have one key.
    same = {"query": content(name="Tên mới"), "write": content(ID="GS-7")}
    assert call(keeper, "put", f"{BASE}/update-entries", same).status_code == 409
    assert call(keeper, "get", f"{BASE}?search=ten+moi").json()["count"] == 2


def test_the_record_is_successfully_created_then_updated(keeper: Person, station: dict[str, Any]) -> None:
    given = {**station, "ID": "GS-1", "name": "Một"}
    body = {"query": content(ID="GS-1"), "write": {"content": given}}
    assert call(keeper, "post", f"{BASE}/update-or-create", body).json()["content"]["name"] == "Một"
    body["write"]["content"]["name"] = "Hai"
    assert call(keeper, "post", f"{BASE}/update-or-create", body).json()["content"]["name"] == "Hai"
    assert call(keeper, "get", BASE).json()["count"] == 1


def test_successfully_deletes_a_record_from_the_database(keeper: Person, station: dict[str, Any]) -> None:
    create(keeper, station, "GS-1")
    assert call(keeper, "delete", f"{BASE}/GS-1/delete").status_code == 204
    assert call(keeper, "get", BASE).json()["count"] == 0
    assert call(keeper, "delete", f"{BASE}/GS-1/delete").status_code == 404
    ended = keeper.client.get("/api/registers/fuel_stations/records?standing=ended").json()
    assert ended["total"] == 1, "it ended and stays to be read"


def test_the_user_receives_information_about_digital_registries_databases(keeper: Person) -> None:
    told = call(keeper, "get", "/api/databases").json()
    found = next(one for one in told["databases"] if one["code"] == "fuel_stations")
    one = call(keeper, "get", f"/api/database/{found['id']}")
    assert one.json() == found
    assert len({each["id"] for each in told["databases"]}) == len(told["databases"])
    assert call(keeper, "get", "/api/database/1").status_code == 404


def test_a_field_that_is_masked_is_no_question(keeper: Person, province: None) -> None:
    officer = person("congchuc")
    asked = {"query": content(pharmacist="Lê Thị Lan")}
    assert call(officer, "post", "/api/data/pharmacies/1/exists", asked).status_code == 422
    assert call(keeper, "post", "/api/data/pharmacies/1/exists", asked).status_code == 200
