"""Posts, who holds them, and delegations, as the desk shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from tinhso.core import clock
from tinhso.core.access import Actor, permissions
from tinhso.foundation.organisation.models import Absence, Delegation, Post, PostHolding, PostRole, Role
from tinhso.foundation.organisation.queries.book import unit_book
from tinhso.foundation.organisation.types import Away


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with its roles and, on the day asked for, its holder."""

    id: UUID
    title: str
    valid_from: date
    valid_to: date | None
    roles: Sequence[str]
    holding_id: UUID | None
    holder_id: UUID | None
    holder_name: str
    held_since: date | None
    title_en: str = ""
    roles_held: Sequence[Role] = ()


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A delegation as both sides and the manager see it."""

    id: UUID
    post_title: str
    unit_name: str
    from_name: str
    to_name: str
    permissions: Sequence[str]
    permission_titles: Sequence[str]
    reason: str
    valid_from: date
    valid_to: date | None
    revoked_at: datetime | None
    given_by_me: bool


def valid_on(day: date, prefix: str = "") -> Q:
    """The condition that a row's period contains ``day``."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )


def count_posts(day: date) -> int:
    """How many posts there are on ``day``."""
    return Post.objects.filter(valid_on(day)).count()


def posts_of_unit(unit_id: UUID, day: date) -> list[PostRow]:
    """The posts of a unit on ``day`` with roles and holders, in three queries."""
    posts = list(Post.objects.filter(valid_on(day), unit_id=unit_id).order_by("title", "id"))
    holdings = {
        h.post_id: h for h in PostHolding.objects.filter(valid_on(day), post__in=posts).select_related("account")
    }
    roles: dict[UUID, list[Role]] = {}
    for given in PostRole.objects.filter(valid_on(day), post__in=posts).select_related("role").order_by("role__name"):
        roles.setdefault(given.post_id, []).append(given.role)
    return [_post_row(post, holdings.get(post.id), roles.get(post.id, [])) for post in posts]


def _post_row(post: Post, holding: PostHolding | None, roles: Sequence[Role]) -> PostRow:
    return PostRow(
        post.id,
        post.title,
        post.valid_from,
        post.valid_to,
        [role.name for role in roles],
        holding.id if holding else None,
        holding.account_id if holding else None,
        holding.account.full_name if holding else "",
        holding.valid_from if holding else None,
        post.title_en,
        roles,
    )


def roles_in_use() -> list[Role]:
    """The roles that posts may be given, by name."""
    return list(Role.objects.filter(in_use=True).order_by("name"))


def delegable_permissions(*, actor: Actor) -> list[str]:
    """What the actor may delegate from the post in use: its own permissions, none of a post held by delegation."""
    if actor.acting_for:
        return []
    return sorted({grant.permission for grant in actor.grants})


def title_of(permission: str) -> str:
    """What a person reads for a permission, in the active language."""
    return gettext(permissions.get(permission).title_vi) if permission in permissions else permission


def delegations(*, actor: Actor, at: datetime) -> list[DelegationRow]:
    """Delegations that the actor gave or received and that are not over."""
    mine = Q(holding__account_id=actor.account_id) | Q(account_id=actor.account_id)
    return _delegation_rows(Delegation.objects.filter(mine, not_over(at)), actor)


def not_over(at: datetime) -> Q:
    """The condition that a delegation is neither revoked nor over."""
    day = clock.local(at).date()
    return Q(revoked_at__isnull=True) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day)) & ~Q(valid_to=F("valid_from"))


def _delegation_rows(found: QuerySet[Delegation], actor: Actor) -> list[DelegationRow]:
    units = unit_book().by_id
    return [
        DelegationRow(
            d.id,
            d.holding.post.title,
            units[d.holding.post.unit_id].name,
            d.holding.account.full_name,
            d.account.full_name,
            d.permissions,
            [title_of(code) for code in d.permissions],
            d.reason,
            d.valid_from,
            d.valid_to,
            d.revoked_at,
            d.holding.account_id == actor.account_id,
        )
        for d in found.select_related("holding__post", "holding__account", "account").order_by("valid_from", "id")
    ]


def away_on(unit_id: UUID, day: date) -> dict[UUID, Away]:
    """Who of a unit is away on a day, by account."""
    found = Absence.objects.filter(valid_on(day), holding__post__unit_id=unit_id).select_related(
        "holding", "delegation__account"
    )
    return {
        row.holding.account_id: Away(
            row.id,
            row.holding.account_id,
            row.holding.post_id,
            row.valid_to or day,
            row.reason,
            row.delegation.account.full_name if row.delegation else "",
        )
        for row in found
    }
