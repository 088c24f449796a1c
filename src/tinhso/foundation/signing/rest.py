"""Verification through the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import File, Schema
from ninja.files import UploadedFile

from tinhso.core.access import PUBLIC, needs
from tinhso.core.actions import origin
from tinhso.core.limits import hit
from tinhso.core.rest import RestRoom
from tinhso.foundation.signing.api import (
    Certificate,
    SignedDocument,
    Verdict,
    VerdictKind,
    access_document,
    list_documents,
    revoke_certificate,
    revoke_document,
    verify_code,
    verify_upload,
)

rest = RestRoom("signing", "Ký số và xác minh")
_CODES, _FILES, _SECONDS = 30, 10, 60


class VerifiedDocumentOut(Schema):
    """What anybody may know of an issued document."""

    code: str
    number: str
    title: str
    signer_name: str
    signer_title: str
    unit_name: str
    signed_at: datetime
    revoked_at: datetime | None
    revoked_reason: str


class FindingOut(Schema):
    """One signature of a file."""

    signer: str
    organisation: str
    serial: str
    signed_at: datetime | None
    intact: bool
    covers: bool
    trusted: bool
    has_timestamp: bool


class VerdictOut(Schema):
    """The answer: genuine, altered, revoked or unknown, with the sentence for people and the evidence."""

    kind: VerdictKind
    explanation: str
    document: VerifiedDocumentOut | None
    signatures: list[FindingOut]


class SignedDocumentOut(VerifiedDocumentOut):
    """A signed document in the register of its agency."""

    id: UUID
    unit_id: UUID
    file_id: UUID
    sha256: str


class SignedDocumentPage(Schema):
    """A page of the register; ``next_cursor`` asks for the next one."""

    items: list[SignedDocumentOut]
    next_cursor: str | None


class Reason(Schema):
    """Why something is withdrawn; shown to whoever verifies."""

    reason: str


class CertificateOut(Schema):
    """A certificate that the installation issued."""

    serial: str
    role: str
    common_name: str
    organisation: str
    valid_to: datetime
    revoked_at: datetime | None
    revoked_reason: str


@rest.post("/verifications", access=PUBLIC, response=VerdictOut)
def post_verification(request: Any, document: File[UploadedFile]) -> Verdict:
    """Look at a PDF; it is not stored."""
    hit(f"signing.files:{origin.get().address}", _FILES, _SECONDS)
    return verify_upload(document)


@rest.get("/verifications/{code}", access=PUBLIC, response=VerdictOut)
def get_verification(request: Any, code: str) -> Verdict:
    """What the register says about a code; 404 where it has no such code."""
    hit(f"signing.codes:{origin.get().address}", _CODES, _SECONDS)
    return verify_code(code)


@rest.get("/signed-documents", access=needs("signing.revoke"), response=SignedDocumentPage)
def get_signed_documents(request: Any, q: str = "", after: str | None = None) -> Any:
    """Signed documents of the caller's units, newest first; ``q`` is a code or the beginning of a number."""
    return list_documents(actor=request.actor, text=q, after=after)


@rest.get("/signed-documents/{document_id}", access=needs("signing.revoke"), response=SignedDocumentOut)
def get_signed_document(request: Any, document_id: UUID) -> SignedDocument:
    """One signed document."""
    return access_document(actor=request.actor, document_id=document_id)


@rest.post("/signed-documents/{document_id}/revocation", access=needs("signing.revoke"), response=SignedDocumentOut)
def post_document_revocation(request: Any, document_id: UUID, body: Reason) -> SignedDocument:
    """Withdraw a document."""
    return revoke_document(actor=request.actor, at=request.at, document_id=document_id, reason=body.reason)


@rest.post("/certificates/{serial}/revocation", access=needs("signing.revoke"), response=CertificateOut)
def post_certificate_revocation(request: Any, serial: str, body: Reason) -> Certificate:
    """Revoke a certificate."""
    return revoke_certificate(actor=request.actor, at=request.at, serial=serial, reason=body.reason)
