"""Pure decisions: which round a day belongs to, and what makes a right worth a second look."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID

from tinhso.foundation.grant_reviews.types import Mark, Round
from tinhso.foundation.organisation.api import HeldRight

#: Fewer peers than this tell nothing.
_PEERS_AT_LEAST: Final = 3


def round_of(day: date, months: Collection[int], days: int, *, opened: date | None = None) -> Round:
    """The round that ``day`` lies in: it began on the first of the last of ``months``, and units have ``days`` from its
    opening (``opened``; its first day where none is given), since a platform may be set up in the middle of one.
    """
    begun = [date(year, month, 1) for year in (day.year - 1, day.year) for month in months]
    start = max(first for first in begun if first <= day)
    return Round(start, (opened or start) + timedelta(days=days))


def marks_of(
    right: HeldRight,
    *,
    at: datetime,
    unused_days: int,
    held_roles: Mapping[UUID, Collection[str]],
    pairs: Iterable[tuple[str, str]],
    crowded: Collection[UUID],
) -> list[Mark]:
    """What makes ``right`` worth a second look: ``held_roles`` are the roles of each account, ``pairs`` those that do
    not go together, ``crowded`` the accounts with more than their peers have.
    """
    since = at - timedelta(days=unused_days)
    found = []
    if right.last_used_at is None and right.since_date <= since.date():
        found.append(Mark.NEVER_USED)
    elif right.last_used_at is not None and right.last_used_at < since:
        found.append(Mark.LONG_UNUSED)
    if right.is_away:
        found.append(Mark.AWAY)
    if right.role and right.account_id in crowded:
        found.append(Mark.MORE_THAN_PEERS)
    own = held_roles.get(right.account_id, ())
    if any(right.role in pair and set(pair) <= set(own) for pair in pairs):
        found.append(Mark.INCOMPATIBLE)
    return found


def crowded_accounts(rights: Sequence[HeldRight], factor: float) -> set[UUID]:
    """The accounts that may do more than ``factor`` times what the middle one of those with the same role may do, in
    numbers of permissions; a role with fewer than three holders compares nobody.
    """
    permissions: dict[UUID, set[str]] = defaultdict(set)
    holders: dict[str, set[UUID]] = defaultdict(set)
    for right in rights:
        if right.role:
            permissions[right.account_id] |= right.permissions
            holders[right.role].add(right.account_id)
    found: set[UUID] = set()
    for accounts in holders.values():
        if len(accounts) >= _PEERS_AT_LEAST:
            middle = median(len(permissions[account]) for account in accounts)
            found |= {account for account in accounts if len(permissions[account]) > factor * middle}
    return found


def decider_of(
    right: HeldRight, heads: Mapping[UUID, Collection[UUID]], above: Mapping[UUID, UUID | None]
) -> tuple[UUID, bool]:
    """The unit whose head decides about ``right``: the nearest from its own upwards that has one who is not its holder.
    Where there is none up to the top: its own, and True, since who manages the organisation decides then.
    """
    unit_id: UUID | None = right.unit_id
    while unit_id is not None:
        if set(heads.get(unit_id, ())) - {right.account_id}:
            return unit_id, False
        unit_id = above.get(unit_id)
    return right.unit_id, True
