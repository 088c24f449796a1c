"""Working calendar: known answers from the real calendar, properties, and agreement with the independent oracle."""

from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.core.clock import TZ
from tinhso.foundation.calendar.rules import WorkingCalendar
from tinhso.foundation.calendar.tests.oracle import Oracle
from tinhso.foundation.calendar.types import (
    DayOff,
    DayReason,
    Deadline,
    DeadlineUnit,
    ExtraWorkingDay,
)

MORNING, AFTERNOON = (450, 690), (810, 1020)  # 07:30–11:30, 13:30–17:00
OFFICE = dict.fromkeys(range(5), (MORNING, AFTERNOON))
HOLIDAYS_2026 = [
    DayOff(date(2026, 1, 1), "Tết Dương lịch", "New Year's Day"),
    DayOff(date(2026, 1, 2), "Tết Dương lịch", "New Year's Day", DayReason.SWAPPED_OFF),
    DayOff(date(2026, 8, 31), "Quốc khánh", "National Day", DayReason.SWAPPED_OFF),
    DayOff(date(2026, 9, 1), "Quốc khánh", "National Day"),
    DayOff(date(2026, 9, 2), "Quốc khánh", "National Day"),
]
WORKED_2026 = [
    ExtraWorkingDay(date(2026, 1, 10), date(2026, 1, 2)),
    ExtraWorkingDay(date(2026, 8, 22), date(2026, 8, 31)),
]
HUE = WorkingCalendar(week=OFFICE, days_off=HOLIDAYS_2026, extra_days=WORKED_2026, known_years={2025, 2026})
#: The example of the design: no swap, so that Monday 31/08/2026 is worked.
PLAIN = WorkingCalendar(week=OFFICE, days_off=[d for d in HOLIDAYS_2026 if d.date.month == 9], known_years={2026})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


class TestDays:
    def test_weekends_holidays_and_swaps(self):
        assert HUE.is_working_day(date(2026, 8, 28))
        assert not HUE.is_working_day(date(2026, 8, 29))
        assert not HUE.is_working_day(date(2026, 9, 2))
        assert HUE.is_working_day(date(2026, 1, 10))
        assert HUE.reason(date(2026, 1, 10)) is DayReason.SWAPPED_WORKING
        assert HUE.reason(date(2026, 1, 2)) is DayReason.SWAPPED_OFF

    def test_swapped_saturday_has_the_hours_of_its_weekday(self):
        short_friday = {**OFFICE, 4: (MORNING,)}
        calendar = WorkingCalendar(week=short_friday, extra_days=WORKED_2026[:1], known_years={2026})
        assert calendar.working_intervals(date(2026, 1, 10)) == [(at("2026-01-10 07:30"), at("2026-01-10 11:30"))]

    def test_saturday_counter_receives_but_does_not_count(self):
        calendar = WorkingCalendar(week={**OFFICE, 5: (MORNING,)}, known_years={2026})
        saturday = date(2026, 8, 29)
        assert calendar.opening_intervals(saturday) == [(at("2026-08-29 07:30"), at("2026-08-29 11:30"))]
        assert calendar.working_intervals(saturday) == []
        assert calendar.add_working_days(at("2026-08-29 08:00"), 1) == at("2026-09-01 07:30")

    def test_weekday_without_hours(self):
        calendar = WorkingCalendar(week={0: (MORNING,)})
        assert calendar.reason(date(2026, 8, 25)) is DayReason.NO_HOURS
        assert calendar.next_opening(at("2026-08-24 12:00")) == at("2026-08-31 07:30")

    def test_unknown_year_has_weekends_only(self):
        assert not HUE.knows(date(2031, 9, 2))
        assert HUE.is_working_day(date(2031, 9, 2))
        assert HUE.explain(at("2031-09-01 08:00"), at("2031-09-02 08:00")).beyond_calendar

    @pytest.mark.parametrize("week", [{}, {5: (MORNING,)}, {0: ((600, 500),)}, {0: (AFTERNOON, MORNING)}])
    def test_impossible_weeks_are_refused(self, week):
        with pytest.raises(ValueError):
            WorkingCalendar(week=week)


