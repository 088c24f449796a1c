"""What a dossier's page shows of this room: control slip, late time and to whom it is charged, hand-overs."""

from typing import Any

from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.papers import queries
from tinhso.services.papers.models import SheetEntry
from tinhso.services.papers.rules import told
from tinhso.services.papers.types import GIVE, EntryState, SheetKind

KINDS = {
    EntryState.WAITING: "waiting",
    EntryState.TAKEN: "done",
    EntryState.LEFT: "refused",
    EntryState.CANCELLED: "stopped",
    EntryState.DELIVERED: "done",
    EntryState.RETURNED: "refused",
}
#: A dossier that the post has, had, or brought back.
SENT = frozenset({EntryState.TAKEN, EntryState.DELIVERED, EntryState.RETURNED})


def papers_block(request: PageRequest, view: cases.CaseView) -> dict[str, Any]:
    """The block of one dossier. Late time is told in words, the longest share first. At most six queries."""
    name = queries.unit_names(request.at.date())
    late = cases.late_time(view.case, view.segments, request.at)
    case = view.case
    return {
        "case": case,
        "post": queries.post_item(case.id),
        "given_back": queries.given_back(case.id) if case.closed_at else None,
        "may_give_back": queries.has_papers_to_give_back(case)
        and any(request.actor.can(GIVE, unit_id=unit) for unit in (case.unit_id, case.receiving_unit_id)),
        "late": told.late_text(late, name),
        "judged": told.judged_text(*cases.judged_now(view.case, view.events, request.at)),
        "entries": [_entry(entry) for entry in queries.sheets_of_case(view.case.id)],
    }


def applicant_block(request: PageRequest, view: cases.CaseView) -> dict[str, Any]:
    """What its applicant reads: how far the post is with the result, and where papers are to be fetched or went."""
    case = view.case
    item = queries.post_item(case.id)
    back = queries.given_back(case.id) if case.closed_at else None
    waits = queries.has_papers_to_give_back(case)
    if item is None and back is None and not waits:
        return {}
    sent = [one for one in queries.sheets_of_case(case.id) if one.sheet.kind == SheetKind.POST and one.state in SENT]
    return {
        "item": item,
        "entry": sent[0] if item and sent else None,
        "has_result": case.status in {"9", "10"},
        "given_back": back,
        "waits": waits,
        "unit": case.receiving_unit,
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
