"""Scores of units over a period: all beside each other, one with its months, and the records behind a component."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.db import Page
from tinhso.core.packs import api as packs
from tinhso.foundation.organisation import api as organisation
from tinhso.services.scorecards.rules import scoring
from tinhso.services.scorecards.rules.periods import Period, months_until
from tinhso.services.scorecards.schema import Component, SchemeObject
from tinhso.services.scorecards.types import (
    READ,
    Asked,
    ComponentNotFound,
    Measure,
    Record,
    SchemeNotFound,
    SchemeNotInForce,
    Span,
    Tally,
    UnitNotSeen,
    measures,
)

#: How many months a trend looks back.
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class UnitScore:
    """A unit, with all below it, and its score."""

    unit: organisation.UnitInfo
    score: scoring.Score


@dataclass(frozen=True, slots=True)
class Comparison:
    """Units beside each other, and everything that the reader may see as one."""

    scheme: SchemeObject
    period: Period
    units: tuple[UnitScore, ...]
    together: scoring.Score


@dataclass(frozen=True, slots=True)
class Opened:
    """One unit over a period, and in each of the last months by the measures that know the past."""

    scheme: SchemeObject
    period: Period
    unit: organisation.UnitInfo
    score: scoring.Score
    months: tuple[tuple[Period, scoring.Score], ...]


def schemes() -> list[SchemeObject]:
    """The schemes that there are, the newest first."""
    items = packs.current("scorecards", SchemeObject).values()
    return sorted(items, key=lambda item: str(item.valid_from or ""), reverse=True)


def scheme_for(scheme_id: str, period: Period) -> SchemeObject:
    """A scheme that is in force on some day of the period. Raises ``SchemeNotFound``, ``SchemeNotInForce``."""
    item = packs.current("scorecards", SchemeObject).get(scheme_id)
    if item is None:
        raise SchemeNotFound(scheme=scheme_id[:40])
    if (item.valid_from and item.valid_from >= period.end) or (item.valid_to and item.valid_to <= period.start):
        raise SchemeNotInForce(scheme=item.name, period=period.name)
    return item


def reach(actor: Actor) -> set[UUID] | None:
    """The units whose scores an actor may see: None for all."""
    grants = actor.scope(READ)
    if any(grant.unit_ids is None for grant in grants):
        return None
    return {unit_id for grant in grants for unit_id in grant.unit_ids or ()}


def compare(*, actor: Actor, at: datetime, scheme_id: str, period: Period) -> Comparison:
    """The units that decide something, most points first. Raises as ``scheme_for``, and ``PeriodAhead``."""
    scheme, span, allowed = scheme_for(scheme_id, period), period.span(at), reach(actor)
    [tallies] = _count(scheme.measure_ids(), [span], allowed)
    scored: list[UnitScore] = []

    def walk(branch: organisation.Branch) -> dict[str, Tally]:
        total = _sum([tallies.get(branch.unit.id, {}), *map(walk, branch.below)])
        if branch.unit.id in tallies:
            scored.append(UnitScore(branch.unit, scoring.score(scheme, total)))
        return total

    for branch in organisation.unit_tree(span.last_day):
        walk(branch)
    ranked = sorted(scored, key=lambda one: (-one.score.points, one.unit.sort_key))
    return Comparison(scheme, period, tuple(ranked), scoring.score(scheme, _sum(tallies.values())))


def open_unit(*, actor: Actor, at: datetime, scheme_id: str, period: Period, unit_id: UUID) -> Opened:
    """One unit with its last months. Raises as ``compare``, and ``UnitNotSeen``."""
    scheme, span = scheme_for(scheme_id, period), period.span(at)
    unit, seen = _seen(actor, unit_id, span)
    months = [month for month in months_until(period, MONTHS) if month.start <= at.date()]
    [now] = _count(scheme.measure_ids(), [span], seen)
    lasting = [name for name in scheme.measure_ids() if measures.get(name).source.knows_the_past]
    then = _count(lasting, [month.span(at) for month in months], seen)
    scores = tuple((month, scoring.score(scheme, _sum(one.values()))) for month, one in zip(months, then, strict=True))
    return Opened(scheme, period, unit, scoring.score(scheme, _sum(now.values())), scores)


@dataclass(frozen=True, slots=True)
class Behind:
    """A measure of a component with the records that it counts."""

    component: Component
    measure: Measure
    page: Page[Record]


def records_behind(
    *,
    actor: Actor,
    at: datetime,
    scheme_id: str,
    period: Period,
    unit_id: UUID,
    component: str,
    measure: str = "",
    met: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Behind:
    """The records behind a component of a unit; of a difference those of its first measure, or of ``measure``.

    Raises as ``open_unit``, and ``ComponentNotFound``.
    """
    scheme, span = scheme_for(scheme_id, period), period.span(at)
    found = next((one for one in scheme.components() if one.code == component), None)
    if found is None or not found.measures or (measure and measure not in found.measures):
        raise ComponentNotFound(component=component[:20])
    _, seen = _seen(actor, unit_id, span)
    asked = measures.get(measure or found.measures[0])
    page = asked.source.records(actor, Asked(asked.id, span, seen, met, after, limit))
    return Behind(found, asked, page)


def _seen(actor: Actor, unit_id: UUID, span: Span) -> tuple[organisation.UnitInfo, Collection[UUID]]:
    """The unit, and those of it and below that the actor may see."""
    allowed = reach(actor)
    if allowed is not None and unit_id not in allowed:
        raise UnitNotSeen
    try:
        unit = organisation.unit(unit_id)
        below = organisation.subtree_ids(unit_id, span.last_day)
    except organisation.UnitNotFound:
        raise UnitNotSeen from None
    return unit, below if allowed is None else below & allowed


_ByUnit = Mapping[UUID, Mapping[str, Tally]]


def _count(names: Sequence[str], spans: Sequence[Span], unit_ids: Collection[UUID] | None) -> list[_ByUnit]:
    """The tallies of every unit, span by span; each source is asked once."""
    found: list[dict[UUID, dict[str, Tally]]] = [defaultdict(dict) for _ in spans]
    by_source: dict[str, list[Measure]] = {}
    for name in names:
        by_source.setdefault(measures.get(name).source.name, []).append(measures.get(name))
    for asked in by_source.values():
        counted = asked[0].source.count([measure.id for measure in asked], spans, unit_ids)
        for (name, place, unit_id), tally in counted.items():
            found[place][unit_id][name] = tally
    return list(found)


def _sum(tallies: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    total: dict[str, Tally] = {}
    for one in tallies:
        for name, tally in one.items():
            total[name] = total.get(name, Tally()) + tally
    return total
