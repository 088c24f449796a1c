"""Imagined cases: the engine's own turn on a case that exists nowhere, with a clock of its own. Nothing is stored.

What an imagined case shows is what a real one does: ``ImaginedTurn`` keeps in memory the rows that ``Turn`` keeps in
tables, and brings about every effect except the two that make things outside the case (other cases, signed results).
"""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import SYSTEM
from tinhso.core.clock import local
from tinhso.engines.cases import queries, rules
from tinhso.engines.cases.actions.beginning import new_case
from tinhso.engines.cases.actions.promise import promise
from tinhso.engines.cases.actions.turn import Turn, columns
from tinhso.engines.cases.models import Case, CaseEvent, CaseTimer, ClockSegment, Task
from tinhso.engines.cases.rules.positions import (
    AMOUNT_ASKED,
    PARTS_BEGUN,
    PARTS_TOO_FAR,
    UNITS_ASKED,
    Position,
    Step,
    child_events,
    position_of,
)
from tinhso.engines.cases.schema import FlowAction, FlowObject, FlowTimer
from tinhso.engines.cases.types import ActionNotOffered, ClockMode, InputMissing, Inputs, NewDocument, Opening
from tinhso.foundation.calendar.api import WorkingCalendar

#: Days from now that are given where an action asks for a date.
DAYS_GIVEN = 7
_NOWHERE = UUID(int=0)
_VERSION = queries.VersionKey(_NOWHERE, _NOWHERE)


@dataclass(frozen=True, slots=True)
class Setting:
    """What an imagined case is played in: a flow, the national table, the calendar of the office."""

    flow: FlowObject
    status_moves: dict[str, list[str]]
    calendar: WorkingCalendar


