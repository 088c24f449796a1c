"""REST: one's own requests, the representatives of the company one acts for; requests and companies to decide on."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponseBase
from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import CITIZEN, Right, needs
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.services.companies import actions, queries
from tinhso.services.companies.models import CompanyRequest
from tinhso.services.companies.types import Proof, RequestState

rest = RestRoom("companies", "Tài khoản tổ chức")
_DECIDE = needs(identity.APPROVE_COMPANIES)


class CompanyRequestOut(Schema):
    """A request for a company's account: ``state`` is asked, approved or refused."""

    id: UUID
    tax_code: str
    name: str
    kind: str
    email: str
    state: RequestState
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    reason: str
    company_id: UUID | None
    has_evidence: bool


class CompanyRequestPage(Schema):
    """A page of requests; ``next`` is the cursor of the following page."""

    items: list[CompanyRequestOut]
    next: str | None


class CompanyRequestIn(Schema):
    """What is asked for; ``evidence_id`` is a paper of one's own vault."""

    tax_code: str = Field(max_length=20)
    name: str = Field(max_length=120)
    kind: str = Field(max_length=12)
    email: str = Field("", max_length=254)
    evidence_id: UUID | None = None


class CompanyDecisionIn(Schema):
    """Approved on a ``proof`` (certificate, original), or refused for a ``reason``."""

    proof: Proof | None = None
    reason: str = Field("", max_length=500)


class CompanyOut(Schema):
    """A company with an account; ``valid_to`` is the first day on which it is closed."""

    id: UUID
    tax_code: str
    name: str
    kind: str
    email: str
    valid_from: date
    valid_to: date | None


class CompanyPage(Schema):
    """A page of companies; ``next`` is the cursor of the following page."""

    items: list[CompanyOut]
    next: str | None


class RepresentativeOut(Schema):
    """Who may or might act for a company; ``valid_to`` is the first day on which it no longer holds."""

    id: UUID
    name: str
    username: str
    is_legal: bool
    rights: list[Right]
    valid_from: date
    valid_to: date | None
    granted_at: datetime
    granted_by: str
    ended_at: datetime | None
    ended_by: str


class RepresentativeIn(Schema):
    """Whom to let act for the company; looking is part of every right."""

    username: str = Field(max_length=60)
    rights: list[Right]
    valid_from: date
    valid_to: date | None = None


class LegalIn(Schema):
    """Who represents the company by law from a day on."""

    username: str = Field(max_length=60)
    valid_from: date


def _request(row: CompanyRequest) -> CompanyRequestOut:
    return CompanyRequestOut(
        id=row.id, tax_code=row.tax_code, name=row.name, kind=row.kind, email=row.email,
        state=RequestState(row.state), asked_at=row.asked_at, decided_at=row.decided_at, decided_by=row.decided_by,
        reason=row.reason, company_id=row.company_id, has_evidence=row.evidence_id is not None,
    )  # fmt: skip


def _person(row: identity.Representative) -> RepresentativeOut:
    return RepresentativeOut(
        id=row.id, name=row.account.full_name, username=row.account.username, is_legal=row.is_legal,
        rights=[Right(each) for each in row.rights], valid_from=row.valid_from, valid_to=row.valid_to,
        granted_at=row.granted_at, granted_by=row.granted_by, ended_at=row.ended_at, ended_by=row.ended_by,
    )  # fmt: skip


@rest.get("/companies/requests/own", access=CITIZEN, response=list[CompanyRequestOut])
def list_own_requests(request: PageRequest) -> list[CompanyRequestOut]:
    """The requests that one made, newest first."""
    return [_request(row) for row in queries.own_requests(actor=request.actor)]


@rest.post("/companies/requests", access=CITIZEN, response=CompanyRequestOut, status=201)
def ask_company(
    request: PageRequest, body: Form[CompanyRequestIn], file: File[UploadedFile | None] = None
) -> CompanyRequestOut:
    """Ask for the account of a company that one represents by law, with a paper of one's vault or an upload."""
    text = {name: str(getattr(body, name)).replace("\x00", "") for name in ("tax_code", "name", "kind", "email")}
    made = actions.ask_company(
        actor=request.actor, at=request.at, evidence_id=body.evidence_id, upload=file,
        file_name=(file.name or "") if file else "", **text,
    )  # fmt: skip
    return _request(made)


