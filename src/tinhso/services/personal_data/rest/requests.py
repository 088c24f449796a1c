"""REST: requests of persons, sent, followed, answered."""

from datetime import datetime
from uuid import UUID

from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import CITIZEN, needs
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.rest.room import checked, rest
from tinhso.services.personal_data.types import HANDLE, TAKE, AtCounter, Told


class RequestIn(Schema):
    """A request; ``key`` is made by the client, so that sending twice makes one. ``entry_id`` is the look contested."""

    kind: str = Field(max_length=10)
    text: str = Field("", max_length=4000)
    key: str = Field(min_length=8, max_length=60)
    entry_id: str = Field("", max_length=40)


class OwnRequest(Schema):
    """A request as its sender sees it; the package is fetched as a file from the page of the request."""

    id: UUID
    code: str | None
    kind: str
    text: str
    state: str
    filed_at: datetime
    acknowledge_by: datetime
    answer_by: datetime
    acknowledged_at: datetime | None
    answer: str
    upheld: bool | None
    refused_at: datetime | None
    fulfilled_at: datetime | None
    withdrawn_at: datetime | None
    package_until: datetime | None
    package_sha256: str


class OwnRequests(Schema):
    """One's requests, newest first."""

    items: list[OwnRequest]
    next: str | None


class RequestReplyIn(Schema):
    """What the sender does: ``supply`` with words, ``withdraw``."""

    action: str = Field(max_length=60)
    reason: str = Field("", max_length=4000)


class RequestOut(OwnRequest):
    """A request as its office sees it, and what one may do on it now."""

    name: str
    entry_id: UUID | None
    identity_how: str
    identity_by: str
    seq: int
    offered: list[str] = []


class RequestPage(Schema):
    """Requests, newest first."""

    items: list[RequestOut]
    next: str | None


class RequestStepIn(Schema):
    """What goes with an action; to fulfil a request, how identity was checked (account, paper), and of a contested look
    whether it should not have been.
    """

    reason: str = Field("", max_length=4000)
    identity: str = Field("", max_length=10)
    upheld: bool | None = None
    seen_seq: int | None = None


_NAMES = (
    "kind", "text", "filed_at", "acknowledge_by", "answer_by", "acknowledged_at", "answer", "upheld", "refused_at",
    "fulfilled_at", "withdrawn_at", "package_until",
)  # fmt: skip


def _own(shown: queries.RequestShown) -> OwnRequest:
    row, case = shown.row, shown.case
    return OwnRequest(
        id=row.case_id,
        code=case.code,
        state=case.state,
        package_sha256=row.package.sha256 if row.package else "",
        **{name: getattr(row, name) for name in _NAMES},
    )


def _told(shown: queries.RequestShown, offered: list[str]) -> RequestOut:
    row, case = shown.row, shown.case
    return RequestOut(
        **_own(shown).dict(),
        name=case.applicant_name,
        entry_id=row.entry_id,
        identity_how=row.identity_how,
        identity_by=row.identity_by,
        seq=case.seq,
        offered=offered,
    )


@rest.get("/personal-data/requests/own", access=CITIZEN, response=OwnRequests)
def list_own_requests(request: PageRequest, after: str | None = None) -> OwnRequests:
    """One's own requests."""
    page = queries.own_requests(actor=request.actor, after=after)
    return OwnRequests(items=[_own(shown) for shown in page.items], next=page.next_cursor)


@rest.post("/personal-data/requests/own", access=CITIZEN, response=OwnRequest, status=201)
def ask(request: PageRequest, given: RequestIn) -> OwnRequest:
    """Send a request: access, correct, delete, restrict, object, port, or contest with the look's ``entry_id``."""
    checked(text=given.text, key=given.key, kind=given.kind, entry_id=given.entry_id)
    row = actions.ask(actor=request.actor, at=request.at, told=Told(**given.dict()))
    return _own(queries.access_own(actor=request.actor, request_id=row.case_id))


@rest.get("/personal-data/requests/own/{request_id}", access=CITIZEN, response=OwnRequest)
def read_own_request(request: PageRequest, request_id: UUID) -> OwnRequest:
    """One of one's own requests."""
    return _own(queries.access_own(actor=request.actor, request_id=request_id))


@rest.post("/personal-data/requests/own/{request_id}", access=CITIZEN, response=OwnRequest)
def reply(request: PageRequest, request_id: UUID, given: RequestReplyIn) -> OwnRequest:
    """Say more of one's request, or take it back."""
    checked(reason=given.reason)
    actions.reply(
        actor=request.actor, at=request.at, request_id=request_id, action_id=given.action, reason=given.reason
    )
    return _own(queries.access_own(actor=request.actor, request_id=request_id))


@rest.delete("/personal-data/restriction", access=CITIZEN, status=204)
def end_restriction(request: PageRequest) -> None:
    """Let the processing of one's data go on again."""
    actions.end_restriction(actor=request.actor, at=request.at)


@rest.get("/personal-data/requests", access=needs(HANDLE), response=RequestPage)
def list_requests(request: PageRequest, only: str = "", kind: str = "", after: str | None = None) -> RequestPage:
    """The requests that one may handle, newest first; ``only``: open or closed."""
    page = queries.requests(actor=request.actor, only=only, kind=kind[:10], after=after)
    return RequestPage(items=[_told(shown, []) for shown in page.items], next=page.next_cursor)


@rest.post("/personal-data/requests/counter", access=needs(TAKE), response=OwnRequest, status=201)
def take(
    request: PageRequest,
    name: Form[str],
    number: Form[str],
    kind: Form[str],
    key: Form[str],
    text: Form[str] = "",
    phone: Form[str] = "",
    bearer_name: Form[str] = "",
    evidence: File[UploadedFile] | None = None,
) -> OwnRequest:
    """Take a request at a counter: of who shows the identity paper, or of whom ``bearer_name`` brings ``evidence``."""
    checked(name=name, number=number, kind=kind, key=key, text=text, phone=phone, bearer_name=bearer_name)
    row = actions.take(
        actor=request.actor, at=request.at, person=AtCounter(name, number, phone, bearer_name),
        told=Told(kind[:10], text, key[:60]), upload=evidence, name=(evidence.name or "") if evidence else "",
    )  # fmt: skip
    return _own(queries.access_taken(actor=request.actor, request_id=row.case_id))


@rest.get("/personal-data/requests/counter/{request_id}", access=needs(TAKE), response=OwnRequest)
def read_taken(request: PageRequest, request_id: UUID) -> OwnRequest:
    """A request that was taken at a counter of one's units."""
    return _own(queries.access_taken(actor=request.actor, request_id=request_id))


@rest.get("/personal-data/requests/{request_id}", access=needs(HANDLE), response=RequestOut)
def read_request(request: PageRequest, request_id: UUID) -> RequestOut:
    """One request, with what one may do on it now."""
    shown = queries.about(actor=request.actor, request_id=request_id)
    found = cases.offered_actions(actor=request.actor, case=shown.case, at=request.at)
    return _told(shown, [action.id for action in found])


@rest.post("/personal-data/requests/{request_id}/actions/{action_id}", access=needs(HANDLE), response=RequestOut)
def advance_request(request: PageRequest, request_id: UUID, action_id: str, given: RequestStepIn) -> RequestOut:
    """Do one action of the flow on a request."""
    checked(reason=given.reason)
    step = actions.Step(action_id=action_id[:60], **given.dict())
    actions.advance(actor=request.actor, at=request.at, request_id=request_id, step=step)
    return read_request(request, request_id)
