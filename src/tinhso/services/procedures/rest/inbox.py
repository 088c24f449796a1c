"""The inbox of an official: what waits, figures, and one action on several dossiers at once."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.access import OFFICIAL
from tinhso.core.faces import PageRequest
from tinhso.core.rest import Problem
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.rest.room import READ, SHORT, rest

LAST_SEQ = 10**9


class TaskRow(Schema):
    """One task of the inbox; ``seq`` is the number of the dossier's last event, to be sent back as seen."""

    case_id: UUID
    seq: int
    code: str | None
    title: str
    applicant: str
    state: str
    stage: str
    unit: str
    assignee: str
    due_at: datetime


class AtOnce(Schema):
    """An action that needs nothing but the decision, and for how many rows of the page it is offered."""

    id: str
    name: str
    name_en: str
    count: int


class InboxPage(Schema):
    """A page of tasks, with the exact number of all, and what can be done on several of them at once."""

    items: list[TaskRow]
    next: str | None
    total: int
    at_once: list[AtOnce]


class InboxFigures(Schema):
    """How many tasks wait: all, late, due within a working day, given by name; by stage and by procedure."""

    total: int
    late: int
    soon: int
    mine: int
    stages: dict[str, int]
    types: dict[str, int]


class SeenDossier(Schema):
    """A dossier, and how far it was when it was seen."""

    case_id: UUID
    seen_seq: int = Field(ge=0, lt=LAST_SEQ)


class SeveralIn(Schema):
    """One action on several dossiers."""

    action: str = Field(min_length=1, max_length=SHORT)
    dossiers: list[SeenDossier] = Field(min_length=1, max_length=actions.MOST_AT_ONCE)


class OutcomeOut(Schema):
    """What became of one dossier: its state now, or why nothing was done with it."""

    case_id: UUID
    done: bool
    state: str | None
    seq: int | None
    problem: Problem | None


def _until(request: PageRequest) -> datetime:
    return queries.soon_until(queries.own_calendar(request.actor, request.at), request.at)


@rest.get("/inbox", access=OFFICIAL, response=InboxPage)
def read_inbox(
    request: PageRequest,
    only: queries.Nearness = "",
    stage: str = "",
    procedure: str = "",
    after: str | None = None,
) -> InboxPage:
    """What waits for this official, the one due first on top.

    ``only`` keeps what is ``late``, what falls due within a working day (``soon``), or what was given by name
    (``mine``).
    """
    page = queries.waiting(
        actor=request.actor,
        at=request.at,
        until=_until(request),
        only=only,
        stage=stage,
        type_code=procedure,
        after=after,
    )
    offered = queries.offered_at_once(actor=request.actor, at=request.at, tasks=page.items)
    return InboxPage(
        items=[_row(task) for task in page.items],
        next=page.next_cursor,
        total=page.total or 0,
        at_once=[
            AtOnce(id=action.id, name=action.name, name_en=action.name_en, count=count) for action, count in offered
        ],
    )


def _row(task: cases.Task) -> TaskRow:
    case = task.case
    return TaskRow(
        case_id=task.case_id,
        seq=case.seq,
        code=case.code or (case.parent.code if case.parent else None),
        title=case.title,
        applicant=case.applicant_name,
        state=case.state,
        stage=task.stage,
        unit=task.unit.name,
        assignee=task.assignee.full_name if task.assignee else "",
        due_at=task.due_at,
    )


@rest.get("/inbox/figures", access=OFFICIAL, response=InboxFigures)
def read_inbox_figures(request: PageRequest) -> InboxFigures:
    """The figures of the inbox, as its tabs and filters show them."""
    figures = cases.inbox_figures(actor=request.actor, at=request.at, soon_until=_until(request))
    return InboxFigures.from_orm(figures)


@rest.post("/inbox/actions", access=READ, response=list[OutcomeOut])
def act_on_several(request: PageRequest, body: SeveralIn) -> list[OutcomeOut]:
    """Do one action on several dossiers, each for itself: an outcome for every one, in the order sent."""
    outcomes = actions.act_on_several(
        actor=request.actor,
        at=request.at,
        action_id=body.action,
        seen=[(one.case_id, one.seen_seq) for one in body.dossiers],
    )
    return [
        OutcomeOut(
            case_id=one.case_id,
            done=one.done is not None,
            state=one.done.state if one.done else None,
            seq=one.done.seq if one.done else None,
            problem=Problem.of(one.refusal) if one.refusal else None,
        )
        for one in outcomes
    ]
