"""Pack sections ``flows`` and ``status_codes``: the state–action table as data. Reference: docs/reference/flows.md."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from tinhso.core.packs.api import Expression, PackObject, PackPart, PackView
from tinhso.engines.cases.types import ClockMode

PartyId = Literal["office", "signer", "applicant", "other_agency", "system"]
Need = Literal["reason", "due_date", "unit", "units", "paper", "document", "answer", "amount"]
Effect = Literal[
    "receive", "refuse", "request_supplement", "accept_supplement", "extend_once", "forward", "start_consultation",
    "answer", "request_payment", "record_payment", "draft_result", "sign_result", "return_result", "withdraw", "stop",
]  # fmt: skip

#: Names that every flow expression may use besides the flow's own conditions.
FLOW_NAMES = frozenset({"performed", "open_consultations", "fee_due", "channel", "today"})


class Named(PackPart):
    """Something with an id and a name in both languages."""

    id: str
    name: str
    name_en: str


class Queue(PackPart):
    """The stage that has the task."""

    stage: str


class State(Named):
    """One state: the national status it reports, what the clock does, whom time is charged to, who has the task."""

    status: str
    clock: ClockMode
    charged_to: PartyId | None = None
    queue: Queue | None = None
    terminal: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        counts = self.clock in {ClockMode.RUN, ClockMode.PAUSE}
        if counts != (self.charged_to is not None):
            raise ValueError("charged_to goes exactly with clock run or pause")
        return self


class FlowAction(Named):
    """One action: where it is offered, where it leads, who may do it, what must come with it, what it does."""

    from_: tuple[str, ...] = Field(alias="from")
    to: str | None
    by: tuple[str, ...]
    permission: str = ""
    needs: tuple[Need, ...] = ()
    when: Expression | None = None
    effects: tuple[Effect, ...] = ()
    paper_form: str = ""
    confirm: str = ""
    confirm_en: str = ""


class Amount(PackPart):
    """A length of time."""

    value: int = Field(ge=0, le=10_000)
    unit: Literal["working_days", "working_hours", "days"]


class FlowTimer(PackPart):
    """Something that happens by itself while a case stays in a state."""

    state: str
    after: Amount | None = None
    before_due: Amount | None = None
    action: str | None = None
    notify: str | None = None
    message: str = ""
    message_en: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.after is None) == (self.before_due is None):
            raise ValueError("give exactly one of after and before_due")
        if (self.action is None) == (self.notify is None):
            raise ValueError("give exactly one of action and notify")
        return self


class FlowObject(PackObject):
    """A flow: states, actions and timers."""

    name: str
    name_en: str
    description: str = ""
    child: bool = False
    consultation_flow: str | None = None
    initial: str
    conditions: tuple[Named, ...] = ()
    stages: tuple[Named, ...]
    states: tuple[State, ...]
    actions: tuple[FlowAction, ...]
    timers: tuple[FlowTimer, ...] = ()

    @cached_property
    def state_by_id(self) -> dict[str, State]:
        """States by id."""
        return {state.id: state for state in self.states}

    @cached_property
    def action_by_id(self) -> dict[str, FlowAction]:
        """Actions by id."""
        return {action.id: action for action in self.actions}

    @cached_property
    def stage_by_id(self) -> dict[str, Named]:
        """Stages by id."""
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def timer_actions(self) -> frozenset[str]:
        """Actions that only a timer does."""
        return frozenset(timer.action for timer in self.timers if timer.action)


class StatusCodeObject(PackObject):
    """A national status code and the codes it may move to."""

    name: str
    name_en: str
    terminal: bool = False
    moves_to: tuple[str, ...] = ()


#: The field, what is wrong with it, the value found there, and what would be right.
Fault = tuple[str, str, str, list[str]]


def check_flows(view: PackView) -> None:
    """Cross-references and soundness of every flow: names, reachability, dead ends, legal status moves."""
    codes = view.objects("status_codes", StatusCodeObject)
    for flow in view.objects("flows", FlowObject).values():
        for field, message, near, candidates in _faults(flow, codes):
            view.problem(flow, field, message, near=near, candidates=candidates)
        for number, action in enumerate(flow.actions):
            names = FLOW_NAMES | {condition.id for condition in flow.conditions}
            view.expression(flow, f"actions.{number}.when", action.when, names)
        if any("start_consultation" in action.effects for action in flow.actions):
            if flow.consultation_flow is None:
                view.problem(flow, "consultation_flow", "start_consultation cần consultation_flow")
            view.reference(flow, "consultation_flow", "flows", flow.consultation_flow)


def _faults(flow: FlowObject, codes: Mapping[str, StatusCodeObject]) -> Iterator[Fault]:
    if flow.initial not in flow.state_by_id:
        yield "initial", f"không có trạng thái {flow.initial}", flow.initial, list(flow.state_by_id)
        return
    for number, state in enumerate(flow.states):
        yield from _state_faults(number, state, flow, codes)
    for number, action in enumerate(flow.actions):
        named = (*action.from_, *([action.to] if action.to else []))
        unknown = next((state_id for state_id in named if state_id not in flow.state_by_id), None)
        if unknown is not None:
            yield f"actions.{number}", f"không có trạng thái {unknown}", unknown, list(flow.state_by_id)
            return
        yield from _action_faults(number, action, flow, codes)
    yield from _paths_missing(flow)
    yield from _timer_faults(flow)


def _state_faults(
    number: int, state: State, flow: FlowObject, codes: Mapping[str, StatusCodeObject]
) -> Iterator[Fault]:
    stages = flow.stage_by_id
    if state.queue and state.queue.stage not in stages:
        yield f"states.{number}.queue.stage", f"không có khâu {state.queue.stage}", state.queue.stage, list(stages)
    if state.status not in codes:
        yield f"states.{number}.status", f"không có mã trạng thái {state.status}", state.status, list(codes)


def _action_faults(
    number: int, action: FlowAction, flow: FlowObject, codes: Mapping[str, StatusCodeObject]
) -> Iterator[Fault]:
    parties = _parties(flow)
    for party in action.by:
        if party not in parties:
            yield f"actions.{number}.by", f"không có khâu {party}", party, sorted(parties)
    if not action.to:
        return
    new = flow.state_by_id[action.to].status
    for origin in action.from_:
        old = flow.state_by_id[origin].status
        if old != new and (old not in codes or new not in codes[old].moves_to):
            yield f"actions.{number}.to", f"không được chuyển mã trạng thái {old} → {new}", new, []


def _paths_missing(flow: FlowObject) -> Iterator[Fault]:
    moves = [action for action in flow.actions if action.to]
    reached = {flow.initial, *(action.to for action in moves)}
    left = {origin for action in moves for origin in action.from_}
    for number, state in enumerate(flow.states):
        if state.id not in reached:
            yield f"states.{number}.id", f"không có bước nào dẫn đến trạng thái {state.id}", state.id, []
        if not state.terminal and state.id not in left:
            yield f"states.{number}.id", f"trạng thái {state.id} không có lối ra", state.id, []


def _timer_faults(flow: FlowObject) -> Iterator[Fault]:
    parties = _parties(flow)
    for number, timer in enumerate(flow.timers):
        if timer.state not in flow.state_by_id:
            yield f"timers.{number}.state", f"không có trạng thái {timer.state}", timer.state, list(flow.state_by_id)
        if timer.notify and timer.notify not in parties:
            yield f"timers.{number}.notify", f"không có khâu {timer.notify}", timer.notify, sorted(parties)
        if timer.action and timer.action not in flow.action_by_id:
            yield f"timers.{number}.action", f"không có bước {timer.action}", timer.action, list(flow.action_by_id)


def _parties(flow: FlowObject) -> set[str]:
    return {*flow.stage_by_id, "applicant", "system"}
