"""Mandates: recording, asking for and confirming one at the counter; reading and ending one's own."""

from datetime import datetime
from uuid import UUID

from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import CITIZEN, needs
from tinhso.core.faces import PageRequest
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Mandate
from tinhso.services.procedures.rest.room import rest

_RECEIVE = needs("cases.receive")


class MandateOut(Schema):
    """Who acts for whom in what, until when: ``way`` is present, paper or code; ``confirmed_at`` is null while a code
    is waited for.
    """

    id: UUID
    way: str
    grantor_name: str
    bearer_name: str
    agent_name: str
    procedures: list[str]
    asked_at: datetime
    confirmed_at: datetime | None
    valid_until: datetime
    ended_at: datetime | None


class OwnMandateOut(MandateOut):
    """One's own mandate, with the code to tell the official while it waits for it."""

    code: str


class MandatePage(Schema):
    """A page of mandates; ``next`` is the cursor of the following page."""

    items: list[OwnMandateOut]
    next: str | None


class CodeIn(Schema):
    """The code that the citizen told."""

    code: str = Field(max_length=20)


def _own(one: Mandate) -> OwnMandateOut:
    code = "" if one.confirmed_at or one.ended_at else queries.mandate_code(one)
    return OwnMandateOut(**MandateOut.from_orm(one).dict(), code=code)


@rest.get("/mandates", access=CITIZEN, response=MandatePage)
def list_mandates(request: PageRequest, after: str | None = None) -> MandatePage:
    """One's own mandates, newest first."""
    page = queries.own_mandates(actor=request.actor, after=after)
    return MandatePage(items=[_own(one) for one in page.items], next=page.next_cursor)


@rest.delete("/mandates/{mandate_id}", access=CITIZEN, response=None, status=204)
def end_mandate(request: PageRequest, mandate_id: UUID) -> None:
    """End one of one's own mandates."""
    actions.end_mandate(actor=request.actor, at=request.at, mandate_id=mandate_id)


@rest.post("/drafts/{draft_id}/mandate", access=_RECEIVE, response=MandateOut, status=201)
def record_mandate(
    request: PageRequest, draft_id: UUID, bearer_name: Form[str], evidence: File[UploadedFile]
) -> MandateOut:
    """Record that somebody else brings the dossier, with the paper that says so."""
    made = actions.record_mandate(
        actor=request.actor, at=request.at, draft_id=draft_id, bearer_name=bearer_name.replace("\x00", ""),
        upload=evidence, name=evidence.name or "",
    )  # fmt: skip
    return MandateOut.from_orm(made)


@rest.post("/drafts/{draft_id}/mandate/ask", access=_RECEIVE, response=None, status=204)
def ask_mandate(request: PageRequest, draft_id: UUID) -> None:
    """Ask the citizen whose number the form names for a code; the same answer for a number without an account."""
    actions.ask_mandate(actor=request.actor, at=request.at, draft_id=draft_id)


@rest.post("/drafts/{draft_id}/mandate/confirm", access=_RECEIVE, response=MandateOut)
def confirm_mandate(request: PageRequest, draft_id: UUID, body: CodeIn) -> MandateOut:
    """Take the code that the citizen told."""
    made = actions.confirm_mandate(actor=request.actor, at=request.at, draft_id=draft_id, code=body.code)
    return MandateOut.from_orm(made)
