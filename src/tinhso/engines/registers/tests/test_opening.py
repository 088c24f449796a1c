"""What is open of the registers: public ones to everybody, nothing personal, nothing of the others."""

import json
from typing import Any

import pytest
from django.test import Client

from tinhso.core import clock
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.queries import access_open, find_open, units_to_write
from tinhso.engines.registers.queries.opening import open_part
from tinhso.engines.registers.rules.judging import words_of
from tinhso.engines.registers.tests.declared import declared, with_field
from tinhso.engines.registers.tests.test_pages import PHARMACY, commune
from tinhso.foundation.organisation.tests.people import person

BASE = "/co-so-du-lieu/"


@pytest.fixture
def pharmacies(province: None) -> list[Any]:
    keeper, at = person("quantri"), clock.now()
    unit_id = units_to_write(keeper.actor, registers.all_registers()["pharmacies"], at)[0]
    return [
        registers.add_record(
            actor=keeper.actor, at=at, register="pharmacies", unit_id=unit_id,
            given={**PHARMACY, "certificate": f"{number}/HUE", "name": f"Nhà thuốc Vỹ Dạ {number}", "commune": commune()},
            provenance=registers.Provenance(registers.Source.FORM),
        )
        for number in range(3)
    ]  # fmt: skip


def test_everybody_finds_a_record_reads_it_and_takes_the_file(
    pharmacies: list[Any], client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        home = client.get(f"{BASE}?q=vy+da").content.decode()
    assert "Nhà thuốc Vỹ Dạ 2" in home
    with django_assert_max_num_queries(10):
        listed = client.get(f"{BASE}pharmacies/?q=vy+da&kind=pharmacy").content.decode()
    assert "Đang xem 3 trên 3" in listed
    assert "Đang xem" not in client.get(f"{BASE}pharmacies/?q=vy+da&kind=counter").content.decode()
    page = f"{BASE}pharmacies/{pharmacies[0].id}/"
    shown = client.get(page).content.decode()
    assert "12 Trần Hưng Đạo" in shown
    assert "<circle" in shown
    assert "geo:16.4735,107.5869" in shown
    assert f"http%3A//testserver{page}" in shown or f"http://testserver{page}" in shown
    assert "Creative Commons" in client.get(page, headers={"accept-language": "en"}).content.decode()
    answer = client.get(f"{BASE}pharmacies/tai/json/?q=vy")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "creativecommons.org" in answer.headers["Link"]
    rows = json.loads(b"".join(answer))  # type: ignore[call-overload]
    assert [row["name"] for row in rows] == [f"Nhà thuốc Vỹ Dạ {n}" for n in range(3)]
    assert json.loads(b"".join(client.get(f"{BASE}pharmacies/tai/json/?q=khong-co"))) == []  # type: ignore[call-overload]
    assert client.get(f"{BASE}pharmacies/tai/pdf/").status_code == 404
    assert client.get(f"{BASE}schools/tai/geojson/").status_code in {200, 404}
    told = client.get("/api/open-registers/pharmacies/records?q=vy+da&where=kind:pharmacy").json()
    assert told["total"] == 3
    assert client.get("/api/open-records?q=vy+da").json()[0]["title"] == "Nhà thuốc Vỹ Dạ 0"
    assert "Nhà thuốc Vỹ Dạ" in client.get("/thu-tuc/?q=vy+da").content.decode()
    assert "Tra cứu địa điểm" in client.get("/").content.decode()


def test_nobody_sees_anything_personal_whoever_asks(pharmacies: list[Any], client: Client) -> None:
    paths = [
        f"{BASE}pharmacies/", f"{BASE}pharmacies/{pharmacies[0].id}/", f"{BASE}?q=le+thi+lan",
        f"/api/open-registers/pharmacies/records/{pharmacies[0].id}",
    ]  # fmt: skip
    for who in (client, person("quantri").client):
        for path in paths:
            text = who.get(path).content.decode()
            assert "Lê Thị Lan" not in text, path
            assert "L•••" not in text, path
            assert pharmacies[0].by not in text or who is not client
        assert "1234/HUE-CCHND" not in b"".join(who.get(f"{BASE}pharmacies/tai/csv/")).decode()  # type: ignore[call-overload]
    assert client.get("/api/open-registers/pharmacies/records?where=pharmacist:x").status_code == 422
    assert find_open("le thi lan", clock.now()) == []


def test_what_is_not_public_does_not_exist(pharmacies: list[Any], client: Client) -> None:
    for code in ("health_workers", "land_parcels", "nothing"):
        for path in (f"{BASE}{code}/", f"{BASE}{code}/tai/csv/", f"/api/open-registers/{code}/records"):
            assert client.get(path).status_code == 404, path
    assert client.get(f"{BASE}schools/{pharmacies[0].id}/").status_code == 404
    with pytest.raises(registers.RegisterNotFound):
        access_open("health_workers")


def test_the_open_part_names_no_person_and_leads_to_nothing_closed() -> None:
    closed = declared(id="closed_ones", openness="internal")
    fields = with_field("owner", type="record", register="closed_ones", listed=True)
    fields = [{**one, "listed": True} if one["id"] == "manager" else one for one in fields]
    market = declared(openness="public", fields=fields)
    known = {one.id: one for one in (market, closed)}
    assert set(market.by_id) - set(open_part(market, known).by_id) == {"manager", "owner"}
    values = dict.fromkeys(market.by_id) | {"code": "C1", "name": "Chợ", "manager": "Lê Thị Lan"}
    assert words_of(market, values) == "c1 cho"
    assert words_of(declared(fields=fields), values) == "c1 cho le thi lan"
