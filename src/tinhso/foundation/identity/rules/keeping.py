"""How accounts are kept: how long a session lives, who must have a second factor, when an unused account is closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from tinhso.foundation.identity.types import AccountKind


class Kept(Protocol):
    """A rule for one kind of account, or for those of a kind who hold one of ``permissions``."""

    @property
    def kind(self) -> str:
        """Of accounts."""

    @property
    def permissions(self) -> Sequence[str]:
        """Held by those whom the rule is for; empty for everybody of the kind."""

    @property
    def idle_minutes(self) -> int:
        """How long a session lives without use."""

    @property
    def session_hours(self) -> int:
        """How long a session lives at most."""

    @property
    def second_factor(self) -> bool:
        """Whether a second factor is compulsory."""


@dataclass(frozen=True, slots=True)
class PlainRule:
    """What holds where no pack is in force yet."""

    kind: str
    idle_minutes: int
    session_hours: int
    second_factor: bool = False
    permissions: tuple[str, ...] = ()


#: TCVN 14423:2026 (law.md §5) asks for an idle lock of at most 15 minutes at work places.
PLAIN: Final[Mapping[str, PlainRule]] = {
    AccountKind.CITIZEN: PlainRule(AccountKind.CITIZEN, 60, 24),
    AccountKind.OFFICIAL: PlainRule(AccountKind.OFFICIAL, 15, 10, second_factor=True),
}
#: Kinds that nobody signs in to.
_NOBODY: Final = PlainRule("", 0, 0)


def rule_for(kind: str, held: Iterable[str], rules: Iterable[Kept]) -> Kept:
    """The rule for an account of ``kind`` that holds the permissions ``held``: for its role before that for its kind,
    and of several for its roles the one whose session ends first.
    """
    codes = set(held)
    mine = [rule for rule in rules if rule.kind == kind and (not rule.permissions or codes & set(rule.permissions))]
    mine.sort(key=lambda rule: (not rule.permissions, rule.idle_minutes))
    return mine[0] if mine else PLAIN.get(kind, _NOBODY)


def session_is_over(rule: Kept, started_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Whether a session begun at ``started_at`` and last used at ``seen_at`` has ended by ``at``."""
    idle, absolute = timedelta(minutes=rule.idle_minutes), timedelta(hours=rule.session_hours)
    return at - seen_at >= idle or at - started_at >= absolute


class Dormancy(StrEnum):
    """What is due with an account that nobody uses."""

    NOTHING = "nothing"
    TELL = "tell"
    CLOSE = "close"


def dormancy_due(
    *, last_used_at: datetime, told_at: datetime | None, closed_days: int, told_days: int, at: datetime
) -> Dormancy:
    """What is due: told ``told_days`` before it is closed after ``closed_days`` without use, and never closed
    sooner than that after having been told, however late the telling was.
    """
    unused = at - last_used_at
    if told_at is None or told_at < last_used_at:
        return Dormancy.TELL if unused >= timedelta(days=closed_days - told_days) else Dormancy.NOTHING
    ready = unused >= timedelta(days=closed_days) and at - told_at >= timedelta(days=told_days)
    return Dormancy.CLOSE if ready else Dormancy.NOTHING
