"""Pure decisions about periods, trees that change over time, and succession. Days are dates; periods are half-open."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")


class Dated(Protocol):
    """Anything with a validity period."""

    @property
    def valid_from(self) -> date:
        """Its first day."""

    @property
    def valid_to(self) -> date | None:
        """The day after its last; None while it is open."""


def is_valid_on(item: Dated, day: date) -> bool:
    """Whether ``day`` lies in the item's period."""
    return item.valid_from <= day and (item.valid_to is None or day < item.valid_to)


def covers(outer: Dated, valid_from: date, valid_to: date | None) -> bool:
    """Whether the period ``[valid_from, valid_to)`` lies inside the period of ``outer``."""
    if valid_from < outer.valid_from:
        return False
    return outer.valid_to is None or (valid_to is not None and valid_to <= outer.valid_to)


@dataclass(frozen=True, slots=True)
class Link(Generic[Key]):
    """``child`` stands below ``parent`` during a period."""

    child: Key
    parent: Key
    valid_from: date
    valid_to: date | None


def children_on(links: Iterable[Link[Key]], day: date) -> dict[Key, list[Key]]:
    """Who stands directly below whom on ``day``."""
    children: dict[Key, list[Key]] = {}
    for link in links:
        if is_valid_on(link, day):
            children.setdefault(link.parent, []).append(link.child)
    return children


def subtree(children: Mapping[Key, Sequence[Key]], root: Key) -> frozenset[Key]:
    """``root`` and everything below it."""
    found = {root}
    waiting = [root]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)


def cycle_in(parents: Mapping[Key, Key]) -> list[Key]:
    """A circle among child → parent pairs, or an empty list."""
    done: set[Key] = set()
    for start in parents:
        path: list[Key] = []
        at: Key | None = start
        while at is not None and at not in done:
            if at in path:
                return path[path.index(at) :]
            path.append(at)
            at = parents.get(at)
        done.update(path)
    return []


@dataclass(frozen=True, slots=True)
class Succession(Generic[Key]):
    """On ``on_date`` the predecessor, or ``part`` of it, went over to the successor."""

    predecessor: Key
    successor: Key
    on_date: date
    part: bool = False


@dataclass(frozen=True, slots=True)
class Trace(Generic[Key]):
    """A unit found by following successions; ``part`` when every way to it passes over a partial one."""

    key: Key
    part: bool


def successors_on(
    edges: Iterable[Succession[Key]], start: Key, since: date, day: date, is_valid: Callable[[Key], bool]
) -> list[Trace[Key]]:
    """What became of ``start``, as it stood on ``since``, by ``day``: the keys valid then,
    ``start`` itself if it still is.

    Follows successions with ``since < on_date <= day``, each later than the one before it.
    """
    outgoing: dict[Key, list[tuple[Key, date, bool]]] = {}
    for edge in edges:
        if since < edge.on_date <= day:
            outgoing.setdefault(edge.predecessor, []).append((edge.successor, edge.on_date, edge.part))
    return _walk(outgoing, start, lambda last, now: last is None or now > last, is_valid)


def predecessors_on(
    edges: Iterable[Succession[Key]], start: Key, since: date, day: date, is_valid: Callable[[Key], bool]
) -> list[Trace[Key]]:
    """Where ``start``, as it stands on ``day``, came from: the keys valid on ``since``.

    The mirror of ``successors_on``.
    """
    incoming: dict[Key, list[tuple[Key, date, bool]]] = {}
    for edge in edges:
        if since < edge.on_date <= day:
            incoming.setdefault(edge.successor, []).append((edge.predecessor, edge.on_date, edge.part))
    return _walk(incoming, start, lambda last, now: last is None or now < last, is_valid)


def _walk(
    steps: Mapping[Key, Sequence[tuple[Key, date, bool]]],
    start: Key,
    may_follow: Callable[[date | None, date], bool],
    is_valid: Callable[[Key], bool],
) -> list[Trace[Key]]:
    whole_by_key: dict[Key, bool] = {}
    seen: set[tuple[Key, date | None, bool]] = set()
    waiting: list[tuple[Key, date | None, bool]] = [(start, None, False)]
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        key, last, part = state
        if is_valid(key):
            whole_by_key[key] = whole_by_key.get(key, False) or not part
        for target, on_date, is_part in steps.get(key, ()):
            if may_follow(last, on_date):
                waiting.append((target, on_date, part or is_part))
    return [Trace(key, not whole) for key, whole in whole_by_key.items()]


def missing_permissions(wanted: Collection[str], held: Collection[str]) -> list[str]:
    """Those of ``wanted`` that are not held, in order."""
    return sorted(set(wanted) - set(held))


def matching(found: Sequence[Item], text_of: Callable[[Item], str], needle: str) -> list[Item]:
    """Those whose folded text has ``needle`` as whole words; where none has, those that contain it anywhere."""
    whole = [item for item in found if f" {needle} " in f" {text_of(item)} "]
    return whole or [item for item in found if needle in text_of(item)]