@rest.get("/companies/requests", access=_DECIDE, response=CompanyRequestPage)
def list_requests(
    request: PageRequest, state: RequestState = RequestState.ASKED, after: str | None = None
) -> CompanyRequestPage:
    """Requests in one state, the oldest first."""
    page = queries.requests(actor=request.actor, state=state, after=after)
    return CompanyRequestPage(items=[_request(row) for row in page.items], next=page.next_cursor)


@rest.get("/companies/requests/{request_id}", access=_DECIDE, response=CompanyRequestOut)
def read_request(request: PageRequest, request_id: UUID) -> CompanyRequestOut:
    """One request."""
    return _request(queries.access_request(actor=request.actor, request_id=request_id))


@rest.get("/companies/requests/{request_id}/evidence", access=_DECIDE, response=None)
def read_evidence(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """The paper that shows the right; its holder sees who looked."""
    found = queries.open_evidence(actor=request.actor, at=request.at, request_id=request_id)
    return files.file_response(found.file, inline=True)


@rest.post("/companies/requests/{request_id}/decision", access=_DECIDE, response=CompanyRequestOut)
def decide_request(request: PageRequest, request_id: UUID, body: CompanyDecisionIn) -> CompanyRequestOut:
    """Approve on a proof, or refuse for a reason."""
    if body.proof is not None:
        actions.approve_request(actor=request.actor, at=request.at, request_id=request_id, proof=body.proof)
    else:
        reason = body.reason.replace("\x00", "")
        actions.refuse_request(actor=request.actor, at=request.at, request_id=request_id, reason=reason)
    return _request(queries.access_request(actor=request.actor, request_id=request_id))


@rest.get("/companies", access=_DECIDE, response=CompanyPage)
def list_companies(request: PageRequest, q: str = "", after: str | None = None) -> CompanyPage:
    """Companies with an account, found by name or tax code."""
    page = identity.companies(actor=request.actor, text=q.replace("\x00", "")[:100], after=after)
    return CompanyPage(items=[CompanyOut.from_orm(one) for one in page.items], next=page.next_cursor)


@rest.get("/companies/{company_id}/representatives", access=_DECIDE, response=list[RepresentativeOut])
def list_representatives(request: PageRequest, company_id: UUID) -> list[RepresentativeOut]:
    """Who may and might act for a company."""
    if identity.company(company_id) is None:
        raise identity.CompanyNotFound
    return [_person(row) for row in identity.representatives(actor=request.actor, company_id=company_id)]


@rest.put("/companies/{company_id}/legal-representative", access=_DECIDE, response=RepresentativeOut)
def change_legal(request: PageRequest, company_id: UUID, body: LegalIn) -> RepresentativeOut:
    """Another legal representative from a day on."""
    row = identity.change_legal_representative(actor=request.actor, at=request.at, company_id=company_id, **body.dict())
    return _person(row)


@rest.delete("/companies/{company_id}", access=_DECIDE, response=None, status=204)
def close_company(request: PageRequest, company_id: UUID) -> None:
    """Close a company's account: nobody acts for it any more, what it has stays."""
    identity.close_company(actor=request.actor, at=request.at, company_id=company_id)


@rest.get("/representatives", access=CITIZEN, response=list[RepresentativeOut])
def list_own_representatives(request: PageRequest) -> list[RepresentativeOut]:
    """Who may and might act for the company that one acts for (``X-Acting-For``)."""
    company_id = identity.account_id_of(request.actor)
    if request.actor.behind_id is None:
        raise identity.CompanyNotFound
    return [_person(row) for row in identity.representatives(actor=request.actor, company_id=company_id)]


@rest.post("/representatives", access=CITIZEN, response=RepresentativeOut, status=201)
def add_representative(request: PageRequest, body: RepresentativeIn) -> RepresentativeOut:
    """Let one more person act for the company that one acts for."""
    given = {**body.dict(), "rights": frozenset(body.rights)}
    return _person(actions.add_representative(actor=request.actor, at=request.at, **given))


@rest.delete("/representatives/{representative_id}", access=CITIZEN, response=None, status=204)
def end_representative(request: PageRequest, representative_id: UUID) -> None:
    """Take the right of a person back, at once."""
    identity.end_representative(actor=request.actor, at=request.at, representative_id=representative_id)


@rest.delete("/representatives/own/{company_id}", access=CITIZEN, response=None, status=204)
def leave_company(request: PageRequest, company_id: UUID) -> None:
    """Give up representing a company oneself."""
    identity.leave_company(actor=request.actor, at=request.at, company_id=company_id)
