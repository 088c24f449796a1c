"""REST: complaints sent, followed, answered, published."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.access import PUBLIC, needs
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.models import Complaint
from tinhso.services.feedback.rest.room import PHONE, checked, guard, rest
from tinhso.services.feedback.types import HANDLE

_WRITES, _TRIES = 20, 20


class PublicComplaint(Schema):
    """What was published of a complaint; nothing of who wrote."""

    id: UUID
    unit_id: UUID
    text: str
    answer: str
    filed_at: datetime
    answered_at: datetime | None
    published_at: datetime | None


class PublicComplaints(Schema):
    """Published complaints, newest first."""

    items: list[PublicComplaint]
    next: str | None


class ComplaintIn(Schema):
    """A complaint; ``key`` is made by the client, so that sending twice makes one. ``name`` and ``phone`` without an
    account, and at a counter.
    """

    key: str = Field(min_length=8, max_length=60)
    text: str = Field(max_length=4000)
    unit_id: UUID | None = None
    dossier_code: str = Field("", max_length=80)
    rating_id: UUID | None = None
    name: str = Field("", max_length=250)
    phone: str = Field("", max_length=40)


class OwnComplaint(Schema):
    """A complaint as its sender sees it."""

    code: str
    unit_id: UUID
    text: str
    state: str
    filed_at: datetime
    answer_by: datetime
    answer: str
    answered_at: datetime | None
    stars: int | None


class ReplyIn(Schema):
    """What the sender does: ``supply`` with words, ``withdraw``."""

    action: str = Field(max_length=60)
    reason: str = Field("", max_length=4000)


class AnswerRatingIn(Schema):
    """A face (very, good, bad) for the answer."""

    face: str = Field(max_length=10)


class ComplaintOut(Schema):
    """A complaint as its office sees it, with its times, and what one may do on it now."""

    id: UUID
    dossier_code: str | None
    unit_id: UUID
    name: str
    phone: str
    text: str
    state: str
    seq: int
    answer: str
    filed_at: datetime
    refuse_by: datetime
    ask_by: datetime
    answer_by: datetime
    publish_by: datetime | None
    refused_at: datetime | None
    asked_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    stars: int | None
    offered: list[str] = []


class ComplaintPage(Schema):
    """Complaints, newest first."""

    items: list[ComplaintOut]
    next: str | None


class ComplaintStepIn(Schema):
    """What goes with an action on a complaint; both public texts with ``publish``."""

    reason: str = Field("", max_length=4000)
    unit_id: UUID | None = None
    public_text: str = Field("", max_length=4000)
    public_answer: str = Field("", max_length=4000)
    seen_seq: int | None = None


def _public(row: Complaint) -> PublicComplaint:
    return PublicComplaint(
        id=row.case_id,
        unit_id=row.about_unit_id,
        text=row.public_text,
        answer=row.public_answer,
        filed_at=row.filed_at,
        answered_at=row.answered_at,
        published_at=row.published_at,
    )


def _own(shown: queries.ComplaintShown) -> OwnComplaint:
    row = shown.row
    return OwnComplaint(
        code=row.code,
        unit_id=row.about_unit_id,
        text=row.text,
        state=shown.case.state,
        filed_at=row.filed_at,
        answer_by=row.answer_by,
        answer=row.answer,
        answered_at=row.answered_at,
        stars=row.stars,
    )


def _told(shown: queries.ComplaintShown, offered: list[str]) -> ComplaintOut:
    row, case = shown.row, shown.case
    names = ("text", "answer", "filed_at", "refuse_by", "ask_by", "answer_by", "publish_by", "refused_at", "asked_at",
             "answered_at", "closed_at", "stars")  # fmt: skip
    return ComplaintOut(
        id=row.case_id,
        dossier_code=case.code,
        unit_id=row.about_unit_id,
        name=case.applicant_name,
        phone=case.applicant_phone,
        state=case.state,
        seq=case.seq,
        offered=offered,
        **{name: getattr(row, name) for name in names},
    )


@rest.get("/feedback/complaints/public", access=PUBLIC, response=PublicComplaints)
def list_public_complaints(
    request: PageRequest, unit_id: UUID | None = None, after: str | None = None
) -> PublicComplaints:
    """What was answered and published, newest first."""
    page = queries.published(unit_id=unit_id, after=after)
    return PublicComplaints(items=[_public(row) for row in page.items], next=page.next_cursor)


@rest.post("/feedback/complaints", access=PUBLIC, response=OwnComplaint, status=201)
def complain(request: PageRequest, given: ComplaintIn) -> OwnComplaint:
    """Send a complaint, or take one in at a counter; the answer names its code."""
    guard("complain", _WRITES)
    checked(text=given.text, name=given.name, dossier_code=given.dossier_code, key=given.key)
    row = actions.complain(actor=request.actor, at=request.at, grievance=actions.Grievance(**given.dict()))
    case = cases.Case.objects.get(pk=row.case_id)
    return _own(queries.ComplaintShown(row, case))


@rest.get("/feedback/complaints/followed/{code}", access=PUBLIC, response=OwnComplaint)
def follow_complaint(request: PageRequest, code: str, phone: str = PHONE) -> OwnComplaint:
    """One's own complaint, by account or by code and telephone."""
    guard("find", _TRIES)
    return _own(queries.access_complaint(actor=request.actor, code=code, phone=phone))