@dataclass
class ImaginedCase:
    """A case that exists nowhere: its columns, the rows that a real one would have in tables, the papers it issued and
    what its timers told whom.
    """

    setting: Setting
    case: Case
    now: datetime
    segments: list[ClockSegment] = field(default_factory=list)
    task: Task | None = None
    timers: list[CaseTimer] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    told: list[tuple[datetime, FlowTimer]] = field(default_factory=list)

    @property
    def flow(self) -> FlowObject:
        """The flow it runs under."""
        return self.setting.flow

    @property
    def standing(self) -> rules.Standing:
        """What the flow's expressions see of it."""
        return queries.standing_of(self.case, self.now)

    @property
    def position(self) -> Position:
        """Where it is, as far as its future goes."""
        received = self.case.received_at is not None
        return position_of(self.flow, self.case.state, self.standing, received=received)

    @property
    def offered(self) -> list[FlowAction]:
        """The actions that people may do now, in the order of the table."""
        standing = self.standing
        people = (action for action in self.flow.actions if action.by != ("system",))
        return [action for action in people if rules.is_offered(action, self.case.state, standing)]

    @property
    def next_timer(self) -> CaseTimer | None:
        """The timer that fires first, if any is set."""
        return min(self.timers, key=lambda timer: timer.fires_at, default=None)

    @property
    def view(self) -> queries.CaseView:
        """The case as the pages of a real one take it."""
        spans = [rules.Span(s.started_at, s.ended_at, s.counts, s.charged_to) for s in self.segments]
        return queries.CaseView(
            case=self.case,
            state=self.flow.state_by_id[self.case.state],
            flow=self.flow,
            events=self.events,
            segments=self.segments,
            charged=rules.charged_time(spans, until=self.now),
            documents=[],
            children=[],
            task=self.task,
            actions=self.offered,
        )

    def rule_of(self, timer: CaseTimer) -> FlowTimer:
        """What a timer does."""
        return self.flow.timers[timer.number]

    def wait(self, minutes: int) -> "ImaginedCase":
        """The same case ``minutes`` of working time later, whatever timers were set."""
        after = self.copied()
        after.now = self.setting.calendar.add_working_minutes(self.now, minutes)
        return after

    def act(self, name: str, inputs: Inputs | None = None) -> "ImaginedCase":
        """The case after an action, or after the end of a child (by the name of its event).

        Raises ``ActionNotOffered``, ``InputMissing`` and ``IllegalStatusMove``, as a real one does.
        """
        if name in child_events(self.flow) and self.case.open_consultations:
            return self.turned(name, Inputs())
        action = self.flow.action_by_id.get(name)
        if action is None or not rules.is_offered(action, self.case.state, self.standing):
            state = self.flow.state_by_id[self.case.state]
            raise ActionNotOffered(action=action.name if action else name, state=state.name)
        given = inputs or inputs_for(action, self.now)
        missing = rules.missing_inputs(action, given, self.now.date())
        if missing:
            raise InputMissing(fields={name: gettext(text) for name, text in missing.items()})
        return self.turned(action, given)

    def fire(self) -> "ImaginedCase":
        """The case after its next timer has fired, at the moment it fires. Raises ``LookupError`` without a timer."""
        timer = self.next_timer
        if timer is None:
            raise LookupError("no timer is set")
        before = self.copied()
        before.now = max(local(timer.fires_at), self.now)
        before.timers.remove(timer)
        rule = self.rule_of(timer)
        action = self.flow.action_by_id[rule.action] if rule.action else None
        if action is None:
            before.told.append((before.now, rule))
        if action is None or before.case.state not in action.from_:
            return before
        return before.turned(action, Inputs())

    def take(self, step: Step) -> "ImaginedCase":
        """The case after one step of a graph; a timer's step fires the timers set up to the one that does it."""
        if step.kind != "timer":
            return self.act(step.name)
        story, state = self, self.case.state
        while story.next_timer is not None and story.case.state == state:
            does = story.rule_of(story.next_timer).action
            story = story.fire()
            if does == step.name:
                break
        return story

    def pass_time(self, minutes: int) -> "ImaginedCase":
        """The case ``minutes`` of working time later, with every timer fired whose moment came."""
        until = self.setting.calendar.add_working_minutes(self.now, minutes)
        story = self
        while (timer := story.next_timer) is not None and timer.fires_at <= until:
            story = story.fire()
        after = story.copied()
        after.now = max(until, story.now)
        return after

    def copied(self) -> "ImaginedCase":
        """The same case, to be changed apart."""
        return ImaginedCase(
            self.setting,
            copy(self.case),
            self.now,
            [*self.segments],
            self.task,
            [*self.timers],
            [*self.events],
            [*self.papers],
            [*self.told],
        )

    def turned(self, action: FlowAction | str, inputs: Inputs) -> "ImaginedCase":
        """The case after one turn of the engine: an action, or the end of a child by the name of its event."""
        after = self.copied()
        turn = ImaginedTurn(after.case, SYSTEM, after.now, inputs, story=after)
        if isinstance(action, str):
            turn.child_ended(action)
        else:
            turn.do(action)
            turn.settle()
        if after.case.closed_at is not None and after.case.open_consultations:
            turn.children_cancelled()
        turn.flush()
        return after

    def faults(self) -> list[str]:
        """What holds of every case and does not hold of this one."""
        state = self.flow.state_by_id[self.case.state]
        counts = state.clock in {ClockMode.RUN, ClockMode.PAUSE}
        running = [segment for segment in self.segments if segment.ended_at is None]
        stage = state.queue.stage if state.queue else None
        held = {
            "events do not replay to the case": rules.replay(e.changes for e in self.events) == columns(self.case),
            "segments do not touch": all(
                one.ended_at is not None and one.ended_at <= two.started_at for one, two in pairwise(self.segments)
            ),
            "the clock does not stand as the state says": len(running) == counts,
            "the task is not that of the state": (self.task.stage if self.task else None) == stage,
            "a closed case has timers": not (state.terminal and self.timers),
            "an ended case is not closed": not state.terminal or self.case.closed_at is not None,
        }
        return [told for told, holds in held.items() if not holds]