class TestKnownAnswers:
    @pytest.mark.parametrize(
        ("start", "days", "due"),
        [
            ("2026-08-31 14:05", 3, "2026-09-07 14:05"),
            ("2026-08-31 14:05", 0, "2026-08-31 14:05"),
            ("2026-08-31 12:00", 1, "2026-09-03 13:30"),
            ("2026-08-31 17:00", 1, "2026-09-04 07:30"),
            ("2026-08-29 20:10", 1, "2026-09-03 07:30"),
        ],
    )
    def test_working_days(self, start, days, due):
        assert PLAIN.add_working_days(at(start), days) == at(due)

    def test_swapped_saturday_counts(self):
        assert HUE.add_working_days(at("2026-08-21 09:00"), 2) == at("2026-08-24 09:00")
        assert HUE.add_working_days(at("2026-08-28 09:00"), 1) == at("2026-09-03 09:00")

    def test_shorter_day_moves_the_hour_to_closing_time(self):
        calendar = WorkingCalendar(week={**OFFICE, 4: (MORNING,)}, known_years={2026})
        assert calendar.add_working_days(at("2026-08-27 15:00"), 1) == at("2026-08-28 11:30")

    @pytest.mark.parametrize(
        ("start", "minutes", "due"),
        [
            ("2026-08-31 11:00", 30, "2026-08-31 11:30"),
            ("2026-08-31 11:00", 31, "2026-08-31 13:31"),
            ("2026-08-31 16:30", 480, "2026-09-03 17:00"),
            ("2026-08-31 16:30", 481, "2026-09-04 07:31"),
            ("2026-08-31 16:59:30", 1, "2026-09-03 07:30:30"),
            ("2026-08-31 11:30", 0, "2026-08-31 13:30"),
        ],
    )
    def test_working_minutes(self, start, minutes, due):
        assert PLAIN.add_working_minutes(at(start), minutes) == at(due)

    @pytest.mark.parametrize(
        ("start", "due"),
        [
            ("2026-08-31 14:59", "2026-08-31 17:00"),
            ("2026-08-31 15:00", "2026-09-03 17:00"),
            ("2026-08-31 06:00", "2026-08-31 17:00"),
            ("2026-08-29 09:00", "2026-08-31 17:00"),
        ],
    )
    def test_same_day(self, start, due):
        assert PLAIN.same_day_due(at(start), "15:00") == at(due)
        deadline = Deadline(1, same_day_cutoff=time(15))
        assert PLAIN.due(at(start), deadline) == at(due)

    @pytest.mark.parametrize(
        ("start", "days", "due"),
        [
            ("2026-08-25 20:00", 3, "2026-08-28 17:00"),
            ("2026-08-25 20:00", 4, "2026-08-31 17:00"),
            ("2026-08-30 08:00", 2, "2026-09-03 17:00"),
            ("2026-08-31 18:00", 0, "2026-09-03 17:00"),
        ],
    )
    def test_calendar_days_end_with_a_working_day(self, start, days, due):
        assert PLAIN.add_calendar_days(at(start), days) == at(due)

    def test_any_time_zone_comes_back_as_viet_nam_time(self):
        utc = datetime.fromisoformat("2026-08-31T07:05:00+00:00")
        assert PLAIN.due(utc, Deadline(3)) == at("2026-09-07 14:05")
        with pytest.raises(ValueError):
            PLAIN.next_opening(datetime(2026, 8, 31))

    def test_time_is_counted_forward_only(self):
        for verb in (PLAIN.add_working_days, PLAIN.add_working_minutes, PLAIN.add_calendar_days):
            with pytest.raises(ValueError):
                verb(at("2026-08-31 08:00"), -1)


class TestExplain:
    def explain(self, calendar, start, deadline):
        return calendar.explain(at(start), calendar.due(at(start), deadline), deadline)

    def test_sentence(self):
        explanation = self.explain(PLAIN, "2026-08-31 14:05", Deadline(3))
        assert explanation.sentence() == (
            "3 ngày làm việc tính từ 14:05 thứ Hai 31/08/2026; 01–02/09 nghỉ Quốc khánh; không tính thứ Bảy, Chủ nhật"
        )
        assert explanation.sentence("en-gb") == (
            "3 working days from 14:05 Monday 31/08/2026; 01–02/09 off: National Day; Saturdays and Sundays not counted"
        )
        assert [day.date.day for day in explanation.counted] == [3, 4, 7]
        assert [(day.date.day, day.reason) for day in explanation.skipped] == [
            (1, DayReason.HOLIDAY), (2, DayReason.HOLIDAY), (5, DayReason.WEEKEND), (6, DayReason.WEEKEND),
        ]  # fmt: skip

    def test_swaps_are_told(self):
        sentence = self.explain(HUE, "2026-08-21 09:00", Deadline(8)).sentence()
        assert "22/08 làm bù, có tính" in sentence
        assert "31/08 nghỉ hoán đổi Quốc khánh" in sentence

    def test_filed_outside_working_hours(self):
        sentence = self.explain(PLAIN, "2026-08-26 20:10", Deadline(1)).sentence()
        assert sentence == (
            "1 ngày làm việc tính từ 07:30 thứ Năm 27/08/2026 (nộp ngoài giờ làm việc, lúc 20:10 thứ Tư 26/08/2026)"
        )

    def test_after_the_cutoff(self):
        explanation = self.explain(PLAIN, "2026-08-26 15:30", Deadline(1, same_day_cutoff=time(15)))
        assert explanation.sentence() == (
            "1 ngày làm việc, đến hết giờ làm việc thứ Năm 27/08/2026; nộp sau 15:00 nên tính từ thứ Năm 27/08/2026"
        )

    def test_calendar_days_count_weekends_but_not_the_days_after(self):
        explanation = self.explain(PLAIN, "2026-08-27 10:00", Deadline(2, DeadlineUnit.DAYS))
        assert [day.date.day for day in explanation.counted] == [28, 29]
        assert explanation.due_at == at("2026-08-31 17:00")

    def test_unknown_year_is_said(self):
        assert (
            "chưa có lịch nghỉ lễ chính thức của năm 2031"
            in self.explain(PLAIN, "2031-03-03 10:00", Deadline(2)).sentence()
        )


