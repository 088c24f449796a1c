"""The catalogue of procedures: finding one, who decides on it, what is promised, what people file most."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.packs import api as packs
from tinhso.core.text import fold, sort_key
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar import api as calendar
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures.rules import linking
from tinhso.services.procedures.rules.search import Entry, Index
from tinhso.services.procedures.schema import DeadlineRule, FieldObject, ProcedureObject, StageSeat, UnitSelector
from tinhso.services.procedures.types import NoSuchUnit, ProcedureNotFound


def procedures_on(day: date) -> dict[str, ProcedureObject]:
    """The procedures in force on ``day``, by code, in Vietnamese order of name.

    Linked ones stand there as they are filed: with all that their parts ask.
    """
    found = [p.on(day) for p in packs.derived("procedures.filed", _as_filed).values() if _is_offered(p, day)]
    return {p.id: p for p in sorted(found, key=lambda p: sort_key(p.name))}


def _as_filed() -> dict[str, ProcedureObject]:
    known = packs.current("procedures", ProcedureObject)
    return {code: linking.composed(item, known) if item.parts else item for code, item in known.items()}


def _is_offered(item: ProcedureObject, day: date) -> bool:
    """Whether a procedure is in force, and with it every part of a linked one."""
    known = packs.current("procedures", ProcedureObject)
    return all(each.is_valid_on(day) for each in (item, *(known[part.procedure] for part in item.parts)))


def part_procedures(item: ProcedureObject) -> dict[str, ProcedureObject]:
    """The procedures that a linked one is made of, by part."""
    known = packs.current("procedures", ProcedureObject)
    return {part.id: known[part.procedure] for part in item.parts if part.procedure in known}


def all_procedures() -> list[ProcedureObject]:
    """Every procedure of the packs in force, valid today or not, in Vietnamese order of name."""
    return sorted(packs.current("procedures", ProcedureObject).values(), key=lambda p: (sort_key(p.name), p.id))


def procedure(code: str, day: date) -> ProcedureObject:
    """One procedure in force. Raises ``ProcedureNotFound``."""
    item = packs.derived("procedures.filed", _as_filed).get(code)
    if item is None or not _is_offered(item, day):
        raise ProcedureNotFound(code=code)
    return item.on(day)


def fields_of_administration() -> list[FieldObject]:
    """The fields (lĩnh vực), in Vietnamese order."""
    return sorted(packs.current("fields", FieldObject).values(), key=lambda item: sort_key(item.name))


def field_counts(day: date) -> list[tuple[FieldObject, int]]:
    """The fields that have procedures on ``day``, each with how many, in Vietnamese order."""
    counts = Counter(item.field for item in procedures_on(day).values())
    return [(field, counts[field.id]) for field in fields_of_administration() if field.id in counts]


@lru_cache(maxsize=2)
def _index(_release: int) -> Index:
    items = packs.current("procedures", ProcedureObject).values()
    return Index(
        Entry(p.id, (fold(p.name), *(fold(alias) for alias in p.aliases), fold(p.name_en), p.id, fold(p.summary)))
        for p in items
    )


def search_procedures(
    text: str, day: date, *, field: str = "", subject: str = "", limit: int = 20
) -> list[ProcedureObject]:
    """Procedures for a few words, best first, accents and small typing errors forgiven; all of them for no words."""
    known = procedures_on(day)
    codes = _index(packs.release_number()).search(text, limit=200) if text.strip() else list(known)
    found = [known[code] for code in codes if code in known]
    found = [p for p in found if (not field or p.field == field) and (not subject or subject in p.subjects)]
    return found[:limit]


def implementing_units(item: ProcedureObject, day: date) -> list[organisation.UnitInfo]:
    """The units that decide on this procedure on ``day``."""
    return resolve(item.units, day)


def resolve(selector: UnitSelector, day: date) -> list[organisation.UnitInfo]:
    """The units of a selector on a day."""
    if selector.ids:
        return organisation.resolve_units({"ids": list(selector.ids)}, day)
    found = organisation.units_as_of(day, kind=selector.kind)
    return [unit for unit in found if selector.notation in (None, unit.notation)]


def seat_unit(seat: StageSeat, *, implementing: UUID, receiving: UUID, day: date) -> UUID:
    """The unit that fills a stage of a dossier. Raises ``NoSuchUnit`` where the pack names none that exists."""
    if isinstance(seat.unit, UnitSelector):
        found = resolve(seat.unit, day)
    elif seat.unit == "implementing":
        return implementing
    elif seat.unit == "receiving":
        return receiving
    elif seat.unit == "province":
        found = [u for u in organisation.units_as_of(day, kind="government") if u.level == "province"][:1]
    else:
        found = organisation.resolve_units({"ids": [seat.unit]}, day)
    if not found:
        raise NoSuchUnit(fields={"unit": str(seat.unit)})
    return found[0].id


def unit_of_part(item: ProcedureObject, unit_id: UUID, day: date) -> organisation.UnitInfo:
    """Who decides on a part of a dossier filed with ``unit_id``: that unit, the one of its territory, or the only one.

    Raises ``NoSuchUnit``.
    """
    units = implementing_units(item, day)
    place = organisation.unit(unit_id).territory_id
    own = [unit for unit in units if unit.id == unit_id]
    near = [unit for unit in units if place is not None and unit.territory_id == place]
    found = own or near or units
    if not found or (len(found) > 1 and not near):
        raise NoSuchUnit(fields={"unit": item.name})
    return found[0]


@dataclass(frozen=True, slots=True)
class Expected:
    """When a dossier filed at a moment would be ready, and the sentence that says why."""

    due_at: datetime
    reason: str


def expected_promise(rule: DeadlineRule, *, hours: str, at: datetime, language: str = "vi") -> Expected:
    """What would be promised for a dossier filed at ``at`` with an office that keeps the working hours ``hours``."""
    working = calendar.calendar_for(hours, at.date())
    cutoff = time.fromisoformat(rule.same_day_cutoff) if rule.same_day_cutoff else None
    deadline = calendar.Deadline(value=rule.value, unit=calendar.DeadlineUnit(rule.unit), same_day_cutoff=cutoff)
    due_at = working.due(at, deadline)
    return Expected(due_at, working.explain(at, due_at, deadline).sentence(language))


def promises_now(item: ProcedureObject, at: datetime, *, language: str = "vi") -> list[tuple[DeadlineRule, Expected]]:
    """What would be promised for each case of a procedure if it were filed at ``at``, the shortest first.

    Empty where no unit decides on it.
    """
    units = implementing_units(item, at.date())
    rules = sorted(item.deadlines, key=lambda rule: rule.value) if units else []
    return [(rule, expected_promise(rule, hours=units[0].working_hours, at=at, language=language)) for rule in rules]


@lru_cache(maxsize=2)
def _most_filed(_release: int, _hour: str) -> tuple[str, ...]:
    return tuple(cases.busiest_types(limit=50))


def most_used(at: datetime, limit: int = 6) -> list[ProcedureObject]:
    """The procedures that people file most, counted once an hour; filled up with those filed wholly online."""
    known = procedures_on(at.date())
    codes = [code for code in _most_filed(packs.release_number(), f"{at:%Y%m%d%H}") if code in known]
    codes += [code for code, item in known.items() if item.online == "full" and code not in codes]
    return [known[code] for code in codes[:limit]]


def recently_received(*, actor: Actor, day: date, limit: int = 6) -> list[ProcedureObject]:
    """The procedures that the official's unit took in at its counter last, newest first."""
    if actor.unit_id is None:
        return []
    known = procedures_on(day)
    codes = cases.recent_types(unit_id=actor.unit_id, channel=cases.Channel.COUNTER, limit=limit)
    return [known[code] for code in codes if code in known]


def suggestions(text: str, day: date, limit: int = 5) -> list[ProcedureObject]:
    """Procedures for single words of a search that found nothing as a whole."""
    found: dict[str, ProcedureObject] = {}
    for word in sorted(fold(text).split(), key=len, reverse=True)[:6]:
        found.update({item.id: item for item in search_procedures(word, day, limit=3)})
    return list(found.values())[:limit]


def procedure_count() -> int:
    """How many procedures the packs hold."""
    return len(packs.current("procedures", ProcedureObject))