@dataclass
class ImaginedTurn(Turn):
    """A turn that writes into the story of an imagined case instead of tables."""

    story: ImaginedCase = field(kw_only=True)

    @property
    def flow(self) -> FlowObject:
        """The flow of the story."""
        return self.story.flow

    @property
    def status_moves(self) -> dict[str, list[str]]:
        """The national table of the story."""
        return self.story.setting.status_moves

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The calendar of the story."""
        return self.story.setting.calendar

    def end_segment(self) -> int:
        """End the segment that runs; how many there are."""
        self.flush()
        segments = self.story.segments
        if segments and segments[-1].ended_at is None:
            segments[-1] = copy(segments[-1])
            segments[-1].ended_at = self.at
        return len(segments)

    def close_task(self) -> None:
        """Close the open task."""
        self.flush()
        self.story.task = None

    def cancel_timers(self) -> None:
        """Cancel the timers that are set."""
        self.flush()
        self.story.timers.clear()

    def bring_about(self, effect: str) -> None:
        """Do what one effect word says, without other cases and without signing."""
        if effect == "start_consultation":
            self.case.open_consultations += len(self.inputs.unit_ids)
        elif effect == "withdraw_parts":
            self.case.open_consultations = min(self.case.open_consultations, PARTS_TOO_FAR)
        elif effect == "sign_result":
            self.note("signed", value=True)
        else:
            super().bring_about(effect)

    def do(self, action: FlowAction) -> None:
        """Do one row of the table, and note the paper it issues."""
        super().do(action)
        if action.paper_form:
            self.story.papers.append(action.paper_form)

    def flush(self) -> None:
        """Put the rows so far into the story."""
        for row in self.rows:
            match row:
                case ClockSegment():
                    self.story.segments.append(row)
                case Task():
                    self.story.task = row
                case CaseTimer():
                    self.story.timers.append(row)
                case CaseEvent():
                    self.story.events.append(row)
        self.rows.clear()


def imagine_case(*, setting: Setting, opening: Opening, at: datetime, due_at: datetime | None = None) -> ImaginedCase:
    """A case as it would be opened at a moment; a consultation (``child: true``) is due at ``due_at``."""
    at = local(at)
    story = ImaginedCase(setting, new_case(opening, at, version=_VERSION, flow=setting.flow), at)
    turn = ImaginedTurn(story.case, SYSTEM, at, story=story)
    if setting.flow.child:
        story.case.received_at = at
        story.case.promised_at = story.case.due_at = due_at or at + timedelta(days=DAYS_GIVEN)
    else:
        promise(turn)
    if setting.flow.parts:
        story.case.received_at = at
        story.case.open_consultations = PARTS_BEGUN
    turn.enter(story.case.state)
    turn.finish(None, name="file")
    turn.flush()
    return story


def inputs_for(action: FlowAction, at: datetime) -> Inputs:
    """What an action needs, made up."""
    needs = set(action.needs)
    asks = "request_supplement" in action.effects
    paper = NewDocument(_NOWHERE, gettext("Giấy tờ giả định"))
    given: dict[str, Any] = {
        "reason": {"reason": gettext("Lý do giả định, chỉ để chạy thử")},
        "due_date": {"due_date": (at + timedelta(days=DAYS_GIVEN)).date()},
        "unit": {"unit_id": _NOWHERE},
        "units": {"unit_ids": tuple(UUID(int=number) for number in range(UNITS_ASKED))},
        "document": {"text": gettext("Nội dung giả định")},
        "answer": {"answer": "agree"},
        "amount": {"amount": AMOUNT_ASKED},
        "paper": {"papers": (paper.title,)} if asks else {"documents": (paper,)},
    }
    return Inputs(**{key: value for need in needs for key, value in given[need].items()})
