"""Quality: a sample of a lot is looked at again; above the plan's limit of faults the lot is entered anew."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.models import Check, Lot, Scan
from tinhso.services.digitisation.rules import sampling
from tinhso.services.digitisation.types import (
    ENTER,
    MANAGE,
    AnotherPersonNeeded,
    LotNotFound,
    LotState,
    LotUnfinished,
    NotReady,
    ScanState,
    SomebodyWasFaster,
)


@action("digitisation.draw_sample", access=needs(MANAGE))
def draw_sample(*, actor: Actor, at: datetime, lot_id: UUID) -> Done[Lot]:
    """Lấy mẫu kiểm tra một lô đã nhập xong. Raises ``LotNotFound``, ``NotReady``, ``LotUnfinished``."""
    lot = queries.access_lot(actor=actor, lot_id=lot_id, permission=MANAGE, lock=True)
    if lot.state != LotState.OPEN:
        raise NotReady(state=lot.get_state_display())
    open_ones = Scan.objects.filter(lot=lot, state__in=queries.ROUNDS).count()
    agreed = list(Scan.objects.filter(lot=lot, state=ScanState.AGREED).order_by("id"))
    if open_ones or not agreed:
        raise LotUnfinished(count=open_ones)
    count = sampling.size(len(agreed), lot.plan.sample_percent)
    chosen = sampling.drawn(agreed, count, seed=f"{lot.id}:{lot.turn}")
    lot.state = LotState.SAMPLING
    lot.save(update_fields=["state"])
    rows = [Check(id=new_id(), lot=lot, scan=scan, turn=lot.turn) for scan in chosen]
    return Done(lot, rows=rows, subject=("lot", lot.id), detail={"sample": count, "of": len(agreed)})


@action("digitisation.check_sample", access=needs(ENTER))
def check_sample(*, actor: Actor, at: datetime, scan_id: UUID, wrong: Collection[str]) -> Done[Lot]:
    """Kiểm tra một tờ trong mẫu: which fields are wrong, none where all is right. The last one decides over the lot.

    Raises ``ScanNotFound``, ``LotNotFound``, ``AnotherPersonNeeded`` for who entered the paper, ``SomebodyWasFaster``.
    """
    scan = queries.access_scan(actor=actor, scan_id=scan_id)
    lot = Lot.objects.select_for_update(of=("self",)).select_related("plan").get(scans=scan)
    check = Check.objects.filter(scan=scan, turn=lot.turn).first()
    if check is None or lot.state != LotState.SAMPLING:
        raise LotNotFound
    if check.at is not None:
        raise SomebodyWasFaster(who=check.name)
    if queries.entered_by(scan, actor):
        raise AnotherPersonNeeded
    known = {field.id for field in queries.fields_of(scan.kind)}
    found = sorted(known & set(wrong))
    check.wrong, check.at, check.name = found, at, actor.name
    check.account_id = queries.person_of(actor)
    check.save(update_fields=["wrong", "at", "name", "account_id"])
    verdict = _decide(lot)
    return Done(lot, subject=("lot", lot.id), detail={"wrong": len(found), "verdict": verdict})


def _decide(lot: Lot) -> str:
    """Once the whole sample was looked at: the lot passes, or its papers are entered anew, each by others' eyes."""
    found = [check.wrong for check in queries.checks_of(lot)]
    looked_at = [wrong for wrong in found if wrong is not None]
    if len(looked_at) < len(found):
        return ""
    if sampling.is_rejected(sum(bool(wrong) for wrong in looked_at), len(looked_at), lot.plan.error_percent):
        lot.state, lot.turn = LotState.OPEN, lot.turn + 1
        Scan.objects.filter(lot=lot, state=ScanState.AGREED).update(
            state=ScanState.FIRST, turn=F("turn") + 1, values={}, agreed_at=None
        )
    else:
        lot.state = LotState.ACCEPTED
    lot.save(update_fields=["state", "turn"])
    return lot.state
