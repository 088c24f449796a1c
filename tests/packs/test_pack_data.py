"""Every pack as plain data: ids, references, periods, counts, spelling, colours.

The loader's own checks are elsewhere.
"""

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from packdata import PACKS, PROVINCES, ReadSection, read_file

ALL = ("common", *PROVINCES)
# The places this file speaks for; procedures, flows and the like are checked by the rooms that own them.
SECTIONS = ("territory", "units", "calendars", "working_hours", "indicators", "programmes", "targets", "systems")
Objects = dict[str, dict[str, Any]]
# The tone goes on the first vowel of an open oa, oe, uy (hóa, thủy), except after q.
NEW_STYLE_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)", re.IGNORECASE)


def by_id(read_section: ReadSection, pack: str, section: str) -> Objects:
    return {item["id"]: item for item in read_section(pack, section)}


def layered(read_section: ReadSection, pack: str, section: str) -> Objects:
    return by_id(read_section, "common", section) | by_id(read_section, pack, section)


def contrast_on_white(colour: str) -> float:
    """WCAG 2 contrast ratio of a #rrggbb colour against white."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return []


def names_a_field(value: Any, path: str) -> bool:
    """Whether a dotted path leads to something that is written in the object."""
    for part in path.split("."):
        if isinstance(value, list):
            if not (part.isdigit() and int(part) < len(value)):
                return False
            value = value[int(part)]
        elif not isinstance(value, dict) or part not in value:
            return False
        else:
            value = value[part]
    return True


@pytest.mark.parametrize("path", sorted(PACKS.rglob("*.yaml")), ids=lambda path: str(path.relative_to(PACKS)))
def test_file_is_normalised_utf8_and_every_object_has_an_id(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert all(isinstance(item, dict) and isinstance(item.get("id"), str) and item["id"] for item in read_file(path))


@pytest.mark.parametrize("pack", ALL)
def test_pack_file(pack: str) -> None:
    (described,) = read_file(PACKS / pack / "pack.yaml")
    assert described["id"] == pack
    assert described["kind"] == ("common" if pack == "common" else "province")
    assert described.get("extends", []) == ([] if pack == "common" else ["common"])
    assert described["name"] and described["name_en"] and described["version"]
    assert contrast_on_white(described["brand"]["accent"]) >= 4.5


def test_accents_differ() -> None:
    accents = [read_file(PACKS / pack / "pack.yaml")[0]["brand"]["accent"] for pack in ALL]
    assert len(set(accents)) == len(ALL)


@pytest.mark.parametrize("pack", ALL)
@pytest.mark.parametrize("section", SECTIONS)
def test_ids_are_unique_in_a_section_and_tones_placed_alike(read_section: ReadSection, pack: str, section: str) -> None:
    items = read_section(pack, section)
    assert [key for key, count in Counter(item["id"] for item in items).items() if count > 1] == []
    assert [text for item in items for text in strings(item) if NEW_STYLE_TONE.search(text)] == []
    for item in items:
        assert item.get("valid_to") is None or item["valid_from"] < item["valid_to"], item["id"]
        assert all(names_a_field(item, path) for path in item.get("to_confirm", [])), item["id"]


@pytest.mark.parametrize("pack", PROVINCES)
@pytest.mark.parametrize("section", ["territory", "units"])
def test_tree_and_successions_hold(read_section: ReadSection, pack: str, section: str) -> None:
    tree = by_id(read_section, pack, section)
    territory = by_id(read_section, pack, "territory")
    hours = layered(read_section, pack, "working_hours")
    for unit in tree.values():
        start, end = unit["valid_from"], unit.get("valid_to") or date.max
        if unit.get("parent"):
            parent = tree[unit["parent"]]
            assert parent["valid_from"] <= start, unit["id"]
            assert end <= (parent.get("valid_to") or date.max), unit["id"]
        for link in unit.get("successors", []):
            assert tree[link["to"]]["valid_from"] == end, unit["id"]
            assert isinstance(link["part"], bool)
        if section == "units":
            assert unit["territory"] in territory, unit["id"]
            assert unit["working_hours"] in hours, unit["id"]
            assert territory[unit["territory"]]["level"] == unit["level"]


def test_hue_units_follow_the_territory(read_section: ReadSection) -> None:
    units = by_id(read_section, "hue", "units")
    territory = by_id(read_section, "hue", "territory")
    committees = {unit["territory"]: unit for unit in units.values() if unit["kind"] in ("commune", "district")}
    assert set(committees) == {key for key, item in territory.items() if item["level"] != "province"}
    for key, unit in committees.items():
        assert unit["valid_from"] == territory[key]["valid_from"]
        assert unit.get("valid_to") == territory[key].get("valid_to")
        expected = {committees[link["to"]]["id"] for link in territory[key].get("successors", [])}
        assert {link["to"] for link in unit.get("successors", [])} == expected
    centres = [unit for unit in units.values() if unit["kind"] == "centre" and unit["level"] == "commune"]
    assert len({unit["territory"] for unit in centres}) == len(centres) == 40


def test_agency_codes(read_section: ReadSection) -> None:
    units = by_id(read_section, "hue", "units")
    on_a_day = [unit["code"] for unit in units.values() if unit.get("valid_to") is None]
    assert len(on_a_day) == len(set(on_a_day))
    for unit in units.values():
        assert re.fullmatch(r"H57(\.\d{2}){0,2}", unit["code"]), unit["id"]
        assert unit["code"] == "H57" or "code" in unit["to_confirm"], unit["id"]


@pytest.mark.parametrize("year", range(2023, 2028))
def test_calendar(read_section: ReadSection, year: int) -> None:
    calendar = by_id(read_section, "common", "calendars")[f"vn-{year}"]
    days = {item["date"]: item["kind"] for item in calendar["holidays"]}
    assert calendar["year"] == year
    assert len(days) == len(calendar["holidays"])
    assert all(day.year == year for day in days)
    assert sum(1 for kind in days.values() if kind == "holiday") == 11  # Labour Code, article 112: 1+5+1+1+1+2
    for day in (date(year, 1, 1), date(year, 4, 30), date(year, 5, 1), date(year, 9, 2)):
        assert days[day] == "holiday"
    assert (date(year, 9, 1) in days) is not (date(year, 9, 3) in days)
    lost = sum(1 for day, kind in days.items() if kind == "holiday" and day.weekday() >= 5)
    assert sum(1 for kind in days.values() if kind == "compensation") == lost
    swaps = {item["instead_of"]: item["date"] for item in calendar["working_days"]}
    assert set(swaps) == {day for day, kind in days.items() if kind == "swapped_off"}
    for off, worked in swaps.items():
        assert off.weekday() < 5 <= worked.weekday()
        assert worked not in days


TET = {
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
}


@pytest.mark.parametrize(("year", "first_day"), TET.items())
def test_tet_is_off_from_the_eve_to_the_third_day(read_section: ReadSection, year: int, first_day: date) -> None:
    days = {item["date"] for item in by_id(read_section, "common", "calendars")[f"vn-{year}"]["holidays"]}
    assert {first_day + timedelta(days=n) for n in range(-1, 3)} <= days


def test_working_hours(read_section: ReadSection) -> None:
    for pack in ALL:
        for item in read_section(pack, "working_hours"):
            assert set(item["week"]) <= {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
            for spans in item["week"].values():
                edges = [edge for span in spans for edge in re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", span).groups()]  # type: ignore[union-attr]
                assert edges == sorted(set(edges)), item["id"]


def test_seasonal_hours_follow_one_another(read_section: ReadSection) -> None:
    for family in ("hue-office", "hue-counter"):
        versions = [item for item in read_section("hue", "working_hours") if item["id"].partition("@")[0] == family]
        versions.sort(key=lambda item: item["valid_from"])
        assert [item.get("valid_to") for item in versions] == [*(item["valid_from"] for item in versions[1:]), None]
        assert [item["id"] for item in versions[1:]] == [f"{family}@{item['valid_from']}" for item in versions[1:]]


def test_counts(read_section: ReadSection) -> None:
    targets = [item for pack in PROVINCES for item in read_section(pack, "targets")]
    assert len(targets) == len({item["id"] for item in targets}) == 246
    assert len({item["indicator"] for item in targets}) == 143
    assert len(by_id(read_section, "common", "systems")) == 404


@pytest.mark.parametrize("pack", PROVINCES)
def test_targets_resolve(read_section: ReadSection, pack: str) -> None:
    indicators = layered(read_section, pack, "indicators")
    programmes = by_id(read_section, pack, "programmes")
    for target in read_section(pack, "targets"):
        assert target["seed"] == programmes[target["programme"]]["seed"]
        assert target["unit"] == indicators[target["indicator"]]["unit"]
        assert target["where"] and target["comparator"]
        assert target["kind"] in ("target", "baseline", "floor", "milestone", "rhythm")


def test_indicators_say_how_they_are_measured(read_section: ReadSection) -> None:
    systems, registers = by_id(read_section, "common", "systems"), by_id(read_section, "common", "registers")
    for item in read_section("common", "indicators"):
        assert item["direction"] in ("higher", "lower")
        if item["binding"] == "live":
            days = {
                "dossiers": ("received_date", "finished_date", "ended_date"),
                "procedure_times": ("baseline_date",),
                "late_time": ("ended_date",),
            }
            register = registers.get(item["source"].removeprefix("registers."))
            if register is None:
                assert item["date"] in days[item["source"]]
            else:
                assert item.get("date") in (None, *(f["id"] for f in register["fields"] if f["type"] == "date"))
            assert item["numerator"] and item["denominator"] and item["formula_vi"]
            assert item["source"] != "dossiers" or "bí mật nhà nước" in item["exclusions_vi"]
        else:
            assert item["binding"] in ("attested", "no_source")
            assert item["waits_for"] in systems, item["id"]
            assert "numerator" not in item


def test_the_five_figures_of_the_first_thread_are_live(read_section: ReadSection) -> None:
    live = {item["id"] for item in read_section("common", "indicators") if item["binding"] == "live"}
    assert live >= {
        "dossiers-filed-online",
        "dossiers-fully-online",
        "dossiers-on-time",
        "satisfaction-procedures",
        "results-signed",
    }


def test_systems_start_as_planned(read_section: ReadSection) -> None:
    for item in read_section("common", "systems"):
        assert item["state"] in ("planned", "partial", "live")
        assert item["kind"] in ("software", "integration", "infrastructure-or-policy")
        assert item["seeds"] and all(reference["file"] and reference["where"] for reference in item["seeds"])


def test_yaml_has_no_duplicate_keys() -> None:
    """PyYAML keeps the last of two equal keys silently, so a slip would lose data unseen."""
    for path in PACKS.rglob("*.yaml"):
        open_nodes = list(yaml.compose_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        while open_nodes:
            node = open_nodes.pop()
            if isinstance(node, yaml.MappingNode):
                keys = [key.value for key, _ in node.value]
                assert len(keys) == len(set(keys)), f"{node.start_mark}: {keys}"
                open_nodes += [value for _, value in node.value]
            elif isinstance(node, yaml.SequenceNode):
                open_nodes += node.value
