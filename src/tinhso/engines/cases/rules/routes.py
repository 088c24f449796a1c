"""Whole ways through a flow, few enough to be read: to every end, and through every action."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tinhso.engines.cases.rules.positions import Graph, Position, Step
from tinhso.engines.cases.schema import FlowObject


@dataclass(frozen=True, slots=True)
class Route:
    """A way from filing to an end."""

    steps: tuple[Step, ...]
    end: str

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that is done on it, by people, by timers and by the system."""
        return tuple(name for step in self.steps for name in (step.name, *step.automatic))


def routes(flow: FlowObject, graph: Graph) -> list[Route]:
    """The shortest way to each end, the one with the highest status first; then, for each action that none of these
    does, the shortest way that does it and ends as well as it can.
    """
    ends = sorted((s for s in flow.states if s.terminal), key=lambda state: -int(state.status))
    order = {state.id: number for number, state in enumerate(ends)}
    found: list[Route] = []
    for end in ends:
        way = _shortest(graph, graph.start, lambda position, end=end: position.state == end.id)  # type: ignore[misc]
        if way is not None:
            found.append(Route(tuple(way), end.id))
    for action in flow.actions:
        if not any(action.id in route.names for route in found):
            found += _through(flow, graph, action.id, order)
    return found


def _through(flow: FlowObject, graph: Graph, name: str, order: dict[str, int]) -> Iterator[Route]:
    taken = [
        (len(graph.way_to(position)), position, step)
        for position, steps in graph.steps.items()
        for step in steps
        if name in {step.name, *step.automatic}
    ]
    if not taken:
        return
    _, position, step = min(taken, key=lambda found: found[0])
    for end in order:
        rest = _shortest(graph, step.to, lambda there, end=end: there.state == end)  # type: ignore[misc]
        if rest is not None:
            yield Route((*graph.way_to(position), step, *rest), end)
            return


def _shortest(graph: Graph, start: Position, is_there: Callable[[Position], bool]) -> list[Step] | None:
    """The fewest steps from a position to one that is wanted; None where no way leads there."""
    arrived: dict[Position, tuple[Position, Step] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if is_there(here):
            way: list[Step] = []
            while (came := arrived[here]) is not None:
                here, step = came
                way.append(step)
            return way[::-1]
        for step in graph.steps.get(here, ()):
            if step.to not in arrived:
                arrived[step.to] = (here, step)
                waiting.append(step.to)
    return None
