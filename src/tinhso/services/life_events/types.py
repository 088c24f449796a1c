"""What a plan is made of, and the errors of this room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from tinhso.core.errors import NotFound
from tinhso.services.procedures.api import DeadlineRule, FeeItem, ProcedureObject, RequiredPaper


class Need(IntEnum):
    """Whether a paper is asked for, given what is known; a paper of several steps takes the highest."""

    OPTIONAL = 1
    DEPENDS = 2
    NEEDED = 3


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """A paper of one step."""

    paper: RequiredPaper
    need: Need


@dataclass(frozen=True, slots=True)
class PlannedFee:
    """A fee of one step in đồng; ``amount`` is None where it depends on what the form will ask."""

    item: FeeItem
    amount: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``procedure`` is None for what is done elsewhere; ``after`` are the numbers of earlier steps."""

    number: int
    id: str
    told: "Told"
    procedure: ProcedureObject | None
    after: Sequence[int]
    papers: Sequence[PlannedPaper] = ()
    fees: Sequence[PlannedFee] = ()
    deadlines: Sequence[DeadlineRule] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a step, as the pack has them, each with its English twin."""

    name: str
    name_en: str
    why: str
    why_en: str
    deadline: str
    deadline_en: str
    where: str = ""
    where_en: str = ""


@dataclass(frozen=True, slots=True)
class CollectedPaper:
    """A paper counted once over all steps that ask for it."""

    paper: RequiredPaper
    need: Need
    count: int
    steps: Sequence[int]


@dataclass(frozen=True, slots=True)
class LinkedFiling:
    """A linked procedure that files several steps of a plan at once; ``steps`` are their numbers."""

    procedure: ProcedureObject
    steps: list[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, in order, with all papers and what is known of the cost."""

    steps: Sequence[Step]
    papers: Sequence[CollectedPaper]
    fee_total: int
    fee_open: bool
    linked: list[LinkedFiling] = field(default_factory=list)


class LifeEventNotFound(NotFound):
    """Không có tình huống “{event}”."""

    code = "life_event_not_found"
