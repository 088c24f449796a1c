"""Acting on a case: one row of the table by a person, a timer, or the end of a child."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.core.access import SIGNED_IN, SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.i18n import format_datetime
from tinhso.engines.cases import queries, rules
from tinhso.engines.cases.actions.parts import part_over
from tinhso.engines.cases.actions.turn import Turn
from tinhso.engines.cases.models import Case, CaseEvent, CaseTimer
from tinhso.engines.cases.schema import FlowAction
from tinhso.engines.cases.types import ActionNotOffered, CaseMovedOn, InputMissing, Inputs, NotYourTurn, TimerFired

log = logging.getLogger(__name__)

_TRY_AGAIN = timedelta(minutes=10)


@action("cases.perform", access=SIGNED_IN)
def perform(
    *, actor: Actor, at: datetime, case_id: UUID, action_id: str, inputs: Inputs, seen_seq: int | None = None
) -> Done[Case]:
    """Do one action of the case's flow.

    ``seen_seq`` is the number of the last event that the person had on screen: when the case has moved on since, the
    action is refused and the person learns who did what.

    Raises ``CaseNotFound``, ``CaseMovedOn``, ``ActionNotOffered``, ``NotYourTurn``, ``InputMissing``,
    ``IllegalStatusMove``.
    """
    case, above = queries.lock_case(actor=actor, case_id=case_id)
    turn = Turn(case, actor, at, inputs)
    chosen = turn.flow.action_by_id.get(action_id)
    if seen_seq is not None and seen_seq != case.seq:
        raise _moved_on(case)
    if chosen is None or not rules.is_offered(chosen, case.state, turn.standing()):
        raise ActionNotOffered(action=chosen.name if chosen else action_id, state=turn.state.name)
    if not queries.may_do(actor, case, chosen):
        raise NotYourTurn(action=chosen.name)
    missing = rules.missing_inputs(chosen, inputs, turn.at.date())
    if missing:
        raise InputMissing(fields={name: _(text) for name, text in missing.items()})
    turns = run(turn, chosen, above)
    return Done(
        case,
        rows=[row for each in turns for row in each.rows],
        events=[event for each in turns for event in each.events],
        subject=("case", case.id),
        detail={
            "action": action_id,
            "code": case.code,
            "from": chosen.from_[0] if chosen.from_ else "",
            "to": case.state,
        },
    )


def _moved_on(case: Case) -> CaseMovedOn:
    last = CaseEvent.objects.filter(case_id=case.id).order_by("-seq").first()
    done = queries.flow_of(case.version_id).action_by_id.get(last.action) if last else None
    return CaseMovedOn(
        who=last.actor_name if last else "",
        what=done.name if done else (last.action if last else ""),
        when=format_datetime(last.at) if last else "",
    )


def run(turn: Turn, chosen: FlowAction, above: Sequence[Case]) -> list[Turn]:
    """Do the action and all that follows from it by itself, on the case, its children and the cases ``above`` it (the
    nearest first, all locked).
    """
    was_open = turn.case.finished_at is None
    turn.do(chosen)
    turn.settle()
    return _conclude(turn, above, was_open=was_open)


def _conclude(turn: Turn, above: Sequence[Case], *, was_open: bool) -> list[Turn]:
    turns = [turn]
    if turn.case.closed_at is not None:
        turns += _cancel_children(turn)
    turn.save()
    if above and was_open and turn.case.finished_at is not None:
        parent, *further = above
        was_open = parent.finished_at is None
        turns += _conclude(_tell_parent(turn, parent), further, was_open=was_open)
    return turns


def _cancel_children(turn: Turn) -> list[Turn]:
    turns = []
    for child in (
        Case.objects.select_for_update().filter(parent_id=turn.case.id, finished_at__isnull=True).order_by("id")
    ):
        cancel = queries.flow_of(child.version_id).action_by_id["cancel"]
        below = Turn(child, SYSTEM, turn.at)
        below.do(cancel)
        below.save()
        turns.append(below)
    if turns:
        turn.children_cancelled()
    return turns


def _tell_parent(below: Turn, parent: Case) -> Turn:
    """A child has ended: the parent records its opinion, or how the part ended, and then may go on by itself."""
    if "parts" in parent.settings:
        return part_over(below, parent)
    above = Turn(parent, below.actor, below.at, below.inputs)
    opinion = {"unit_id": str(below.case.unit_id), "by": below.actor.name, **below.case.notes.get("opinion", {})}
    above.note("opinions", [*parent.notes.get("opinions", []), {**opinion, "state": below.case.state}])
    above.child_ended()
    return above


def fire_timers(at: datetime, *, limit: int = 100) -> int:
    """Fire every timer whose time has come; returns how many. Safe to run in several processes."""
    due = CaseTimer.objects.filter(done_at__isnull=True, fires_at__lte=at).order_by("fires_at")
    fired = 0
    for timer_id in list(due.values_list("id", flat=True)[:limit]):
        try:
            fired += fire_timer(actor=SYSTEM, at=at, timer_id=timer_id)
        except Exception:
            log.exception("timer %s failed and is tried again later", timer_id)
            CaseTimer.objects.filter(pk=timer_id).update(fires_at=at + _TRY_AGAIN)
    return fired


@action("cases.fire_timer", access=SYSTEM_ONLY)
def fire_timer(*, actor: Actor, at: datetime, timer_id: UUID) -> Done[int]:
    """Do what one timer says, once: an action of the system, or word to whom it names."""
    case_id = CaseTimer.objects.values_list("case_id", flat=True).get(pk=timer_id)
    case, above = queries.lock_case(actor=actor, case_id=case_id)
    timer = CaseTimer.objects.select_for_update().get(pk=timer_id)
    if timer.done_at is not None:
        return Done(0, subject=("case", case_id))
    CaseTimer.objects.filter(pk=timer_id).update(done_at=at)
    turn = Turn(case, actor, at)
    rule = turn.flow.timers[timer.number]
    if rule.action is None:
        told = TimerFired(case.id, rule.notify or "", rule.message, rule.message_en)
        return Done(1, events=[told], subject=("case", case_id), detail={"notify": rule.notify})
    chosen = turn.flow.action_by_id[rule.action]
    if case.state not in chosen.from_:
        return Done(0, subject=("case", case_id))
    turns = run(turn, chosen, above)
    return Done(
        1,
        rows=[row for each in turns for row in each.rows],
        events=[event for each in turns for event in each.events],
        subject=("case", case_id),
        detail={"action": rule.action},
    )
