"""Pack sections ``flows`` and ``status_codes``: the state–action table as data. Reference: docs/reference/flows.md."""

from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from tinhso.core.packs.api import Expression, PackObject, PackPart
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
    """A flow: states, actions and timers.

    ``opened_by`` is the permission to open a case over the receiving unit, ``read_by`` the one to read it over a unit
    that it involves.
    """

    name: str
    name_en: str
    description: str = ""
    child: bool = False
    opened_by: str = "cases.receive"
    read_by: str = "cases.read"
    consultation_flow: str | None = None
    initial: str
    conditions: tuple[Named, ...] = Field((), max_length=6)
    stages: tuple[Named, ...] = Field(max_length=30)
    states: tuple[State, ...] = Field(max_length=60)
    actions: tuple[FlowAction, ...] = Field(max_length=120)
    timers: tuple[FlowTimer, ...] = Field((), max_length=60)

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
