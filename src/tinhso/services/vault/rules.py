"""Decisions over papers: how one stands on a day, which may be used again, which stands in for a paper asked for."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

from tinhso.services.vault.types import Standing, Trust

#: From so many days before its end a paper is told to expire.
EXPIRING_DAYS = 30
#: From this trust on a paper stands in for the one that an office asks for.
REPLACES = Trust.CHECKED


class Paper(Protocol):
    """What the rules read of a paper."""

    trust: int
    issued_date: date | None
    valid_to: date | None

    @property
    def is_revoked(self) -> bool:
        """Whether it was withdrawn."""

    @property
    def is_replaced(self) -> bool:
        """Whether a newer one took its place."""


AnyPaper = TypeVar("AnyPaper", bound=Paper)


def standing(paper: Paper, day: date) -> Standing:
    """How a paper stands on a day; ``valid_to`` is the first day on which it no longer holds."""
    if paper.is_revoked:
        return Standing.REVOKED
    if paper.is_replaced:
        return Standing.REPLACED
    if paper.valid_to is None:
        return Standing.IN_FORCE
    if paper.valid_to <= day:
        return Standing.EXPIRED
    return Standing.EXPIRING if paper.valid_to <= day + timedelta(days=EXPIRING_DAYS) else Standing.IN_FORCE


def is_usable(paper: Paper, day: date) -> bool:
    """Whether a paper may go into a dossier."""
    return standing(paper, day) in {Standing.IN_FORCE, Standing.EXPIRING}


def stands_in(paper: Paper, day: date) -> bool:
    """Whether a paper makes it needless to ask for one of its kind."""
    return is_usable(paper, day) and paper.trust >= REPLACES


def best_first(papers: Iterable[AnyPaper]) -> Sequence[AnyPaper]:
    """The most trusted first, then the newest."""
    return sorted(papers, key=lambda paper: (paper.trust, paper.issued_date or date.min), reverse=True)


def months_after(day: date, months: int) -> date:
    """The day ``months`` months later; the first of the next month where that month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
