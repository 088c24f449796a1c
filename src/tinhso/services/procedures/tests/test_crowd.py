"""A crowd: every dossier of it holds what dossiers hold that people filed."""

from collections import Counter
from datetime import date, datetime, time
from itertools import pairwise
from random import Random

import pytest
from django.db.models import F

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.testing import make_actor
from tinhso.engines.cases import api as cases
from tinhso.engines.cases.actions.turn import columns
from tinhso.engines.cases.models import SubmissionKey
from tinhso.engines.cases.rules import replay
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.audit import api as audit
from tinhso.foundation.calendar.api import Deadline, DeadlineUnit, calendar_for
from tinhso.foundation.identity.rules import tidy_person_id
from tinhso.services.procedures.actions.crowd import Crowd, count_crowd, load_crowd
from tinhso.services.procedures.models import Rating
from tinhso.services.procedures.rules import crowd

WANTED = Crowd(300, 7, date(2026, 11, 22))


def filings(days: crowd.Days, count: int) -> list[datetime]:
    chance = Random(3)
    return [days.moment(number, count, chance) for number in range(count)]


def test_people_file_on_mondays_and_not_at_noon_or_at_tet() -> None:
    days = crowd.Days(date(2026, 11, 22), lambda day: day.weekday() < 5)
    moments = filings(days, 20_000)
    weekdays, hours = Counter(at.weekday() for at in moments), Counter(at.hour for at in moments)
    months = Counter(at.month for at in moments)
    assert moments[0].date() == date(2023, 11, 23)
    assert moments[-1].date() == date(2026, 11, 21)
    assert weekdays[0] > weekdays[2] > 5 * weekdays[5]
    assert hours[9] > 4 * hours[12] > hours[3]
    assert months[8] > 1.3 * months[2]


def test_people_are_different_and_their_numbers_hold() -> None:
    chance = Random(1)
    people = [crowd.person(chance) for _ in range(500)]
    assert len({one.number for one in people}) == len(people)
    assert all(tidy_person_id(one.number) == one.number for one in people)
    assert all(one.phone.startswith("0") and len(one.phone) == 10 for one in people)
    assert sum(one.name.startswith("Nguyễn ") for one in people) > 100


def faults(case: cases.Case, now: datetime) -> list[str]:
    """What holds of every dossier and not of this one, by the engine's own rules."""
    view = cases.case_view(actor=SYSTEM, case_id=case.id, at=now)
    state, segments, events = view.state, view.segments, view.events
    tasks = cases.tasks_of_case(case.id)
    running = [one for one in segments if one.ended_at is None]
    deadline = case.settings["deadline"]
    cutoff = deadline.get("same_day_cutoff")
    promise = Deadline(
        deadline["value"], DeadlineUnit(deadline["unit"]), time.fromisoformat(cutoff) if cutoff else None
    )
    since = case.filed_at if case.filed_at >= datetime(2025, 7, 1, tzinfo=clock.TZ) else case.received_at
    calendar = calendar_for(case.settings["hours"], clock.local(case.filed_at).date(), case.unit_id)
    pauses = any(not one.counts for one in segments)
    completed = "complete_dossier" in case.performed
    held = {
        "events replay to the case": replay(event.changes for event in events) == columns(case),
        "events are in order": [event.seq for event in events] == list(range(1, case.seq + 1))
        and all(one.at <= two.at for one, two in pairwise(events)),
        "segments touch": all(one.ended_at == two.started_at for one, two in pairwise(segments)),
        "one segment runs where the clock does": len(running) == (state.clock in {"run", "pause"}),
        "the open task is that of the state": (view.task.stage if view.task else None)
        == (state.queue.stage if state.queue else None),
        "tasks are done one after the other": all(one.closed_at is not None for one in tasks[:-1]),
        "an end is an end": state.terminal == (case.closed_at is not None),
        "nothing lies ahead": case.state_since <= now,
        "it was promised by the calendar": pauses
        or completed
        or since is None
        or case.promised_at == calendar.due(clock.local(since), promise),
        "index 766 judges it as the engine did": case.on_time is None
        or case.received_at is None
        or case.status not in {"9", "10"}
        or (cases.judged_now(case, events, now)[0] == cases.Timeliness.ON_TIME) == case.on_time,
    }
    return [f"{case.code}: {told}" for told, holds in held.items() if not holds]


@pytest.mark.usefixtures("province")
def test_every_dossier_of_a_crowd_is_whole() -> None:
    now = clock.now()
    heard: list[int] = []
    assert load_crowd(actor=SYSTEM, at=now, wanted=WANTED, told=heard.append) == WANTED.total
    count_crowd(actor=SYSTEM, at=now)
    made = list(cases.Case.objects.all())
    assert len(made) == WANTED.total == SubmissionKey.objects.filter(key__startswith="crowd:").count()
    assert heard == [WANTED.total]
    assert "\n".join(fault for case in made for fault in faults(case, now)) == ""
    # Made again it is not made twice; its actions left one true entry each, and foreign keys hold.
    assert load_crowd(actor=SYSTEM, at=now, wanted=WANTED) == 0
    auditor = make_actor("audit.read")
    told = [one.action for one in audit.list_entries(actor=auditor, filters=audit.Filters()).items]
    assert told.count("procedures.load_crowd") == 1
    assert "cases.open_case" not in told
    for model in (cases.Case, cases.CaseEvent, cases.ClockSegment, cases.Task, SubmissionKey, Rating):
        for column in model._meta.local_concrete_fields:
            if column.is_relation and column.related_model is not None:
                there = column.related_model._default_manager.values("pk")
                rows = model._default_manager.exclude(**{f"{column.name}__isnull": True})
                assert not rows.exclude(**{f"{column.attname}__in": there}).exists(), column
    # Codes go on where the crowd ended.
    assert len({case.code for case in made}) == len(made)

    official = make_actor("cases.read")
    some = made[17]
    number = some.data["answers"].get("requester_id", "")
    for text in (some.code or "", some.applicant_phone, some.applicant_folded, *([number] if number else [])):
        found = cases.search_cases(actor=official, text=text)
        assert some.id in {case.id for case in found.items}, text
    start = (some.code or "")[:6]
    first = cases.search_cases(actor=official, text=start, limit=3)
    after = cases.search_cases(actor=official, text=start, limit=3, after=first.next_cursor)
    codes = [case.code or "" for case in (*first.items, *after.items)]
    assert codes == sorted(codes, reverse=True)
    assert len(set(codes)) == len(codes)

    # What pages count moves with the dossiers and is the same counted from nothing.
    value = indicators.values(only=["dossiers-ended"])["dossiers-ended"]
    ended = [case for case in made if case.received_at is not None]
    assert value.denominator <= len(made)
    assert value.denominator >= len([case for case in ended if case.finished_at is not None])
    assert Rating.objects.filter(case__closed_at__isnull=False).count() == Rating.objects.count() > 0
    assert cases.Case.objects.filter(applicant_key=None).count() == 0
    assert cases.Case.objects.filter(received_at__lt=F("filed_at")).count() == 0

    lines = b"".join(cases.read_out(actor=official, text=start)).decode().splitlines()
    assert lines[0].startswith("code,procedure,")
    assert len(lines) == 1 + cases.Case.objects.filter(code__startswith=start).count()
    assert some.applicant_name not in "".join(lines)
    assert b"".join(cases.read_out(actor=make_actor(), text="")).count(b"\r\n") == 1
