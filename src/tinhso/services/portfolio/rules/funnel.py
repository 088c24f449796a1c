"""Where drafts stop: how many passed each step of a form, and after or at which question the others stayed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class StepLeft:
    """A step with the drafts that came to it and those that stopped there."""

    step: str
    came: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Drafts that stopped at a question whose answer was missing or not right, or after one that was answered.

    Without a step the form was never saved.
    """

    step: str
    question: str
    how: Literal["at", "after", "unsaved"]
    drafts: int


def funnel(
    form: Sequence[tuple[str, Sequence[str]]], stopped: Sequence[tuple[str, str, str, int]], *, begun: int
) -> tuple[tuple[StepLeft, ...], tuple[Stop, ...]]:
    """The steps of a form with who came and who stopped, and the questions at which most stopped, most first.

    ``stopped`` are (step, last question answered, first question wrong, drafts). A step that was answered whole is
    passed: who stopped after it stopped before the next one. Steps that the form no longer has count as the first.
    """
    order = [step for step, _ in form]
    at_step: Counter[int] = Counter()
    stops: Counter[tuple[str, str, Literal["at", "after", "unsaved"]]] = Counter()
    for step, question, problem, drafts in stopped:
        place = order.index(step) if step in order else 0
        if not step:
            stops["", "", "unsaved"] += drafts
        elif problem:
            stops[step, problem, "at"] += drafts
        else:
            stops[step, question, "after"] += drafts
            place = min(place + 1, len(order))
        at_step[place] += drafts
    left: list[StepLeft] = []
    came = begun
    for place, step in enumerate([*order, ""]):
        left.append(StepLeft(step, came, at_step[place]))
        came -= at_step[place]
    told = [Stop(*key, drafts) for key, drafts in stops.most_common()]
    return tuple(left), tuple(told)
