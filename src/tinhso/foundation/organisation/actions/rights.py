"""Rights that end because somebody who reviewed them said so, or nobody confirmed them."""

from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q

from tinhso.core import clock
from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation.models import Delegation, PostRole


@action("organisation.end_role", access=SYSTEM_ONLY)
def end_role(*, actor: Actor, at: datetime, role_id: UUID, ends_date: date) -> Done[bool]:
    """Thu vai trò của một chức danh: whoever holds the post has it until before ``ends_date``. Whether it still had
    it.
    """
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=ends_date)
    ended = PostRole.objects.filter(later, id=role_id, valid_from__lte=ends_date).update(valid_to=ends_date)
    return Done(bool(ended), subject=("role", role_id), detail={"ends": ends_date.isoformat()})


@action("organisation.end_delegation", access=SYSTEM_ONLY)
def end_delegation(*, actor: Actor, at: datetime, delegation_id: UUID, ends_date: date) -> Done[bool]:
    """Chấm dứt uỷ quyền: today at once, else before ``ends_date``. Whether it was still to be ended."""
    rows = Delegation.objects.filter(id=delegation_id, revoked_at__isnull=True)
    if ends_date <= clock.local(at).date():
        ended = rows.update(revoked_at=at)
    else:
        later = Q(valid_to__isnull=True) | Q(valid_to__gt=ends_date)
        ended = rows.filter(later, valid_from__lte=ends_date).update(valid_to=ends_date)
    return Done(bool(ended), subject=("delegation", delegation_id), detail={"ends": ends_date.isoformat()})


def end_held_role(role_id: UUID, at: datetime, day: date) -> None:
    """Let a role end as the platform's own act, within that of who decided it."""
    end_role(actor=SYSTEM, at=at, role_id=role_id, ends_date=day)


def end_held_delegation(delegation_id: UUID, at: datetime, day: date) -> None:
    """The same for a delegation."""
    end_delegation(actor=SYSTEM, at=at, delegation_id=delegation_id, ends_date=day)


def end_held_token(token_id: UUID, at: datetime, day: date) -> None:
    """The same for a token of the API."""
    moment = max(at, datetime.combine(day, time.min, clock.TZ))
    identity.end_token(actor=SYSTEM, at=at, token_id=token_id, ends_at=moment)
