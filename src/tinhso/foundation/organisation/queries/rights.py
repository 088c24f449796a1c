"""Rights in force, whoever gave them: what a review of rights goes through."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from tinhso.core import clock
from tinhso.core.registry import Registry
from tinhso.foundation.audit import api as audit
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation.models import Delegation, PostHolding, PostRole
from tinhso.foundation.organisation.queries.book import unit_book
from tinhso.foundation.organisation.queries.posts import not_over, valid_on
from tinhso.foundation.organisation.rules import is_valid_on
from tinhso.foundation.organisation.types import HeldRight, RightKind

#: The kinds of right that are reviewed; rooms above enter theirs.
right_kinds: Final[Registry[RightKind]] = Registry("kinds of right")
#: How far back the log is asked whether a right was used.
_LOOKED_BACK: Final = timedelta(days=400)


def _acts_under(permissions: Sequence[str]) -> list[str]:
    """What the log calls the pages, operations and actions whose rule asks for one of the permissions."""
    wanted = frozenset(permissions)
    return sorted(name for name, rule in identity.rules_of_acts().items() if rule.permission in wanted)


def held_roles(at: datetime) -> list[HeldRight]:
    """Every role that somebody has by a post, over the unit where it counts. Three queries."""
    day = clock.local(at).date()
    holdings = {
        row.post_id: row for row in PostHolding.objects.filter(valid_on(day)).select_related("account").order_by("id")
    }
    given = [
        (row, holdings[row.post_id])
        for row in PostRole.objects.filter(valid_on(day), valid_on(day, "post__"), role__in_use=True)
        .select_related("role", "post")
        .order_by("id")
        if row.post_id in holdings
    ]
    used = audit.last_acts(
        [(holding.account_id, row.post_id, _acts_under(row.role.permissions)) for row, holding in given],
        since=at - _LOOKED_BACK,
    )
    return [
        HeldRight(
            row.id,
            holding.account_id,
            holding.account.full_name,
            f"{row.role.name} – {row.post.title}",
            f"{row.role.name_en or row.role.name} – {row.post.title_en or row.post.title}",
            row.unit_id,
            max(row.valid_from, holding.valid_from),
            min((end for end in (row.valid_to, holding.valid_to) if end), default=None),
            last,
            row.role.key,
            frozenset(row.role.permissions),
            not holding.account.is_active,
        )
        for (row, holding), last in zip(given, used, strict=True)
    ]


def held_delegations(at: datetime) -> list[HeldRight]:
    """Every delegation in force or to come, over the unit of the post behind it. Three queries."""
    day = clock.local(at).date()
    rows = list(
        Delegation.objects.filter(not_over(at), valid_on(day, "holding__"))
        .select_related("holding__post", "holding__account", "account")
        .order_by("id")
    )
    posts = _posts_of([row.account_id for row in rows], day)
    used = audit.last_acts(
        [(row.account_id, row.holding.post_id, _acts_under(row.permissions)) for row in rows], since=at - _LOOKED_BACK
    )
    return [
        HeldRight(
            row.id,
            row.account_id,
            row.account.full_name,
            f"{row.holding.account.full_name} – {row.holding.post.title}",
            f"{row.holding.account.full_name} – {row.holding.post.title_en or row.holding.post.title}",
            row.holding.post.unit_id,
            row.valid_from,
            row.valid_to,
            last,
            permissions=frozenset(row.permissions),
            is_away=not row.account.is_active or row.account_id not in posts,
        )
        for row, last in zip(rows, used, strict=True)
    ]


def held_tokens(at: datetime) -> list[HeldRight]:
    """Every token of the API of an official, over the unit of the post that they hold, or held last. Three queries."""
    day = clock.local(at).date()
    tokens = identity.tokens_of_officials(at)
    holders = [token.account_id for token in tokens]
    now, book = _posts_of(holders, day), unit_book().by_id
    last = dict(
        PostHolding.objects.filter(account_id__in=holders)
        .order_by("valid_from", "id")
        .values_list("account_id", "post__unit_id")
    )
    return [
        HeldRight(
            token.id,
            token.account_id,
            token.account_name,
            token.name,
            token.name,
            unit_id,
            clock.local(token.created_at).date(),
            clock.local(token.expires_at).date(),
            token.last_used_at,
            is_away=token.account_id not in now,
        )
        for token in tokens
        if (unit_id := now.get(token.account_id, last.get(token.account_id))) and is_valid_on(book[unit_id], day)
    ]


def _posts_of(account_ids: Sequence[UUID], day: date) -> dict[UUID, UUID]:
    """A unit in which each account holds a post on a day; none for who holds none."""
    rows = PostHolding.objects.filter(valid_on(day), account_id__in=account_ids).order_by("-valid_from", "-id")
    return dict(rows.values_list("account_id", "post__unit_id"))
