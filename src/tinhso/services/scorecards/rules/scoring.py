"""From tallies to points. Decimal throughout, two places, half up: what is shown adds up to what is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from tinhso.services.scorecards.schema import Component, Group, SchemeObject
from tinhso.services.scorecards.types import Tally

_PLACES = Decimal("0.01")
_WHOLE = Decimal(100)


class Standing(StrEnum):
    """What a component says: its points, that nothing was there to count, or that nobody counts it yet."""

    SCORED = "scored"
    NOT_APPLICABLE = "not_applicable"
    NO_SOURCE = "no_source"


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """A component with the tally of each of its measures; ``percent`` and ``points`` are None unless it is scored."""

    component: Component
    standing: Standing
    tallies: tuple[Tally, ...]
    percent: Decimal | None = None
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A group: points reached, and the most that could be reached by what is measured and applies."""

    group: Group
    components: tuple[ComponentScore, ...]
    points: Decimal
    reachable: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """A scheme scored: ``points`` of ``reachable``, while the whole scheme is worth ``maximum``.

    Components without a source are in neither; those that do not apply are left out or spread, as the scheme says.
    """

    groups: tuple[GroupScore, ...]
    points: Decimal
    reachable: Decimal
    maximum: Decimal

    @property
    def percent(self) -> Decimal | None:
        """Points as a share of what could be reached; None where nothing could."""
        return _rounded(_WHOLE * self.points / self.reachable) if self.reachable else None

    def components(self) -> list[ComponentScore]:
        """All components, in order."""
        return [one for group in self.groups for one in group.components]


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACES, rounding=ROUND_HALF_UP)


def score_component(component: Component, tallies: Mapping[str, Tally]) -> ComponentScore:
    """One component. A denominator of nothing is no zero: the component does not apply."""
    if not component.measures:
        return ComponentScore(component, Standing.NO_SOURCE, ())
    counted = tuple(tallies.get(name, Tally()) for name in component.measures)
    if not all(tally.counted for tally in counted):
        return ComponentScore(component, Standing.NOT_APPLICABLE, counted)
    shares = [Decimal(tally.met) / tally.counted for tally in counted]
    share = max(1 - sum(shares), Decimal(0)) if component.formula == "difference" else shares[0]
    reached = min(share * _WHOLE / component.threshold, Decimal(1))
    return ComponentScore(
        component, Standing.SCORED, counted, _rounded(share * _WHOLE), _rounded(reached * component.maximum)
    )


def score(scheme: SchemeObject, tallies: Mapping[str, Tally]) -> Score:
    """A whole scheme from the tally of each measure."""
    groups = [_score_group(group, tallies) for group in scheme.groups]
    points = sum((group.points for group in groups), Decimal(0))
    reachable = sum((group.reachable for group in groups), Decimal(0))
    if scheme.not_applicable == "spread" and reachable:
        all_weight = sum((component.maximum for component in scheme.components() if component.measures), Decimal(0))
        points, reachable = _rounded(points * all_weight / reachable), all_weight
    return Score(tuple(groups), points, reachable, sum((group.maximum for group in scheme.groups), Decimal(0)))


def _score_group(group: Group, tallies: Mapping[str, Tally]) -> GroupScore:
    scored = tuple(score_component(component, tallies) for component in group.components)
    points = sum((one.points for one in scored if one.points is not None), Decimal(0))
    reachable = sum((one.component.maximum for one in scored if one.standing is Standing.SCORED), Decimal(0))
    return GroupScore(group, scored, points, reachable)
