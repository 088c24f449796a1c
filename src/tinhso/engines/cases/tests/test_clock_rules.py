"""The clock rules of law as dated data: what the engine holds every flow to, and how a period's end is judged."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tinhso.engines.cases import api as cases
from tinhso.engines.cases import clock
from tinhso.engines.cases.models import Case
from tinhso.engines.cases.rules import Course, Ground, Timeliness, judge
from tinhso.engines.cases.tests import factories
from tinhso.foundation.calendar.api import calendar_for

AT = datetime(2026, 10, 5, 2, tzinfo=UTC)
#: A Monday on which the rules of 2018 held.
OLD = datetime(2025, 6, 2, 2, tzinfo=UTC)
#: Trích lục hộ tịch: the simple flow.
EXTRACT = "2.000635"
ASKED = {"reason": "Thiếu tờ khai gốc", "papers": ("Tờ khai",)}
ON_TIME, OVERDUE, NOT_COUNTED = Timeliness.ON_TIME, Timeliness.OVERDUE, Timeliness.NOT_COUNTED


def day(number: int) -> datetime:
    return AT + timedelta(days=number)


@pytest.mark.parametrize(
    ("course", "verdict"),
    [
        ({"done_at": day(3)}, (ON_TIME, Ground.DONE)),
        ({"done_at": day(3), "returned_at": day(9)}, (ON_TIME, Ground.DONE)),
        ({"returned_at": day(6)}, (OVERDUE, Ground.RETURNED)),
        ({"stopped_at": day(4), "returned_at": day(6)}, (OVERDUE, Ground.RETURNED)),
        ({"stopped_at": day(4)}, (ON_TIME, Ground.STOPPED)),
        ({"received_at": None, "stopped_at": day(1)}, (NOT_COUNTED, Ground.NOT_RECEIVED)),
        ({"received_at": day(40)}, (NOT_COUNTED, Ground.NOT_RECEIVED)),
        ({}, (OVERDUE, Ground.PERIOD_END)),
        ({"promised_at": day(30)}, (ON_TIME, Ground.PERIOD_END)),
        ({"done_at": day(31)}, (OVERDUE, Ground.PERIOD_END)),
        ({"requests": (day(2),), "waiting": True}, (ON_TIME, Ground.FIRST_REQUEST)),
        ({"requests": (day(6),), "waiting": True}, (OVERDUE, Ground.FIRST_REQUEST)),
        ({"held_at": day(4)}, (ON_TIME, Ground.HELD)),
        ({"held_at": day(6)}, (OVERDUE, Ground.HELD)),
        ({"held_at": day(31)}, (OVERDUE, Ground.PERIOD_END)),
        ({"requests": (day(1), day(2)), "held_at": day(4)}, (OVERDUE, Ground.ASKED_TWICE)),
        ({"requests": (day(1), day(2)), "waiting": True}, (OVERDUE, Ground.ASKED_TWICE)),
        ({"requests": (day(1), day(2)), "done_at": day(4)}, (ON_TIME, Ground.DONE)),
        ({"promised_at": None, "worked_minutes": 480, "most_minutes": 480}, (ON_TIME, Ground.PERIOD_END)),
        ({"promised_at": None, "worked_minutes": 481, "most_minutes": 480}, (OVERDUE, Ground.PERIOD_END)),
    ],
)
def test_the_end_of_a_period_is_judged_as_the_index_does(course: dict[str, object], verdict: object) -> None:
    given = {"received_at": AT, "promised_at": day(5)} | course
    assert judge(Course(**given), period_end=day(30)) == verdict


def test_every_rule_that_the_reference_names_has_its_test() -> None:
    page = Path(settings.SOURCE, "docs/reference/clock.md").read_text(encoding="utf-8")
    named = [cell.strip(" `") for line in page.splitlines() if line.startswith("|") for cell in line.split("|")[3:4]]
    tests = [name.strip("` ") for cell in named for name in cell.split(",") if "::" in name]
    assert len(tests) >= 12
    for name in tests:
        path, _, function = name.partition("::")
        assert f"def {function}(" in Path(settings.SOURCE, path).read_text(encoding="utf-8"), name


@pytest.fixture
def held_to(province: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Hold every case to rules that differ from the usual ones."""

    def hold(**changed: object) -> None:
        monkeypatch.setattr(clock, "rules_of", lambda case: clock.USUAL.model_copy(update=changed))

    return hold


