"""The public page of digitising: how far each unit has come. Figures only, no person."""

from typing import Final

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from tinhso.core import sheets
from tinhso.core.access import PUBLIC
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import format_number
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.tables import progress_table
from tinhso.services.vault import api as vault

face: Final = Face("portal", room="digitisation")


@face.page("so-hoa/", name="digitisation.public", access=PUBLIC)
def progress(request: PageRequest) -> HttpResponseBase:
    """The progress of every unit and kind of paper against its plan."""
    rows = [
        {
            "unit": one.unit,
            "kind": vault.kind_name(one.kind),
            "percent": one.progress.percent,
            "label": f"{format_number(one.progress.signed)}/{format_number(one.progress.total)}",
        }
        for one in queries.standings()
    ]
    return render(request, "digitisation/public.html", {"rows": rows})


@face.page("so-hoa/so-lieu.csv", name="digitisation.public_csv", access=PUBLIC)
def as_csv(request: PageRequest) -> HttpResponseBase:
    """The same as CSV."""
    content = sheets.write_csv(progress_table(queries.standings()))
    headers = {"Content-Disposition": 'attachment; filename="so-hoa.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
