"""Working calendar: known answers from the real calendar, properties, and agreement with the independent oracle."""

from datetime import date, datetime, time, timedelta
from functools import cache

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
OFFICE = {day: (MORNING, AFTERNOON) for day in range(5)}
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

FIRST = date(2025, 12, 1)
SPAN_DAYS = 90


@cache
def worked_minutes(spans):
    return {minute for start, end in spans for minute in range(start, end)}


@st.composite
def offices(draw):
    """A calendar of three months around a New Year, and the oracle of the same facts."""
    shapes = st.sampled_from(
        [((450, 690), (810, 1020)), ((480, 720), (780, 1020)), ((420, 690),), ((0, 1440),), ((540, 541), (600, 607))]
    )
    week = {day: draw(shapes) for day in draw(st.sets(st.integers(0, 4), min_size=1))}
    if draw(st.booleans()):
        week[5] = ((450, 690),)
    days = st.integers(0, SPAN_DAYS).map(lambda n: FIRST + timedelta(n))
    off = draw(st.sets(days, max_size=15))
    weekends = draw(st.sets(days.filter(lambda day: day.weekday() >= 5), max_size=4)) - off
    swapped = {day: draw(days) for day in sorted(weekends)}
    calendar = WorkingCalendar(
        week=week,
        days_off=[DayOff(day, "lễ") for day in off],
        extra_days=[ExtraWorkingDay(day, instead_of) for day, instead_of in swapped.items()],
        known_years={2025, 2026},
    )
    hours = {day: worked_minutes(spans) for day, spans in week.items()}
    return calendar, Oracle(hours, off, swapped)


MOMENTS = st.integers(0, SPAN_DAYS * 24 * 60).map(lambda n: datetime(2025, 12, 1) + timedelta(minutes=n))


def agrees(office, naive: datetime, other: datetime, days: int, minutes: int, cutoff: int) -> None:
    """Every question the calendar answers, asked of both."""
    calendar, oracle = office
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
    same_day = calendar.same_day_due(start, time(cutoff // 60, cutoff % 60))
    assert same_day.replace(tzinfo=None) == oracle.same_day(naive, cutoff)
    explanation = calendar.explain(start, calendar.due(start, Deadline(days)), Deadline(days))
    assert len(explanation.counted) == days
    assert {day.date for day in explanation.counted} == {
        day.date for day in explanation.days if oracle.minutes_of(day.date) and day.date > opening.date()
    }


QUESTIONS = dict(
    office=offices(), naive=MOMENTS, other=MOMENTS, days=st.integers(0, 45), minutes=st.integers(0, 9_000),
    cutoff=st.integers(1, 1439),
)  # fmt: skip


@settings(max_examples=1_000, deadline=None)
@given(**QUESTIONS)
def test_agrees_with_the_oracle(office, naive, other, days, minutes, cutoff):
    agrees(office, naive, other, days, minutes, cutoff)


@pytest.mark.deep
@settings(max_examples=100_000, deadline=None)
@given(**QUESTIONS)
def test_agrees_with_the_oracle_on_many_histories(office, naive, other, days, minutes, cutoff):
    agrees(office, naive, other, days, minutes, cutoff)


EXACT = st.datetimes(datetime(2025, 11, 1), datetime(2026, 4, 1), timezones=st.just(TZ))
DEADLINES = st.builds(
    Deadline, st.integers(0, 40), st.sampled_from(DeadlineUnit), st.none() | st.times(time(8), time(16))
)


@settings(max_examples=500, deadline=None)
@given(offices(), EXACT, EXACT, EXACT)
def test_working_minutes_add_up(office, a, b, c):
    calendar, _ = office
    assert calendar.working_minutes(a, c) == calendar.working_minutes(a, b) + calendar.working_minutes(b, c)


@settings(max_examples=500, deadline=None)
@given(offices(), EXACT, EXACT, DEADLINES, DEADLINES)
def test_an_earlier_start_or_a_shorter_limit_is_never_due_later(office, a, b, one, other):
    calendar, _ = office
    early, late = sorted((a, b))
    assert calendar.due(early, one) <= calendar.due(late, one)
    assert calendar.due(early, one) >= early
    if (one.unit, one.same_day_cutoff) == (other.unit, other.same_day_cutoff):
        short, long = sorted((one, other), key=lambda deadline: deadline.value)
        assert calendar.due(early, short) <= calendar.due(early, long)


@settings(max_examples=500, deadline=None)
@given(offices(), EXACT, EXACT)
def test_adding_is_the_inverse_of_counting(office, a, b):
    calendar, _ = office
    early, late = sorted((a.replace(second=0, microsecond=0), b.replace(second=0, microsecond=0)))
    minutes = calendar.working_minutes(early, late)
    reached = calendar.add_working_minutes(early, minutes)
    assert calendar.working_minutes(early, reached) == minutes
    if minutes:
        assert reached <= late
