"""Being away: who acts meanwhile holds the absent one's permissions by a delegation that ends by itself."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from tinhso.core import clock
from tinhso.core.access import OFFICIAL, Actor
from tinhso.core.actions import Done, action
from tinhso.core.errors import InvalidInput
from tinhso.core.ids import new_id
from tinhso.core.text import normalise_name
from tinhso.foundation.identity.api import account_info
from tinhso.foundation.organisation.models import Absence, Delegation, PostHolding
from tinhso.foundation.organisation.queries.actors import build_official
from tinhso.foundation.organisation.queries.posts import valid_on
from tinhso.foundation.organisation.types import (
    MANAGE,
    STAFF,
    AbsenceNotFound,
    AlreadyAway,
    HoldingNotFound,
    NotAColleague,
    PeriodIsEmpty,
)


def _may_record(actor: Actor, holding: PostHolding) -> bool:
    """The holder, not somebody acting for them; or who runs the staff of the unit."""
    is_own = holding.account_id == actor.account_id and not actor.acting_for
    return is_own or actor.can(STAFF, unit_id=holding.post.unit_id)


@action("organisation.record_absence", access=OFFICIAL)
def record_absence(
    *,
    actor: Actor,
    at: datetime,
    post_id: UUID,
    valid_from: date,
    valid_to: date,
    reason: str,
    delegate_id: UUID | None = None,
) -> Done[UUID]:
    """Ghi vắng mặt: the holder of a post is away until before ``valid_to``; a colleague of the same unit acts meanwhile
    with the permissions of the post, except those of running the organisation. Returns the absence's id.

    Raises ``HoldingNotFound``, ``PeriodIsEmpty``, ``AlreadyAway``, ``NotAColleague``, ``InvalidInput``.
    """
    today, why = clock.local(at).date(), normalise_name(reason)[:500]
    if valid_to <= max(valid_from, today):
        raise PeriodIsEmpty(fields={"valid_to": PeriodIsEmpty().message})
    holding = (
        PostHolding.objects.select_for_update(of=("self",))
        .select_related("post")
        .filter(valid_on(valid_from), post_id=post_id)
        .first()
    )
    if holding is None or not _may_record(actor, holding):
        raise HoldingNotFound
    if not why:
        raise InvalidInput(fields={"reason": InvalidInput().message})
    others = Absence.objects.filter(Q(valid_to__gt=valid_from), valid_from__lt=valid_to, holding=holding)
    if others.exclude(valid_to=F("valid_from")).exists():
        raise AlreadyAway
    row = Absence(
        id=new_id(), holding=holding, reason=why, recorded_by=actor.name, valid_from=valid_from, valid_to=valid_to
    )
    rows = [row]
    if delegate_id is not None:
        row.delegation = _delegation(holding, delegate_id, at, row)
        row.delegation.save()
    return Done(row.id, rows=rows, subject=("absence", row.id), detail={"delegate": str(delegate_id or "")})


def _delegation(holding: PostHolding, delegate_id: UUID, at: datetime, absence: Absence) -> Delegation:
    colleague = PostHolding.objects.filter(
        valid_on(absence.valid_from),
        account_id=delegate_id,
        account__is_active=True,
        post__unit_id=holding.post.unit_id,
    ).exclude(account_id=holding.account_id)
    if not colleague.exists():
        raise NotAColleague(fields={"delegate": NotAColleague().message})
    absent = build_official(account_info(holding.account_id), at, holding.post_id)
    held = {grant.permission for grant in absent.grants} - {MANAGE, STAFF}
    return Delegation(
        id=new_id(),
        holding=holding,
        account_id=delegate_id,
        permissions=sorted(held),
        reason=absence.reason,
        valid_from=absence.valid_from,
        valid_to=absence.valid_to,
    )


@action("organisation.end_absence", access=OFFICIAL)
def end_absence(*, actor: Actor, at: datetime, absence_id: UUID) -> Done[None]:
    """Trở lại: the absence and the delegation under it end at once. Raises ``AbsenceNotFound``."""
    today = clock.local(at).date()
    row = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("holding__post")
        .filter(id=absence_id, valid_to__gt=today)
        .first()
    )
    if row is None or not _may_record(actor, row.holding):
        raise AbsenceNotFound
    Absence.objects.filter(id=row.id).update(valid_to=max(today, row.valid_from))
    if row.delegation_id is not None:
        Delegation.objects.filter(id=row.delegation_id, revoked_at__isnull=True).update(revoked_at=at)
    return Done(None, subject=("absence", row.id))
