"""Slots, waits, telephone numbers and calendar files: no database."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tinhso.core.testing import moment
from tinhso.core.text import tidy_phone
from tinhso.services.appointments.rules.calendar_file import Entry, calendar_file
from tinhso.services.appointments.rules.slots import slots_of
from tinhso.services.appointments.rules.waiting import OpenCounter, expected_waits
from tinhso.services.appointments.schema import ServiceGroup

GROUP = ServiceGroup(
    id="ho-tich", letter="A", name="Hộ tịch", name_en="Civil status", minutes=25, places=3, walk_in_percent=30
)
MORNING = (moment("2026-11-23 07:30"), moment("2026-11-23 09:00"))
AFTERNOON = (moment("2026-11-23 13:00"), moment("2026-11-23 13:30"))


def test_slots_fit_into_the_hours_and_keep_places_for_walk_ins() -> None:
    found = slots_of([MORNING, AFTERNOON], GROUP, {MORNING[0]: 1}, after=moment("2026-11-22 09:00"))
    assert [f"{slot.starts_at:%H:%M}" for slot in found] == ["07:30", "07:55", "08:20", "13:00"]
    assert all(MORNING[0] <= slot.starts_at and slot.ends_at <= AFTERNOON[1] for slot in found)
    assert [slot.left for slot in found] == [1, 2, 2, 2]


def test_what_has_begun_is_offered_no_more_and_nothing_below_none() -> None:
    found = slots_of([MORNING], GROUP, {moment("2026-11-23 08:20"): 9}, after=moment("2026-11-23 07:55"))
    assert [(f"{slot.starts_at:%H:%M}", slot.left) for slot in found] == [("08:20", 0)]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("84912345678", "0912345678"),
        ("912345678", ""),
        ("0912345678; DROP", ""),
        ("", ""),
    ],
)
def test_telephone_numbers_are_kept_in_one_way(written: str, kept: str) -> None:
    assert tidy_phone(written) == kept


def test_a_wait_is_what_the_open_counters_make_of_the_queue() -> None:
    both = OpenCounter(("a", "b"))
    only_a = OpenCounter(("a",), free_in=10)
    minutes = {"a": 10.0, "b": 20.0}
    assert expected_waits(["a", "a", "b", "a"], [both, only_a], minutes) == [0, 10, 10, 20]
    assert expected_waits(["a", "c"], [both], {**minutes, "c": 5}) == [0, None]
    assert expected_waits(["a"], [], minutes) == [None]


def test_more_counters_never_make_anybody_wait_longer() -> None:
    queue = ["a", "b", "a", "b", "b", "a"]
    minutes = {"a": 7.0, "b": 13.0}
    waits = [expected_waits(queue, [OpenCounter(("a", "b"))] * count, minutes) for count in (1, 2, 3)]
    for few, more in pairwise(waits):
        assert all(later >= sooner for later, sooner in zip(few, more, strict=True) if later is not None)  # type: ignore[operator]


def entry(**changed: object) -> Entry:
    said: dict[str, object] = {
        "uid": "1@tinhso", "sequence": 2, "made_at": moment("2026-11-22 16:00"), "starts_at": MORNING[0],
        "ends_at": MORNING[0] + timedelta(minutes=15), "summary": "Nộp hồ sơ: đăng ký khai sinh; sao lục, " + "ư" * 80,
        "location": "Trung tâm, 01 Lê Lợi", "description": "Mã: A\nB\\C", "url": "https://vi.du/x", "reminders": (60,),
    }  # fmt: skip
    return Entry(**{**said, **changed})  # type: ignore[arg-type]


def unfolded(text: str) -> dict[str, str]:
    return dict(line.split(":", 1) for line in text.replace("\r\n ", "").splitlines())


def test_a_calendar_file_is_as_the_standard_says() -> None:
    text = calendar_file(entry())
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    read = unfolded(text)
    assert read["DTSTART"] == "20261123T003000Z"
    assert read["SUMMARY"] == "Nộp hồ sơ: đăng ký khai sinh\\; sao lục\\, " + "ư" * 80
    assert read["DESCRIPTION"] in {"Mã: A\\nB\\\\C", read["SUMMARY"]}
    assert read["TRIGGER"] == "-PT60M"
    assert text.count("BEGIN:VALARM") == text.count("END:VALARM") == 1


def test_a_cancelled_booking_leaves_the_calendar() -> None:
    text = calendar_file(entry(cancelled=True))
    assert "METHOD:CANCEL\r\n" in text
    assert "STATUS:CANCELLED\r\n" in text
    assert "VALARM" not in text
