"""Walking a flow: imagined cases go every way that the table allows, to every end, through the engine's own turns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tinhso.core.errors import TinhSoError
from tinhso.engines.cases.actions.imagining import ImaginedCase, Setting, imagine_case
from tinhso.engines.cases.rules.checking import ending_positions
from tinhso.engines.cases.rules.positions import Graph, Position, Step, TooManyPositions, World, graph_of, worlds
from tinhso.engines.cases.types import Opening

#: Working time that an imagined case rests before each step.
MINUTES_A_STEP = 60


@dataclass(frozen=True, slots=True)
class Walk:
    """What walking a flow showed: ends and states reached, steps taken, what was missed and what broke."""

    ends: tuple[str, ...]
    positions: int
    steps: int
    missed: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every state was reached, every position can end, and the engine did what the table says."""
        return not self.missed and not self.broken


def walk(setting: Setting, opening_in: Callable[[World], Opening], at: datetime) -> Walk:
    """Walk ``setting.flow`` in every world from ``at`` on; ``opening_in`` opens a case in a world.

    Every position is reached by a shortest way and every step from it is taken once by the engine; the position it
    comes to is compared with what the table says. So each action is done wherever it can ever be done.
    """
    flow = setting.flow
    walker = _Walker(setting)
    try:
        for world in worlds(flow):
            graph = graph_of(flow, world, at.date())
            walker.walk(graph, imagine_case(setting=setting, opening=opening_in(world), at=at))
    except TooManyPositions:
        walker.broken.append("too many positions")
    except TinhSoError as error:
        walker.broken.append(f"opening: {error.code}")
    ends = [state.id for state in flow.states if state.terminal]
    missed = [state.id for state in flow.states if state.id not in walker.reached]
    return Walk(
        ends=tuple(end for end in ends if end in walker.reached),
        positions=walker.positions,
        steps=walker.steps,
        missed=tuple(missed),
        broken=tuple(dict.fromkeys(walker.broken)),
    )


class _Walker:
    """Takes every step of a graph through the engine."""

    def __init__(self, setting: Setting) -> None:
        self.flow = setting.flow
        self.reached: set[str] = set()
        self.positions = self.steps = 0
        self.broken: list[str] = []

    def walk(self, graph: Graph, start: ImaginedCase) -> None:
        """Take every step of ``graph``; positions stand in it in the order in which they are first reached."""
        stories: dict[Position, ImaginedCase] = {graph.start: start}
        self._look(start, graph.start, "file")
        for position, steps in graph.steps.items():
            story = stories.pop(position, None)
            self.positions += 1
            if story is None:
                continue
            self._compare_offers(story, steps)
            rested = story.wait(MINUTES_A_STEP)
            for step in steps:
                self.steps += 1
                after = self._take(rested, step)
                sound = after is not None and self._look(after, step.to, step.name)
                if after is not None and sound and graph.arrived.get(step.to) == (position, step):
                    stories[step.to] = after
        self._find_dead_ends(graph)

    def _compare_offers(self, story: ImaginedCase, steps: tuple[Step, ...]) -> None:
        offered = {action.id for action in story.offered}
        expected = {step.name for step in steps if step.kind == "person"}
        # More may be offered than is followed: only so many consultations are.
        if not expected <= offered:
            self.broken.append(f"{story.case.state}: offered {sorted(offered)}, expected {sorted(expected)}")

    def _take(self, story: ImaginedCase, step: Step) -> ImaginedCase | None:
        try:
            return story.take(step)
        except TinhSoError as error:
            self.broken.append(f"{story.case.state} {step.name}: {error.code}")
            return None

    def _look(self, story: ImaginedCase, expected: Position, name: str) -> bool:
        """Whether the engine came to where the table leads."""
        self.reached |= {event.to_state for event in story.events}
        faults = story.faults()
        if story.position != expected:
            faults.append(f"came to {story.case.state}, expected {expected.state}")
        self.broken += [f"{name}: {fault}" for fault in faults]
        return not faults

    def _find_dead_ends(self, graph: Graph) -> None:
        ending = ending_positions(self.flow, graph)
        self.broken += [f"{position.state}: no way to an end" for position in graph.steps if position not in ending]
