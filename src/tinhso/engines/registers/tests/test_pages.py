"""Registers of the province on their pages and in the API: written, asked for, decided, found, masked, exported."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tinhso.core import clock
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.queries import units_to_write
from tinhso.engines.registers.rules.describing import describe
from tinhso.foundation.organisation.tests.people import Person, person

BASE = "/desk/co-so-du-lieu/"
PHARMACY = {
    "certificate": "01/ĐĐKKDD-HUE", "name": "Nhà thuốc Đông Ba", "kind": "pharmacy", "address": "12 Trần Hưng Đạo",
    "pharmacist": "Lê Thị Lan", "practice_certificate": "1234/HUE-CCHND", "connected": "yes",
    "place": "16.4735, 107.5869",
}  # fmt: skip


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


def commune() -> str:
    from tinhso.foundation.organisation import api as organisation  # noqa: PLC0415 -- Django is set up by then

    return organisation.territory_as_of(clock.today(), level=organisation.Level.COMMUNE)[0].code


def written(who: Person, **changes: str) -> Any:
    return who.client.post(f"{BASE}pharmacies/them/", {**PHARMACY, "commune": commune(), "do": "write", **changes})


def test_a_record_is_written_changed_and_ended_and_every_version_stays(keeper: Person) -> None:
    wrong = written(keeper, kind="", place="1, 1")
    assert wrong.status_code == 422
    assert "Cần ghi mục này" in wrong.content.decode()
    made = written(keeper, _reason="Quyết định 12/QĐ-SYT")
    assert made.status_code == 302
    page = made.url
    assert written(keeper).status_code == 422, "the same certificate twice"
    shown = keeper.client.get(page).content.decode()
    assert "Nhà thuốc Đông Ba" in shown
    assert "Quyết định 12/QĐ-SYT" in shown
    assert "<circle" in shown
    form = keeper.client.get(f"{page}sua/").content.decode()
    assert 'value="16.4735, 107.5869"' in form
    given = {**PHARMACY, "commune": commune(), "name": "Nhà thuốc Đông Ba 2", "connected": "no", "_version": "1"}
    assert keeper.client.post(f"{page}sua/", {**given, "do": "write"}).status_code == 302
    # Somebody who still looks at the first version is told, and nothing is written.
    late = keeper.client.post(f"{page}sua/", {**given, "do": "write"}, follow=True).content.decode()
    assert "vừa được" in late
    again = keeper.client.get(page).content.decode()
    assert "Sửa 2 mục" in again
    assert "phải liên thông dữ liệu" in again
    assert keeper.client.post(f"{page}viec/", {"do": "review", "version": "2"}).status_code == 302
    ended = keeper.client.post(f"{page}viec/", {"do": "end", "version": "3", "basis": "Đóng cửa"}, follow=True)
    assert "Bản ghi đã kết thúc" in ended.content.decode()
    record_id = page.rstrip("/").rpartition("/")[2]
    versions = keeper.client.get(f"/api/registers/pharmacies/records/{record_id}/versions").json()
    assert [one["version"] for one in versions] == [4, 3, 2, 1]
    assert versions[-1]["values"]["name"] == "Nhà thuốc Đông Ba"
    assert keeper.client.get("/api/registers/pharmacies/records").json()["total"] == 0
    assert keeper.client.get("/api/registers/pharmacies/records?standing=ended").json()["total"] == 1


def test_values_are_counted_beside_the_list(keeper: Person) -> None:
    for number, connected in enumerate(("yes", "yes", "no")):
        assert written(keeper, certificate=f"{number}", connected=connected).status_code == 302

    def counted(where: str = "") -> dict[str, dict[str, int]]:
        found = keeper.client.get(f"/api/registers/pharmacies/facets?where={where}").json()
        return {one["field"]: {each["value"]: each["count"] for each in one["values"]} for one in found}

    assert counted()["connected"] == {"yes": 2, "no": 1}
    assert counted()["commune"] == {commune(): 3}
    # The field that narrows still tells what else there is; the others follow it.
    narrow = counted("connected:no")
    assert (narrow["connected"], narrow["kind"]) == ({"yes": 2, "no": 1}, {"pharmacy": 1})
    shown = keeper.client.get(f"{BASE}pharmacies/?connected=no").content.decode()
    assert "/pharmacies/dem/?connected=no" in shown
    part = keeper.client.get(f"{BASE}pharmacies/dem/?connected=no", headers={"HX-Request": "true"}).content.decode()
    assert "đang chọn" in part
    assert "<html" not in part
    assert "<html" in keeper.client.get(f"{BASE}pharmacies/dem/").content.decode()


def test_a_change_by_request_needs_a_second_person(keeper: Person) -> None:
    page = written(keeper).url
    given = {**PHARMACY, "commune": commune(), "name": "Nhà thuốc Tràng Tiền", "_version": "1", "do": "ask"}
    assert keeper.client.post(f"{page}sua/", given).status_code == 422, "no reason"
    asked = keeper.client.post(f"{page}sua/", {**given, "_reason": "Đổi biển hiệu"})
    assert asked.status_code == 302
    again = keeper.client.post(f"{page}sua/", {**given, "_reason": "Lần nữa"})
    assert "đang có một đề nghị" in again.content.decode()
    shown = keeper.client.get(asked.url).content.decode()
    assert "Nhà thuốc Tràng Tiền" in shown
    assert "Duyệt và ghi" not in shown, "nobody decides on their own"
    own = keeper.client.post(asked.url, {"do": "approve"})
    assert own.status_code == 422
    assert keeper.client.post(asked.url, {"do": "withdraw"}).status_code == 302
    # Whoever has no right over the unit may neither ask nor decide.
    record_id = page.rstrip("/").rpartition("/")[2]
    body = {"verb": "change", "record_id": record_id, "version": 1, "values": {"name": "X"}, "reason": "Thử"}
    path = "/api/registers/pharmacies/requests"
    assert person("lanhdao.sxd").client.post(path, body, content_type="application/json").status_code == 403


def test_what_one_asks_another_approves_and_only_then_it_is_written(province: None) -> None:
    officer, head = person("congchuc.sxd"), person("lanhdao.sxd")
    zone = {"code": "PK-01", "name": "Phân khu A", "level": "zoning", "decision": "1/QĐ-UBND", "approved_on": "1/2/2025",
            "area": "12,5", "_reason": "Đồ án mới", "do": "write"}  # fmt: skip
    assert officer.client.post(f"{BASE}planning_zones/them/", zone).status_code == 422, "may ask, not write"
    asked = officer.client.post(f"{BASE}planning_zones/them/", {**zone, "do": "ask"})
    assert officer.client.get("/api/registers/planning_zones/records").json()["total"] == 0
    # What waits is counted for who finds it in the list behind the figure.
    figures = [one.client.get("/api/registers?q=quy hoach").json() for one in (officer, head, person("tiepnhan"))]
    assert [{one["id"]: one["waiting"] for one in each}.get("planning_zones") for each in figures] == [1, 1, 0]
    assert "Phân khu A" in head.client.get(asked.url).content.decode()
    assert officer.client.post(asked.url, {"do": "approve"}).status_code == 403
    assert head.client.post(asked.url, {"do": "refuse"}).status_code == 422, "no answer"
    done = head.client.post(asked.url, {"do": "approve"})
    assert "Đề nghị đã duyệt" in head.client.get(done.url).content.decode()
    again = head.client.post(asked.url, {"do": "approve"}, follow=True).content.decode()
    assert "vừa được" in again
    record = officer.client.get("/api/registers/planning_zones/records").json()["items"][0]
    assert (record["source"], record["basis"], record["values"]["area"]) == ("request", "Đồ án mới", 12.5)


def test_lists_are_searched_narrowed_paged_and_counted(keeper: Person, django_assert_max_num_queries: Any) -> None:
    at = clock.now()
    unit_id = units_to_write(keeper.actor, registers.all_registers()["pharmacies"], at)[0]
    for number in range(3):
        registers.add_record(
            actor=keeper.actor, at=at - timedelta(days=400 * (number == 0)), register="pharmacies", unit_id=unit_id,
            given={**PHARMACY, "certificate": f"{number}/HUE", "name": f"Nhà thuốc Ân Điển {number}", "commune": commune(),
                   "kind": ["pharmacy", "counter", "counter"][number], "connected": "có"},
            provenance=registers.Provenance(registers.Source.FORM),
        )  # fmt: skip
    keeper.client.get(f"{BASE}pharmacies/")
    with django_assert_max_num_queries(15):
        page = keeper.client.get(f"{BASE}pharmacies/?q=an+dien").content.decode()
    assert "Đang xem 3 trên 3" in page
    with django_assert_max_num_queries(15):
        home = keeper.client.get(BASE).content.decode()
    assert "Cơ sở bán lẻ thuốc" in home

    def total(asked: str) -> int:
        return int(keeper.client.get(f"/api/registers/pharmacies/records?{asked}").json()["total"])

    assert total("where=kind:counter") == 2
    assert total(f"where=kind:counter,commune:{commune()}") == 2
    assert total("standing=stale") == 1
    assert total("standing=new") == 2
    assert total("q=nha+thuoc+dien+2") == 1
    assert keeper.client.get("/api/registers/pharmacies/records?where=pharmacist:x").status_code == 422
    assert keeper.client.get("/api/registers/pharmacies/records?after=xyz").status_code == 422
    lines = b"".join(keeper.client.get(f"{BASE}pharmacies/xuat/csv/?kind=counter")).decode().splitlines()  # type: ignore[call-overload]
    assert len(lines) == 3
    features = json.loads(b"".join(keeper.client.get(f"{BASE}pharmacies/xuat/geojson/")))  # type: ignore[call-overload]
    assert features["features"][0]["geometry"]["type"] == "Point"
    assert b"".join(keeper.client.get(f"{BASE}pharmacies/xuat/xlsx/")).startswith(b"PK")  # type: ignore[call-overload]


def test_personal_fields_are_masked_for_who_may_not_see_them(keeper: Person) -> None:
    page = written(keeper).url
    officer = person("congchuc")
    assert "Lê Thị Lan" in keeper.client.get(page).content.decode()
    shown = officer.client.get(page).content.decode()
    assert "Lê Thị Lan" not in shown
    assert "L•••" in shown
    assert officer.client.get(f"{page}sua/").content.decode().count("Lê Thị Lan") == 0
    told = officer.client.get("/api/registers/pharmacies/records").json()["items"][0]["values"]
    assert told["pharmacist"] == "L•••"
    assert "Lê Thị Lan" not in b"".join(officer.client.get(f"{BASE}pharmacies/xuat/csv/")).decode()  # type: ignore[call-overload]
    assert written(officer, certificate="2", do="write").status_code in {403, 422}
    assert person("congdan1").client.get(BASE).status_code == 403


def test_a_restricted_register_shows_a_unit_its_own_records(keeper: Person) -> None:
    at = clock.now()
    unit_id = units_to_write(keeper.actor, registers.all_registers()["health_workers"], at)[0]
    made = registers.add_record(
        actor=keeper.actor, at=at, register="health_workers", unit_id=unit_id,
        given={"licence": "1", "full_name": "Trần Văn Nam", "person": "046190000001", "title": "doctor",
               "issued_on": "1/2/2024", "status": "valid"},
        provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip
    officer = person("congchuc")
    assert officer.client.get("/api/registers/health_workers/records").json()["total"] == 0
    assert officer.client.get(f"{BASE}health_workers/{made.id}/").status_code == 404
    assert keeper.client.get("/api/registers/health_workers/records?q=046190000001").json()["total"] == 1
    assert "046190000001" not in keeper.client.get(f"{BASE}health_workers/{made.id}/").content.decode()


def test_every_register_of_the_pack_takes_rows_and_walks_its_pages(keeper: Person) -> None:
    at, found = clock.now(), registers.all_registers()
    assert len(found) >= 60
    assert registers.load_demo_registers(at=at, rows=1) >= len(found)
    for number, (code, register) in enumerate(found.items()):
        record = keeper.client.get(f"/api/registers/{code}/records").json()["items"][0]
        paths = ["", f"{record['id']}/", f"{record['id']}/sua/"]
        for path in paths if number % 25 else [*paths, "khai-bao/", "de-nghi/", "them/", "nhap/"]:
            assert keeper.client.get(f"{BASE}{code}/{path}").status_code == 200, (code, path)
        assert set(describe(register)["components"]["schemas"]["Values"]["properties"]) == set(register.by_id)
        # What was read can be written again as it is, personal numbers aside.
        values = {
            field.id: record["values"][field.id]
            for field in register.written_fields
            if field.type != "person" and record["values"][field.id] is not None
        }
        body = {"values": values, "version": 1}
        done = keeper.client.put(f"/api/registers/{code}/records/{record['id']}", body, content_type="application/json")
        assert done.status_code == 200, (code, done.json())
        assert done.json()["values"] == record["values"], code
    assert keeper.client.get("/api/registers/markets").json()["key"] == "code"
    assert keeper.client.get("/api/registers/markets/openapi.json").json()["info"]["summary"] == "Chợ"
