"""Reads of the life events: the list, one of them, its plan, and the offices of a commune."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tinhso.core.packs import api as packs
from tinhso.core.text import fold, sort_key
from tinhso.foundation.organisation import api as organisation
from tinhso.services.life_events import rules
from tinhso.services.life_events.schema import LifeEventObject
from tinhso.services.life_events.types import LifeEventNotFound, Plan
from tinhso.services.procedures import api as procedures


def life_events(day: date, *, audience: str = "") -> list[LifeEventObject]:
    """The life events in force on ``day``, for persons, for businesses or for both, in Vietnamese order."""
    found = [item for item in packs.current("life_events", LifeEventObject).values() if item.is_valid_on(day)]
    return sorted((item for item in found if audience in {"", item.audience}), key=lambda item: sort_key(item.name))


def life_event(event_id: str, day: date) -> LifeEventObject:
    """One life event in force. Raises ``LifeEventNotFound``."""
    item = packs.current("life_events", LifeEventObject).get(event_id)
    if item is None or not item.is_valid_on(day):
        raise LifeEventNotFound(event=event_id)
    return item


def search_life_events(text: str, day: date, *, limit: int = 3) -> list[LifeEventObject]:
    """Life events for a few words, best first, accents and small typing errors forgiven."""
    known = {item.id: item for item in life_events(day)}
    found = packs.derived("life_events.index", _index).search(text, limit)
    return [known[key] for key in found if key in known]


def _index() -> procedures.Index:
    return procedures.Index(
        procedures.Entry(item.id, (fold(item.name), *map(fold, item.aliases), fold(item.name_en)))
        for item in packs.current("life_events", LifeEventObject).values()
    )


def plan_for(item: LifeEventObject, answers: Mapping[str, Any], day: date) -> Plan:
    """What these answers lead to on ``day``."""
    return rules.make_plan(item, answers, procedures.procedures_on(day), today=day)


def has_commune_step(plan: Plan) -> bool:
    """Whether some procedure of a plan is decided by the commune, so that it matters where somebody lives."""
    return any(step.procedure is not None and step.procedure.units.kind == "commune" for step in plan.steps)


def offices(
    procedure: procedures.ProcedureObject, commune: organisation.TerritoryInfo | None, day: date
) -> Sequence[organisation.UnitInfo]:
    """The units that decide on a procedure for somebody who lives in ``commune``; all of them where it is not known."""
    units = procedures.implementing_units(procedure, day)
    own = [unit for unit in units if commune is not None and unit.territory_id == commune.id]
    return own or units


def life_event_count() -> int:
    """How many life events the packs hold."""
    return len(packs.current("life_events", LifeEventObject))
