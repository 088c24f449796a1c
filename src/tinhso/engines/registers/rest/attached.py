"""Photos and papers of a record: listed, added, described, taken away, put back, read."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.models import RecordFile
from tinhso.engines.registers.rest.room import PUT, SEE, RegisterRecordOut, rest, told
from tinhso.foundation.files import api as files


class RecordFileOut(Schema):
    """A file of a record; ``is_personal`` ones are listed to those alone who may open them."""

    id: UUID
    caption: str
    place: int
    is_personal: bool
    name: str
    media_type: str
    size: int
    added_by: str
    added_at: datetime


class FileSaid(Schema):
    """What is said of a file, where it stands, whether it shows something of a person."""

    caption: str = Field("", max_length=200)
    place: int = Field(1, ge=0, le=999)
    is_personal: bool = False


def _file(row: RecordFile) -> RecordFileOut:
    return RecordFileOut(
        id=row.id, caption=row.caption, place=row.place, is_personal=row.is_personal, name=row.file.original_name,
        media_type=row.file.media_type, size=row.file.size, added_by=row.added_by, added_at=row.added_at,
    )  # fmt: skip


@rest.get("/registers/{code}/records/{record_id}/files", access=SEE, response=list[RecordFileOut])
def list_files(request: PageRequest, code: str, record_id: UUID) -> list[RecordFileOut]:
    """The files of a record that open to who asks, in their order."""
    register = queries.access_register(actor=request.actor, code=code)
    record = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    return [
        _file(row)
        for row in queries.record_files(register=register, record_id=record_id)
        if queries.may_open(actor=request.actor, register=register, record=record, row=row)
    ]


@rest.post("/registers/{code}/records/{record_id}/files", access=PUT, response=list[RecordFileOut], status=201)
def attach_files(
    request: PageRequest, code: str, record_id: UUID, uploads: File[list[UploadedFile]], caption: Form[str] = "",
    is_personal: Form[bool] = False,
) -> list[RecordFileOut]:  # fmt: skip
    """Add files to a record, all of them or none."""
    actions.attach_files(
        actor=request.actor, at=request.at, register=code, record_id=record_id, uploads=uploads,
        caption=caption.replace("\x00", ""), is_personal=is_personal,
    )  # fmt: skip
    return list_files(request, code, record_id)


@rest.put("/registers/{code}/records/{record_id}/files/{file_id}", access=PUT, response=RecordFileOut)
def describe_file(
    request: PageRequest, code: str, record_id: UUID, file_id: UUID, body: FileSaid
) -> RecordFileOut:  # fmt: skip
    """Say what a file shows, and where it stands among the others."""
    row = actions.describe_file(
        actor=request.actor, at=request.at, register=code, record_id=record_id, file_id=file_id,
        caption=body.caption.replace("\x00", ""), place=body.place, is_personal=body.is_personal,
    )  # fmt: skip
    return _file(row)


@rest.delete("/registers/{code}/records/{record_id}/files/{file_id}", access=PUT, response=None, status=204)
def remove_file(request: PageRequest, code: str, record_id: UUID, file_id: UUID) -> None:
    """Take a file away from a record."""
    actions.remove_file(actor=request.actor, at=request.at, register=code, record_id=record_id, file_id=file_id)


@rest.post("/registers/{code}/records/{record_id}/files/{file_id}/restored", access=PUT, response=RegisterRecordOut)
def restore_file(request: PageRequest, code: str, record_id: UUID, file_id: UUID) -> RegisterRecordOut:
    """Put a file back that was taken away."""
    made = actions.restore_file(actor=request.actor, at=request.at, register=code, record_id=record_id, file_id=file_id)
    return told(request, queries.access_register(actor=request.actor, code=code), [made])[0]


@rest.get("/registers/{code}/records/{record_id}/files/{file_id}/content", access=SEE, response=None)
def read_file(request: PageRequest, code: str, record_id: UUID, file_id: UUID) -> HttpResponse:
    """The bytes of one file."""
    register = queries.access_register(actor=request.actor, code=code)
    record = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    row = queries.access_record_file(actor=request.actor, register=register, record=record, file_id=file_id)
    return files.file_response(row.file)
