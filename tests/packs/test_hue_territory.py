"""Huế as data: the map of early 2025, the map after 1/7/2025, and the links between them, with exact counts."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from packdata import ReadSection

CITY = "46@2025-01-01"
REFORM = date(2025, 7, 1)
Territory = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def territory(read_section: ReadSection) -> Territory:
    return {unit["id"]: unit for unit in read_section("hue", "territory")}


def as_of(territory: Territory, level: str, day: date) -> Territory:
    """Units of a level in force on a day (half-open periods)."""
    return {
        key: unit
        for key, unit in territory.items()
        if unit["level"] == level and unit["valid_from"] <= day and (unit.get("valid_to") or date.max) > day
    }


@pytest.mark.parametrize(
    ("day", "districts", "communes"),
    [(date(2025, 1, 1), 9, 133), (date(2025, 6, 30), 9, 133), (REFORM, 0, 40), (date(2026, 11, 21), 0, 40)],
)
def test_count_on_a_day(territory: Territory, day: date, districts: int, communes: int) -> None:
    assert len(as_of(territory, "district", day)) == districts
    assert len(as_of(territory, "commune", day)) == communes
    assert list(as_of(territory, "province", day)) == [CITY]


def test_kinds(territory: Territory) -> None:
    before, after = as_of(territory, "commune", date(2025, 6, 30)), as_of(territory, "commune", REFORM)
    assert Counter(unit["kind"] for unit in before.values()) == {"xa": 78, "phuong": 48, "thi-tran": 7}
    assert Counter(unit["kind"] for unit in after.values()) == {"phuong": 21, "xa": 19}
    districts = as_of(territory, "district", date(2025, 6, 30))
    assert Counter(unit["kind"] for unit in districts.values()) == {"quan": 2, "thi-xa": 3, "huyen": 4}


def test_province_was_thua_thien_hue_before_2025(territory: Territory) -> None:
    assert list(as_of(territory, "province", date(2024, 12, 31))) == ["46"]
    assert territory["46"]["successors"] == [{"to": CITY, "part": False}]


def test_every_old_commune_has_a_successor_and_every_new_one_a_predecessor(territory: Territory) -> None:
    before, after = as_of(territory, "commune", date(2025, 6, 30)), as_of(territory, "commune", REFORM)
    reached: set[str] = set()
    for unit in before.values():
        links = unit["successors"]
        assert links, unit["name"]
        assert {link["to"] for link in links} <= after.keys(), unit["name"]
        assert all(link["part"] is (len(links) > 1) for link in links), unit["name"]
        reached |= {link["to"] for link in links}
    assert reached == after.keys()


def test_districts_are_succeeded_by_the_communes_made_on_their_ground(territory: Territory) -> None:
    for key, district in as_of(territory, "district", date(2025, 6, 30)).items():
        made = {link["to"] for unit in territory.values() if unit.get("parent") == key for link in unit["successors"]}
        assert {link["to"] for link in district["successors"]} == made, district["name"]
        assert all(link["part"] for link in district["successors"])


def test_a_reused_code_gets_a_dated_id(territory: Territory) -> None:
    for key, unit in territory.items():
        code, _, day = key.partition("@")
        assert unit["code"] == code
        assert not day or date.fromisoformat(day) == unit["valid_from"]
        assert len(code) == {"province": 2, "district": 3, "commune": 5}[unit["level"]]
        assert code.isdigit()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Phường Tây Lộc", "Phường Phú Xuân"),
        ("Thị trấn Lăng Cô", "Xã Chân Mây - Lăng Cô"),
        ("Xã Quảng Thành", "Phường Hóa Châu"),
        ("Phường Dương Nỗ", "Phường Dương Nỗ"),
        ("Thị trấn Sịa", "Xã Quảng Điền"),
        ("Xã Hồng Thủy", "Xã A Lưới 1"),
    ],
)
def test_known_successions(territory: Territory, old: str, new: str) -> None:
    (unit,) = [u for u in as_of(territory, "commune", date(2025, 6, 30)).values() if u["name"] == old]
    assert [territory[link["to"]]["name"] for link in unit["successors"]] == [new]
