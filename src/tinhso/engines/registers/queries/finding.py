"""What references written as text lead to: records by key, units and territories by code or name."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.i18n import named
from tinhso.core.text import fold
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.registers.queries.reach import all_registers, reading
from tinhso.engines.registers.queries.records import Asked, find_by_key, records
from tinhso.engines.registers.rules.reading import BadValue, read_text
from tinhso.engines.registers.schema import RegisterField
from tinhso.engines.registers.types import FieldType, Value
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation


def finder(day: date) -> Callable[[RegisterField, str], Value | None]:
    """Looks up references as of a day; each text once."""
    kept: dict[tuple[str, str], Value | None] = {}

    def find(field: RegisterField, text: str) -> Value | None:
        asked = (field.id, text)
        if asked not in kept:
            kept[asked] = _find(field, text, day)
        return kept[asked]

    return find


def _find(field: RegisterField, text: str, day: date) -> Value | None:
    match field.type:
        case FieldType.PERSON:
            return identity.person_key(text)
        case FieldType.UNIT:
            return _place(organisation.units_as_of(day), text)
        case FieldType.TERRITORY:
            return _place(organisation.territory_as_of(day), text)
    target = all_registers()[field.register_id or ""]
    try:
        key = read_text(target.field(target.key), text.partition(" – ")[0], lambda _field, _text: None)
    except BadValue:
        return None
    return find_by_key(target, key)


def _place(items: "list[organisation.UnitInfo] | list[organisation.TerritoryInfo]", text: str) -> UUID | None:
    """The one of ``items`` with this id, code or key, or the only one of this name."""
    wanted = as_uuid(text)
    named = fold(text)
    exact = [one.id for one in items if one.id == wanted or text in (one.code, one.key)]
    found = exact or [one.id for one in items if one.name_folded == named]
    return found[0] if len(found) == 1 or exact else None


def choices(*, actor: Actor, at: datetime, field: RegisterField, limit: int) -> list[tuple[str, str]]:
    """What a reference may lead to, (key, name), where these are no more than ``limit``; else nothing. One query."""
    target = all_registers().get(field.register_id or "")
    if target is None or reading(actor, target) is None:
        return []
    page = records(actor=actor, at=at, register=target, asked=Asked(), limit=limit)
    if page.next_cursor is not None:
        return []
    return [(str(one.values[target.key]), str(one.values[target.title])) for one in page.items]


def unit_labels(unit_ids: Sequence[UUID]) -> list[tuple[str, str]]:
    """Units as choices of a form."""
    return [(str(unit_id), named(organisation.unit(unit_id))) for unit_id in unit_ids]
