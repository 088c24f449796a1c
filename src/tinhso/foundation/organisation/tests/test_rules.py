"""Trees and successions against naive oracles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.foundation.organisation.rules import (
    Link,
    Succession,
    Trace,
    children_on,
    covers,
    cycle_in,
    is_valid_on,
    matching,
    predecessors_on,
    subtree,
    successors_on,
)

START = date(2025, 1, 1)
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))


@dataclass(frozen=True)
class Life:
    valid_from: date
    valid_to: date | None


@given(days, st.none() | days, days)
def test_a_period_contains_its_first_day_and_not_its_last(start: date, end: date | None, day: date) -> None:
    inside = [START + timedelta(days=n) for n in range(60) if START + timedelta(days=n) >= start]
    inside = [d for d in inside if end is None or d < end]
    assert is_valid_on(Life(start, end), day) == (day in inside)


@given(days, st.none() | days, days, st.none() | days)
def test_covers_means_every_day_of_the_inner_lies_in_the_outer(
    a: date, b: date | None, c: date, d: date | None
) -> None:
    if d is not None and d <= c:
        return
    outer = Life(a, b)
    span = [c + timedelta(days=n) for n in range(90) if d is None or c + timedelta(days=n) < d]
    endless_inside = d is not None or b is None
    assert covers(outer, c, d) == (all(is_valid_on(outer, day) for day in span) and endless_inside)


@st.composite
def forests(draw: st.DrawFn) -> list[Link[int]]:
    links = []
    for child in range(1, draw(st.integers(1, 12))):
        parent = draw(st.integers(0, child - 1))
        start = draw(days)
        links.append(Link(child, parent, start, draw(st.none() | days)))
    return links


@given(forests(), days, st.integers(0, 11))
def test_a_subtree_is_whoever_climbs_to_its_root(links: list[Link[int]], day: date, root: int) -> None:
    parent = {link.child: link.parent for link in links if is_valid_on(link, day)}

    def climbs(node: int | None) -> bool:
        while node is not None:
            if node == root:
                return True
            node = parent.get(node)
        return False

    expected = {node for node in range(12) if climbs(node)}
    assert subtree(children_on(links, day), root) == expected


@given(st.dictionaries(st.integers(0, 8), st.integers(0, 8), max_size=9))
def test_a_circle_is_found_where_there_is_one(parents: dict[int, int]) -> None:
    def is_on_circle(start: int) -> bool:
        at: int | None = parents.get(start)
        for _ in range(10):
            if at is None or at == start:
                break
            at = parents.get(at)
        return at == start

    found = cycle_in(parents)
    assert bool(found) == any(is_on_circle(node) for node in parents)
    assert all(is_on_circle(node) for node in found)


@dataclass(frozen=True)
class World:
    lives: Sequence[Life]
    edges: Sequence[Succession[int]]

    def is_valid(self, day: date):
        return lambda key: is_valid_on(self.lives[key], day)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Units with lives, and successions on days when the successor exists (a closing predecessor closes that day)."""
    lives = []
    for _ in range(draw(st.integers(2, 9))):
        start = draw(days)
        length = draw(st.none() | st.integers(1, 20))
        lives.append(Life(start, None if length is None else start + timedelta(days=length)))
    edges = []
    for number in range(draw(st.integers(0, 14))):
        a, b = draw(st.integers(0, len(lives) - 1)), draw(st.integers(0, len(lives) - 1))
        on_date = lives[a].valid_to or draw(days)
        if a != b and on_date > lives[a].valid_from and is_valid_on(lives[b], on_date):
            edges.append(Succession(a, b, on_date, draw(st.booleans()) if number else False))
    return World(lives, edges)


def by_days(world: World, start: int, since: date, until: date) -> dict[int, set[bool]]:
    """Oracle: one day after the other, everything in hand moves along the successions of that day."""
    states = {(start, False)}
    day = since
    while day < until:
        day += timedelta(days=1)
        moved = {
            (e.successor, part or e.part)
            for key, part in states
            for e in world.edges
            if e.predecessor == key and e.on_date == day
        }
        states |= moved
    found: dict[int, set[bool]] = {}
    for key, part in states:
        if is_valid_on(world.lives[key], until):
            found.setdefault(key, set()).add(part)
    return found


def as_dict(traces: Sequence[Trace[int]]) -> dict[int, bool]:
    return {trace.key: trace.part for trace in traces}


@settings(max_examples=300)
@given(worlds(), days, days, st.data())
def test_successors_equal_the_history_played_day_by_day(
    world: World, one: date, other: date, data: st.DataObject
) -> None:
    since, until = sorted((one, other))
    start = data.draw(st.integers(0, len(world.lives) - 1))
    expected = {key: all(parts) for key, parts in by_days(world, start, since, until).items()}
    assert as_dict(successors_on(world.edges, start, since, until, world.is_valid(until))) == expected


@settings(max_examples=300)
@given(worlds(), days, days)
def test_predecessors_are_the_mirror_of_successors(world: World, one: date, other: date) -> None:
    since, until = sorted((one, other))
    forward = {
        (start, key, part)
        for start in range(len(world.lives))
        if is_valid_on(world.lives[start], since)
        for key, part in as_dict(successors_on(world.edges, start, since, until, world.is_valid(until))).items()
    }
    backward = {
        (key, end, part)
        for end in range(len(world.lives))
        if is_valid_on(world.lives[end], until)
        for key, part in as_dict(predecessors_on(world.edges, end, since, until, world.is_valid(since))).items()
    }
    assert forward == backward


def test_whole_words_come_before_parts_of_words() -> None:
    names = ["phuong phu xuan", "phuong an cuu", "xa phu loc"]
    assert matching(names, str, "phu") == ["phuong phu xuan", "xa phu loc"]
    assert matching(names, str, "phuo") == ["phuong phu xuan", "phuong an cuu"]
    assert matching(names, str, "hue") == []
