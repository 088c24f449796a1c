"""The way of a dossier from hand to hand, out of who had it and when. What a control slip lists."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """How a stay ended: nothing is judged of the applicant, nor after the result."""

    ON_TIME = "on_time"
    LATE = "late"
    HOLDING = "holding"
    HOLDING_LATE = "holding_late"
    UNJUDGED = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Who had a dossier from ``since`` until ``until`` (None: still), and by when it should have gone on.

    ``planned`` is None where nobody is held to a date.
    """

    holder: str
    since: datetime
    until: datetime | None
    planned: datetime | None


@dataclass(frozen=True, slots=True)
class Transfer:
    """One hand-over: who gave, who took and when, by when it should have gone on, when it did, and the verdict."""

    giver: str
    taker: str
    at: datetime
    planned: datetime | None
    actual: datetime | None
    verdict: Verdict


def transfers(stays: Iterable[Stay], *, first_giver: str, at: datetime) -> list[Transfer]:
    """The hand-overs between ``stays`` in order of time; what one holder had without a break is one stay."""
    found: list[Transfer] = []
    giver = first_giver
    for stay in _joined(sorted(stays, key=lambda each: each.since)):
        found.append(Transfer(giver, stay.holder, stay.since, stay.planned, stay.until, _verdict(stay, at)))
        giver = stay.holder
    return found


def _joined(stays: Iterable[Stay]) -> list[Stay]:
    joined: list[Stay] = []
    for stay in stays:
        if joined and joined[-1].holder == stay.holder:
            joined[-1] = replace(joined[-1], until=stay.until, planned=stay.planned)
        else:
            joined.append(stay)
    return joined


def _verdict(stay: Stay, at: datetime) -> Verdict:
    if stay.planned is None:
        return Verdict.UNJUDGED
    if stay.until is None:
        return Verdict.HOLDING_LATE if at > stay.planned else Verdict.HOLDING
    return Verdict.LATE if stay.until > stay.planned else Verdict.ON_TIME
