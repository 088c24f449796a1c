"""A register as its officers look at it: its home, the map, saved views, labels, who has looked; the duty to update."""

from datetime import timedelta
from typing import Any

import pytest

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.engines.registers import actions
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.queries import mapping, units_to_write
from tinhso.engines.registers.rules.quality import Quality
from tinhso.engines.registers.rules.shapes import Frame, read_box
from tinhso.engines.registers.tests.test_pages import PHARMACY, commune
from tinhso.foundation.notifications.api import list_notices
from tinhso.foundation.organisation.tests.people import Person, person

BASE, API = "/desk/co-so-du-lieu/pharmacies/", "/api/registers/pharmacies"


def test_the_score_is_the_mean_of_four_shares() -> None:
    one, other = Quality(4, 4, 3, 2, 4), Quality(0, 0, 0, 0, 0)
    assert one.score == 81.2
    assert other.score is None
    assert Quality.together([one, one, other]) == Quality(8, 8, 6, 4, 8)


def test_a_frame_is_north_up_and_a_box_is_read() -> None:
    frame = Frame.around((107.0, 16.0, 108.0, 17.0), 960, 600)
    left, low = frame.place(107.0, 16.0)
    right, high = frame.place(108.0, 17.0)
    assert 0 < left < right < 960
    assert 0 < high < low < 600
    assert read_box("107,16,108,17") == (107.0, 16.0, 108.0, 17.0)
    assert read_box("108,16,107,17") is read_box("x") is read_box("1,2,3,nan") is None


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


@pytest.fixture
def three(keeper: Person) -> list[registers.Record]:
    """Three of them: the second is old and breaks a rule, two are of one name, the third lies elsewhere."""
    at = clock.now()
    unit_id = units_to_write(keeper.actor, registers.all_registers()["pharmacies"], at)[0]
    return [
        registers.add_record(
            actor=keeper.actor, at=at - timedelta(days=400 * (n == 1)), register="pharmacies", unit_id=unit_id,
            given={**PHARMACY, "certificate": f"{n}/HUE", "commune": commune(), "name": ["Ân", "Bình", "Ân"][n],
                   "connected": "no" if n == 1 else "yes", "place": f"16.4{n}, 107.5{n}"},
            provenance=registers.Provenance(registers.Source.FORM),
        )
        for n in range(3)
    ]  # fmt: skip


def test_the_home_of_a_register_opens_the_lists_behind_its_numbers(
    keeper: Person, three: list[registers.Record], django_assert_max_num_queries: Any
) -> None:
    assert "Chưa đo lần nào" in keeper.client.get(f"{BASE}tong-quan/").content.decode()
    for _twice in range(2):
        actions.measure_quality(actor=SYSTEM, at=clock.now(), register="pharmacies")
    with django_assert_max_num_queries(15):
        page = keeper.client.get(f"{BASE}tong-quan/").content.decode()
    rule = next(iter(keeper.client.get(f"{API}/overview").json()["broken"]))
    assert f"?tinh_trang=wrong&amp;quy_tac={rule}" in page
    listed = keeper.client.get(f"{BASE}?tinh_trang=wrong&quy_tac={rule}").content.decode()
    assert "Đang xem 1 trên 1" in listed
    (day,) = keeper.client.get(f"{API}/overview").json()["days"]
    assert (day["records"], day["valid"], day["fresh"], day["single"]) == (3, 2, 2, 1)
    assert day["score"] == round(25 * (day["complete"] + 2 + 2 + 1) / 3, 1)
    assert person("congdan1").client.get(f"{BASE}tong-quan/").status_code == 403


def test_keepers_are_reminded_once_in_a_period(keeper: Person, three: list[registers.Record]) -> None:
    at = clock.now()

    def reminded(when: Any) -> int:
        actions.measure_quality(actor=SYSTEM, at=when, register="pharmacies")
        return actions.remind_keepers(actor=SYSTEM, at=when)

    before = len(list_notices(actor=keeper.actor).items)
    assert [reminded(at), reminded(at + timedelta(days=1)), reminded(at + timedelta(days=40))] == [1, 0, 1]
    told = list_notices(actor=keeper.actor).items
    assert len(told) == before + 2
    assert "Quá hạn rà soát: Cơ sở bán lẻ thuốc" in told[0].title


