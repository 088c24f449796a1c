"""Where a case can be: every position that a flow allows, and the steps between them, without a clock or a database.

A position keeps of a case exactly what decides which steps it is offered. Two cases in one position have the same
future, so a flow has few positions, however many histories lead to them.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Literal

from tinhso.engines.cases.rules.table import Standing, automatic_action, is_offered
from tinhso.engines.cases.schema import FlowAction, FlowObject

#: Units that an imagined consultation asks, and how many may be open at once: each consultation twice.
UNITS_ASKED = 2
MOST_CHILDREN = 4
#: Parts that an imagined linked dossier begins with, and how many of them are too far on to be withdrawn.
PARTS_BEGUN = 3
PARTS_TOO_FAR = 1
#: What an imagined payment comes to, in đồng.
AMOUNT_ASKED = 50_000
#: A flow with more positions than this is not followed to its end.
MOST_POSITIONS = 5_000

#: The end of a child, as the engine records it on the parent.
CHILD_ENDED = "consultation_ended"
#: A part of a linked dossier came to its result, or ended without one, as the engine records it on the whole.
PART_DONE = "part_done"
PART_ENDED = "part_ended"
CHILD_EVENTS = (CHILD_ENDED, PART_DONE, PART_ENDED)
CHILDREN_CANCELLED = "children_cancelled"
CANCEL = "cancel"
CHANNELS = ("online", "counter", "post")
_QUOTED = re.compile(r"""(["'])(.*?)\1""")
_ASKED = re.compile(r"\bperformed\b")
_ASKED_BY_NAME = re.compile(r"\bin\s+performed\b")

StepKind = Literal["person", "timer", "child", "parent"]


class TooManyPositions(Exception):
    """The flow has more positions than are followed."""


@dataclass(frozen=True, slots=True)
class World:
    """What is fixed for the life of a case: how it came in and what its answers decided."""

    conditions: tuple[tuple[str, bool], ...] = ()
    channel: str = CHANNELS[0]


@dataclass(frozen=True, slots=True)
class Position:
    """What decides the future of a case.

    ``done`` are the actions already done that some condition asks about; ``children`` the parts or opinions still open;
    ``owes`` whether a payment is due; ``received`` whether the moment of receipt is fixed.
    """

    state: str
    done: frozenset[str] = frozenset()
    children: int = 0
    owes: bool = False
    received: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One way on: the action (or the end of a child), who or what does it, and where it leads; what the system did
    after it by itself, and the states that the case only passed meanwhile.
    """

    name: str
    kind: StepKind
    to: Position
    automatic: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """Every position of a flow in one world, each with its steps; ``circles`` are automatic actions without an end."""

    start: Position
    steps: Mapping[Position, tuple[Step, ...]]
    circles: tuple[tuple[str, ...], ...] = ()
    arrived: Mapping[Position, tuple[Position, Step]] = field(default_factory=dict)

    def way_to(self, position: Position) -> list[Step]:
        """The shortest way from the start."""
        way: list[Step] = []
        while position in self.arrived:
            position, step = self.arrived[position]
            way.append(step)
        return way[::-1]


def watched(flow: FlowObject) -> frozenset[str]:
    """The actions whose having been done some condition of the flow asks about."""
    sources = [action.when.source for action in flow.actions if action.when and "performed" in action.when.names]
    return frozenset(found[2] for source in sources for found in _QUOTED.finditer(source))


def child_events(flow: FlowObject) -> tuple[str, ...]:
    """How the end of a child is recorded on a case of ``flow``."""
    return (PART_DONE, PART_ENDED) if flow.parts else (CHILD_ENDED,)


def asks_by_name_only(source: str) -> bool:
    """Whether an expression reads ``performed`` only as ``"…" in performed``."""
    return len(_ASKED.findall(source)) == len(_ASKED_BY_NAME.findall(source))


def worlds(flow: FlowObject) -> list[World]:
    """Every combination of the flow's conditions, and of the channels where a condition asks for them."""
    asks_channel = any(action.when and "channel" in action.when.names for action in flow.actions)
    channels = CHANNELS if asks_channel else CHANNELS[:1]
    ids = [condition.id for condition in flow.conditions]
    return [
        World(tuple(zip(ids, values, strict=True)), channel)
        for channel in channels
        for values in product((False, True), repeat=len(ids))
    ]


def standing_in(position: Position, world: World, day: date) -> Standing:
    """What the flow's expressions see of a case in a position."""
    return Standing(
        performed=tuple(position.done),
        open_consultations=position.children,
        fee_due=AMOUNT_ASKED if position.owes else 0,
        channel=world.channel,
        today=day,
        conditions=dict(world.conditions),
    )


def position_of(flow: FlowObject, state: str, standing: Standing, *, received: bool) -> Position:
    """The position that a real case is in."""
    done = watched(flow) & set(standing.performed)
    return Position(state, frozenset(done), standing.open_consultations, standing.fee_due > 0, received)


def graph_of(flow: FlowObject, world: World, day: date) -> Graph:
    """Every position that a case of ``flow`` can come to. Raises ``TooManyPositions``."""
    walker = _Explorer(flow, world, day)
    children = PARTS_BEGUN if flow.parts else 0
    start = Position(flow.initial, watched(flow) & {"file"}, children, received=flow.child or flow.parts)
    steps: dict[Position, tuple[Step, ...]] = {}
    arrived: dict[Position, tuple[Position, Step]] = {}
    waiting = deque([start])
    seen = {start}
    while waiting:
        here = waiting.popleft()
        steps[here] = tuple(walker.steps(here))
        for step in steps[here]:
            if step.to not in seen:
                seen.add(step.to)
                arrived[step.to] = (here, step)
                waiting.append(step.to)
        if len(seen) > MOST_POSITIONS:
            raise TooManyPositions
    return Graph(start, steps, tuple(dict.fromkeys(walker.circles)), arrived)


class _Explorer:
    """The steps of one flow in one world."""

    def __init__(self, flow: FlowObject, world: World, day: date) -> None:
        self.flow, self.world, self.day = flow, world, day
        self.watched = watched(flow)
        self.circles: list[tuple[str, ...]] = []

    def steps(self, here: Position) -> Iterator[Step]:
        """Every step that may be taken next from a position."""
        if self.flow.state_by_id[here.state].terminal:
            return
        for action, kind in self._doable(here):
            after = self._do(here, action)
            if after is not None:
                yield self._settled(action.id, kind, after)
        if here.children:
            for name in child_events(self.flow):
                after = replace(here, children=here.children - 1, done=here.done | (self.watched & {name}))
                yield self._settled(name, "child", after)

    def _doable(self, here: Position) -> Iterator[tuple[FlowAction, StepKind]]:
        standing = standing_in(here, self.world, self.day)
        timed = {timer.action for timer in self.flow.timers if timer.state == here.state}
        for action in self.flow.actions:
            if here.state not in action.from_:
                continue
            if action.by != ("system",):
                if is_offered(action, here.state, standing):
                    yield action, "person"
            elif action.id in timed:
                yield action, "timer"
            elif self.flow.child and action.id == CANCEL:
                yield action, "parent"

    def _do(self, here: Position, action: FlowAction) -> Position | None:
        """The position after an action; None where it would ask more units than are followed."""
        children, owes, received = here.children, here.owes, here.received
        for effect in action.effects:
            if effect == "start_consultation":
                children += UNITS_ASKED
            elif effect == "withdraw_parts":
                children = min(children, PARTS_TOO_FAR)
            elif effect == "request_payment":
                owes = True
            elif effect == "record_payment":
                owes = False
            elif effect == "receive":
                received = True
        if children > MOST_CHILDREN:
            return None
        state = action.to or here.state
        return Position(state, here.done | (self.watched & {action.id}), children, owes, received)

    def _settled(self, name: str, kind: StepKind, after: Position) -> Step:
        """Do what the system does by itself, as ``Turn.settle`` does it."""
        automatic: list[str] = []
        passed: list[str] = []
        seen = {after}
        while action := automatic_action(self.flow, after.state, standing_in(after, self.world, self.day)):
            automatic.append(action.id)
            passed.append(after.state)
            moved = self._do(after, action)
            if moved is None or moved in seen:
                self.circles.append(_ring(automatic))
                break
            seen.add(moved)
            after = moved
        if self.flow.state_by_id[after.state].terminal and after.children:
            after = replace(after, children=0, done=after.done | (self.watched & {CHILDREN_CANCELLED}))
        return Step(name, kind, after, tuple(automatic), tuple(passed))


def _ring(actions: Sequence[str]) -> tuple[str, ...]:
    """The part of a run of actions that repeats: from the last one's first turn on."""
    return tuple(dict.fromkeys(actions))
