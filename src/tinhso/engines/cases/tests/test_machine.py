"""The case engine as a state machine: whatever people do, in whatever order, what must hold holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.core.access import Actor
from tinhso.core.errors import TinhSoError
from tinhso.core.testing import moment
from tinhso.engines.cases import rules
from tinhso.engines.cases.actions import fire_timers, flow_effects, perform, submit_case
from tinhso.engines.cases.actions.turn import columns
from tinhso.engines.cases.models import Case, CaseDocument, CaseEvent, CaseTimer, ClockSegment, Task
from tinhso.engines.cases.queries import flow_of, offered_actions, status_moves_of
from tinhso.engines.cases.tests import factories
from tinhso.engines.cases.types import ClockMode, Inputs

pytestmark = pytest.mark.django_db

START = moment("2026-08-27 09:10")
STEPS = 22


@pytest.fixture(autouse=True)
def _no_signatures() -> Iterator[None]:
    """Signing is another room's; here a signature only has to happen."""
    with patch.dict(flow_effects._items, {"sign_result": lambda turn: turn.note("signed", True)}):
        yield


def check(case_id: UUID, at: datetime) -> None:
    """What holds of every case at every moment."""
    case = Case.objects.get(pk=case_id)
    events = list(CaseEvent.objects.filter(case_id=case_id).order_by("seq"))
    flow, moves = flow_of(case.version_id), status_moves_of(case.version_id)
    state = flow.state_by_id[case.state]
    # Events add up to the present, and are numbered without a gap.
    assert rules.replay(event.changes for event in events) == columns(case)
    assert [event.seq for event in events] == list(range(1, case.seq + 1))
    # Every move of the status is in the national table.
    statuses = [event.changes["status"] for event in events if "status" in event.changes]
    assert all(rules.is_legal_move(old, new, moves) for old, new in pairwise(statuses))
    # The clock: segments touch, charge exactly one party, and sum to the time they cover.
    segments = list(ClockSegment.objects.filter(case_id=case_id).order_by("number"))
    assert [s.number for s in segments] == list(range(1, len(segments) + 1))
    for one, two in pairwise(segments):
        assert one.ended_at is not None and one.ended_at <= two.started_at
    assert (segments[-1].ended_at is None if segments else False) == (state.clock in {ClockMode.RUN, ClockMode.PAUSE})
    spans = [rules.Span(s.started_at, s.ended_at, s.counts, s.charged_to) for s in segments]
    covered = sum(((s.ended_at or at) - s.started_at for s in segments), timedelta())
    assert sum(rules.charged_time(spans, until=at).values(), timedelta()) == covered
    # Exactly the state's stage has the task.
    tasks = list(Task.objects.filter(case_id=case_id, closed_at__isnull=True))
    assert [task.stage for task in tasks] == ([state.queue.stage] if state.queue else [])
    # A finished case has an end, a judgement, no timers and no open children.
    if state.clock is ClockMode.STOPPED:
        assert case.finished_at is not None
    if state.terminal:
        assert case.closed_at is not None
        assert not CaseTimer.objects.filter(case_id=case_id, done_at__isnull=True).exists()
        assert not Case.objects.filter(parent_id=case_id, finished_at__isnull=True).exists()
    children = Case.objects.filter(parent_id=case_id)
    if flow.parts:
        standing = case.notes["parts"].values()
        assert case.open_consultations == sum("status" not in part for part in standing)
        assert children.count() == sum("case_id" in part for part in standing)
        assert children.filter(finished_at__isnull=True).count() == sum(set(part) == {"case_id"} for part in standing)
    else:
        assert case.open_consultations == children.filter(closed_at__isnull=True).count()


_SEEDS = st.integers(0, 2**32)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=_SEEDS)
def test_whatever_people_do(province: None, seed: int) -> None:
    walk(seed)


@pytest.mark.deep
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=_SEEDS)
def test_whatever_people_do_for_long(province: None, seed: int) -> None:
    walk(seed)


def walk(seed: int) -> None:
    """Open a case of some type and do some twenty things to it, checking after each."""
    chance = Random(seed)
    applicant, office = factories.citizen(), factories.official()
    code = chance.choice(factories.parent_types())
    units = [unit.id for unit in factories.units_as_of(START.date(), kind="commune")[:4]]
    at = START
    given_conditions = {c.id: chance.random() < 0.5 for c in flow_of(factories.current_version(code).id).conditions}
    opening = factories.opening(code, at, applicant=applicant, units=units, conditions=given_conditions)
    parts = factories.parts(code, chance, at, applicant=applicant, units=units)
    root = submit_case(actor=applicant, at=at, opening=opening, key=f"machine-{seed}", parts=parts)
    for _ in range(STEPS):
        at += timedelta(minutes=chance.choice([1, 30, 240, 1440, 5000]))
        if chance.random() < 0.3:
            fire_timers(at)
        below = Case.objects.filter(Q(parent_id=root.id) | Q(parent__parent_id=root.id))
        family = [*below.filter(closed_at__isnull=True), Case.objects.get(pk=root.id)]
        case = chance.choice(family)
        flow = flow_of(case.version_id)
        if chance.random() < 0.2:
            _try_nonsense(case, chance, applicant, office, at)
        choices = [(a, who) for who in (applicant, office) for a in offered_actions(actor=who, case=case, at=at)]
        if choices:
            action, who = chance.choice(choices)
            perform(
                actor=who,
                at=at,
                case_id=case.id,
                action_id=action.id,
                inputs=factories.inputs_for(action, flow, at, units),
            )
        for one in [*below.all(), root]:
            check(one.pk, at)


def _try_nonsense(case: Case, chance: Random, applicant: Actor, office: Actor, at: datetime) -> None:
    """An action out of turn, without its inputs, or by the wrong person is refused and changes nothing."""
    before = columns(case), CaseDocument.objects.count()
    action = chance.choice(flow_of(case.version_id).actions)
    stranger = factories.citizen("congdan2")
    for who in (stranger, chance.choice([applicant, office])):
        offered = {a.id for a in offered_actions(actor=who, case=case, at=at)} if who is not stranger else set()
        if action.id in offered and not action.needs:
            continue
        with pytest.raises(TinhSoError):
            perform(actor=who, at=at, case_id=case.id, action_id=action.id, inputs=Inputs())
    case.refresh_from_db()
    assert (columns(case), CaseDocument.objects.count()) == before
