"""Reads of the papers room."""

from tinhso.services.papers.queries.book import (
    MOST_EXPORTED,
    MOST_PRINTED,
    Asked,
    BookRow,
    book_page,
    book_rows,
    period_of,
    units_readable,
)
from tinhso.services.papers.queries.prints import PRINTED, access_run
from tinhso.services.papers.queries.sheets import (
    Standing,
    access_sheet,
    choosable,
    entries_of,
    may_cancel,
    may_take,
    number_of,
    sheets,
    sheets_of_case,
    waiting_for,
)
from tinhso.services.papers.queries.slips import Slip, control_slip, unit_names

__all__ = [
    "MOST_EXPORTED", "MOST_PRINTED", "PRINTED", "Asked", "BookRow", "Slip", "Standing", "access_run", "access_sheet",
    "book_page", "book_rows", "choosable", "control_slip", "entries_of", "may_cancel", "may_take", "number_of",
    "period_of", "sheets", "sheets_of_case", "unit_names", "units_readable", "waiting_for",
]  # fmt: skip
