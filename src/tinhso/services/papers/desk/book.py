"""The log book of a unit, on the page, printed and as a spreadsheet; the control slip of a dossier."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext

from tinhso.core import sheets
from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import BadInput, as_uuid, read_date
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.services.papers import actions, queries
from tinhso.services.papers.desk.face import SEE, XLSX, download, face
from tinhso.services.papers.types import GIVE, MOST, FormMissing, TooMuch
from tinhso.services.procedures import api as procedures

PAGE = 50
#: So much of a procedure's name stands in a list to choose from.
SHOWN_NAME = 60


def asked_of(request: PageRequest) -> queries.Asked | None:
    """The unit, days and procedure asked for; the own unit's last days where they cannot be read.

    None for an official who may read no unit's dossiers.
    """
    units = queries.units_readable(request.actor, request.at.date())
    if not units:
        return None
    wanted = as_uuid(request.GET.get("don_vi", "")) or request.actor.unit_id
    unit_id = next((unit.id for unit in units if unit.id == wanted), units[0].id)
    try:
        start, last = queries.period_of(read_date(request.GET, "tu"), read_date(request.GET, "den"), request.at)
    except (BadInput, InvalidInput) as error:
        messages.warning(request, error.message)
        start, last = queries.period_of(None, None, request.at)
    return queries.Asked(unit_id, start, last, request.GET.get("thu_tuc", "")[:120])


def _query(asked: queries.Asked) -> str:
    given = {
        "don_vi": str(asked.unit_id),
        "tu": f"{asked.start:%d/%m/%Y}",
        "den": f"{asked.last:%d/%m/%Y}",
        "thu_tuc": asked.procedure,
    }
    return urlencode({name: value for name, value in given.items() if value})


@face.page("so-theo-doi/", name="papers.book", access=SEE)
def book(request: PageRequest) -> HttpResponseBase:
    """The dossiers of a unit in the order in which they came; those ticked can be handed over or printed."""
    asked = asked_of(request)
    if asked is None:
        return render(request, "papers/book.html", {"rows": []})
    many = request.GET.get("dong") == str(MOST)
    page = queries.book_page(
        actor=request.actor, asked=asked, after=request.GET.get("after"), limit=MOST if many else PAGE
    )
    forms = [procedures.form_on(purpose, asked.last) for purpose in queries.PRINTED]
    context = {
        "asked": asked,
        "rows": page.items,
        "total": page.total,
        "units": [(str(unit.id), named(unit)) for unit in queries.units_readable(request.actor, request.at.date())],
        "types": [
            (code, Truncator(named(item)).chars(SHOWN_NAME))
            for code, item in procedures.procedures_on(request.at.date()).items()
        ],
        "forms": [(form.purpose, f"{form.number} · {named(form)}") for form in forms if form],
        "form": procedures.form_on("log_book", asked.last),
        "may_give": request.actor.unit_id is not None and request.actor.can(GIVE, unit_id=request.actor.unit_id),
        "query": _query(asked),
        "more_url": "" if many or (page.total or 0) <= PAGE else f"?{_query(asked)}&dong={MOST}",
        "most": MOST,
        **page_links(request, page),
    }
    return render(request, "papers/book.html", context)


@face.page("so-theo-doi/xuat/<slug:kind>/", name="papers.export_book", access=SEE)
def export(request: PageRequest, kind: str) -> HttpResponseBase:
    """The whole book as it is asked for: ``pdf``, ``xlsx``, else CSV. The reading is recorded: it names people."""
    asked = asked_of(request)
    if asked is None:
        raise FormMissing(purpose="log_book")
    audit.record_read(actor=request.actor, at=request.at, subject=("unit", asked.unit_id), purpose="papers.log_book")
    try:
        if kind == "pdf":
            drawn = actions.draw_book(actor=request.actor, at=request.at, asked=asked)
            return files.pdf_response(drawn, name="so-theo-doi.pdf")
        rows = actions.book_table(actor=request.actor, asked=asked)
    except TooMuch as error:
        messages.warning(request, error.message)
        return book(request)
    if kind == "xlsx":
        content = sheets.write_xlsx([(gettext("Sổ theo dõi hồ sơ"), rows)])
        return download(content, name="so-theo-doi.xlsx", kind=XLSX)
    return download(sheets.write_csv(rows), name="so-theo-doi.csv", kind="text/csv; charset=utf-8")


@face.page("ho-so/<uuid:case_id>/phieu-kiem-soat/", name="papers.slip", access=SEE)
def slip(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """The control slip of a dossier, as PDF. The reading is recorded: it is somebody else's data."""
    made = queries.control_slip(actor=request.actor, at=request.at, case_id=case_id)
    audit.record_read(actor=request.actor, at=request.at, subject=("case", case_id), purpose="papers.slip")
    content = actions.draw_slip(actor=request.actor, at=request.at, slip=made)
    return files.pdf_response(content, name=f"{made.case.code}-kiem-soat.pdf")
