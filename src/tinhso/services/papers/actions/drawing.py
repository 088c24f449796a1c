"""Papers of this room as PDF and as tables: the words are those of the form that holds on the day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.i18n import format_date, format_datetime
from tinhso.core.typeset import PaperForm, filled_table
from tinhso.foundation.organisation import api as organisation
from tinhso.services.papers import queries
from tinhso.services.papers.models import PostItem, Sheet, SheetEntry
from tinhso.services.papers.queries import BookRow, Slip
from tinhso.services.papers.rules import told
from tinhso.services.papers.types import EntryState, FormMissing, SheetKind
from tinhso.services.procedures import api as procedures

BOOK_COLUMNS = (
    "code", "procedure", "applicant", "address", "contact", "unit", "received_at", "promised_at", "finished_at",
    "returned_at", "channel", "note",
)  # fmt: skip


def form_on(purpose: str, day: date) -> procedures.TemplateObject:
    """The form of a purpose under the instrument that holds on a day. Raises ``FormMissing``."""
    form = procedures.form_on(purpose, day)
    if form is None:
        raise FormMissing(purpose=purpose)
    return form


def slip_values(slip: Slip, at: datetime) -> dict[str, Any]:
    """The values that the form of a control slip names: its hand-overs, and the late time in words."""
    rows = [
        {
            "giver": each.giver,
            "taker": each.taker,
            "at": format_datetime(each.at),
            "by": slip.givers.get(each.at, ""),
            "planned": format_datetime(each.planned) if each.planned else "",
            "actual": format_datetime(each.actual) if each.actual else "",
            "outcome": told.verdict_text(each.verdict),
            "note": "",
        }
        for each in slip.transfers
    ]
    return {"transfers": rows, "late": {"text": told.late_text(slip.late, queries.unit_names(at.date()))}}


def draw_slip(*, actor: Actor, at: datetime, slip: Slip) -> bytes:
    """The control slip of a dossier, as PDF. Raises ``FormMissing``."""
    day = local(at).date()
    more = {**slip_values(slip, at), "officer": {"name": actor.name, "title": actor.post_title}}
    return procedures.render_paper_form(slip.case, form_on("control_slip", day), None, at, more=more)


def _book_values(actor: Actor, asked: queries.Asked, rows: Sequence[BookRow]) -> dict[str, Any]:
    period = gettext("Từ ngày {start} đến ngày {last}").format(
        start=format_date(asked.start), last=format_date(asked.last)
    )
    return {
        "rows": [{name: getattr(row, name) for name in BOOK_COLUMNS} for row in rows],
        "book": {"period": period, "total": str(len(rows))},
        "officer": {"name": actor.name, "title": actor.post_title},
    }


def draw_book(*, actor: Actor, at: datetime, asked: queries.Asked) -> bytes:
    """The log book of a unit over some days, as PDF. Raises ``FormMissing``, ``TooMuch``."""
    rows = queries.book_rows(actor=actor, asked=asked, most=queries.MOST_PRINTED)
    form, unit = form_on("log_book", asked.last), organisation.unit(asked.unit_id)
    return procedures.render_unit_form(unit, form, _book_values(actor, asked, rows), at)


def book_table(*, actor: Actor, asked: queries.Asked) -> list[list[str]]:
    """The log book with the columns of its form, as rows of text, the first with their headings.

    Raises ``FormMissing``, ``TooMuch``.
    """
    rows = queries.book_rows(actor=actor, asked=asked, most=queries.MOST_EXPORTED)
    form = PaperForm.model_validate(form_on("log_book", asked.last).model_dump())
    return filled_table(form, _book_values(actor, asked, rows))


def draw_sheet(*, at: datetime, sheet: Sheet, entries: Sequence[SheetEntry]) -> bytes:
    """A hand-over sheet with its two signatories, as PDF. Raises ``FormMissing``."""
    unit = organisation.unit(sheet.from_unit_id)
    taker = sheet.carrier if sheet.kind == SheetKind.POST else sheet.to_unit.name if sheet.to_unit else ""
    items = queries.post_items(entry.case_id for entry in entries) if sheet.kind == SheetKind.POST else {}
    values: Mapping[str, Any] = {
        "sheet": {
            "number": queries.number_of(sheet),
            "giver": sheet.from_unit.name,
            "taker": taker,
            "content": sheet.content,
            "made_at": format_datetime(sheet.made_at),
            "made_by": sheet.made_by,
            "taken_by": sheet.closed_by if sheet.state == "taken" else "",
            "count": str(len(entries)),
        },
        "rows": [
            {
                "code": entry.case.code,
                "procedure": entry.case.type.name,
                "applicant": entry.case.applicant_name,
                "address": _address(items.get(entry.case_id)),
                "tracking": entry.tracking,
                "outcome": "" if entry.state == EntryState.WAITING else str(EntryState(entry.state).label),
                "reason": entry.reason,
            }
            for entry in entries
        ],
    }
    return procedures.render_unit_form(unit, form_on("handover", local(sheet.made_at).date()), values, sheet.made_at)


def _address(item: PostItem | None) -> str:
    """To whom and where the post brings something."""
    return f"{item.recipient}, {item.phone}, {item.address}" if item else ""
