"""Reads of the programme room: targets with what is measured now, and the inventory of systems."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tinhso.core.packs import api as packs
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.organisation import api as organisation
from tinhso.services.programme import rules
from tinhso.services.programme.schema import ProgrammeObject, SystemObject, TargetObject
from tinhso.services.programme.types import SystemState, TargetNotFound, TargetState


@dataclass(frozen=True, slots=True)
class Standing:
    """A target with its indicator and, where it is measured, its value and state now."""

    target: TargetObject
    programme: ProgrammeObject
    indicator: indicators.IndicatorObject
    value: indicators.Value | None
    state: TargetState

    @property
    def is_live(self) -> bool:
        """Whether the platform measures it from its own records."""
        return self.indicator.binding is indicators.Binding.LIVE


#: The figures that the wall always shows, whether or not a target of the programme asks for them.
MEASURED = (
    "dossiers-filed-online",
    "dossiers-fully-online",
    "dossiers-on-time",
    "satisfaction-procedures",
    "results-signed",
    "processing-time-cut",
    "processing-time-cut-procedures",
)
_TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure as the wall shows it: its value, the target it answers to if there is one, and its months."""

    indicator: indicators.IndicatorObject
    value: indicators.Value
    standing: Standing | None
    trend: tuple[float, ...]


def figures(day: date) -> list[Figure]:
    """The measured figures of the province, in the order of the wall."""
    values = indicators.values(only=MEASURED)
    by_indicator = {
        item.indicator.id: item for item in reversed(standings(day)) if item.is_live and item.target.kind == "target"
    }
    definitions = indicators.indicators()
    found = []
    for name in MEASURED:
        if name not in definitions:
            continue
        months = indicators.series(name)[-_TREND_MONTHS:]
        measured = [definitions[name].measured(value) for _, value in months]
        trend = tuple(float(one) for one in measured if one is not None)
        found.append(Figure(definitions[name], values.get(name, indicators.Value(0, 0)), by_indicator.get(name), trend))
    return found


def programmes() -> list[ProgrammeObject]:
    """The programmes in force."""
    return list(packs.current("programmes", ProgrammeObject).values())


def _units_of_level(level: str, day: date) -> Collection[UUID] | None:
    """The units that a target of some level speaks of; None for all. Empty where the level no longer exists."""
    if level in {"province", "all"}:
        return None
    return {unit.id for unit in organisation.units_as_of(day, level=level)}


def standings(day: date) -> list[Standing]:
    """Every target with what is measured now, the live ones first, in the order of the documents.

    A target whose sentence can be read in several ways stands once for each reading.
    """
    known = packs.current("programmes", ProgrammeObject)
    definitions = indicators.indicators()
    values: dict[str, dict[str, indicators.Value]] = {}
    found = []
    targets = packs.current("targets", TargetObject).values()
    for target, reading in [(one, name) for one in targets for name in (one.indicator, *one.readings)]:
        definition = definitions[reading]
        level = "all" if target.level == "province" else target.level
        if definition.binding is indicators.Binding.LIVE and level not in values:
            units = _units_of_level(level, day)
            values[level] = indicators.values(unit_ids=units) if units is None or units else {}
        value = values[level].get(reading) if definition.binding is indicators.Binding.LIVE else None
        found.append(Standing(target, known[target.programme], definition, value, _state(target, definition, value)))
    return sorted(found, key=lambda item: not item.is_live)


def _state(target: TargetObject, definition: indicators.IndicatorObject, value: indicators.Value | None) -> TargetState:
    if definition.binding is not indicators.Binding.LIVE:
        return TargetState.NOT_MEASURED
    measured = definition.measured(value) if value else None
    return rules.judge(target, measured, definition.unit, lower_is_better=definition.direction == "lower")


def standing(target_id: str, day: date) -> Standing:
    """One target with what is measured now. Raises ``TargetNotFound``."""
    found = next((item for item in standings(day) if item.target.id == target_id), None)
    if found is None:
        raise TargetNotFound
    return found


def systems(*, group: str = "", state: str = "") -> list[SystemObject]:
    """The systems of the inventory."""
    items = packs.current("systems", SystemObject).values()
    return [item for item in items if (not group or item.group == group) and (not state or item.state == state)]


def system_counts() -> dict[str, int]:
    """Systems of the inventory by state."""
    counts = {state.value: 0 for state in SystemState}
    for item in systems():
        counts[item.state.value] += 1
    return counts


def target_count() -> int:
    """How many targets the programmes in force set."""
    return len(packs.current("targets", TargetObject))
