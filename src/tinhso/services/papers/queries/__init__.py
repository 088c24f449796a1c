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
from tinhso.services.papers.queries.post import (
    awaited_by_post,
    given_back,
    has_papers_to_give_back,
    post_item,
    post_items,
    waiting_for_post,
    with_post,
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
    "awaited_by_post", "book_page", "book_rows", "choosable", "control_slip", "entries_of", "given_back",
    "has_papers_to_give_back", "may_cancel", "may_take", "number_of", "period_of", "post_item", "post_items", "sheets",
    "sheets_of_case", "unit_names", "units_readable", "waiting_for", "waiting_for_post", "with_post",
]  # fmt: skip
