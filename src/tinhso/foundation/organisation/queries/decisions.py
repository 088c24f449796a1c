"""Why somebody may or may not do something: every grant that speaks of it, and what each of them lacks.

The same rows as those that actors are built of, but without their periods: what has ended or has not begun is told too.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from tinhso.core import clock
from tinhso.core.access import Actor, permissions
from tinhso.core.errors import Forbidden
from tinhso.foundation.identity.api import AccountInfo, AccountKind, account_info
from tinhso.foundation.organisation.queries.book import unit_book
from tinhso.foundation.organisation.rules import is_valid_on
from tinhso.foundation.organisation.types import MANAGE, Asked, Decision, Ground, Lack

_GROUNDS = """
    WITH capacity AS (
        SELECT h.post_id, '' AS acting_for, NULL::varchar[] AS allowed, h.valid_from, h.valid_to, false AS revoked
        FROM ts_organisation_postholding h WHERE h.account_id = %(account)s
        UNION ALL
        SELECT h.post_id, a.full_name, d.permissions, greatest(d.valid_from, h.valid_from),
               least(d.valid_to, h.valid_to), NOT a.is_active OR (d.revoked_at IS NOT NULL AND d.revoked_at <= %(at)s)
        FROM ts_organisation_delegation d
        JOIN ts_organisation_postholding h ON h.id = d.holding_id
        JOIN ts_identity_account a ON a.id = h.account_id
        WHERE d.account_id = %(account)s
    )
    SELECT (SELECT number FROM ts_organisation_revision), p.id, p.title, p.title_en, p.unit_id, c.acting_for, r.name,
           r.name_en, pr.unit_id, pr.with_subtree, pr.subjects,
           greatest(c.valid_from, p.valid_from, pr.valid_from), least(c.valid_to, p.valid_to, pr.valid_to),
           c.revoked OR NOT r.in_use, c.allowed IS NOT NULL AND NOT %(permission)s = ANY (c.allowed)
    FROM capacity c
    JOIN ts_organisation_post p ON p.id = c.post_id
    JOIN ts_organisation_postrole pr ON pr.post_id = p.id
    JOIN ts_organisation_role r ON r.id = pr.role_id AND %(permission)s = ANY (r.permissions)
    ORDER BY (c.acting_for <> ''), c.valid_from, p.id, r.name
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """A role that carries the permission, with the post that has it and the account's way to that post."""

    number: int
    post_id: UUID
    title: str
    title_en: str
    unit_id: UUID
    acting_for: str
    role: str
    role_en: str
    scope_id: UUID
    with_subtree: bool
    subjects: list[str] | None
    valid_from: date
    valid_to: date | None
    is_out: bool
    is_left_out: bool


def decide(*, at: datetime, account: AccountInfo | None, asked: Asked) -> Decision:
    """Whether an account may do something at a moment in any of the posts that it may act in, and why; one query.

    No account, one that is locked, and one of a citizen are told apart.
    """
    if account is None or asked.permission not in permissions:
        return Decision(asked, account, unknown=True)
    if account.kind != AccountKind.OFFICIAL or not account.is_active:
        return Decision(asked, account)
    with connection.cursor() as cursor:
        cursor.execute(_GROUNDS, {"account": account.id, "at": at, "permission": asked.permission})
        rows = [_Row(*row) for row in cursor.fetchall()]
    day = clock.local(at).date()
    return Decision(asked, account, grounds=[_ground(row, asked, day) for row in rows])


def explain(*, actor: Actor, at: datetime, account_id: UUID, asked: Asked) -> Decision:
    """``decide`` for a person: of oneself, or of anybody for who manages the organisation. Raises ``Forbidden``."""
    if actor.account_id != account_id and not actor.can(MANAGE):
        raise Forbidden
    return decide(at=at, account=account_info(account_id), asked=asked)


def _ground(row: _Row, asked: Asked, day: date) -> Ground:
    book = unit_book(row.number)
    scope = book.by_id[row.scope_id]
    reach = book.on(day).subtree(scope.id) if row.with_subtree else {scope.id}
    holds = {
        Lack.PERIOD: _is_on(day, row.valid_from, row.valid_to) and is_valid_on(scope, day),
        Lack.ENDED: not row.is_out,
        Lack.NOT_DELEGATED: not row.is_left_out,
        Lack.UNIT: asked.unit_id is None or asked.unit_id in reach,
        Lack.SUBJECT: asked.subject is None or row.subjects is None or asked.subject in row.subjects,
    }
    return Ground(
        row.post_id,
        row.title,
        row.title_en,
        book.by_id[row.unit_id],
        row.acting_for,
        row.role,
        row.role_en,
        scope,
        row.with_subtree,
        None if row.subjects is None else tuple(row.subjects),
        row.valid_from,
        row.valid_to,
        tuple(lack for lack, held in holds.items() if not held),
    )


def _is_on(day: date, valid_from: date, valid_to: date | None) -> bool:
    return valid_from <= day and (valid_to is None or day < valid_to)
