"""Doubles on pages and in the API: found, explained, refused, merged with what refers to them, taken apart."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.packs import api as packs
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.actions.applying import apply_registers
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.tests.declared import declared
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import Person, person

MARKETS = "/api/registers/test_markets/records"
BASE = "/desk/co-so-du-lieu/test_markets/"
MATCHING: dict[str, Any] = {
    "compare": [
        {"field": "name", "as": "text"}, {"field": "manager", "as": "name"}, {"field": "opened", "as": "date"},
        {"field": "place", "as": "distance"},
    ],
    "blocks": [["name"], ["manager"], ["opened", "manager.last"]],
}  # fmt: skip
STALL = {
    "id": "test_stalls", "name": "Sạp thử", "name_en": "Test stalls", "key": "code", "title": "name", "rules": [],
    "fields": [
        {"id": "code", "name": "Mã", "name_en": "Code", "type": "text", "required": True},
        {"id": "name", "name": "Tên", "name_en": "Name", "type": "text", "required": True},
        {"id": "market", "name": "Chợ", "name_en": "Market", "type": "record", "register": "test_markets"},
    ],
}  # fmt: skip
DONG_BA = {"name": "Chợ Đông Ba", "manager": "Nguyễn Thị Thủy", "opened": "1899-05-02", "stalls": 5,
           "place": "16.4726, 107.5881"}  # fmt: skip


def in_force(monkeypatch: pytest.MonkeyPatch, found: dict[str, RegisterObject]) -> None:
    """These registers beside the other sections of the pack."""
    current = packs.current

    def patched(name: str, *kind: Any) -> Any:
        return found if name == "registers" else current(name, *kind)

    monkeypatch.setattr(packs, "current", patched)


def test_the_pack_compares_what_there_is_and_an_address_of_before_is_one_of_today(province: None) -> None:
    keeper, at = person("quantri"), clock.now()
    declared_ones = {code: item for code, item in queries.all_registers().items() if item.matching is not None}
    assert len(declared_ones) >= 15
    before = date(2025, 6, 1)
    now, former = next(
        (place, gone[0][0])
        for place in organisation.territory_as_of(at.date(), level=organisation.Level.COMMUNE)
        if (gone := organisation.territory_predecessors(place.id, before)) and gone[0][0].name != place.name
    )
    given = {"name": "Khách sạn Hương Giang", "kind": "hotel", "commune": now.code, "phone": "02343822122", "rooms": 9}
    unit_id = queries.units_to_write(keeper.actor, declared_ones["lodgings"], at)[0]
    for code, street in (("L1", f"12 Lê Lợi, {now.name}"), ("L2", f"số 12 đường Lê Lợi, {former.name}")):
        body = {"unit_id": str(unit_id), "values": {**given, "code": code, "address": street}}
        made = keeper.client.post("/api/registers/lodgings/records", body, content_type="application/json")
        assert made.status_code == 201, made.json()
    for _part in range(9):
        actions.continue_match(actor=SYSTEM, at=at, register="lodgings")
    found = keeper.client.get("/api/registers/lodgings/doubles").json()
    assert (found["phase"], found["total"]) == ("idle", 1)
    assert found["items"][0]["fields"]["address"]["level"] == 4


@pytest.fixture
def markets(province: None, monkeypatch: pytest.MonkeyPatch) -> Person:
    found = {"test_markets": declared(matching=MATCHING), "test_stalls": declared(**STALL)}
    apply_registers(packs.Change("registers", clock.now(), tuple(found.values()), (), (), found))  # type: ignore[arg-type]
    in_force(monkeypatch, found)
    return person("quantri")


def put(who: Person, code: str, register: str = "test_markets", **values: Any) -> dict[str, Any]:
    body = {"unit_id": str(who.actor.unit_id), "values": {"code": code, **values}}
    made = who.client.post(f"/api/registers/{register}/records", body, content_type="application/json")
    assert made.status_code == 201, made.json()
    return dict(made.json())


def work(who: Person) -> None:
    assert who.client.post("/api/registers/test_markets/doubles/search").status_code == 204
    at = clock.now()
    while actions.continue_matching(at):
        pass


def doubles(who: Person, state: str = "open") -> dict[str, Any]:
    return dict(who.client.get(f"/api/registers/test_markets/doubles?state={state}").json())


def change(who: Person, record: dict[str, Any], **values: Any) -> dict[str, Any]:
    now = who.client.get(f"{MARKETS}/{record['id']}").json()
    body = {"version": now["version"], "values": values}
    return dict(who.client.put(f"{MARKETS}/{record['id']}", body, content_type="application/json").json())


def test_a_double_is_found_explained_and_stays_refused_until_it_changes(
    markets: Person, django_assert_max_num_queries: Any
) -> None:
    first = put(markets, "C1", **DONG_BA)
    put(markets, "C2", **{**DONG_BA, "name": "Cho Dong Ba", "manager": "Nguyen Thi Thuy", "opened": "1899"})
    put(markets, "C3", name="Chợ An Cựu", manager="Lê Văn Bảy", opened="1950")
    work(markets)
    found = doubles(markets)
    assert (found["total"], found["phase"]) == (1, "idle")
    pair = found["items"][0]
    assert pair["probability"] > 0.9
    assert pair["fields"]["manager"]["level"] == 3
    markets.client.get(BASE)
    with django_assert_max_num_queries(15):
        shown = markets.client.get(f"{BASE}nghi-trung/").content.decode()
    assert "Cho Dong Ba" in shown
    assert "trùng khi bỏ dấu" in shown
    page = f"{BASE}nghi-trung/{pair['id']}/"
    assert "Nguyen Thi Thuy" in markets.client.get(page).content.decode()
    assert markets.client.post(page, {"do": "refused"}).url == f"{BASE}nghi-trung/"
    change(markets, first, stalls=7)
    work(markets)
    assert (doubles(markets)["total"], doubles(markets, "refused")["total"]) == (0, 1)
    change(markets, first, opened="1899-05-03")
    work(markets)
    assert doubles(markets)["total"] == 1, "what was compared is another now"
    assert person("congdan1").client.get(f"{BASE}nghi-trung/").status_code == 403
    assert person("congchuc").client.get(page).status_code in {403, 404}


def test_two_become_one_with_what_refers_to_them_and_come_apart_again(markets: Person) -> None:
    kept = put(markets, "C1", **{**DONG_BA, "opened": "1899"})
    gone = put(markets, "C2", **{**DONG_BA, "stalls": 9})
    stall = put(markets, "S1", "test_stalls", name="Sạp 1", market="C2")
    work(markets)
    assert doubles(markets)["total"] == 1
    page = f"{BASE}gop/{kept['id']}/{gone['id']}/"
    form = markets.client.get(page).content.decode()
    assert "1 bản ghi sẽ được dẫn sang" in form
    given = {"kept_version": "1", "gone_version": "1", "from_opened": "gone", "from_stalls": "kept"}
    assert markets.client.post(page, given).status_code == 422, "no reason"
    done = markets.client.post(page, {**given, "reason": "Ghi hai lần"})
    assert done.status_code == 302
    assert markets.client.post(page, {**given, "reason": "Lại"}).status_code == 422
    now = markets.client.get(f"{MARKETS}/{kept['id']}").json()
    assert (now["values"]["opened"], now["values"]["stalls"], now["source"]) == ("1899-05-02", 5, "merge")
    assert markets.client.get(f"{MARKETS}/{gone['id']}").json()["merged_into"] == kept["id"]
    assert markets.client.get(f"{BASE}{gone['id']}/").url == f"{BASE}{kept['id']}/"
    assert "Đã gộp vào bản ghi khác" in markets.client.get(f"{BASE}{gone['id']}/?cu=1").content.decode()
    stalls = f"/api/registers/test_stalls/records/{stall['id']}"
    assert markets.client.get(stalls).json()["values"]["market"] == "C1"
    # Who writes the old key means the record that is there now.
    assert put(markets, "S2", "test_stalls", name="Sạp 2", market="C2")["values"]["market"] == "C1"
    assert (doubles(markets)["total"], doubles(markets, "merged")["total"]) == (0, 1)
    change(markets, kept, stalls=11)
    undone = markets.client.post(done.url, {"do": "undo", "text": "Hai chợ khác nhau"}, follow=True).content.decode()
    assert "Đã tách lại" in undone
    back = markets.client.get(f"{MARKETS}/{kept['id']}").json()["values"]
    assert (back["opened"], back["stalls"]) == ("1899", 11), "what was changed since stays"
    other = markets.client.get(f"{MARKETS}/{gone['id']}").json()
    assert (other["values"], other["valid_to"], other["merged_into"]) == (gone["values"], None, None)
    assert markets.client.get(stalls).json()["values"]["market"] == "C2"
    work(markets)
    assert doubles(markets)["total"] == 0, "who takes them apart says that they are two"
    listed = markets.client.get("/api/registers/test_markets/merges").json()["items"]
    assert [one["state"] for one in listed] == ["undone"]
    assert "Đã tách lại" in markets.client.get(f"{BASE}gop/").content.decode()


def test_a_register_that_wants_it_merges_with_four_eyes(markets: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"test_markets": declared(matching={**MATCHING, "by_two": True})}
    in_force(monkeypatch, found)
    kept, gone = put(markets, "C1", **DONG_BA), put(markets, "C2", **DONG_BA)
    body = {"kept_id": kept["id"], "kept_version": 1, "gone_id": gone["id"], "gone_version": 1, "reason": "Ghi hai lần"}
    path = "/api/registers/test_markets/merges"
    asked = markets.client.post(path, body, content_type="application/json").json()
    assert asked["state"] == "asked"
    assert markets.client.get(f"{MARKETS}/{gone['id']}").json()["merged_into"] is None
    own = markets.client.post(f"{path}/{asked['id']}/decision", {"approve": True}, content_type="application/json")
    assert own.status_code == 422
    other = person("quantri").actor
    assert queries.may(other, "registers.decide", found["test_markets"]) in {True, False}


def test_a_near_double_is_told_before_it_is_written(markets: Person, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    there = put(markets, "C1", **DONG_BA)
    put(markets, "C2", name="Chợ An Cựu")
    work(markets)
    typed = {"code": "C9", "name": "Cho Dong Ba", "manager": "Nguyen Thi Thuy", "opened": "1899", "do": "write",
             "_unit": str(markets.actor.unit_id)}  # fmt: skip
    warned = markets.client.post(f"{BASE}them/", typed)
    assert warned.status_code == 422
    assert "Có thể đã có" in warned.content.decode()
    assert there["id"] in warned.content.decode()
    likely = markets.client.post(
        "/api/registers/test_markets/doubles/likely", {"values": {k: v for k, v in typed.items() if k in DONG_BA}
                                                       | {"code": "C9"}}, content_type="application/json"
    ).json()  # fmt: skip
    assert [one["record_id"] for one in likely] == [there["id"]]
    table = "code;name;manager;opened\nC7;Cho Dong Ba;Nguyen Thi Thuy;1899\nC8;Chợ Tây Lộc;Lê Văn Bảy;1950"
    file = SimpleUploadedFile("cho.csv", table.encode())
    page = markets.client.post(f"{BASE}nhap/", {"table": file, "_unit": str(markets.actor.unit_id)})
    while actions.continue_imports(clock.now()):
        pass
    import_id = page.url.rstrip("/").rpartition("/")[2]
    rows = markets.client.get(f"/api/registers/test_markets/imports/{import_id}/likely").json()
    assert [(row["number"], row["record_id"]) for row in rows["items"]] == [(2, there["id"])]
    assert "có thể trùng bản ghi đã có" in markets.client.get(page.url).content.decode()
    assert markets.client.post(f"{BASE}them/", {**typed, "_anyway": "1"}).status_code == 302
