"""Pure decisions of the case engine: what is offered, what may follow, how the clock counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from tinhso.engines.cases.schema import Amount, FlowAction, FlowObject, State
from tinhso.engines.cases.types import Inputs

REASON_LENGTH = 10
MINUTES_OF_A_DAY = 8 * 60


class Calendar(Protocol):
    """What the clock needs of a working calendar (foundation.calendar)."""

    def add_working_minutes(self, at: datetime, minutes: int) -> datetime:
        """The moment when so many working minutes have passed since ``at``."""

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Working minutes between two moments."""

    def add_working_days(self, start_at: datetime, n: int) -> datetime:
        """The end of the ``n``-th working day after ``start_at``."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What flow expressions see of a case; ``spent`` are the effects that its clock rules allow no more."""

    performed: Sequence[str]
    open_consultations: int
    fee_due: int
    channel: str
    today: date
    conditions: Mapping[str, bool]
    spent: frozenset[str] = frozenset()

    def names(self) -> dict[str, object]:
        """The names of the expressions with their values."""
        return {
            "performed": list(self.performed),
            "open_consultations": self.open_consultations,
            "fee_due": self.fee_due,
            "channel": self.channel,
            "today": self.today,
            **self.conditions,
        }


def is_offered(action: FlowAction, state: str, standing: Standing) -> bool:
    """Whether the table offers ``action`` now: the state fits, its condition holds, and no effect of it is spent."""
    return (
        not standing.spent & set(action.effects)
        and state in action.from_
        and (action.when is None or action.when.holds(standing.names()))
    )


def automatic_action(flow: FlowObject, state: str, standing: Standing) -> FlowAction | None:
    """The first action that the system does by itself here, if any."""
    for action in flow.actions:
        by_itself = action.by == ("system",) and action.when is not None and action.id not in flow.timer_actions
        if by_itself and is_offered(action, state, standing):
            return action
    return None


def permission_of(flow: FlowObject, state: State) -> str:
    """The permission that whoever has the task of ``state`` needs: that of the first action the stage may do there."""
    stage = state.queue.stage if state.queue else ""
    return next((a.permission for a in flow.actions if stage in a.by and state.id in a.from_ and a.permission), "")


def is_legal_move(old: str, new: str, moves: Mapping[str, Sequence[str]]) -> bool:
    """Whether the national table lets status ``old`` become ``new``; staying is always legal."""
    return old == new or new in moves.get(old, ())


def missing_inputs(action: FlowAction, inputs: Inputs, today: date) -> dict[str, str]:
    """What ``action`` needs and ``inputs`` lack: field to message in Vietnamese."""
    asks_applicant = "request_supplement" in action.effects
    checks = {
        "reason": (len(inputs.reason.strip()) >= REASON_LENGTH, "Nêu lý do, ít nhất 10 ký tự."),
        "due_date": (inputs.due_date is not None and inputs.due_date > today, "Chọn một ngày sau hôm nay."),
        "unit": (inputs.unit_id is not None or inputs.assignee_id is not None, "Chọn nơi nhận."),
        "units": (bool(inputs.unit_ids), "Chọn ít nhất một đơn vị."),
        "document": (bool(inputs.text.strip()), "Soạn nội dung văn bản."),
        "answer": (inputs.answer in {"agree", "disagree", "no_objection"}, "Chọn một ý kiến."),
        "amount": (inputs.amount is not None and inputs.amount > 0, "Nhập số tiền lớn hơn 0."),
        "paper": (
            bool(inputs.papers) if asks_applicant else bool(inputs.documents),
            "Ghi ít nhất một giấy tờ cần bổ sung." if asks_applicant else "Tải lên ít nhất một giấy tờ.",
        ),
    }
    return {need: checks[need][1] for need in action.needs if not checks[need][0]}


def resume_due(calendar: Calendar, *, due_at: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
    """The due moment after a pause: the working time that was left when it began, counted on from its end.

    A case that was late already stays late by the same date. Source: QĐ 766/QĐ-TTg, time for supplements is taken out.
    """
    if due_at <= paused_at:
        return due_at
    return calendar.add_working_minutes(resumed_at, calendar.working_minutes(paused_at, due_at))


def timer_moment(
    calendar: Calendar, amount: Amount, *, since: datetime | None, due_at: datetime | None
) -> datetime | None:
    """When a timer fires: ``amount`` after ``since``, or before ``due_at``;
    None where there is nothing to count from.
    """
    if since is not None:
        if amount.unit == "days":
            return since + timedelta(days=amount.value)
        if amount.unit == "working_days":
            return calendar.add_working_days(since, amount.value)
        return calendar.add_working_minutes(since, amount.value * 60)
    if due_at is None:
        return None
    if amount.unit == "days":
        return due_at - timedelta(days=amount.value)
    minutes = amount.value * (MINUTES_OF_A_DAY if amount.unit == "working_days" else 60)
    return _before(calendar, due_at, minutes)


def _before(calendar: Calendar, due_at: datetime, minutes: int) -> datetime:
    """The latest whole minute from which ``minutes`` of working time are left until ``due_at``."""
    low, high = 0, 60 * 24 * (14 + minutes // 60)
    while low < high:
        middle = (low + high) // 2
        if calendar.working_minutes(due_at - timedelta(minutes=middle), due_at) >= minutes:
            high = middle
        else:
            low = middle + 1
    return due_at - timedelta(minutes=low)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time charged to one party; ``counts`` where it runs against the promised date."""

    started_at: datetime
    ended_at: datetime | None
    counts: bool
    charged_to: str


def charged_time(spans: Iterable[Span], *, until: datetime) -> dict[str, timedelta]:
    """How long each party has had the case up to ``until``; the values sum to the whole time covered by the spans."""
    totals: dict[str, timedelta] = {}
    for span in spans:
        end = until if span.ended_at is None else min(span.ended_at, until)
        totals[span.charged_to] = totals.get(span.charged_to, timedelta()) + max(end - span.started_at, timedelta())
    return totals


def replay(changes: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The state that a case's events add up to, in their order."""
    state: dict[str, object] = {}
    for change in changes:
        state.update(change)
    return state