# --- against the oracle ---------------------------------------------------------------------------------------------

FIRST = datetime(2025, 12, 1)
SPAN_DAYS = 90
SHAPES = (
    ((450, 690), (810, 1020)),
    ((480, 720), (780, 1020)),
    ((420, 690),),
    ((0, 1440),),
    ((540, 541), (600, 607)),
)
#: One seed makes one office and all the questions asked of it: drawing each of them alone costs far more than asking.
SEEDS = st.integers(0, 2**48).map(Random)


@cache
def worked_minutes(spans):
    return {minute for start, end in spans for minute in range(start, end)}


def make_office(random):
    """A calendar of three months around a New Year, and the oracle of the same facts."""
    week = {day: random.choice(SHAPES) for day in random.sample(range(5), random.randint(1, 5))}
    if random.random() < 0.5:
        week[5] = SHAPES[2]
    days = [FIRST.date() + timedelta(n) for n in range(SPAN_DAYS)]
    off = set(random.sample(days, random.randint(0, 15)))
    weekends = [day for day in days if day.weekday() >= 5 and day not in off]
    swapped = {day: random.choice(days) for day in random.sample(weekends, random.randint(0, 4))}
    calendar = WorkingCalendar(
        week=week,
        days_off=[DayOff(day, "lễ") for day in off],
        extra_days=[ExtraWorkingDay(day, instead_of) for day, instead_of in swapped.items()],
        known_years={2025, 2026},
    )
    return calendar, Oracle({day: worked_minutes(spans) for day, spans in week.items()}, off, swapped)


def a_minute(random):
    return FIRST + timedelta(minutes=random.randint(0, SPAN_DAYS * 24 * 60))


def a_moment(random):
    return a_minute(random).replace(tzinfo=TZ) + timedelta(microseconds=random.randint(0, 59_999_999))


def agrees(calendar, oracle, random):
    """Every question the calendar answers, asked of both."""
    naive, other = a_minute(random), a_minute(random)
    days, minutes = random.randint(0, 45), random.randint(0, 9_000)
    start = naive.replace(tzinfo=TZ)
    opening = calendar.next_opening(start)
    assert opening.replace(tzinfo=None) == oracle.opening(naive)
    assert calendar.add_working_days(start, days).replace(tzinfo=None) == oracle.after_days(naive, days)
    later = calendar.add_working_minutes(start, minutes)
    assert later.replace(tzinfo=None) == oracle.after_minutes(naive, minutes)
    assert calendar.working_minutes(start, later) == minutes
    first, last = min(naive, other), max(naive, other)
    counted = calendar.working_minutes(first.replace(tzinfo=TZ), last.replace(tzinfo=TZ))
    assert counted == oracle.count(first, last)
    cutoff = random.randint(1, 1439)
    same_day = calendar.same_day_due(start, time(cutoff // 60, cutoff % 60))
    assert same_day.replace(tzinfo=None) == oracle.same_day(naive, cutoff)
    explanation = calendar.explain(start, calendar.due(start, Deadline(days)), Deadline(days))
    assert len(explanation.counted) == days
    assert {day.date for day in explanation.counted} == {
        day.date for day in explanation.days if oracle.minutes_of(day.date) and day.date > opening.date()
    }


def compare(random):
    """Ten histories of one office."""
    calendar, oracle = make_office(random)
    for _ in range(10):
        agrees(calendar, oracle, random)


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_agrees_with_the_oracle(random):
    compare(random)


@pytest.mark.deep
@settings(max_examples=10_000, deadline=None)
@given(SEEDS)
def test_agrees_with_the_oracle_on_many_histories(random):
    compare(random)


@settings(max_examples=300, deadline=None)
@given(SEEDS)
def test_working_minutes_add_up(random):
    calendar, _ = make_office(random)
    a, b, c = (a_moment(random) for _ in range(3))
    assert calendar.working_minutes(a, c) == calendar.working_minutes(a, b) + calendar.working_minutes(b, c)


@settings(max_examples=300, deadline=None)
@given(SEEDS, st.sampled_from(DeadlineUnit), st.none() | st.times(time(8), time(16)))
def test_an_earlier_start_or_a_shorter_limit_is_never_due_later(random, unit, cutoff):
    calendar, _ = make_office(random)
    early, late = sorted(a_moment(random) for _ in range(2))
    short, long = (Deadline(value, unit, cutoff) for value in sorted(random.randint(0, 40) for _ in range(2)))
    assert early <= calendar.due(early, short) <= calendar.due(late, short)
    assert calendar.due(early, short) <= calendar.due(early, long)


@settings(max_examples=300, deadline=None)
@given(SEEDS)
def test_adding_is_the_inverse_of_counting(random):
    calendar, _ = make_office(random)
    early, late = sorted(a_minute(random).replace(tzinfo=TZ) for _ in range(2))
    minutes = calendar.working_minutes(early, late)
    reached = calendar.add_working_minutes(early, minutes)
    assert calendar.working_minutes(early, reached) == minutes
    if minutes:
        assert reached <= late
