"""Posts, appointments and delegations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from tinhso.core import clock
from tinhso.core.access import OFFICIAL, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden, InvalidInput
from tinhso.core.ids import new_id
from tinhso.core.text import normalise_name
from tinhso.foundation.identity.api import AccountKind, account_id_of, account_info
from tinhso.foundation.organisation.models import Delegation, Post, PostHolding, PostRole, Role
from tinhso.foundation.organisation.queries.book import unit
from tinhso.foundation.organisation.queries.posts import valid_on
from tinhso.foundation.organisation.rules import covers, missing_permissions
from tinhso.foundation.organisation.types import (
    MANAGE,
    DelegationNotFound,
    HoldingNotFound,
    NotAnOfficial,
    NotDelegable,
    PeriodIsEmpty,
    PostIsHeld,
    PostNotFound,
    UnitIsClosed,
    UnknownRole,
)


@dataclass(frozen=True, slots=True)
class RoleOver:
    """A role over a unit (None: the post's own), for some subjects or all.

    ``with_subtree`` adds everything below the unit; None leaves it to the role.
    """

    role: str
    unit_id: UUID | None = None
    with_subtree: bool | None = None
    subjects: Sequence[str] | None = None


def _check_period(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to <= valid_from:
        raise PeriodIsEmpty(fields={"valid_to": PeriodIsEmpty().message})


def _check_manager(actor: Actor, unit_id: UUID) -> None:
    if not actor.can(MANAGE, unit_id=unit_id):
        raise Forbidden


def _required(text: str, name: str) -> str:
    tidy = normalise_name(text)
    if not tidy:
        raise InvalidInput(fields={name: InvalidInput().message})
    return tidy


@action("organisation.create_post", access=needs(MANAGE))
def create_post(
    *,
    actor: Actor,
    at: datetime,
    unit_id: UUID,
    title: str,
    roles: Sequence[RoleOver],
    valid_from: date,
    valid_to: date | None = None,
    title_en: str = "",
) -> Done[UUID]:
    """Lập chức danh: a post in a unit, with its roles. Returns the post's id.

    The manager must manage the unit and every unit over which a role is given.
    Raises ``Forbidden``, ``UnitNotFound``, ``UnitIsClosed``, ``PeriodIsEmpty``, ``UnknownRole``, ``InvalidInput``.
    """
    _check_manager(actor, unit_id)
    _check_period(valid_from, valid_to)
    if not covers(unit(unit_id), valid_from, valid_to):
        raise UnitIsClosed
    known = {role.key: role for role in Role.objects.filter(in_use=True, key__in=[wanted.role for wanted in roles])}
    post = Post(
        unit_id=unit_id, title=_required(title, "title"), title_en=title_en, valid_from=valid_from, valid_to=valid_to
    )
    grants = []
    for wanted in roles:
        if wanted.role not in known:
            raise UnknownRole(role=wanted.role)
        scope_id = wanted.unit_id or unit_id
        _check_manager(actor, scope_id)
        grants.append(
            PostRole(
                post_id=post.id,
                role_id=known[wanted.role].id,
                unit_id=scope_id,
                with_subtree=known[wanted.role].with_subtree if wanted.with_subtree is None else wanted.with_subtree,
                subjects=None if wanted.subjects is None else list(wanted.subjects),
                valid_from=valid_from,
                valid_to=valid_to,
            )
        )
    detail = {"unit": str(unit_id), "roles": sorted(known)}
    return Done(post.id, rows=[post, *grants], subject=("post", post.id), detail=detail)


def _managed_post(actor: Actor, post_id: UUID) -> Post:
    post = Post.objects.select_for_update().filter(id=post_id).first()
    if post is None or not actor.can(MANAGE, unit_id=post.unit_id):
        raise PostNotFound
    return post


@action("organisation.appoint", access=needs(MANAGE))
def appoint(
    *,
    actor: Actor,
    at: datetime,
    post_id: UUID,
    account_id: UUID,
    valid_from: date,
    valid_to: date | None = None,
    decision: str = "",
) -> Done[UUID]:
    """Bổ nhiệm: an official holds a post from ``valid_from`` on. Returns the holding's id.

    Raises ``PostNotFound``, ``NotAnOfficial``, ``PeriodIsEmpty``, ``UnitIsClosed`` and ``PostIsHeld`` where anybody
    holds the post during any day of the period.
    """
    post = _managed_post(actor, post_id)
    _check_period(valid_from, valid_to)
    account = account_info(account_id)
    if account.kind != AccountKind.OFFICIAL or not account.is_active:
        raise NotAnOfficial
    if not covers(post, valid_from, valid_to):
        raise UnitIsClosed
    # The lock on the post lets two appointments wait for each other; the table's constraint is the last word.
    later = Q() if valid_to is None else Q(valid_from__lt=valid_to)
    held = PostHolding.objects.filter(later, Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from), post=post)
    if held.exclude(valid_to=F("valid_from")).exists():
        raise PostIsHeld
    holding = PostHolding(
        id=new_id(), post_id=post.id, account_id=account_id, decision=decision, valid_from=valid_from, valid_to=valid_to
    )
    detail = {"post": str(post.id), "account": str(account_id)}
    return Done(holding.id, rows=[holding], subject=("holding", holding.id), detail=detail)


@action("organisation.end_holding", access=needs(MANAGE))
def end_holding(*, actor: Actor, at: datetime, holding_id: UUID, ends_date: date) -> Done[None]:
    """Thôi giữ chức: ``ends_date`` is the first day on which the post is no longer held.

    Raises ``HoldingNotFound`` and ``PeriodIsEmpty`` for a day before the holding began.
    """
    holding = PostHolding.objects.select_for_update(of=("self",)).select_related("post").filter(id=holding_id).first()
    if holding is None or not actor.can(MANAGE, unit_id=holding.post.unit_id):
        raise HoldingNotFound
    if holding.valid_to is not None and holding.valid_to <= ends_date:
        raise HoldingNotFound
    if ends_date < holding.valid_from:
        raise PeriodIsEmpty(fields={"ends_date": PeriodIsEmpty().message})
    PostHolding.objects.filter(id=holding.id).update(valid_to=ends_date)
    return Done(None, subject=("holding", holding.id), detail={"ends": ends_date.isoformat()})


@action("organisation.delegate", access=OFFICIAL)
def delegate(
    *,
    actor: Actor,
    at: datetime,
    account_id: UUID,
    permissions: Sequence[str],
    valid_from: date,
    valid_to: date,
    reason: str,
) -> Done[UUID]:
    """Uỷ quyền: the holder of a post lets another official use some of its permissions. Returns the delegation's id.

    Only the post that the actor now acts in can be delegated, and none that was itself received by delegation.
    Raises ``HoldingNotFound``, ``NotAnOfficial``, ``NotDelegable``, ``PeriodIsEmpty``, ``InvalidInput``.
    """
    _check_period(valid_from, valid_to)
    day = clock.local(at).date()
    if valid_to <= day:
        raise PeriodIsEmpty(fields={"valid_to": PeriodIsEmpty().message})
    if actor.post_id is None or actor.acting_for:
        raise HoldingNotFound
    mine = PostHolding.objects.filter(valid_on(day), post_id=actor.post_id, account_id=account_id_of(actor))
    holding = mine.first()
    if holding is None:
        raise HoldingNotFound
    receiver = account_info(account_id)
    if receiver.kind != AccountKind.OFFICIAL or not receiver.is_active or receiver.id == actor.account_id:
        raise NotAnOfficial(fields={"account_id": NotAnOfficial().message})
    held = {grant.permission for grant in actor.grants}
    missing = missing_permissions(permissions, held)
    if missing or not permissions:
        raise NotDelegable(permissions=", ".join(missing) or "–")
    delegation = Delegation(
        id=new_id(),
        holding_id=holding.id,
        account_id=receiver.id,
        permissions=sorted(set(permissions)),
        reason=_required(reason, "reason"),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    detail = {"to": str(receiver.id), "permissions": delegation.permissions}
    return Done(delegation.id, rows=[delegation], subject=("delegation", delegation.id), detail=detail)


@action("organisation.revoke_delegation", access=OFFICIAL)
def revoke_delegation(*, actor: Actor, at: datetime, delegation_id: UUID) -> Done[None]:
    """Thu hồi uỷ quyền, at once: by who gave it or who manages the unit. Raises ``DelegationNotFound``."""
    delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("holding__post")
        .filter(id=delegation_id, revoked_at__isnull=True)
        .first()
    )
    if delegation is None:
        raise DelegationNotFound
    is_giver = delegation.holding.account_id == actor.account_id
    if not is_giver and not actor.can(MANAGE, unit_id=delegation.holding.post.unit_id):
        raise DelegationNotFound
    Delegation.objects.filter(id=delegation.id).update(revoked_at=at)
    return Done(None, subject=("delegation", delegation.id))
