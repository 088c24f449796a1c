"""Scans of lots: one of them, the next to enter, what is proposed, who entered what."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import MD5, Cast, Concat

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ocr import api as ocr
from tinhso.services.digitisation.models import Check, Entry, Lot, Scan
from tinhso.services.digitisation.queries.dossiers import may_copy
from tinhso.services.digitisation.queries.kinds import fields_of
from tinhso.services.digitisation.rules.proposing import propose
from tinhso.services.digitisation.types import ENTER, MANAGE, SIGN, LotState, ScanNotFound, ScanState

#: The round that is entered in a state.
ROUNDS: Mapping[str, int] = {ScanState.FIRST: 1, ScanState.SECOND: 2, ScanState.DIFFERING: 3}


def unit_ids(actor: Actor, *permissions: str) -> list[UUID] | None:
    """The units over which an actor holds one of the permissions; None for all."""
    grants = [grant for permission in permissions for grant in actor.scope(permission)]
    if any(grant.unit_ids is None for grant in grants):
        return None
    return [unit_id for grant in grants for unit_id in grant.unit_ids or ()]


def access_scan(*, actor: Actor, scan_id: UUID, permission: str = ENTER, lock: bool = False) -> Scan:
    """A scan of a lot, for who holds ``permission`` over its unit. Raises ``ScanNotFound``."""
    scans = Scan.objects.select_for_update(of=("self",)) if lock else Scan.objects
    scan = scans.select_related("lot__plan", "scan", "unit", "file").filter(pk=scan_id, lot__isnull=False).first()
    if scan is None or not actor.can(permission, unit_id=scan.unit_id):
        raise ScanNotFound
    return scan


def readable_scan(*, actor: Actor, scan_id: UUID) -> Scan:
    """A scan of a lot or of a dossier, for whoever works on it. Raises ``ScanNotFound``."""
    scan = Scan.objects.select_related("case", "lot__plan", "scan", "unit", "file").filter(pk=scan_id).first()
    if scan is None:
        raise ScanNotFound
    if scan.case is not None:
        allowed = may_copy(actor, scan.case)
    else:
        allowed = any(actor.can(permission, unit_id=scan.unit_id) for permission in (ENTER, MANAGE, SIGN))
    if not allowed:
        raise ScanNotFound
    return scan


def scans_of(lot: Lot, *, state: str = "", after: str | None = None, limit: int = 50) -> Page[Scan]:
    """The scans of a lot by name."""
    rows = Scan.objects.filter(lot=lot)
    rows = rows.filter(state=state) if state in ScanState.values else rows
    return keyset(rows, order=("name", "id"), after=after, limit=limit, total=rows.count())


def waiting(actor: Actor) -> QuerySet[Scan]:
    """The scans that this person may enter now: not those entered by the same person in this turn."""
    rows = Scan.objects.filter(lot__state=LotState.OPEN, state__in=ROUNDS)
    units = unit_ids(actor, ENTER)
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    mine = Entry.objects.filter(account_id=person_of(actor), scan__lot__state=LotState.OPEN, turn=F("scan__turn"))
    return rows.exclude(pk__in=mine.values("scan_id"))


def next_scan(*, actor: Actor, lot_id: UUID | None = None) -> Scan | None:
    """The next scan for this person: what is to be settled first, then what was entered once. Everybody goes through a
    lot in an order of their own, so that two people seldom meet at one scan.
    """
    rows = waiting(actor)
    rows = rows.filter(lot_id=lot_id) if lot_id else rows
    own = MD5(Concat(Cast("id", CharField()), Value(str(actor.account_id)), output_field=CharField()))
    order = {ScanState.DIFFERING: 0, ScanState.SECOND: 1, ScanState.FIRST: 2}
    for state in sorted(order, key=lambda each: order[each]):
        found = rows.filter(state=state).order_by("lot__taken_at", own).first()
        if found is not None:
            return found
    return None


def entries_of(scan: Scan) -> list[Entry]:
    """What was entered of a scan in this turn, in order."""
    return list(Entry.objects.filter(scan=scan, turn=scan.turn).order_by("round"))


def last_hand(scan: Scan) -> str:
    """Who worked on a scan last."""
    return Entry.objects.filter(scan=scan).order_by("-at", "-round").values_list("name", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a scan, and how its reading stands; ``reading`` is None where nobody asked for one."""

    values: Mapping[str, str]
    reading: ocr.Reading | None
    pages: int

    @property
    def is_under_way(self) -> bool:
        """Whether its text is still to come."""
        waits = {ocr.ReadingState.WAITING, ocr.ReadingState.QUEUED}
        return self.reading is not None and self.reading.state in waits


def proposal_of(scan: Scan) -> Proposal:
    """What the sheet told of a scan, and where it says nothing what was read off it."""
    reading = ocr.readings([scan.sha256]).get(scan.sha256)
    pages = ocr.pages_read(reading)
    lines = [line.text for page in pages for line in page.lines]
    return Proposal({**propose(fields_of(scan.kind), lines), **scan.given}, reading, len(pages))


def checks_of(lot: Lot) -> list[Check]:
    """The sample of a lot in its present turn, those not looked at first."""
    rows = Check.objects.filter(lot=lot, turn=lot.turn).select_related("scan")
    return list(rows.order_by(F("at").asc(nulls_first=True), "id"))


def entered_by(scan: Scan, actor: Actor) -> bool:
    """Whether a person entered anything of a scan in this turn."""
    return Entry.objects.filter(scan=scan, turn=scan.turn, account_id=person_of(actor)).exists()


def person_of(actor: Actor) -> UUID:
    """The account behind an entry. Raises ``NotSignedIn``."""
    return identity.account_id_of(actor)
