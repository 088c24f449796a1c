"""Who an official is at a moment: the posts held, the delegations received, and the grants that come with them.

One query reads the account's capacities together with the revision of the unit tree; the tree itself is in memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from tinhso.core import clock
from tinhso.core.access import Actor, ActorKind, Grant
from tinhso.foundation.identity.api import AccountInfo, account_info
from tinhso.foundation.organisation.queries.book import unit_book
from tinhso.foundation.organisation.rules import is_valid_on
from tinhso.foundation.organisation.types import Capacity, Holder

_CAPACITIES = """
    WITH capacity AS (
        SELECT h.post_id, h.valid_from, h.valid_to, '' AS acting_for, NULL::varchar[] AS allowed, h.id AS source,
               NULL::uuid AS holder_id
        FROM ts_organisation_postholding h
        WHERE h.account_id = %(account)s
          AND h.valid_from <= %(day)s AND (h.valid_to IS NULL OR h.valid_to > %(day)s)
        UNION ALL
        SELECT h.post_id, d.valid_from, least(d.valid_to, h.valid_to), a.full_name, d.permissions, d.id, a.id
        FROM ts_organisation_delegation d
        JOIN ts_organisation_postholding h ON h.id = d.holding_id
        JOIN ts_identity_account a ON a.id = h.account_id AND a.is_active
        WHERE d.account_id = %(account)s AND (d.revoked_at IS NULL OR d.revoked_at > %(at)s)
          AND d.valid_from <= %(day)s AND (d.valid_to IS NULL OR d.valid_to > %(day)s)
          AND h.valid_from <= %(day)s AND (h.valid_to IS NULL OR h.valid_to > %(day)s)
    )
    SELECT (SELECT number FROM ts_organisation_revision), c.source, c.post_id, p.title, p.unit_id, c.acting_for,
           c.allowed, c.valid_to, r.permissions, pr.unit_id, pr.with_subtree, pr.subjects, p.title_en, c.holder_id
    FROM capacity c
    JOIN ts_organisation_post p ON p.id = c.post_id
      AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
    LEFT JOIN ts_organisation_postrole pr ON pr.post_id = p.id
      AND pr.valid_from <= %(day)s AND (pr.valid_to IS NULL OR pr.valid_to > %(day)s)
    LEFT JOIN ts_organisation_role r ON r.id = pr.role_id AND r.in_use
    ORDER BY (c.acting_for <> ''), c.valid_from, c.source
"""

_HOLDERS = """
    SELECT DISTINCT a.id, a.full_name, p.id, p.title, pr.unit_id, pr.with_subtree
    FROM ts_organisation_postholding h
    JOIN ts_identity_account a ON a.id = h.account_id AND a.is_active
    JOIN ts_organisation_post p ON p.id = h.post_id
      AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
    JOIN ts_organisation_postrole pr ON pr.post_id = p.id
      AND pr.valid_from <= %(day)s AND (pr.valid_to IS NULL OR pr.valid_to > %(day)s)
    JOIN ts_organisation_role r ON r.id = pr.role_id AND r.in_use AND %(permission)s = ANY (r.permissions)
    WHERE h.valid_from <= %(day)s AND (h.valid_to IS NULL OR h.valid_to > %(day)s)
    ORDER BY a.full_name, a.id
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """One grant of one capacity; what speaks of roles is None for a post without any."""

    number: int
    source: UUID
    post_id: UUID
    title: str
    unit_id: UUID
    acting_for: str
    allowed: list[str] | None
    until_date: date | None
    permissions: list[str] | None
    scope_id: UUID | None
    with_subtree: bool | None
    subjects: list[str] | None
    title_en: str
    holder_id: UUID | None


def _rows(account_id: UUID, at: datetime) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(_CAPACITIES, {"account": account_id, "day": clock.local(at).date(), "at": at})
        return [_Row(*row) for row in cursor.fetchall()]


def _grants(rows: Iterable[_Row], number: int, day: date) -> tuple[Grant, ...]:
    book = unit_book(number)
    view = book.on(day)
    units: dict[tuple[str, frozenset[str] | None], set[UUID]] = {}
    for row in rows:
        if row.permissions is None or row.scope_id is None or not is_valid_on(book.by_id[row.scope_id], day):
            continue
        covered = view.subtree(row.scope_id) if row.with_subtree else {row.scope_id}
        subjects = None if row.subjects is None else frozenset(row.subjects)
        for permission in row.permissions:
            if row.allowed is None or permission in row.allowed:
                units.setdefault((permission, subjects), set()).update(covered)
    return tuple(Grant(code, frozenset(ids), subjects) for (code, subjects), ids in units.items())


def _active(rows: Sequence[_Row], post_id: UUID | None) -> UUID | None:
    """The capacity in use: the post asked for, else the first own post, else the first delegation."""
    wanted = next((row.source for row in rows if row.post_id == post_id), None)
    return wanted or (rows[0].source if rows else None)


def build_official(account: AccountInfo, at: datetime, post_id: UUID | None) -> Actor:
    """The actor of an official's account at a moment, in the post asked for or the first one held; one query.

    A post held by delegation carries only the permissions delegated, and ``acting_for`` names its holder.
    """
    rows = _rows(account.id, at)
    source = _active(rows, post_id)
    if source is None:
        return Actor(ActorKind.OFFICIAL, account.id, account.full_name)
    mine = [row for row in rows if row.source == source]
    first = mine[0]
    unit = unit_book(first.number).by_id[first.unit_id]
    return Actor(
        ActorKind.OFFICIAL,
        account.id,
        account.full_name,
        first.post_id,
        first.title,
        first.unit_id,
        unit.name,
        _grants(mine, first.number, clock.local(at).date()),
        first.acting_for,
        first.title_en,
        unit.name_en,
        first.holder_id,
    )


def actor_for(account_id: UUID, at: datetime, post_id: UUID | None = None) -> Actor:
    """The actor of an official's account, in at most two queries. Raises ``AccountNotFound``."""
    return build_official(account_info(account_id), at, post_id)


def capacities(account_id: UUID, at: datetime) -> list[Capacity]:
    """Every way in which the account may act at a moment, own posts first."""
    found: dict[UUID, Capacity] = {}
    for row in _rows(account_id, at):
        unit = unit_book(row.number).by_id[row.unit_id]
        capacity = Capacity(
            row.post_id, row.title, row.unit_id, unit.name, row.acting_for, row.until_date, row.title_en, unit.name_en
        )
        found.setdefault(row.source, capacity)
    return list(found.values())


def holders_with(permission: str, unit_id: UUID, at: datetime) -> list[Holder]:
    """Who may use ``permission`` over a unit at a moment by a post of their own, by name; delegates are left out."""
    day = clock.local(at).date()
    view = unit_book().on(day)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, {"permission": permission, "day": day})
        rows = cursor.fetchall()
    found: dict[UUID, Holder] = {}
    for account_id, name, post_id, title, scope_id, with_subtree in rows:
        if unit_id == scope_id or (with_subtree and unit_id in view.subtree(scope_id)):
            found.setdefault(account_id, Holder(account_id, name, post_id, title))
    return list(found.values())
