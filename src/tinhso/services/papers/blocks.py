"""What a dossier's page shows of this room: control slip, late time and to whom it is charged, hand-overs."""

from typing import Any

from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.papers import queries
from tinhso.services.papers.models import SheetEntry
from tinhso.services.papers.rules import told
from tinhso.services.papers.types import EntryState, SheetKind

KINDS = {
    EntryState.WAITING: "waiting",
    EntryState.TAKEN: "done",
    EntryState.LEFT: "refused",
    EntryState.CANCELLED: "stopped",
}


def papers_block(request: PageRequest, view: cases.CaseView) -> dict[str, Any]:
    """The block of one dossier. Late time is told in words, the longest share first. At most four queries."""
    name = queries.unit_names(request.at.date())
    late = cases.late_time(view.case, view.segments, request.at)
    return {
        "case": view.case,
        "late": told.late_text(late, name),
        "judged": told.judged_text(*cases.judged_now(view.case, view.events, request.at)),
        "entries": [_entry(entry) for entry in queries.sheets_of_case(view.case.id)],
    }


def _entry(entry: SheetEntry) -> dict[str, Any]:
    sheet = entry.sheet
    return {
        "sheet": sheet,
        "number": queries.number_of(sheet),
        "taker": sheet.carrier if sheet.kind == SheetKind.POST else sheet.to_unit,
        "state": EntryState(entry.state).label,
        "kind": KINDS[EntryState(entry.state)],
        "tracking": entry.tracking,
        "reason": entry.reason,
    }
