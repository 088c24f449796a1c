"""Decisions of officials and the calendars that follow them."""

from datetime import date

import pytest

from tinhso.core.access import ActorKind
from tinhso.core.errors import Forbidden, InvalidInput
from tinhso.core.ids import new_id
from tinhso.core.testing import make_actor, moment
from tinhso.foundation.calendar import api
from tinhso.foundation.calendar.models import CalendarOverride
from tinhso.foundation.calendar.types import (
    DayAlreadyChanged,
    DayAlreadyPast,
    DayIsNotSo,
    DayReason,
    OverrideNotFound,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar_pack")]
AT = moment("2026-08-20 09:00")
UNIT, OTHER_UNIT = new_id(), new_id()


def decide(actor, day="2026-08-26", **changes):
    arguments = {
        "kind": "closed",
        "name": "Bão số 5",
        "legal_basis": "Công điện 12/CĐ-UBND",
        "unit_id": UNIT,
        **changes,
    }
    return api.decide_day(actor=actor, at=AT, day=date.fromisoformat(day), **arguments)


def office(unit_id=None, day="2026-08-20"):
    return api.calendar_for("hanh-chinh", date.fromisoformat(day), unit_id)


@pytest.fixture
def manager():
    return make_actor("calendar.manage", unit_id=UNIT)


def test_hours_follow_the_day():
    assert office().working_intervals(date(2026, 8, 20))[0][0] == moment("2026-08-20 07:30")
    assert office(day="2026-10-02").working_intervals(date(2026, 10, 2))[0][0] == moment("2026-10-02 08:00")
    assert office(day="2020-01-01").week == office().week
    with pytest.raises(api.WorkingHoursUnknown):
        api.calendar_for("khong-co", date(2026, 8, 20))


def test_a_calendar_is_built_once_and_asked_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert office() is office()


def test_a_closure_moves_the_promise_of_that_unit_alone(manager):
    before = office(UNIT).add_working_days(moment("2026-08-25 10:00"), 2)
    decide(manager)
    closed = office(UNIT)
    assert before == moment("2026-08-27 10:00")
    assert closed.add_working_days(moment("2026-08-25 10:00"), 2) == moment("2026-08-28 10:00")
    assert office(OTHER_UNIT).add_working_days(moment("2026-08-25 10:00"), 2) == before
    explanation = closed.explain(moment("2026-08-25 10:00"), moment("2026-08-28 10:00"), api.Deadline(2))
    assert explanation.sentence() == "2 ngày làm việc tính từ 10:00 thứ Ba 25/08/2026; 26/08 nghỉ đột xuất: Bão số 5"


def test_a_unit_may_work_on_a_day_that_is_closed_for_all(manager):
    province = make_actor("calendar.manage")
    decide(province, unit_id=None)
    decide(manager, kind="worked", instead_of=date(2026, 8, 26), name="Trực bão")
    assert office(UNIT).is_working_day(date(2026, 8, 26))
    assert not office(OTHER_UNIT).is_working_day(date(2026, 8, 26))


def test_only_an_unrestricted_grant_reaches_every_unit(manager):
    with pytest.raises(Forbidden):
        decide(manager, unit_id=None)
    with pytest.raises(Forbidden):
        decide(manager, unit_id=OTHER_UNIT)
    with pytest.raises(Forbidden):
        decide(make_actor(kind=ActorKind.CITIZEN))
    assert not CalendarOverride.objects.exists()


def test_what_is_refused(manager):
    decide(manager)
    with pytest.raises(DayIsNotSo):
        decide(manager)
    with pytest.raises(DayIsNotSo):
        decide(manager, day="2026-09-02")
    with pytest.raises(DayAlreadyPast):
        decide(manager, day="2026-08-19")
    with pytest.raises(InvalidInput) as refusal:
        decide(manager, day="2026-08-29", kind="worked", name=" ", legal_basis="")
    assert set(refusal.value.fields) == {"name", "legal_basis", "instead_of"}


def test_two_officials_at_once_one_wins(manager, monkeypatch):
    decide(manager)
    monkeypatch.setattr("tinhso.foundation.calendar.actions._WORKED", {DayReason.CLOSURE})
    with pytest.raises(DayAlreadyChanged):
        decide(manager)


def test_a_decision_can_be_taken_back_before_its_day(manager):
    decision = decide(manager)
    stranger = make_actor("calendar.manage", unit_id=OTHER_UNIT)
    with pytest.raises(OverrideNotFound):
        api.revoke_decision(actor=stranger, at=AT, override_id=decision.id)
    with pytest.raises(DayAlreadyPast):
        api.revoke_decision(actor=manager, at=moment("2026-08-27 09:00"), override_id=decision.id)
    api.revoke_decision(actor=manager, at=AT, override_id=decision.id)
    assert office(UNIT).is_working_day(date(2026, 8, 26))
    assert CalendarOverride.objects.get().revoked_at == AT
    with pytest.raises(OverrideNotFound):
        api.revoke_decision(actor=manager, at=AT, override_id=decision.id)


@pytest.mark.parametrize("count", [1, 3])
def test_year_view(manager, count, django_assert_num_queries):
    for day in range(count):
        decide(manager, day=f"2026-08-{24 + day}")
    with django_assert_num_queries(1):
        year = api.read_year(actor=manager, year=2026, unit_id=UNIT)
    assert len(year.decisions) == count
    assert len(year.days) == 365
    assert year.working_day_count == 261 - 2 - count
    assert not api.read_year(actor=manager, year=2031).known
