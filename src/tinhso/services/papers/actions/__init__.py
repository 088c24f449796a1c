"""Writes of the papers room: handing over, printing; and its papers typeset."""

from tinhso.services.papers.actions.drawing import book_table, draw_book, draw_sheet, draw_slip, slip_values
from tinhso.services.papers.actions.giving_back import give_back
from tinhso.services.papers.actions.handing import cancel_sheet, make_sheet, record_tracking, take_sheet
from tinhso.services.papers.actions.posting import follow_post, record_delivery
from tinhso.services.papers.actions.printing import continue_print, continue_prints, start_print

__all__ = [
    "book_table", "cancel_sheet", "continue_print", "continue_prints", "draw_book", "draw_sheet", "draw_slip",
    "follow_post", "give_back", "make_sheet", "record_delivery", "record_tracking", "slip_values", "start_print",
    "take_sheet",
]  # fmt: skip
