"""Files through the API: a person uploads, then attaches by id with another operation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import File, Form, Schema
from ninja.files import UploadedFile

from tinhso.core.access import SIGNED_IN
from tinhso.core.rest import RestRoom
from tinhso.foundation.files.api import POLICY, access_file, file_response, put_file, scanning_is_on

rest = RestRoom("files", "Tệp")


class FileOut(Schema):
    """A stored file: sizes in bytes."""

    id: UUID
    sha256: str
    size: int
    media_type: str
    original_name: str
    scan_state: str
    created_at: datetime


class IntakeOut(Schema):
    """What is taken: media types, the limit in bytes, and whether files are scanned for malware."""

    media_types: list[str]
    max_bytes: int
    scanning: bool


@rest.get("/files/intake", access=SIGNED_IN, response=IntakeOut)
def get_intake(request: Any) -> IntakeOut:
    """Which files are taken."""
    return IntakeOut(
        media_types=[kind.media_type for kind in POLICY.kinds], max_bytes=POLICY.max_bytes, scanning=scanning_is_on()
    )


@rest.post("/files", access=SIGNED_IN, response=FileOut, status=201)
def post_file(request: Any, upload: File[UploadedFile], purpose: Form[str] = "upload") -> Any:
    """Upload one file; only its owner can read it until a room attaches it."""
    return put_file(actor=request.actor, at=request.at, upload=upload, purpose=purpose[:60])


@rest.get("/files/{file_id}", access=SIGNED_IN, response=FileOut)
def get_file(request: Any, file_id: UUID) -> Any:
    """One of the caller's own files."""
    return access_file(actor=request.actor, file_id=file_id)


@rest.get("/files/{file_id}/content", access=SIGNED_IN, response=None)
def get_content(request: Any, file_id: UUID) -> Any:
    """The bytes of one of the caller's own files."""
    return file_response(access_file(actor=request.actor, file_id=file_id))