def filed(at: datetime = AT, key: str = "one") -> Case:
    citizen = factories.citizen()
    return cases.submit_case(actor=citizen, at=at, opening=factories.opening(EXTRACT, at, applicant=citizen), key=key)


def do(case: Case, action: str, at: datetime, **inputs: object) -> Case:
    given = factories.Inputs(**inputs)
    return cases.perform(actor=factories.official(), at=at, case_id=case.id, action_id=action, inputs=given)


@pytest.mark.usefixtures("province")
def test_a_case_keeps_the_rules_of_the_day_on_which_it_began() -> None:
    old, new = filed(OLD), filed(key="two")
    assert [clock.rules_of(case).id for case in (old, new)] == ["mot-cua-2018", "mot-cua-2025"]
    received = do(old, "accept", AT)
    assert clock.rules_of(received).id == "mot-cua-2018", "a later act does not change them"
    del new.settings[clock.SECTION]
    assert clock.rules_of(new) is clock.USUAL, "a case from before there were any has the usual ones"


def test_an_office_answers_within_the_hours_of_the_rules(held_to: Callable[..., None]) -> None:
    held_to(answer_hours=4)
    soon = filed()
    held_to(answer_hours=8)
    later = filed(key="two")
    due = [cases.open_task(case.id).due_at for case in (soon, later)]
    assert due[0] < due[1] <= due[0] + timedelta(days=1)


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(("hours", "rules"), [(2, "stage"), (2000, "promise")])
def test_a_stage_has_its_own_hours_under_the_promised_date(hours: int, rules: str) -> None:
    case = filed()
    case.settings["stages"]["handle"]["hours"] = hours
    case.save(update_fields=["settings"])
    received = do(case, "accept", AT)
    due_at = cases.open_task(case.id).due_at
    calendar = calendar_for(received.settings["hours"], AT.date(), received.unit_id)
    assert due_at == (calendar.add_working_minutes(AT, hours * 60) if rules == "stage" else received.due_at)
    assert received.due_at is not None and due_at <= received.due_at


def test_papers_are_asked_for_as_often_as_the_rules_allow(held_to: Callable[..., None]) -> None:
    held_to(supplements=0)
    case = filed()
    with pytest.raises(cases.ActionNotOffered):
        do(case, "ask_before_receipt", AT, **ASKED)
    offered = cases.offered_actions(actor=factories.official(), case=case, at=AT)
    assert "ask_before_receipt" not in {action.id for action in offered}
    held_to(supplements=1)
    assert do(case, "ask_before_receipt", AT, **ASKED).status == "5"


def test_an_apology_after_the_date_is_marked_or_refused(held_to: Callable[..., None]) -> None:
    apology = {"reason": "Chờ tra cứu sổ gốc", "due_date": day(40).date()}
    late, strict = filed(), filed(key="two")
    for case in (late, strict):
        do(case, "accept", AT)
        do(case, "start", AT)
    extended = do(late, "extend", day(20), **apology)
    assert extended.notes["extension"]["late"] is True
    assert extended.promised_at < extended.due_at, "lateness is judged against the first promise"
    with pytest.raises(cases.ActionNotOffered):
        do(late, "extend", day(21), **apology)
    held_to(late_apology="refused")
    with pytest.raises(cases.ApologyTooLate):
        do(strict, "extend", day(20), **apology)
    assert do(strict, "extend", AT, **apology).notes["extension"]["late"] is False


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(("at", "moves"), [(AT, False), (OLD, True)])
def test_a_filing_counts_from_where_the_rules_say(at: datetime, moves: bool) -> None:
    case = filed(at)
    received = do(case, "accept", at + timedelta(days=2))
    assert (received.promised_at > case.promised_at) is moves
