"""The load of a unit: counted, divided anew, and done by somebody else while an official is away."""

from datetime import datetime, timedelta

import pytest

from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.foundation.organisation.types import AbsenceNotFound, AlreadyAway, HoldingNotFound, NotAColleague
from tinhso.services.appointments import queries
from tinhso.services.procedures.actions import demo
from tinhso.services.procedures.api import load_demo_dossiers


@pytest.fixture
def now(province: None, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Two dossiers that wait for an officer of the ward."""
    at = clock.now()
    monkeypatch.setattr(demo, "STORIES", ("handling", "handling", "received"))
    monkeypatch.setattr(demo, "DROPPED_DRAFTS", 0)
    load_demo_dossiers(at=at)
    return at


def in_hand(actor: Actor) -> list[cases.Task]:
    return [task for task in cases.inbox(actor=actor).items if task.stage == "handle"]


def of(name: str, at: datetime) -> queries.OfficialLoad:
    actor = actor_of("lanhdao", at)
    unit = queries.units_led(actor=actor, day_at=at)[0]
    return next(each for each in queries.unit_load(unit, at).officials if each.name == actor_of(name, at).name)


def give(at: datetime, task: cases.Task, to: str) -> cases.Case:
    return cases.reassign(
        actor=actor_of("lanhdao", at), at=at, case_id=task.case_id, assignee_id=actor_of(to, at).account_id
    )


def away(at: datetime, who: str, delegate: str | None, *, by: str = "lanhdao", days: int = 3) -> object:
    today = clock.local(at).date()
    post_id = actor_of(who, at).post_id
    assert post_id
    return organisation.record_absence(
        actor=actor_of(by, at), at=at, post_id=post_id, valid_from=today, valid_to=today + timedelta(days=days),
        reason="Nghỉ ốm", delegate_id=actor_of(delegate, at).account_id if delegate else None,
    )  # fmt: skip


def test_a_task_goes_to_the_official_that_the_leader_names(now: datetime) -> None:
    officer, other = actor_of("congchuc", now), actor_of("truongphong", now)
    tasks = in_hand(officer)
    assert len(tasks) == 3
    before = of("truongphong", now).load
    case = give(now, tasks[0], "truongphong")
    assert len(in_hand(officer)) == 2
    assert len(in_hand(other)) == 3
    assert of("truongphong", now).load.open == before.open + 1
    event = cases.CaseEvent.objects.filter(case_id=case.id).latest("seq")
    assert (event.action, event.from_state, event.actor_name) == (
        "reassigned",
        case.state,
        actor_of("lanhdao", now).name,
    )
    assert of("lanhdao", now).load.done == 1


def test_only_who_may_do_it_takes_a_task_and_only_the_unit_s_leader_gives_it(now: datetime) -> None:
    task = in_hand(actor_of("congchuc", now))[0]
    with pytest.raises(cases.CannotTake):
        give(now, task, "tiepnhan")
    stranger = actor_of("lanhdao.sxd", now)
    with pytest.raises(cases.CaseNotFound):
        cases.reassign(actor=stranger, at=now, case_id=task.case_id, assignee_id=None)
    unit_id = actor_of("congchuc", now).unit_id
    assert unit_id
    assert not cases.tasks_of(actor=stranger, unit_id=unit_id, assignee_id=None).items


def test_who_acts_for_an_absent_colleague_sees_and_does_the_work(now: datetime) -> None:
    officer = actor_of("congchuc", now)
    task = in_hand(officer)[0]
    give(now, task, "congchuc")
    clerk = actor_of("tiepnhan", now)
    assert task.case_id not in [each.case_id for each in in_hand(clerk)]
    away(now, "congchuc", "tiepnhan")
    shown = of("congchuc", now).away
    assert shown is not None
    assert shown.delegate_name == clerk.name
    assert clerk.account_id
    acting = organisation.actor_for(clerk.account_id, now, officer.post_id)
    assert (acting.acting_for, acting.acting_for_id) == (officer.name, officer.account_id)
    assert task.case_id in [each.case_id for each in in_hand(acting)]
    inputs = cases.Inputs(reason="Thiếu giấy tờ", papers=("Giấy khai sinh",))
    done = cases.perform(actor=acting, at=now, case_id=task.case_id, action_id="request_supplement", inputs=inputs)
    event = cases.CaseEvent.objects.filter(case_id=done.id).latest("seq")
    assert event.actor_name == clerk.name
    assert officer.name in event.actor_post
    entry = AuditEntry.objects.filter(action="cases.perform", subject_id=str(done.id)).latest("id")
    assert entry.acting_for == officer.name


def test_acting_ends_by_itself_or_when_the_colleague_is_back(now: datetime) -> None:
    officer, clerk = actor_of("congchuc", now), actor_of("tiepnhan", now)
    absence = away(now, "congchuc", "tiepnhan", days=2)
    assert clerk.account_id

    def acts(at: datetime) -> bool:
        return bool(organisation.actor_for(clerk.account_id, at, officer.post_id).acting_for)  # type: ignore[arg-type]

    assert acts(now)
    assert acts(now + timedelta(days=1))
    assert not acts(now + timedelta(days=2))
    organisation.end_absence(actor=officer, at=now, absence_id=absence)  # type: ignore[arg-type]
    assert not acts(now + timedelta(seconds=1))
    assert of("congchuc", now).away is None
    with pytest.raises(AbsenceNotFound):
        organisation.end_absence(actor=officer, at=now, absence_id=absence)  # type: ignore[arg-type]
    assert away(now, "congchuc", None), "who came back may be away again"


def test_absences_are_recorded_by_whom_they_concern_for_colleagues_alone(now: datetime) -> None:
    with pytest.raises(HoldingNotFound):
        away(now, "congchuc", "tiepnhan", by="tiepnhan")
    with pytest.raises(HoldingNotFound):
        away(now, "congchuc", "tiepnhan", by="lanhdao.sxd")
    for wrong in ("congchuc.sxd", "congchuc"):
        with pytest.raises(NotAColleague):
            away(now, "congchuc", wrong)
    assert away(now, "congchuc", "tiepnhan", by="congchuc")
    with pytest.raises(AlreadyAway):
        away(now, "congchuc", None)


def test_a_delegate_gets_no_right_to_run_the_organisation(now: datetime) -> None:
    away(now, "lanhdao", "truongphong", by="lanhdao")
    delegate, leader = actor_of("truongphong", now), actor_of("lanhdao", now)
    assert delegate.account_id
    acting = organisation.actor_for(delegate.account_id, now, leader.post_id)
    assert acting.can("cases.sign", unit_id=leader.unit_id)
    assert not acting.can(organisation.STAFF)
