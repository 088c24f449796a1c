"""REST: the catalogue as a workbook, out and in."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from ninja import File, Schema
from ninja.files import UploadedFile

from tinhso.core import sheets
from tinhso.core.access import needs
from tinhso.core.faces import PageRequest
from tinhso.core.packs import changes
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import CatalogueImport
from tinhso.services.procedures.rest.room import rest

EDIT = needs(changes.EDIT)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How many reasons are told; the workbook of what came back has them all.
MOST_REASONS = 200


class ImportOut(Schema):
    """How far an import has come: ``running``, ``done`` or ``stopped``; counts are of procedures."""

    id: UUID
    state: str
    total: int
    read: int
    taken: int
    unchanged: int
    refused: int
    reasons: list[str]
    change_set_id: UUID | None
    problem: str
    started_at: datetime
    finished_at: datetime | None


def _out(done: CatalogueImport) -> ImportOut:
    fields = {name: getattr(done, name) for name in ImportOut.model_fields if name != "reasons"}
    return ImportOut(**fields, reasons=list(queries.reasons(done))[:MOST_REASONS])


@rest.get("/catalogue/{kind}", access=EDIT, response=None)
def export_catalogue(request: PageRequest, kind: Literal["xlsx", "csv"]) -> HttpResponseBase:
    """All procedures in force: a workbook with papers, fees and legal bases, or its first sheet as CSV."""
    if kind == "xlsx":
        return HttpResponse(queries.catalogue_book(), content_type=XLSX)
    return HttpResponse(queries.catalogue_table(), content_type="text/csv; charset=utf-8")


@rest.post("/catalogue-imports", access=EDIT, response=ImportOut, status=201)
def import_catalogue(request: PageRequest, file: File[UploadedFile]) -> ImportOut:
    """Take a workbook or a CSV file in. A large one goes on in the worker: ask for it until it is not ``running``."""
    content: Any = file.read(sheets.MOST_BYTES + 1)
    made = actions.import_catalogue(actor=request.actor, at=request.at, content=content, name=file.name or "")
    return _out(made)


@rest.get("/catalogue-imports/{import_id}", access=EDIT, response=ImportOut)
def read_import(request: PageRequest, import_id: UUID) -> ImportOut:
    """How far one's own import has come, and why rows came back."""
    return _out(queries.access_import(actor=request.actor, import_id=import_id))


@rest.get("/catalogue-imports/{import_id}/refused", access=EDIT, response=None)
def read_refused(request: PageRequest, import_id: UUID) -> HttpResponseBase:
    """The rows that came back as a workbook, with reasons, to be mended and sent again."""
    done = queries.access_import(actor=request.actor, import_id=import_id)
    return HttpResponse(sheets.write_xlsx(queries.refused_sheets(done) or [("x", [])]), content_type=XLSX)
