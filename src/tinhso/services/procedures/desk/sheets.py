"""The catalogue as a spreadsheet: taken out as XLSX or CSV, and read back into a change set."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.catalogue import EDIT
from tinhso.services.procedures.desk.face import face
from tinhso.services.procedures.rules import catalogue_sheets, sheets
from tinhso.services.procedures.types import TableUnreadable

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@face.page("danh-muc/xuat/<slug:kind>/", name="procedures.export_catalogue", access=EDIT)
def export(request: PageRequest, kind: str) -> HttpResponseBase:
    """All procedures in force: ``xlsx`` with papers and fees on further sheets, else the first sheet as CSV."""
    items = queries.all_procedures()
    if kind == "xlsx":
        content = sheets.write_xlsx(
            [
                (gettext("Thủ tục"), catalogue_sheets.rows_out(items)),
                (gettext("Giấy tờ"), catalogue_sheets.papers_out(items)),
                (gettext("Khoản thu"), catalogue_sheets.fees_out(items)),
            ]
        )
        return _file(content, "danh-muc.xlsx", XLSX)
    return _file(sheets.write_csv(catalogue_sheets.rows_out(items)), "danh-muc.csv", "text/csv; charset=utf-8")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@face.page("danh-muc/nhap/", name="procedures.import_catalogue", access=EDIT, methods=("GET", "POST"))
def bring_in(request: PageRequest) -> HttpResponseBase:
    """Read a table into a change set; rows that are not right come back as a file with reasons."""
    errors: dict[str, str] = {}
    given = request.FILES.get("table")
    if request.method == "POST" and given is None:
        errors = {"table": gettext("Chọn tệp XLSX hoặc CSV.")}
    elif request.method == "POST" and given is not None:
        content = given.read(sheets.MOST_BYTES + 1)
        try:
            done = actions.import_catalogue(actor=request.actor, at=request.at, content=content, name=given.name or "")
        except TableUnreadable as error:
            errors = {"table": error.message}
        else:
            if done.refused:
                return render(request, "procedures/desk/imported.html", {"done": done, "csv": _as_text(done)})
            told = gettext("Đã nhận {taken} dòng có thay đổi, {same} dòng giữ nguyên.")
            messages.success(request, told.format(taken=done.taken, same=done.unchanged))
            if done.change_set is None:
                return redirect("procedures.catalogue")
            return redirect("packs.change_set", change_set_id=done.change_set.id)
    context = {"errors": errors, "columns": catalogue_sheets.HEADINGS}
    return render(request, "procedures/desk/import.html", context, status=422 if errors else 200)


def _as_text(done: actions.Imported) -> str:
    return sheets.write_csv(done.refused).decode("utf-8-sig")


@face.page("danh-muc/nhap/dong-loi/", name="procedures.refused_rows", access=EDIT, methods=("POST",))
def refused_rows(request: PageRequest) -> HttpResponseBase:
    """The refused rows as a workbook, out of the page that shows them: nothing of them is kept on the server."""
    text = request.POST.get("rows", "")[: sheets.MOST_BYTES]
    try:
        rows = sheets.read(text.encode())
    except sheets.SheetUnreadable:
        rows = []
    return _file(sheets.write_xlsx([(gettext("Dòng chưa đúng"), rows)]), "dong-chua-dung.xlsx", XLSX)
