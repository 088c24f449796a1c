"""Double entry: two people enter a paper each for themselves, a third settles where they differ."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.ids import new_id
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.models import Entry, Lot, Scan
from tinhso.services.digitisation.rules import entering
from tinhso.services.digitisation.types import (
    ENTER,
    AnotherPersonNeeded,
    EntryInvalid,
    LotState,
    NotReady,
    ScanState,
    SomebodyWasFaster,
    Values,
)


@action("digitisation.enter", access=needs(ENTER))
def enter(
    *, actor: Actor, at: datetime, scan_id: UUID, given: Mapping[str, str], seen_turn: int, seen_round: int
) -> Done[Scan]:
    """Nhập một tờ: the first and the second round by two people; a third settles where they differ.

    ``seen_turn`` and ``seen_round`` are what the page showed: who comes second is told. Raises ``ScanNotFound``,
    ``SomebodyWasFaster``, ``AnotherPersonNeeded``, ``EntryInvalid``, ``NotReady``.
    """
    scan = _open_scan(actor, scan_id)
    if (scan.turn, queries.ROUNDS.get(scan.state)) != (seen_turn, seen_round):
        raise SomebodyWasFaster(who=queries.last_hand(scan))
    if queries.entered_by(scan, actor):
        raise AnotherPersonNeeded
    fields = queries.fields_of(scan.kind)
    values, problems = entering.read(fields, given, today=local(at).date())
    if problems:
        raise EntryInvalid(fields=problems)
    entry = Entry(
        id=new_id(), scan=scan, turn=scan.turn, round=seen_round, account_id=queries.person_of(actor), name=actor.name,
        values=values, at=at,
    )  # fmt: skip
    _move(scan, values, at)
    scan.save(update_fields=["state", "values", "agreed_at"])
    return Done(scan, rows=[entry], subject=("scan", scan.id), detail={"round": seen_round, "state": scan.state})


def _open_scan(actor: Actor, scan_id: UUID) -> Scan:
    """A scan of an open lot, locked, after its lot as everywhere: no sample is drawn meanwhile."""
    found = queries.access_scan(actor=actor, scan_id=scan_id)
    lot = Lot.objects.select_for_update(of=("self",)).get(scans=found)
    if lot.state != LotState.OPEN:
        raise NotReady(state=lot.get_state_display())
    return queries.access_scan(actor=actor, scan_id=scan_id, lock=True)


def _move(scan: Scan, values: Values, at: datetime) -> None:
    if scan.state == ScanState.FIRST:
        scan.state = ScanState.SECOND
        return
    if scan.state == ScanState.SECOND:
        first = queries.entries_of(scan)[0]
        if entering.differing(queries.fields_of(scan.kind), first.values, values):
            scan.state = ScanState.DIFFERING
            return
        values = first.values
    scan.state, scan.values, scan.agreed_at = ScanState.AGREED, dict(values), at


@action("digitisation.put_aside", access=needs(ENTER))
def put_aside(*, actor: Actor, at: datetime, scan_id: UUID, reason: str) -> Done[Scan]:
    """Để riêng một tờ: unreadable, or not of this kind. Raises ``ScanNotFound``, ``EntryInvalid``, ``NotReady``."""
    scan = _open_scan(actor, scan_id)
    if scan.state not in queries.ROUNDS:
        raise SomebodyWasFaster(who=queries.last_hand(scan))
    if not reason.strip():
        raise EntryInvalid(fields={"reason": entering.why()})
    scan.state, scan.reason = ScanState.OUT, reason.strip()[:500]
    scan.save(update_fields=["state", "reason"])
    return Done(scan, subject=("scan", scan.id))
