"""Signing a lot that passed: one press, then the worker signs paper by paper, wherever it was stopped."""

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import DatabaseError

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden, TinhSoError
from tinhso.foundation.organisation import api as organisation
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.actions import copying
from tinhso.services.digitisation.models import Lot, Scan
from tinhso.services.digitisation.types import SIGN, LotState, NotReady, ScanState

log = logging.getLogger(__name__)
#: Papers signed at a time, each lot in turn: about a second.
AT_A_TIME: Final = 2


@action("digitisation.sign_lot", access=needs(SIGN))
def sign_lot(*, actor: Actor, at: datetime, lot_id: UUID) -> Done[Lot]:
    """Ký cả lô đã đạt kiểm tra, bằng khóa của người ký; the worker goes on with it. Begins again what stood still.

    Raises ``LotNotFound``, ``NotReady``.
    """
    lot = queries.access_lot(actor=actor, lot_id=lot_id, permission=SIGN, lock=True)
    stands_still = lot.state == LotState.SIGNING and lot.problem
    if lot.state != LotState.ACCEPTED and not stands_still:
        raise NotReady(state=lot.get_state_display())
    lot.state, lot.problem = LotState.SIGNING, ""
    lot.signer_id, lot.signer_post_id = queries.person_of(actor), actor.post_id
    lot.save(update_fields=["state", "problem", "signer_id", "signer_post_id"])
    return Done(lot, subject=("lot", lot.id))


@action("digitisation.continue_lot", access=SYSTEM_ONLY)
def continue_lot(*, actor: Actor, at: datetime, lot_id: UUID) -> Done[int]:
    """Sign the next papers of a lot as the official who began it; how many. Nothing where another process holds it.

    An official who may no longer sign leaves the lot standing still, with the reason, for another to begin again.
    """
    rows = Lot.objects.select_for_update(skip_locked=True, of=("self",)).select_related("plan")
    lot = rows.filter(pk=lot_id, state=LotState.SIGNING, problem="").first()
    if lot is None or lot.signer_id is None:
        return Done(0)
    agreed = Scan.objects.filter(lot=lot, state=ScanState.AGREED).select_related("scan", "case")
    batch = list(agreed.select_for_update(of=("self",)).order_by("name", "id")[:AT_A_TIME])
    signer = organisation.actor_for(lot.signer_id, at, lot.signer_post_id)
    if not signer.can(SIGN, unit_id=lot.plan.unit_id):
        raise Forbidden
    for scan in batch:
        copying.sign(scan, signer, at, unit_id=lot.plan.unit_id)
    if len(batch) < AT_A_TIME:
        lot.state, lot.closed_at = LotState.DONE, at
        lot.save(update_fields=["state", "closed_at"])
    return Done(len(batch), subject=("lot", lot.id), detail={"signed": len(batch)})


@action("digitisation.halt_lot", access=SYSTEM_ONLY)
def halt_lot(*, actor: Actor, at: datetime, lot_id: UUID, problem: str) -> Done[None]:
    """Signing of a lot stands still, with the reason, until somebody begins it again."""
    Lot.objects.filter(pk=lot_id, state=LotState.SIGNING).update(problem=problem[:400])
    return Done(None, subject=("lot", lot_id))


def continue_lots(at: datetime) -> int:
    """A step of the worker: the next papers of the lot that has waited longest; how many were signed."""
    waiting = Lot.objects.filter(state=LotState.SIGNING, problem="").order_by("taken_at")
    lot_id = waiting.values_list("id", flat=True).first()
    if lot_id is None:
        return 0
    try:
        return continue_lot(actor=SYSTEM, at=at, lot_id=lot_id)
    except DatabaseError:
        raise
    except Exception as error:  # one lot that cannot be signed holds nobody else's work up
        log.exception("signing of lot %s stands still", lot_id)
        told = error.message if isinstance(error, TinhSoError) else type(error).__name__
        halt_lot(actor=SYSTEM, at=at, lot_id=lot_id, problem=told)
        return 0
