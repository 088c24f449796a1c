"""Hand-overs out of stays, and late time in words."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tinhso.engines.cases.api import LateShare
from tinhso.services.papers.rules.told import late_text, working_time
from tinhso.services.papers.rules.transfers import Stay, Verdict, transfers

START = datetime(2026, 10, 5, 1, tzinfo=UTC)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def test_each_taker_is_the_next_giver_and_is_judged_by_its_own_date() -> None:
    found = transfers(
        [
            Stay("Sở", hour(5), None, hour(6)),
            Stay("Quầy", hour(0), hour(2), hour(3)),
            Stay("Người nộp", hour(2), hour(5), None),
        ],
        first_giver="Người nộp",
        at=hour(8),
    )
    assert [(one.giver, one.taker, one.verdict) for one in found] == [
        ("Người nộp", "Quầy", Verdict.ON_TIME),
        ("Quầy", "Người nộp", Verdict.UNJUDGED),
        ("Người nộp", "Sở", Verdict.HOLDING_LATE),
    ]


def test_what_one_holder_had_without_a_break_is_one_stay_judged_by_its_last_date() -> None:
    stays = [Stay("Sở", hour(0), hour(2), hour(1)), Stay("Sở", hour(2), hour(4), hour(5))]
    (only,) = transfers(stays, first_giver="Quầy", at=hour(9))
    assert (only.at, only.actual, only.verdict) == (hour(0), hour(4), Verdict.ON_TIME)


def test_on_the_minute_is_in_time_and_a_minute_later_is_not() -> None:
    for over, verdict in ((0, Verdict.ON_TIME), (1, Verdict.LATE)):
        (only,) = transfers(
            [Stay("Sở", hour(0), hour(2) + timedelta(minutes=over), hour(2))], first_giver="", at=hour(9)
        )
        assert only.verdict is verdict


@pytest.mark.parametrize(
    ("minutes", "text"), [(480, "1 ngày"), (480 * 3 + 61, "3 ngày 1 giờ"), (59, "59 phút"), (0, "dưới 1 phút")]
)
def test_working_time_is_told_in_its_two_largest_parts(minutes: int, text: str) -> None:
    assert working_time(minutes) == text


def test_late_time_names_each_party_and_the_longest_first() -> None:
    office, tax = uuid4(), uuid4()
    names: dict[UUID, str] = {office: "phòng A", tax: "thuế"}
    shares = [LateShare("other_agency", tax, 480), LateShare("office", office, 960)]
    assert late_text(shares, names.__getitem__) == "Trễ 3 ngày làm việc: 2 ngày ở phòng A, 1 ngày chờ thuế"
    assert late_text([], names.__getitem__) == ""
