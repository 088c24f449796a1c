"""Verification through the API."""

from datetime import datetime
from typing import Any

from ninja import File, Schema
from ninja.files import UploadedFile

from tinhso.core.access import PUBLIC
from tinhso.core.actions import origin
from tinhso.core.limits import hit
from tinhso.core.rest import RestRoom
from tinhso.foundation.signing.api import Verdict, VerdictKind, verify_code, verify_upload

rest = RestRoom("signing", "Ký số và xác minh")
_TRIES, _SECONDS = 30, 60


class DocumentOut(Schema):
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
    document: DocumentOut | None
    signatures: list[FindingOut]


@rest.post("/verifications", access=PUBLIC, response=VerdictOut)
def post_verification(request: Any, document: File[UploadedFile]) -> Verdict:
    """Look at a PDF; it is not stored."""
    hit(f"signing.verify:{origin.get().address}", _TRIES, _SECONDS)
    return verify_upload(document)


@rest.get("/verifications/{code}", access=PUBLIC, response=VerdictOut)
def get_verification(request: Any, code: str) -> Verdict:
    """What the register says about a code; 404 where it has no such code."""
    hit(f"signing.verify:{origin.get().address}", _TRIES, _SECONDS)
    return verify_code(code)