def test_a_list_is_a_map_and_the_map_narrows_the_list(
    keeper: Person, three: list[registers.Record], monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        page = keeper.client.get(f"{BASE}ban-do/").content.decode()
    assert page.count('fill-opacity="0.55"') == 3
    assert "Đang vẽ 3 trên 3" in page
    box = "107.495,16.395,107.505,16.405"
    assert keeper.client.get(f"{API}/records?box={box}").json()["total"] == 1
    assert keeper.client.get(f"{API}/records?box=x").status_code == 422
    assert "Đang xem 1 trên 1" in keeper.client.get(f"{BASE}?o={box}").content.decode()
    # Where there are many, circles with numbers lead on.
    monkeypatch.setattr(mapping, "MOST_DRAWN", 2)
    spots = keeper.client.get(f"{API}/map").json()["spots"]
    assert sum(spot["count"] for spot in spots) == 3
    assert "vào vùng này" in keeper.client.get(f"{BASE}ban-do/").content.decode()
    monkeypatch.setattr(mapping, "MOST_COUNTED", 2)
    assert "Còn nữa" in keeper.client.get(f"{BASE}ban-do/").content.decode()


def test_a_view_is_kept_shared_made_the_first_deleted_and_brought_back(
    keeper: Person, three: list[registers.Record]
) -> None:
    query = "tinh_trang=wrong&cot=pharmacist&sap=newest"
    saved = {"do": "save", "name": "Chưa đạt", "query": query, "is_shared": "yes", "is_default": "yes"}
    assert keeper.client.post(f"{BASE}cach-xem/", {**saved, "name": " "}).status_code == 422
    assert keeper.client.post(f"{BASE}cach-xem/", saved).status_code == 302
    assert keeper.client.post(f"{BASE}cach-xem/", saved).status_code == 302, "written over, not twice"
    first = keeper.client.get(BASE)
    assert f"?{query}&xem=" in first.url
    shown = keeper.client.get(first.url).content.decode()
    assert "Đang xem 1 trên 1" in shown
    assert '<th scope="col">Địa chỉ</th>' not in shown
    (view,) = keeper.client.get(f"{API}/views").json()
    other = person("congchuc")
    assert other.client.get(f"{API}/views").json() == [], "another unit"
    assert other.client.delete(f"/api/registers/views/{view['id']}").status_code == 404
    keeper.client.post(f"{BASE}cach-xem/", {"do": "delete", "view": view["id"]})
    assert keeper.client.get(BASE).status_code == 200
    keeper.client.post(f"{BASE}cach-xem/", {**saved, "is_default": ""})
    keeper.client.post(f"{BASE}cach-xem/", {"do": "restore", "view": view["id"]})
    assert [one["name"] for one in keeper.client.get(f"{API}/views").json()] == ["Chưa đạt", "Chưa đạt (2)"]


def test_lists_go_by_time_and_their_pages_follow(keeper: Person, three: list[registers.Record]) -> None:
    api = f"{API}/records?order="
    assert keeper.client.get(f"{api}oldest").json()["items"][0]["id"] == str(three[1].id)
    assert keeper.client.get(f"{api}newest").json()["items"][-1]["id"] == str(three[1].id)
    assert keeper.client.get(f"{api}up").status_code == 422
    at, register = clock.now(), registers.all_registers()["pharmacies"]
    for order in registers.Order:
        asked, seen, after = registers.Asked(order=order), [], None
        for _page in range(3):
            page = registers.records(
                actor=keeper.actor, at=at, register=register, asked=asked, after=after, limit=1
            )  # fmt: skip
            seen += [record.id for record in page.items]
            after = page.next_cursor
        assert len(set(seen)) == 3, order
        assert after is None


def test_labels_lead_to_records(keeper: Person, three: list[registers.Record]) -> None:
    page = keeper.client.get(f"{BASE}nhan/?chon={three[1].id}").content.decode()
    assert page.count("ts-labels__item") == 1
    assert "Bình" in page
    assert (
        keeper.client.post(f"{BASE}nhan/", {"chon": [str(one.id) for one in three[:2]]})
        .content.decode()
        .count("ts-labels__item")
        == 2
    )
    assert keeper.client.get(f"{BASE}nhan/?q=khong+co").status_code == 200


def test_who_decides_sees_who_has_looked(keeper: Person, three: list[registers.Record]) -> None:
    path = f"{BASE}{three[0].id}/"
    keeper.client.get(path)
    page = keeper.client.get(f"{path}ai-xem/").content.decode()
    assert "mở trang hoặc danh sách" in page
    told = keeper.client.get(f"{API}/records/{three[0].id}/readers").json()
    assert {one["name"] for one in told["readings"]} == {keeper.actor.name}
    assert person("congchuc").client.get(f"{path}ai-xem/").status_code == 403
