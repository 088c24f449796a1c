"""Index 766 by hand: random histories of dossiers, and a naive judge that reads one history at a time.

The judge sees only what had happened before the end of a period, and the promise as it stood then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tinhso.services.scorecards.types import Span


@dataclass(frozen=True, slots=True)
class Step:
    """A dossier comes to a national status; the promise as it stands from then on, and who did it."""

    at: datetime
    status: str
    promised_at: datetime | None
    actor_kind: str = "official"


@dataclass(slots=True)
class History:
    """One dossier's life."""

    channel: str
    steps: list[Step] = field(default_factory=list)
    stars: int | None = None
    signed: bool = False
    has_files: bool = False
    reuses: bool = False

    def until(self, moment: datetime) -> list[Step]:
        """What had happened before a moment."""
        return [step for step in self.steps if step.at < moment]


def random_history(chance: Random, first: datetime) -> History:
    """A life by the moves of the national table, with pauses that move the promise unless it has passed."""
    at = first + timedelta(minutes=chance.randrange(60 * 24 * 100))
    history = History(chance.choice(["online", "counter"]))
    promised = at + timedelta(hours=chance.randrange(1, 24 * 12))
    history.steps.append(Step(at, "1", promised))
    status = "1"
    moves = {
        "1": "2235557", "2": "44445678", "4": "4556789999", "5": "244478", "6": "44478", "9": ["10", "10", ""],
    }  # fmt: skip
    while status in moves and len(history.steps) < 14:
        paused_at = at if status in {"5", "6"} else None
        at += timedelta(minutes=chance.randrange(1, 60 * 24 * 6))
        never_received = status == "5" and received(history.steps) is None
        move = chance.choice(list("2278" if never_received else moves[status]))
        if not move or chance.random() < 0.08:
            break
        if move == status:
            continue
        if paused_at is not None and promised > paused_at:
            promised += (at - paused_at) + timedelta(minutes=chance.randrange(60))
        status = move
        kind = chance.choice(["official", "citizen", "system"])
        history.steps.append(Step(at, status, promised, kind))
    done = any(step.status in {"9", "10"} for step in history.steps)
    history.signed = done and chance.random() < 0.7
    history.stars = chance.choice([None, 1, 2, 3, 5]) if done else None
    history.has_files = chance.random() < 0.5
    history.reuses = chance.random() < 0.3
    return history


def _first(steps: Sequence[Step], *statuses: str) -> datetime | None:
    return next((step.at for step in steps if step.status in statuses), None)


def received(steps: Sequence[Step]) -> datetime | None:
    """When the office took it in."""
    return _first(steps, "2")


def finish(steps: Sequence[Step]) -> datetime | None:
    """Done, else returned, else stopped or refused, else withdrawn where it had been received."""
    found = _first(steps, "9") or _first(steps, "10") or _first(steps, "8", "3")
    return found or (_first(steps, "7") if received(steps) else None)


def in_hand(history: History, span: Span) -> bool:
    """Whether the office owed something during the span."""
    steps = history.until(span.ends)
    ended = finish(steps)
    return (received(steps) or ended) is not None and (ended is None or ended >= span.starts)


def is_on_time(history: History, span: Span) -> bool:
    """The rules of index 766, one after the other."""
    steps = history.until(span.ends)
    promised = steps[-1].promised_at
    assert promised is not None
    ended = finish(steps)
    asked = [step.at for step in steps if step.status == "5"]
    if ended is None and len(asked) > 1:
        return False
    if ended is None and steps[-1].status == "5":
        ended = asked[0]
    if ended is None and steps[-1].status == "6":
        ended = steps[-1].at
    return (ended or span.ends) <= promised


def within(moment: datetime | None, span: Span) -> bool:
    """Whether it happened during the span."""
    return moment is not None and span.starts <= moment < span.ends


def paid(history: History, span: Span) -> Step | None:
    """The step by which a payment that was due came in."""
    pairs = zip(history.until(span.ends), history.until(span.ends)[1:], strict=False)
    return next((now for before, now in pairs if before.status == "6" and now.status == "4"), None)


def judge(history: History, span: Span) -> dict[str, bool]:
    """The measures that this dossier counts in, and whether it meets each. Every procedure here gives a document."""
    found: dict[str, bool] = {}
    steps = history.until(span.ends)
    if in_hand(history, span):
        on_time = is_on_time(history, span)
        found |= {"dossiers_on_time": on_time, "dossiers_overdue": not on_time}
        found["dossiers_disliked"] = history.stars is not None and history.stars <= 2
    done = _first(steps, "9")
    if within(received(steps), span):
        found["dossiers_filed_online"] = history.channel == "online" and (done is None or history.signed)
        found |= {"papers_digitised": history.has_files, "papers_reused": history.reuses}
    if within(done, span):
        found["results_electronic"] = history.signed
    payment = paid(history, span)
    if payment is not None and within(payment.at, span):
        found["payments_online"] = payment.actor_kind == "system"
    return found