@rest.post("/feedback/complaints/followed/{code}", access=PUBLIC, response=OwnComplaint)
def reply(request: PageRequest, code: str, given: ReplyIn, phone: str = PHONE) -> OwnComplaint:
    """Say more of one's complaint, or take it back."""
    guard("find", _TRIES)
    checked(reason=given.reason)
    actions.reply(
        actor=request.actor, at=request.at, code=code, phone=phone, action_id=given.action, reason=given.reason
    )
    return _own(queries.access_complaint(actor=request.actor, code=code, phone=phone))


@rest.post("/feedback/complaints/followed/{code}/rating", access=PUBLIC, response=OwnComplaint)
def rate_answer(request: PageRequest, code: str, given: AnswerRatingIn, phone: str = PHONE) -> OwnComplaint:
    """Rate the answer, once."""
    guard("find", _TRIES)
    actions.rate_answer(actor=request.actor, at=request.at, code=code, phone=phone, face=given.face)
    return _own(queries.access_complaint(actor=request.actor, code=code, phone=phone))


@rest.get("/feedback/complaints", access=needs(HANDLE), response=ComplaintPage)
def list_complaints(request: PageRequest, only: str = "", after: str | None = None) -> ComplaintPage:
    """The complaints that one may handle, newest first; ``only``: open or closed."""
    page = queries.complaints(actor=request.actor, only=only, after=after)
    return ComplaintPage(items=[_told(shown, []) for shown in page.items], next=page.next_cursor)


@rest.get("/feedback/complaints/{complaint_id}", access=needs(HANDLE), response=ComplaintOut)
def read_complaint(request: PageRequest, complaint_id: UUID) -> ComplaintOut:
    """One complaint, with what one may do on it now."""
    shown = queries.about(actor=request.actor, complaint_id=complaint_id)
    found = cases.offered_actions(actor=request.actor, case=shown.case, at=request.at)
    return _told(shown, [action.id for action in found])


@rest.post("/feedback/complaints/{complaint_id}/actions/{action_id}", access=needs(HANDLE), response=ComplaintOut)
def advance_complaint(request: PageRequest, complaint_id: UUID, action_id: str, given: ComplaintStepIn) -> ComplaintOut:
    """Do one action of the flow on a complaint."""
    checked(reason=given.reason, public_text=given.public_text, public_answer=given.public_answer)
    step = actions.Step(action_id=action_id[:60], **given.dict())
    actions.advance(actor=request.actor, at=request.at, complaint_id=complaint_id, step=step)
    return read_complaint(request, complaint_id)
