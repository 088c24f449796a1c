"""Pack sections ``flows`` and ``status_codes``: the state–action table as data (docs/reference/flows.md);
``clock_rules`` and ``dossier_codes``: what holds for every flow from a day on (docs/reference/clock.md).
"""

import re
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from tinhso.core.packs.api import Expression, PackObject, PackPart
from tinhso.engines.cases.types import ClockMode

PartyId = Literal["office", "signer", "applicant", "other_agency", "system"]
Need = Literal["reason", "due_date", "unit", "units", "paper", "document", "answer", "amount"]
Effect = Literal[
    "receive", "refuse", "request_supplement", "accept_supplement", "extend_once", "forward", "start_consultation",
    "answer", "request_payment", "record_payment", "draft_result", "sign_result", "return_result", "withdraw", "stop",
    "withdraw_parts",
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
    that it involves. ``child`` cases are opened by a case that consults; cases with ``parts`` are the wholes of linked
    dossiers.
    """

    name: str
    name_en: str
    description: str = ""
    child: bool = False
    opened_by: str = "cases.receive"
    read_by: str = "cases.read"
    parts: bool = False
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


class ClockRules(PackObject):
    """The clock rules of a time that hold whatever a flow says. A case keeps those of the day it began on.

    ``counts_from`` says when a filing counts: the promise is made at filing, and made anew at receipt where it counts
    from there. An office answers an online filing within ``answer_hours`` working hours. Papers are asked for
    ``supplements`` times and a new date is given ``extensions`` times at most; an apology after the date is ``taken``
    and marked, or ``refused``.
    """

    name: str
    name_en: str
    counts_from: Literal["filing", "receipt"]
    answer_hours: int = Field(ge=1, le=240)
    supplements: int = Field(ge=0, le=20)
    extensions: int = Field(ge=0, le=20)
    late_apology: Literal["taken", "refused"]


class DossierCodeObject(PackObject):
    """How dossier codes are written from ``valid_from`` on, by units whose code begins with one of ``units`` (all where
    empty; the longest beginning counts).

    ``pattern`` is made of ``{unit}`` (H57.41.01), ``{unit_long}`` (000.01.41.H57, QCVN 102:2016), ``{yymmdd}``,
    ``{yyyymmdd}`` and ``{number:4}`` (at least so many digits; counted by unit and day). It names the unit, the day and
    the number, so that no code comes twice.
    """

    name: str
    name_en: str
    pattern: str = Field(min_length=1, max_length=60)
    units: tuple[str, ...] = ()

    @field_validator("pattern")
    @classmethod
    def _check_pattern(cls, pattern: str) -> str:
        marks = re.findall(r"\{([^}]*)\}", pattern)
        kinds = [{"unit_long": "unit", "yyyymmdd": "yymmdd"}.get(mark, mark.partition(":")[0]) for mark in marks]
        plain = re.sub(r"\{[^}]*\}", "", pattern)
        known = {"unit", "unit_long", "yymmdd", "yyyymmdd", *(f"number:{n}" for n in range(1, 10))}
        if sorted(kinds) != ["number", "unit", "yymmdd"] or not set(marks) <= known:
            raise ValueError("a pattern has one of {unit} {unit_long}, one of {yymmdd} {yyyymmdd}, and {number:4}")
        if not re.fullmatch(r"[A-Z0-9./-]*", plain) or re.search(r"\}\{", pattern):
            raise ValueError("between its marks a pattern has signs of A-Z 0-9 . / - and at least one")
        return pattern


class StatusCodeObject(PackObject):
    """A national status code and the codes it may move to."""

    name: str
    name_en: str
    terminal: bool = False
    moves_to: tuple[str, ...] = ()
