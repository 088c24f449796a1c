"""What is due to be erased, and the deletions proposed and done."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID

from tinhso.core import personal
from tinhso.core.access import Actor
from tinhso.core.clock import TZ, local
from tinhso.core.db import Page, keyset
from tinhso.core.errors import Forbidden
from tinhso.services.personal_data.models import Deletion
from tinhso.services.personal_data.queries.rules import retention_rules
from tinhso.services.personal_data.rules.ages import months_after
from tinhso.services.personal_data.schema import RetentionRule
from tinhso.services.personal_data.types import APPROVE, MANAGE, DeletionNotFound, DeletionState

#: How many records one proposal has at most: what one person can look through, and one transaction can do.
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A retention rule with what is due under it now (``more`` where there is more than one proposal takes), and the
    proposal that waits.
    """

    rule: RetentionRule
    erasure: personal.Erasure
    before: datetime
    records: tuple[UUID, ...]
    more: bool
    waiting: Deletion | None


def before_of(rule: RetentionRule, at: datetime) -> datetime:
    """What began to be kept before this moment is due by a rule."""
    day = months_after(local(at).date(), -rule.months)
    return datetime.combine(day, time(), tzinfo=TZ)


def due(rule: RetentionRule, at: datetime, *, owner: UUID | None = None) -> tuple[list[UUID], bool]:
    """Records due by a rule, those of one person where asked, and whether there are more than one proposal takes. What
    belongs to somebody whose processing is restricted is left: it may not be changed either.
    """
    return _due(rule, at, personal.restricted_accounts(), owner)


def _due(
    rule: RetentionRule, at: datetime, restricted: frozenset[UUID], owner: UUID | None = None
) -> tuple[list[UUID], bool]:
    found = personal.erasures.get(rule.kind).due(before_of(rule, at), MOST + 1, owner)
    return [each for each, account_id in found[:MOST] if account_id not in restricted], len(found) > MOST


def due_of(account_id: UUID, at: datetime) -> list[tuple[RetentionRule, int]]:
    """What may be erased of one person now: how much by each rule. One query a rule."""
    rules, restricted = retention_rules(local(at).date()).values(), personal.restricted_accounts()
    return [
        (rule, len(_due(rule, at, restricted, account_id)[0])) for rule in sorted(rules, key=lambda rule: rule.name)
    ]


def _check(actor: Actor) -> None:
    if not (actor.can(MANAGE) or actor.can(APPROVE)):
        raise Forbidden


def overview(*, actor: Actor, at: datetime) -> list[Due]:
    """Every rule in force with what is due under it. One query a rule. Raises ``Forbidden``."""
    _check(actor)
    waiting = {row.rule: row for row in Deletion.objects.filter(state=DeletionState.PROPOSED)}
    found, restricted = [], personal.restricted_accounts()
    for rule in retention_rules(local(at).date()).values():
        records, more = _due(rule, at, restricted)
        erasure = personal.erasures.get(rule.kind)
        found.append(Due(rule, erasure, before_of(rule, at), tuple(records), more, waiting.get(rule.id)))
    return sorted(found, key=lambda one: one.rule.name)


def deletions(*, actor: Actor, after: str | None = None, limit: int = 30) -> Page[Deletion]:
    """Deletions proposed and decided, newest first. One query. Raises ``Forbidden``."""
    _check(actor)
    return keyset(Deletion.objects.all(), order=("-proposed_at", "-id"), after=after, limit=limit)


def access_deletion(*, actor: Actor, deletion_id: UUID, lock: bool = False) -> Deletion:
    """One deletion. Raises ``DeletionNotFound``."""
    _check(actor)
    rows = Deletion.objects.select_for_update() if lock else Deletion.objects.all()
    found = rows.filter(pk=deletion_id).first()
    if found is None:
        raise DeletionNotFound
    return found
