"""A file of the open data as an answer: the same for the page and the API."""

from typing import Final

from django.http import HttpResponse

from tinhso.foundation.files import api as files
from tinhso.services.transparency import queries
from tinhso.services.transparency.rules import span_of
from tinhso.services.transparency.types import FileNotPublished

TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def file_of(month: str, kind: str) -> HttpResponse:
    """A published file; other sites may read it. Raises ``FileNotPublished``, ``PeriodUnknown``."""
    start = span_of(month).start
    if month != f"{start:%Y-%m}":
        raise FileNotPublished
    found = queries.open_file(start, kind)
    response = HttpResponse(files.read_file(found.file), content_type=TYPES[found.format])
    response["Content-Disposition"] = f'attachment; filename="{found.file.original_name}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=3600"
    response["ETag"] = f'"{found.digest}"'
    return response
