"""Hand-over sheets: those that one gave or may take, one of them, those of a dossier."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.personal import note_seen
from tinhso.core.typeset import document_number
from tinhso.engines.cases import api as cases
from tinhso.services.papers.models import Sheet, SheetEntry
from tinhso.services.papers.types import GIVE, READ, EntryState, SheetKind, SheetNotFound, SheetState

Standing = Literal["to_take", "given", "all"]


def _within(actor: Actor, permission: str, column: str) -> Q:
    grants = actor.scope(permission)
    if any(grant.unit_ids is None for grant in grants):
        return Q()
    return Q(**{f"{column}__in": [unit_id for grant in grants for unit_id in grant.unit_ids or ()]})


def _visible(actor: Actor) -> QuerySet[Sheet]:
    rows = Sheet.objects.select_related("from_unit", "to_unit").annotate(count=Count("entries"))
    return rows.filter(_within(actor, READ, "from_unit_id") | _within(actor, READ, "to_unit_id"))


def sheets(*, actor: Actor, standing: Standing = "all", after: str | None = None, limit: int = 50) -> Page[Sheet]:
    """Sheets, the newest first: those this official may take (``to_take``), those of the own units that still wait
    (``given``), or all that may be read. Each with the ``count`` of its dossiers. Two queries.
    """
    rows = _visible(actor)
    if standing == "to_take":
        rows = rows.filter(_within(actor, GIVE, "to_unit_id"), state=SheetState.OPEN, kind=SheetKind.UNIT)
    elif standing == "given":
        rows = rows.filter(_within(actor, GIVE, "from_unit_id"), state=SheetState.OPEN)
    return keyset(rows, order=("-made_at", "-id"), after=after, limit=limit, total=rows.count())


def waiting_for(actor: Actor) -> QuerySet[Sheet]:
    """The sheets that wait to be taken by this official: the badge of the menu."""
    own = _within(actor, GIVE, "to_unit_id")
    rows = Sheet.objects.filter(own, state=SheetState.OPEN, kind=SheetKind.UNIT)
    return rows.exclude(made_by_id=actor.account_id)


def access_sheet(*, actor: Actor, sheet_id: UUID, lock: bool = False) -> Sheet:
    """A sheet that the official may read, locked where asked. Raises ``SheetNotFound``."""
    sheets = Sheet.objects.select_for_update(of=("self",)) if lock else Sheet.objects
    sheet = sheets.select_related("from_unit", "to_unit").filter(pk=sheet_id).first()
    if sheet is None or not any(actor.can(READ, unit_id=unit_id) for unit_id in _sides(sheet)):
        raise SheetNotFound
    shown = SheetEntry.objects.filter(sheet_id=sheet.id).values_list("case_id", flat=True)
    note_seen(actor=actor, kind=cases.SUBJECT, ids=shown)
    return sheet


def _sides(sheet: Sheet) -> list[UUID]:
    return [sheet.from_unit_id, *([sheet.to_unit_id] if sheet.to_unit_id else [])]


def entries_of(sheet: Sheet) -> list[SheetEntry]:
    """The dossiers of a sheet in their order. One query."""
    return list(sheet.entries.select_related("case", "case__type").order_by("place"))


def sheets_of_case(case_id: UUID) -> list[SheetEntry]:
    """The hand-overs of a dossier, the newest first."""
    entries = SheetEntry.objects.filter(case_id=case_id).select_related("sheet__from_unit", "sheet__to_unit")
    return list(entries.order_by("-sheet__made_at", "-id"))


def number_of(sheet: Sheet) -> str:
    """The number of a sheet as people write it: ``05/BG-TTPVHCC``."""
    return document_number(sheet.number, f"BG-{sheet.from_unit.notation or sheet.from_unit.code}")


def may_take(actor: Actor, sheet: Sheet) -> bool:
    """Whether an official may confirm a sheet: of the taking unit, and not who made it; for the post, of the giving
    unit, who writes down what the carrier signed for.
    """
    if sheet.state != SheetState.OPEN:
        return False
    if sheet.kind == SheetKind.POST:
        return actor.can(GIVE, unit_id=sheet.from_unit_id)
    return actor.can(GIVE, unit_id=sheet.to_unit_id) and actor.account_id != sheet.made_by_id


def may_cancel(actor: Actor, sheet: Sheet) -> bool:
    """Whether an official may take a sheet back: of the giving unit, while it waits."""
    return sheet.state == SheetState.OPEN and actor.can(GIVE, unit_id=sheet.from_unit_id)


def choosable(*, actor: Actor, case_ids: Collection[UUID]) -> tuple[list[cases.Case], list[str]]:
    """Of some dossiers those that may go on a new sheet, and the codes of those that wait on one already."""
    found = cases.readable(actor=actor, case_ids=case_ids)
    waiting = SheetEntry.objects.filter(case__in=found, state=EntryState.WAITING)
    busy = set(waiting.values_list("case_id", flat=True))
    free = [case for case in found if case.id not in busy]
    return free, sorted(case.code or "" for case in found if case.id in busy)
