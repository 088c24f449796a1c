"""Periods, and small counts that nobody can read."""

from datetime import date

import pytest

from tinhso.services.transparency.portal import spans_offered
from tinhso.services.transparency.rules import OTHERS, months_before, protected, span_of
from tinhso.services.transparency.types import PeriodUnknown


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-02", date(2026, 2, 1), date(2026, 3, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_a_key_names_its_months(key: str, start: date, end: date) -> None:
    span = span_of(key)
    assert (span.start, span.end) == (start, end)


@pytest.mark.parametrize("key", ["", "26", "2026-q5", "2026-13", "2026-1", "2026-q", "2026-q1 ", "x"])
def test_what_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(PeriodUnknown):
        span_of(key)


def test_months_go_back_over_the_year() -> None:
    assert months_before(date(2026, 2, 1), 3) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


def test_every_period_offered_can_be_asked_for_and_none_comes_twice() -> None:
    keys = [key for key, _name in spans_offered(date(2026, 1, 31))]
    assert len(keys) == len(set(keys)) == 19
    assert {"2026-q1", "2025-q2", "2026-01", "2025-02", "2026", "2024"} <= set(keys)
    assert all(span_of(key) for key in keys)


def counts(received: int, finished: int = 0, on_time: int = 0) -> dict[str, int]:
    return {"received": received, "finished": finished, "on_time": on_time}


def test_procedures_with_few_dossiers_are_put_together() -> None:
    given = {"a": counts(9, 8, 7), "b": counts(4), "c": counts(2, 3, 1), "d": counts(0, 5, 5)}
    told = protected(given, 5)
    assert [procedure for procedure, _one in told] == ["a", "d", OTHERS]
    together = told[-1][1]
    assert together is not None
    assert (together["received"], together["finished"], together["on_time"]) == (6, 3, 1)
    assert sum(one["received"] for _p, one in told if one) == 15, "nothing is lost by putting together"


@pytest.mark.parametrize("few", [{"b": counts(4)}, {"b": counts(1), "c": counts(2, 4, 4)}])
def test_what_is_too_little_even_together_is_not_told(few: dict[str, dict[str, int]]) -> None:
    assert protected({"a": counts(9), **few}, 5) == [("a", counts(9)), (OTHERS, None)]


def test_nothing_small_means_no_row_of_others() -> None:
    assert protected({"a": counts(5)}, 5) == [("a", counts(5))]
    assert protected({}, 5) == []
