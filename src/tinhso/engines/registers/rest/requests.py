"""Requests for changes: asked, listed, decided by a second person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.core.personal import HIDDEN
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.models import ChangeRequest
from tinhso.engines.registers.rest.room import ASK, JUDGE, SEE, given, rest
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import RequestState, Verb


class RegisterChangeOut(Schema):
    """A request: ``values`` as typed, personal ones hidden from who may not see them."""

    id: UUID
    record_id: UUID | None
    base_version: int | None
    unit_id: UUID
    verb: Verb
    values: dict[str, str]
    reason: str
    state: RequestState
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str


class RegisterChangePage(Schema):
    """A page of requests; ``next`` is the cursor of the following page."""

    items: list[RegisterChangeOut]
    next: str | None


class RegisterChangeIn(Schema):
    """What is asked: add a record of ``unit_id``, change or end ``record_id`` that is at ``version``."""

    verb: Verb
    values: dict[str, Any] = {}
    reason: str = Field(max_length=500)
    unit_id: UUID | None = None
    record_id: UUID | None = None
    version: int | None = None


class RegisterDecisionIn(Schema):
    """Approved, or refused with an answer."""

    approve: bool
    answer: str = Field("", max_length=500)


def _told(request: PageRequest, register: RegisterObject, row: ChangeRequest) -> RegisterChangeOut:
    sees = queries.sees_personal(request.actor, register, row.unit_id)
    values = {
        name: HIDDEN if not sees and name in register.by_id and register.field(name).is_personal else str(value)
        for name, value in row.values.items()
    }
    return RegisterChangeOut(
        id=row.id, record_id=row.record_id, base_version=row.base_version, unit_id=row.unit_id, verb=Verb(row.verb),
        values=values, reason=row.reason, state=RequestState(row.state), asked_by=row.asked_by, asked_at=row.asked_at,
        decided_by=row.decided_by, decided_at=row.decided_at, answer=row.answer,
    )  # fmt: skip


@rest.get("/registers/{code}/requests", access=SEE, response=RegisterChangePage)
def list_requests(
    request: PageRequest, code: str, state: RequestState = RequestState.ASKED, after: str | None = None
) -> RegisterChangePage:
    """Requests in one state, the oldest first."""
    register = queries.access_register(actor=request.actor, code=code)
    page = queries.changes(actor=request.actor, register=register, state=state, after=after)
    return RegisterChangePage(items=[_told(request, register, row) for row in page.items], next=page.next_cursor)


@rest.get("/registers/{code}/requests/{change_id}", access=SEE, response=RegisterChangeOut)
def read_request(request: PageRequest, code: str, change_id: UUID) -> RegisterChangeOut:
    """One request."""
    register = queries.access_register(actor=request.actor, code=code)
    found = queries.access_change(actor=request.actor, register=register, change_id=change_id)
    return _told(request, register, found)


@rest.post("/registers/{code}/requests", access=ASK, response=RegisterChangeOut, status=201)
def ask_change(request: PageRequest, code: str, body: RegisterChangeIn) -> RegisterChangeOut:
    """Ask for a change that another official decides on."""
    if body.verb is not Verb.ADD and (body.record_id is None or body.version is None):
        raise InvalidInput(fields={"record_id": "record_id, version"})
    made = actions.ask_change(
        actor=request.actor, at=request.at, register=code, verb=body.verb, given=given(body.values),
        reason=body.reason.replace("\x00", ""), unit_id=body.unit_id, record_id=body.record_id, version=body.version,
    )  # fmt: skip
    return _told(request, queries.access_register(actor=request.actor, code=code), made)


@rest.post("/registers/{code}/requests/{change_id}/decision", access=JUDGE, response=RegisterChangeOut)
def decide_request(request: PageRequest, code: str, change_id: UUID, body: RegisterDecisionIn) -> RegisterChangeOut:
    """Approve, and so write, or refuse; never one's own."""
    named: dict[str, Any] = {"actor": request.actor, "at": request.at, "register": code, "change_id": change_id}
    if body.approve:
        actions.approve_change(**named)
    else:
        actions.refuse_change(**named, answer=body.answer.replace("\x00", ""))
    return read_request(request, code, change_id)


@rest.delete("/registers/{code}/requests/{change_id}", access=ASK, response=None, status=204)
def withdraw_request(request: PageRequest, code: str, change_id: UUID) -> None:
    """Take one's own request back."""
    actions.withdraw_change(actor=request.actor, at=request.at, register=code, change_id=change_id)
