"""The list of security requirements: each is decided, and what it names exists."""

import pytest

from tinhso.conf.asvs import chapters, exists, production_settings, read_chapter

HERE = "tests/house/test_asvs.py::"


def test_every_requirement_is_decided() -> None:
    found = chapters()
    assert not [fault for chapter in found for fault in chapter.faults]
    assert sum(len(chapter.requirements) for chapter in found) == 70 + 183
    assert len({each.id for chapter in found for each in chapter.requirements}) == 70 + 183


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"asks": "x", "met": [f"{HERE}test_every_requirement_is_decided"]}, None),
        ({"asks": "x", "met": [f"{HERE}test_of_nothing"]}, "does not exist"),
        ({"asks": "x", "met": ["docs/none.md"]}, "does not exist"),
        ({"asks": "x", "met": ["README.md::words that stand nowhere"]}, "does not exist"),
        ({"asks": "x", "settings": {"DEBUG": False}}, None),
        ({"asks": "x", "settings": {"DEBUG": True}}, "the setting DEBUG is False"),
        ({"asks": "x", "settings": {"NONE": 1}}, "unknown"),
        ({"asks": "x"}, "stands in no way"),
        ({"asks": "x", "open": " "}, "stands in no way"),
        ({"asks": "x", "open": "y", "excepted": "z"}, "in several"),
        ({"open": "y"}, "does not say"),
        ({"asks": "x", "opened": "y"}, "no word"),
        (None, "is unmapped"),
    ],
)
def test_a_row_that_proves_nothing_is_found(row: dict[str, object] | None, fault: str | None) -> None:
    told = {"chapter": "V1", "title": "One", "levels": {"V1.1": "13"}, "requirements": {"V1.1.1": row} if row else {}}
    faults = " ".join(read_chapter(told, production_settings()).faults)
    assert fault in faults if fault else not faults


def test_level_three_is_not_ours() -> None:
    told = {
        "chapter": "V1",
        "title": "One",
        "levels": {"V1.1": "3"},
        "requirements": {"V1.1.1": {"asks": "x", "open": "y"}},
    }
    assert "level 3" in " ".join(read_chapter(told, {}).faults)


def test_a_name_within_a_function_is_no_proof() -> None:
    assert exists(f"{HERE}HERE")
    assert not exists(f"{HERE}told")
