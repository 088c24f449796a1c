"""Whose time a late dossier is late by: each minute after the promised date belongs to whoever held it then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.engines.cases.rules.table import Calendar


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch in which a party had a dossier, at a unit where it is an office's; open while ``ended_at`` is None."""

    started_at: datetime
    ended_at: datetime | None
    charged_to: str
    unit_id: UUID


@dataclass(frozen=True, slots=True)
class LateShare:
    """Working minutes after the promised date that are charged to one party at one unit."""

    charged_to: str
    unit_id: UUID
    minutes: int


def late_shares(
    calendar: Calendar, held: Iterable[Held], *, due_at: datetime, until: datetime, otherwise: Held
) -> list[LateShare]:
    """The working time from ``due_at`` to ``until``, each minute charged once, in the order in which it was held.

    What no stretch covers (an office that has not received the dossier yet) goes to ``otherwise``. The shares sum to
    the whole late time. Nothing where ``until`` is not after ``due_at``.
    """
    left = calendar.working_minutes(due_at, until) if until > due_at else 0
    shares: dict[tuple[str, UUID], int] = {}
    if not left:
        return []
    for one in held:
        start, end = max(one.started_at, due_at), min(one.ended_at or until, until)
        if end > start and (minutes := calendar.working_minutes(start, end)):
            key = (one.charged_to, one.unit_id)
            shares[key] = shares.get(key, 0) + minutes
            left -= minutes
    if left:
        key = (otherwise.charged_to, otherwise.unit_id)
        shares[key] = shares.get(key, 0) + left
    return [LateShare(party, unit_id, minutes) for (party, unit_id), minutes in shares.items()]
