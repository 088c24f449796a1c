"""The catalogue as a workbook: taken out as XLSX or CSV, and read back into a change set, with its progress."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core import sheets
from tinhso.core.faces import PageRequest
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.catalogue import EDIT
from tinhso.services.procedures.desk.face import face
from tinhso.services.procedures.models import CatalogueImport, ImportState
from tinhso.services.procedures.rules import catalogue_sheets
from tinhso.services.procedures.types import TableUnreadable

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How many reasons a page shows; the workbook of what came back has them all.
SHOWN: Final = 50
STATE_KINDS: Final = {"running": "running", "done": "done", "stopped": "stopped"}


@face.page("danh-muc/xuat/<slug:kind>/", name="procedures.export_catalogue", access=EDIT)
def export(request: PageRequest, kind: str) -> HttpResponseBase:
    """All procedures in force: ``xlsx`` with papers, fees and legal bases on further sheets, else the first as CSV."""
    if kind == "xlsx":
        return _file(queries.catalogue_book(), "danh-muc.xlsx", XLSX)
    return _file(queries.catalogue_table(), "danh-muc.csv", "text/csv; charset=utf-8")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@face.page("danh-muc/nhap/", name="procedures.import_catalogue", access=EDIT, methods=("GET", "POST"))
def bring_in(request: PageRequest) -> HttpResponseBase:
    """Take a workbook in; a large one goes on in the worker while its page shows how far it has come."""
    errors: dict[str, str] = {}
    given = request.FILES.get("table")
    if request.method == "POST" and given is None:
        errors = {"table": gettext("Chọn tệp XLSX hoặc CSV.")}
    elif request.method == "POST" and given is not None:
        content = given.read(sheets.MOST_BYTES + 1)
        try:
            made = actions.import_catalogue(actor=request.actor, at=request.at, content=content, name=given.name or "")
        except TableUnreadable as error:
            errors = {"table": error.message}
        else:
            return redirect("procedures.imported", import_id=made.id)
    columns = [(gettext(title), ", ".join(headings)) for title, headings in catalogue_sheets.SHEETS.values()]
    context = {"errors": errors, "columns": columns}
    return render(request, "procedures/desk/import.html", context, status=422 if errors else 200)


@face.page("danh-muc/nhap/<uuid:import_id>/", name="procedures.imported", access=EDIT)
def imported(request: PageRequest, import_id: UUID) -> HttpResponseBase:
    """How far an import has come and what came back; htmx gets the part that changes."""
    done = queries.access_import(actor=request.actor, import_id=import_id)
    page = "imported_progress" if "HX-Request" in request.headers else "imported"
    return render(request, f"procedures/desk/{page}.html", _told(done))


def _told(done: CatalogueImport) -> dict[str, Any]:
    reasons = queries.reasons(done)
    return {
        "done": done,
        "is_running": done.state == ImportState.RUNNING,
        "label": ImportState(done.state).label,
        "kind": STATE_KINDS[done.state],
        "percent": 100 * done.read / done.total if done.total else 100,
        "reasons": reasons[:SHOWN],
        "more": max(0, len(reasons) - SHOWN),
    }


@face.page("danh-muc/nhap/<uuid:import_id>/dong-loi/", name="procedures.refused_rows", access=EDIT)
def refused_rows(request: PageRequest, import_id: UUID) -> HttpResponseBase:
    """The rows that came back as a workbook with reasons, to be mended and read again."""
    done = queries.access_import(actor=request.actor, import_id=import_id)
    content = sheets.write_xlsx(queries.refused_sheets(done) or [(gettext("Thủ tục"), [])])
    return _file(content, "dong-chua-dung.xlsx", XLSX)
