"""One turn: one action on one locked case, from the table's row to the event that records it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from types import NoneType
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from tinhso.core.access import SYSTEM, Actor
from tinhso.core.clock import TZ, local
from tinhso.core.db import insert_rows
from tinhso.core.events.api import Event
from tinhso.core.registry import Registry
from tinhso.engines.cases import clock, rules
from tinhso.engines.cases.models import Case, CaseDocument, CaseEvent, CaseTimer, ClockSegment, Task
from tinhso.engines.cases.queries import flow_of, status_moves_of
from tinhso.engines.cases.rules.positions import CHILD_ENDED, CHILDREN_CANCELLED
from tinhso.engines.cases.schema import FlowAction, FlowObject, State
from tinhso.engines.cases.types import CaseChanged, ClockMode, IllegalStatusMove, Inputs, NewDocument
from tinhso.foundation.calendar.api import WorkingCalendar, calendar_for

#: Columns that events account for; everything else of a case never changes after it was opened.
TRACKED = (
    "state", "status", "seq", "unit_id", "state_since", "received_at", "promised_at", "due_at", "finished_at",
    "closed_at", "on_time", "performed", "open_consultations", "fee_due", "involved", "notes",
)  # fmt: skip

#: Effects that file what came with the action themselves.
FILING = frozenset({"accept_supplement", "answer", "record_payment", "draft_result"})

MINUTES_OF_AN_HOUR = 60

_plain = DjangoJSONEncoder().default
_AS_IT_IS = (str, int, float, NoneType)


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    if isinstance(value, _AS_IT_IS):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return value.astimezone(TZ).isoformat()
    return _plain(value)


def columns(case: Case) -> dict[str, Any]:
    """The tracked columns of a case as JSON."""
    return {name: plain(getattr(case, name)) for name in TRACKED}


@dataclass
class Turn:
    """The case in hand, who acts and when, and what the turn will insert.

    Effects change ``case`` and append to ``rows``; ``finish`` writes the difference as one event.
    """

    case: Case
    actor: Actor
    at: datetime
    inputs: Inputs = field(default_factory=Inputs)
    rows: list[Model] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at = local(self.at)
        self.before = columns(self.case)

    @property
    def flow(self) -> FlowObject:
        """The flow that this case runs under."""
        return flow_of(self.case.version_id)

    @property
    def status_moves(self) -> Mapping[str, Sequence[str]]:
        """The national status moves that hold for this case."""
        return status_moves_of(self.case.version_id)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working calendar that this case is counted by, as it is now."""
        return calendar_for(self.case.settings["hours"], self.at.date(), self.case.unit_id)

    @property
    def state(self) -> State:
        """The state the case is in."""
        return self.flow.state_by_id[self.case.state]

    def standing(self) -> rules.Standing:
        """What the flow's expressions see now."""
        case = self.case
        return rules.Standing(
            case.performed,
            case.open_consultations,
            case.fee_due,
            case.channel,
            self.at.date(),
            case.settings["conditions"],
            clock.spent_effects(case, lambda: self.flow),
        )

    def note(self, key: str, value: Any) -> None:
        """Keep something with the case that is not a column of its own."""
        self.case.notes = {**self.case.notes, key: value}

    def file(self, document: NewDocument, *, slot: str | None = None) -> CaseDocument:
        """File a stored file in the case."""
        row = CaseDocument(
            case_id=self.case.id,
            seq=self.case.seq + 1,
            file_id=document.file_id,
            kind=document.kind,
            paper=document.paper,
            title=document.title,
            public=document.public,
            slot=slot,
            added_at=self.at,
            added_by=self.actor.name,
        )
        self.rows.append(row)
        return row

    def enter(self, state_id: str) -> None:
        """Move into a state: the status move is checked, the clock turned, the task and the timers laid anew.

        Raises ``IllegalStatusMove``.
        """
        case, old = self.case, self.state
        new = self.flow.state_by_id[state_id]
        if not rules.is_legal_move(case.status, new.status, self.status_moves):
            raise IllegalStatusMove(old=case.status, new=new.status)
        paused_at = case.state_since if old.clock is ClockMode.PAUSE else None
        case.state, case.status, case.state_since = new.id, new.status, self.at
        if paused_at is not None and new.clock is not ClockMode.PAUSE:
            self._resume(paused_at)
        if new.clock is ClockMode.STOPPED and case.finished_at is None:
            case.finished_at = self.at
            case.on_time = None if case.promised_at is None else self.at <= case.promised_at
        if new.terminal:
            case.closed_at = self.at
        self._turn_clock(new)
        self.lay_task(new)
        self.lay_timers()

    def _resume(self, paused_at: datetime) -> None:
        case = self.case
        for name in ("promised_at", "due_at"):
            due = getattr(case, name)
            if due is not None:
                moved = rules.resume_due(self.calendar, due_at=due, paused_at=paused_at, resumed_at=self.at)
                setattr(case, name, moved)

    def _turn_clock(self, new: State) -> None:
        number = self.end_segment() if self.case.seq else 0
        if new.charged_to is None:
            return
        self.rows.append(
            ClockSegment(
                case_id=self.case.id,
                number=number + 1,
                started_at=self.at,
                counts=new.clock is ClockMode.RUN,
                charged_to=new.charged_to,
                state=new.id,
                unit_id=self.seat_unit(new),
            )
        )

    def end_segment(self) -> int:
        """End the segment that runs; how many there are."""
        segments = ClockSegment.objects.filter(case_id=self.case.id)
        segments.filter(ended_at__isnull=True).update(ended_at=self.at)
        return segments.count()

    def close_task(self) -> None:
        """Close the open task."""
        Task.objects.filter(case_id=self.case.id, closed_at__isnull=True).update(closed_at=self.at)

    def cancel_timers(self) -> None:
        """Cancel the timers that are set."""
        CaseTimer.objects.filter(case_id=self.case.id, done_at__isnull=True).update(done_at=self.at)

    def seat_unit(self, state: State) -> UUID | None:
        """The unit that has the case in ``state``."""
        return self._unit_of(state.queue.stage) if state.queue else None

    def _unit_of(self, stage: str) -> UUID:
        return UUID(self.case.settings["stages"][stage]["unit_id"])

    def lay_task(self, new: State, *, unit_id: UUID | None = None, assignee_id: UUID | None = None) -> None:
        """Close the open task and open the one of ``new``,
        for the stage's unit or for ``unit_id`` and ``assignee_id``.
        """
        if self.case.seq:
            self.close_task()
        if new.queue is None:
            return
        unit = unit_id or self._unit_of(new.queue.stage)
        self.rows.append(
            Task(
                case_id=self.case.id,
                type_code=self.case.settings["type_code"],
                stage=new.queue.stage,
                permission=rules.permission_of(self.flow, new),
                unit_id=unit,
                assignee_id=assignee_id,
                opened_at=self.at,
                due_at=self._task_due(new.queue.stage),
            )
        )
        if unit not in self.case.involved:
            self.case.involved = [*self.case.involved, unit]

    def _task_due(self, stage: str) -> datetime:
        """Before receipt an office answers within the hours of its clock rules; afterwards a stage has its own hours,
        and the promised date rules.
        """
        due_at = self.case.due_at
        if self.case.received_at is not None and due_at is not None:
            own = self.case.settings["stages"].get(stage, {}).get("hours")
            if own is None or self.case.finished_at is not None:
                return due_at
            return min(due_at, self.calendar.add_working_minutes(self.at, own * MINUTES_OF_AN_HOUR))
        hours = clock.rules_of(self.case).answer_hours
        return self.calendar.add_working_minutes(self.at, hours * MINUTES_OF_AN_HOUR)

    def lay_timers(self) -> None:
        """Cancel the timers that are set and set those of the present state."""
        if self.case.seq:
            self.cancel_timers()
        for number, timer in enumerate(self.flow.timers):
            if timer.state != self.case.state:
                continue
            amount = timer.after or timer.before_due
            since = self.case.state_since if timer.after else None
            if amount and (fires := rules.timer_moment(self.calendar, amount, since=since, due_at=self.case.due_at)):
                self.rows.append(CaseTimer(case_id=self.case.id, number=number, fires_at=fires))

    def end_of(self, day: date) -> datetime:
        """The end of working time on ``day``: what a due date means as a moment."""
        return (
            self.calendar.end_of_day(day) if self.calendar.is_working_day(day) else datetime.combine(day, time(17), TZ)
        )

    def finish(self, action: FlowAction | None, *, name: str = "", from_state: str = "") -> None:
        """Record the turn as the case's next event and leave a fresh turn behind (same rows and events)."""
        case = self.case
        case.seq += 1
        action_id = action.id if action else name
        case.performed = [*case.performed, action_id]
        after = columns(case)
        changes = {key: value for key, value in after.items() if self.before.get(key) != value or case.seq == 1}
        self.rows.append(
            CaseEvent(
                case_id=case.id,
                seq=case.seq,
                at=self.at,
                action=action_id,
                actor_kind=self.actor.kind,
                actor_account_id=self.actor.person_id,
                actor_name=self.actor.person,
                actor_post=_post_of(self.actor),
                actor_unit_id=self.actor.unit_id,
                from_state=from_state,
                to_state=case.state,
                inputs=_inputs_as_json(self.inputs),
                changes=changes,
            )
        )
        self.events.append(
            CaseChanged(
                case_id=case.id,
                seq=case.seq,
                type_code=case.settings["type_code"],
                action=action_id,
                from_state=from_state,
                to_state=case.state,
                status=case.status,
                paper_form=action.paper_form if action else "",
                parent_id=case.parent_id,
            )
        )
        self.before = after

    def do(self, action: FlowAction) -> None:
        """Do one row of the table: its effects in order, then the move, then the record."""
        from_state = self.case.state
        for effect in action.effects:
            self.bring_about(effect)
        if "paper" in action.needs and not FILING & set(action.effects):
            for document in self.inputs.documents:
                self.file(document)
        if action.to is not None:
            self.enter(action.to)
        self.finish(action, from_state=from_state)

    def bring_about(self, effect: str) -> None:
        """Do what one effect word says."""
        flow_effects.get(effect)(self)

    def children_cancelled(self) -> None:
        """Record that the consultations which were open when the case ended are no longer needed."""
        self.case.open_consultations = 0
        self.finish(None, name=CHILDREN_CANCELLED, from_state=self.case.state)

    def child_ended(self, name: str = CHILD_ENDED) -> None:
        """Record that one consultation or part has ended, and do what follows from it by itself."""
        self.case.open_consultations -= 1
        self.finish(None, name=name, from_state=self.case.state)
        self.settle()

    def settle(self) -> None:
        """Do what the system does by itself from here, until nothing more is due."""
        for _ in range(len(self.flow.actions) + 1):
            action = rules.automatic_action(self.flow, self.case.state, self.standing())
            if action is None:
                return
            self.flush()
            turn = replace(self, actor=SYSTEM, inputs=Inputs())
            turn.do(action)
            self.before = turn.before
        raise RuntimeError(f"flow {self.flow.id}: automatic actions run in a circle")

    def flush(self) -> None:
        """Insert the rows so far, so that what follows in this transaction finds them."""
        insert_rows(self.rows)
        self.rows.clear()

    def save(self) -> None:
        """Write the case's changed columns (the rows are inserted by the action around the turn)."""
        self.case.save(update_fields=[*TRACKED])


Effect = Callable[[Turn], None]

#: What each effect word of a flow does. The engine fills most; the room that makes results adds ``sign_result``.
flow_effects: Registry[Effect] = Registry("flow effects")


def _post_of(actor: Actor) -> str:
    """The post in which somebody acts, and for whom."""
    return f"{actor.post_title} (làm thay {actor.for_whom})".strip()[:250] if actor.for_whom else actor.post_title


def _inputs_as_json(inputs: Inputs) -> dict[str, Any]:
    given: dict[str, Any] = {
        "reason": inputs.reason,
        "due_date": plain(inputs.due_date),
        "unit_id": plain(inputs.unit_id),
        "assignee_id": plain(inputs.assignee_id),
        "unit_ids": plain(inputs.unit_ids),
        "papers": list(inputs.papers),
        "documents": [{"file_id": str(d.file_id), "title": d.title} for d in inputs.documents],
        "text": inputs.text,
        "answer": inputs.answer,
        "amount": inputs.amount,
    }
    return {key: value for key, value in given.items() if value not in ("", None, [], ())}
