"""Imports: a file sent, how far it has come, what it would do, rows that came back mended one by one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import Conflict, TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import as_uuid, written
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.doubles import percent, text_of
from tinhso.engines.registers.desk.face import PUT, face
from tinhso.engines.registers.models import RegisterImport
from tinhso.engines.registers.rules.proposing import Proposal
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import FieldType, ImportState, TableUnreadable

#: Bytes of a file that a page looks at at once; the command takes larger ones.
MOST_LOOKED_AT = 30_000_000
STATE_KINDS = {
    "reading": "running", "checking": "running", "checked": "waiting", "writing": "running", "done": "done",
    "dropped": "stopped", "stopped": "refused",
}  # fmt: skip


@face.page("co-so-du-lieu/moi/tu-tep/", name="registers.propose", access=PUT, methods=("GET", "POST"))
def propose(request: PageRequest) -> HttpResponseBase:
    """A file that belongs to no register yet: a declaration for it, worked out of all its values, to be mended and
    downloaded.
    """
    upload, text = request.FILES.get("table"), request.POST.get("declaration", "")
    if request.method == "POST" and text:
        headers = {"Content-Disposition": 'attachment; filename="khai-bao.yaml"'}
        return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)
    found, problem = None, ""
    if request.method == "POST":
        try:
            found = _proposed(upload, request.at)
        except TinhSoError as error:
            problem = error.fields.get("table", error.message)
    context = {"found": found, "errors": {"table": problem} if problem else {}}
    return render(request, "registers/propose.html", context, status=422 if problem else 200)


def _proposed(upload: Any, at: datetime) -> Proposal:
    """Raises ``TableUnreadable``."""
    if upload is None:
        raise TableUnreadable(reason="", fields={"table": gettext("Chọn một tệp.")})
    if upload.size > MOST_LOOKED_AT:
        text = gettext("Tệp lớn hơn 30 MB; dùng lệnh ./tinhso register propose.")
        raise TableUnreadable(reason=text, fields={"table": text})
    return actions.proposed_for(upload.chunks(), upload.name or "", at)


@face.page("co-so-du-lieu/<slug:code>/nhap/", name="registers.import", access=PUT, methods=("GET", "POST"))
def begin(request: PageRequest, code: str) -> HttpResponseBase:
    """Send a file; earlier imports."""
    register = queries.access_register(actor=request.actor, code=code)
    units = queries.units_to_write(request.actor, register, request.at)
    unit_id = as_uuid(request.POST.get("_unit", "")) or (units[0] if len(units) == 1 else None)
    errors: dict[str, str] = {}
    upload = request.FILES.get("table")
    if request.method == "POST":
        if upload is None:
            errors["table"] = gettext("Chọn tệp cần nhập.")
        if unit_id is None:
            errors["_unit"] = gettext("Chọn cơ quan ghi các bản ghi này.")
        if upload is not None and unit_id is not None:
            try:
                made = actions.begin_import(
                    actor=request.actor, at=request.at, register=code, unit_id=unit_id, upload=upload,
                    name=upload.name or "", basis=written(request.POST, "basis", 500),
                )  # fmt: skip
                return redirect("registers.imported", code=code, import_id=made.id)
            except TinhSoError as error:
                errors = dict(error.fields) or {"table": error.message}
    page = queries.imports(actor=request.actor, register=register, after=request.GET.get("after"))
    context = {
        "register": register,
        "errors": errors,
        "units": queries.unit_labels(units) if len(units) > 1 else [],
        "unit": str(unit_id or ""),
        "basis": written(request.POST, "basis", 500),
        "fields": register.written_fields,
        "rows": [
            {"row": row, "label": ImportState(row.state).label, "kind": STATE_KINDS[row.state]} for row in page.items
        ],
        **page_links(request, page),
    }
    return render(request, "registers/import.html", context, status=422 if errors else 200)


@face.page(
    "co-so-du-lieu/<slug:code>/nhap/<uuid:import_id>/", name="registers.imported", access=PUT, methods=("GET", "POST")
)
def imported(request: PageRequest, code: str, import_id: UUID) -> HttpResponseBase:
    """How far an import has come, what it would do; write it, put it away. htmx gets the part that changes."""
    register = queries.access_register(actor=request.actor, code=code)
    if request.method == "POST":
        act = actions.drop_import if request.POST.get("do") == "drop" else actions.confirm_import
        try:
            act(actor=request.actor, at=request.at, import_id=import_id)
        except Conflict as error:
            messages.warning(request, error.message)
        return redirect("registers.imported", code=code, import_id=import_id)
    found = queries.access_import(actor=request.actor, register=register, import_id=import_id)
    refused = queries.refused_rows(found, after=request.GET.get("after"))
    page = "imported_progress" if "HX-Request" in request.headers else "imported"
    likely, likely_count = queries.likely_rows(found)
    records = queries.records_by_id(actor=request.actor, register=register, ids={one.record_id for one in likely})
    told = [
        {"row": one, "percent": percent(one.probability),
         "title": text_of(request, register, register.title, records[one.record_id], {})
         if one.record_id in records else ""}
        for one in likely
    ]  # fmt: skip
    told_likely = {"likely": told, "likely_count": likely_count}
    context = {**_told(register, found), **told_likely, "refused": [_refused(register, row) for row in refused.items]}
    return render(request, f"registers/{page}.html", {**context, **page_links(request, refused)})


def _told(register: RegisterObject, found: RegisterImport) -> dict[str, Any]:
    state = ImportState(found.state)
    written_share = min(100, 100 * found.written // max(found.rows, 1))
    shares = {ImportState.READING: 100 * found.offset // max(found.size, 1), ImportState.WRITING: written_share}
    return {
        "register": register,
        "found": found,
        "label": state.label,
        "kind": STATE_KINDS[state],
        "is_running": state in (ImportState.READING, ImportState.CHECKING, ImportState.WRITING),
        "is_checked": state is ImportState.CHECKED,
        "may_mend": state in (ImportState.CHECKED, ImportState.DONE),
        "percent": shares.get(state, 100),
    }


def _refused(register: RegisterObject, row: Any) -> dict[str, Any]:
    problems = [
        {
            "label": named(register.field(name)) if name in register.by_id else "",
            "text": text,
            "cell": row.cells.get(name, ""),
        }
        for name, text in row.problems.items()
    ]
    return {"number": row.number, "problems": problems}


@face.page(
    "co-so-du-lieu/<slug:code>/nhap/<uuid:import_id>/dong/<int:number>/",
    name="registers.mend",
    access=PUT,
    methods=("GET", "POST"),
)
def mend(request: PageRequest, code: str, import_id: UUID, number: int) -> HttpResponseBase:
    """One row that came back: mended and written."""
    register = queries.access_register(actor=request.actor, code=code)
    found = queries.access_import(actor=request.actor, register=register, import_id=import_id)
    row = queries.refused_row(found, number)
    shown = [f for f in register.written_fields if f.id in found.columns or f.required]
    given = {field.id: str(row.cells.get(field.id, "")) for field in shown}
    errors = {name: text for name, text in row.problems.items() if name in register.by_id}
    if request.method == "POST":
        given = {field.id: written(request.POST, field.id) for field in shown}
        try:
            actions.mend_row(actor=request.actor, at=request.at, import_id=import_id, number=number, given=given)
            messages.success(request, gettext("Đã ghi dòng {n}.").format(n=number))
            return redirect("registers.imported", code=code, import_id=import_id)
        except TinhSoError as error:
            errors = dict(error.fields) or {register.key: error.message}
    controls = [
        {"id": f.id, "label": named(f), "value": given[f.id], "error": errors.get(f.id, ""), "optional": not f.required,
         "is_long": f.type is FieldType.LONG_TEXT}
        for f in shown
    ]  # fmt: skip
    context = {"register": register, "found": found, "number": number, "controls": controls, "errors": errors}
    return render(request, "registers/mend.html", context, status=422 if request.method == "POST" else 200)
