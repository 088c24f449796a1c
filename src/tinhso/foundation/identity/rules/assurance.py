"""The one rule that decides how sure the platform must be of who acts: sign-in, step-up, signatures, tokens and the
audit log ask it, nothing else does.

Exactly one row governs an act of one kind of person: the one that names the act with its procedure, else the one that
names the act, else the one that names the permission which its rule asks for, else the row of everybody of that kind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from tinhso.foundation.identity.types import ProofLevel


class Lack(StrEnum):
    """What a proof lacks."""

    LEVEL = "level"
    AGE = "age"
    CHANNEL = "channel"


class Asks(Protocol):
    """A row, as the pack keeps it."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def kinds(self) -> Sequence[str]:
        """Of whom it speaks; empty for everybody."""

    @property
    def acts(self) -> Sequence[str]:
        """The acts that it names."""

    @property
    def permissions(self) -> Sequence[str]:
        """The permissions whose acts it covers."""

    @property
    def procedures(self) -> Sequence[str]:
        """The procedures to which it narrows its acts."""

    @property
    def identity(self) -> ProofLevel:
        """The least level."""

    @property
    def remote_identity(self) -> ProofLevel | None:
        """The least level of an official outside the province's networks; None for no other."""

    @property
    def fresh_minutes(self) -> int | None:
        """How long ago that may have been proved."""

    @property
    def channels(self) -> Sequence[str]:
        """From where the act may be done."""


#: Who can be asked to prove themself.
KINDS: Final = ("citizen", "official")
_Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a row asks of one person now: the level after easing, and the greatest age in seconds (None: any)."""

    row: Asks
    level: ProofLevel
    max_age: int | None


def places(row: Asks) -> set[_Place]:
    """Where a row stands: (kind, act or ``permission`` with its code, procedure); empty parts mean all."""
    what = [*row.acts, *(f"permission {code}" for code in row.permissions)] or [""]
    return {
        (kind, each, procedure) for kind in row.kinds or KINDS for each in what for procedure in row.procedures or [""]
    }


class Book:
    """The rows by the places where they stand."""

    def __init__(self, rows: Iterable[Asks]) -> None:
        self._rows: Mapping[_Place, Asks] = {place: row for row in rows for place in places(row)}

    def governing(self, kind: str, act: str, permission: str = "", procedure: str = "") -> Asks | None:
        """The row that governs an act; None where the book is empty of it."""
        asked = [(kind, act, procedure)] if procedure else []
        asked += [(kind, act, ""), *([(kind, f"permission {permission}", "")] if permission else []), (kind, "", "")]
        return next((self._rows[place] for place in asked if place in self._rows), None)


def standing(
    row: Asks,
    *,
    act: str,
    is_done: bool,
    reached: Iterable[str],
    can_reach: Iterable[ProofLevel],
    is_outside: bool = False,
) -> Standing:
    """What ``row`` asks for an act. What is only looked at (not ``is_done``) needs to be fresh where the row names it.

    A level that this installation gives nobody a way to reach (``can_reach``; a demo) is asked of who has reached it,
    and is a password for everybody else.
    """
    wanted = (row.remote_identity or row.identity) if is_outside else row.identity
    level = wanted if wanted in {*reached, *can_reach} else ProofLevel.PASSWORD
    fresh = row.fresh_minutes is not None and (is_done or act in row.acts)
    return Standing(row, level, row.fresh_minutes * 60 if fresh and row.fresh_minutes is not None else None)


def lacking(asked: Standing, ages: Mapping[str, int], channel: str) -> Lack | None:
    """What a proof lacks: ``ages`` are seconds since each level was proved."""
    if channel not in asked.row.channels:
        return Lack.CHANNEL
    if asked.level not in ages:
        return Lack.LEVEL
    if asked.max_age is not None and ages[asked.level] > asked.max_age:
        return Lack.AGE
    return None
