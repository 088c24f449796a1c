"""Periods and points: plain rules."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from tinhso.core.clock import TZ
from tinhso.services.scorecards.rules.courses import due_without_promise
from tinhso.services.scorecards.rules.periods import month_of, months_until, read_period, recent_periods
from tinhso.services.scorecards.rules.scoring import Standing, score
from tinhso.services.scorecards.schema import Component, SchemeObject
from tinhso.services.scorecards.types import PeriodAhead, PeriodUnreadable, Tally

NAMES = {"name": "a", "name_en": "a", "source": "a"}


def scheme(*components: dict[str, object], **more: object) -> SchemeObject:
    """A scheme of one group; each component is worth ten points unless it says otherwise."""
    parts = [{"code": f"1.{n}", **NAMES, "maximum": 10, **one} for n, one in enumerate(components, 1)]
    group = {"code": "1", "name": "g", "name_en": "g", "maximum": 10 * len(parts), "components": parts}
    return SchemeObject.model_validate({"id": "x", "name": "x", "name_en": "x", "groups": [group], **more})


RATIO = {"measures": ["a"]}
NO_SOURCE = {"waits_for": "w", "waits_for_en": "w"}


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods_as_people_write_them(written: str, start: date, end: date) -> None:
    period = read_period(written)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize("written", ["", "2026-13", "2026-Q5", "26", "2026-11-01", "11/2026", "2026-11\x00"])
def test_what_is_no_period_is_told(written: str) -> None:
    with pytest.raises(PeriodUnreadable):
        read_period(written)


def test_a_period_is_counted_as_far_as_it_has_passed() -> None:
    now = datetime(2026, 11, 22, 10, tzinfo=TZ)
    assert read_period("2026-11").span(now).ends == now
    assert read_period("2026-10").span(now).ends == datetime(2026, 11, 1, tzinfo=TZ)
    assert read_period("2026-10").span(now).last_day == date(2026, 10, 31)
    with pytest.raises(PeriodAhead):
        read_period("2026-12").span(now)


def test_months_go_back_over_the_year() -> None:
    assert [one.name for one in months_until(read_period("2026-Q1"), 4)] == ["2025-12", "2026-01", "2026-02", "2026-03"]
    offered = [one.name for one in recent_periods(date(2026, 1, 31))]
    assert offered[:2] == ["2026-01", "2025-12"]
    assert offered[12:] == ["2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2", "2026", "2025"]
    assert month_of(date(2026, 2, 28)).end == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("component", "tallies", "points"),
    [
        (RATIO, {"a": Tally(2, 3)}, "6.67"),
        (RATIO, {"a": Tally(0, 3)}, "0.00"),
        ({**RATIO, "formula": "threshold", "threshold": 80}, {"a": Tally(8, 10)}, "10.00"),
        ({**RATIO, "formula": "threshold", "threshold": 80}, {"a": Tally(4, 10)}, "5.00"),
        (
            {"measures": ["a", "b"], "formula": "difference", "threshold": 90},
            {"a": Tally(1, 10), "b": Tally(2, 10)},
            "7.78",
        ),
        ({"measures": ["a", "b"], "formula": "difference"}, {"a": Tally(8, 10), "b": Tally(8, 10)}, "0.00"),
    ],
)
def test_formulas(component: dict[str, object], tallies: dict[str, Tally], points: str) -> None:
    assert score(scheme(component), tallies).points == Decimal(points)


def test_nothing_to_count_is_not_zero_and_no_source_is_outside_the_sum() -> None:
    found = score(scheme(RATIO, {"measures": ["b"]}, NO_SOURCE), {"a": Tally(1, 2)})
    assert [one.standing for one in found.components()] == [
        Standing.SCORED, Standing.NOT_APPLICABLE, Standing.NO_SOURCE,
    ]  # fmt: skip
    assert (found.points, found.reachable, found.maximum) == (Decimal("5.00"), Decimal(10), Decimal(30))


def test_the_weight_of_what_does_not_apply_can_be_spread() -> None:
    parts = (RATIO, {"measures": ["b"]}, NO_SOURCE)
    found = score(scheme(*parts, not_applicable="spread"), {"a": Tally(1, 2)})
    assert (found.points, found.reachable) == (Decimal("10.00"), Decimal(20))
    assert score(scheme(*parts, not_applicable="spread"), {}).percent is None


@pytest.mark.parametrize(
    "component",
    [
        {},
        {**RATIO, **NO_SOURCE},
        {"measures": ["a", "b"]},
        {**RATIO, "formula": "difference"},
        {**RATIO, "threshold": 80},
        {"waits_for": "w"},
    ],
)
def test_a_component_is_measured_or_waits(component: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Component.model_validate({"code": "1.1", **NAMES, "maximum": 1, **component})


class _EveryMinute:
    """A calendar in which every minute is worked."""

    def add_working_minutes(self, at: datetime, minutes: int) -> datetime:
        return at + timedelta(minutes=minutes)

    def working_minutes(self, start: datetime, end: datetime) -> int:
        return int((end - start).total_seconds() // 60)


def test_without_a_promise_waiting_moves_the_time_of_the_procedure() -> None:
    noon = datetime(2026, 11, 2, 12, tzinfo=TZ)
    hours = [noon + timedelta(hours=n) for n in range(30)]
    due = due_without_promise(_EveryMinute(), hours[10], [(hours[4], hours[9]), (hours[12], None)])
    assert due == hours[15]
    assert due_without_promise(_EveryMinute(), hours[3], [(hours[4], hours[9])]) == hours[3]
