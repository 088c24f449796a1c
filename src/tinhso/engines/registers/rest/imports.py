"""Imports: a file sent, its progress, its rows that came back; confirmed or put away."""

from datetime import datetime
from uuid import UUID

from ninja import File, Form, Schema
from ninja.files import UploadedFile

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.models import RegisterImport
from tinhso.engines.registers.rest.room import PUT, RecordIn, RegisterRecordOut, given, rest, told
from tinhso.engines.registers.types import ImportState


class RegisterImportOut(Schema):
    """How far an import has come; ``rows`` of the file, of which so many add, change, leave a record, or came back."""

    id: UUID
    name: str
    state: ImportState
    unit_id: UUID
    columns: list[str | None]
    rows: int
    added: int
    changed: int
    same: int
    refused: int
    problem: str
    started_at: datetime
    finished_at: datetime | None


class RegisterImportPage(Schema):
    """A page of imports; ``next`` is the cursor of the following page."""

    items: list[RegisterImportOut]
    next: str | None


class RegisterImportIn(Schema):
    """For which unit the records are kept, and on what basis."""

    unit_id: UUID
    basis: str = ""


class RefusedRowOut(Schema):
    """A row that came back: its number in the file, its cells and what is wrong, by field."""

    number: int
    cells: dict[str, str]
    problems: dict[str, str]


class RefusedRowPage(Schema):
    """A page of rows; ``next`` is the cursor of the following page."""

    items: list[RefusedRowOut]
    next: str | None


class RegisterProposalOut(Schema):
    """A declaration that a file suggests, as YAML, and how many rows were looked at."""

    declaration: str
    rows: int


def _out(row: RegisterImport) -> RegisterImportOut:
    return RegisterImportOut.from_orm(row)


@rest.post("/registers/proposals", access=PUT, response=RegisterProposalOut)
def propose_register(request: PageRequest, file: File[UploadedFile]) -> RegisterProposalOut:
    """A declaration for a file that belongs to no register yet, worked out of all its values; nothing is stored."""
    found = actions.proposed_for(file.chunks(), (file.name or "").replace("\x00", ""), request.at)
    return RegisterProposalOut(declaration=found.text, rows=found.rows)


@rest.get("/registers/{code}/imports", access=PUT, response=RegisterImportPage)
def list_imports(request: PageRequest, code: str, after: str | None = None) -> RegisterImportPage:
    """The imports of the units for which one writes, newest first."""
    register = queries.access_register(actor=request.actor, code=code)
    page = queries.imports(actor=request.actor, register=register, after=after)
    return RegisterImportPage(items=[_out(row) for row in page.items], next=page.next_cursor)


@rest.post("/registers/{code}/imports", access=PUT, response=RegisterImportOut, status=201)
def begin_import(
    request: PageRequest, code: str, body: Form[RegisterImportIn], file: File[UploadedFile]
) -> RegisterImportOut:
    """Send a file (CSV, XLSX, GeoJSON, GeoPackage, zipped Shapefile, Parquet).

    Ask for it until it is ``checked``, then confirm.
    """
    made = actions.begin_import(
        actor=request.actor, at=request.at, register=code, unit_id=body.unit_id, upload=file,
        name=(file.name or "").replace("\x00", ""), basis=body.basis.replace("\x00", ""),
    )  # fmt: skip
    return _out(made)


@rest.get("/registers/{code}/imports/{import_id}", access=PUT, response=RegisterImportOut)
def read_import(request: PageRequest, code: str, import_id: UUID) -> RegisterImportOut:
    """How far an import has come."""
    register = queries.access_register(actor=request.actor, code=code)
    return _out(queries.access_import(actor=request.actor, register=register, import_id=import_id))


@rest.get("/registers/{code}/imports/{import_id}/refused", access=PUT, response=RefusedRowPage)
def list_refused(request: PageRequest, code: str, import_id: UUID, after: str | None = None) -> RefusedRowPage:
    """The rows that came back and are not mended yet."""
    register = queries.access_register(actor=request.actor, code=code)
    found = queries.access_import(actor=request.actor, register=register, import_id=import_id)
    page = queries.refused_rows(found, after=after)
    rows = [RefusedRowOut(number=row.number, cells=row.cells, problems=row.problems) for row in page.items]
    return RefusedRowPage(items=rows, next=page.next_cursor)


@rest.post("/registers/{code}/imports/{import_id}/confirmed", access=PUT, response=RegisterImportOut)
def confirm_import(request: PageRequest, code: str, import_id: UUID) -> RegisterImportOut:
    """Write what the check has shown."""
    queries.access_register(actor=request.actor, code=code)
    return _out(actions.confirm_import(actor=request.actor, at=request.at, import_id=import_id))


@rest.delete("/registers/{code}/imports/{import_id}", access=PUT, response=None, status=204)
def drop_import(request: PageRequest, code: str, import_id: UUID) -> None:
    """Put an import away that nothing was written of."""
    queries.access_register(actor=request.actor, code=code)
    actions.drop_import(actor=request.actor, at=request.at, import_id=import_id)


@rest.put("/registers/{code}/imports/{import_id}/refused/{number}", access=PUT, response=RegisterRecordOut)
def mend_row(request: PageRequest, code: str, import_id: UUID, number: int, body: RecordIn) -> RegisterRecordOut:
    """Write a row that came back, as mended."""
    register = queries.access_register(actor=request.actor, code=code)
    values = given(body.values)
    made = actions.mend_row(actor=request.actor, at=request.at, import_id=import_id, number=number, given=values)
    return told(request, register, [made])[0]
