"""What references written as text lead to: records by key, units and territories by code or name."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.i18n import named
from tinhso.core.text import fold
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.registers.queries.imports import keys_of
from tinhso.engines.registers.queries.reach import all_registers, reading
from tinhso.engines.registers.queries.records import Asked, find_by_key, names_of, records
from tinhso.engines.registers.rules.reading import BadValue, read_text
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import FieldType, Record, Value
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation

Places = Sequence[organisation.UnitInfo] | Sequence[organisation.TerritoryInfo]


class Finder:
    """Looks up references as of a day; each text once."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._known: dict[tuple[str, str], Value | None] = {}
        self._places: dict[FieldType, Places] = {}

    def __call__(self, field: RegisterField, text: str) -> Value | None:
        """What the text of a field leads to."""
        asked = (field.id, text)
        if asked not in self._known:
            self._known[asked] = self._find(field, text)
        return self._known[asked]

    def look_up(self, field: RegisterField, texts: Collection[str]) -> None:
        """Look many keys of one field's register up at once; other references are in memory anyway. One query."""
        target = all_registers().get(field.register_id or "")
        if field.type is not FieldType.RECORD or target is None:
            return
        read: dict[str, Value] = {}
        for text in texts:
            with suppress(BadValue):
                read[text] = read_text(target.field(target.key), text, lambda _field, _text: None)
        found = keys_of(target, list(read.values()))
        self._known |= {(field.id, text): found.get(str(key)) for text, key in read.items()}

    def _find(self, field: RegisterField, text: str) -> Value | None:
        if field.type is FieldType.PERSON:
            return identity.person_key(text)
        if field.type in (FieldType.UNIT, FieldType.TERRITORY):
            if field.type not in self._places:
                of_day = organisation.units_as_of if field.type is FieldType.UNIT else organisation.territory_as_of
                self._places[field.type] = of_day(self._day)
            return _place(self._places[field.type], text)
        target = all_registers()[field.register_id or ""]
        try:
            key = read_text(target.field(target.key), text.partition(" – ")[0], lambda _field, _text: None)
        except BadValue:
            return None
        return find_by_key(target, key)


def _place(items: Places, text: str) -> UUID | None:
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


def filter_options(field: RegisterField, day: date) -> list[tuple[str, str]]:
    """What a list may be narrowed to by a field, (value, name)."""
    if field.type is FieldType.BOOLEAN:
        return [("yes", gettext("có")), ("no", gettext("không"))]
    if field.type is FieldType.TERRITORY:
        return [(str(p.id), named(p)) for p in organisation.territory_as_of(day, level=organisation.Level.COMMUNE)]
    if field.min is not None and field.max is not None:
        return [(str(number), str(number)) for number in range(int(field.min), int(field.max) + 1)]
    return [(each.id, named(each)) for each in field.options]


def cell_names(register: RegisterObject, shown: Sequence[Record], at: datetime) -> dict[UUID, str]:
    """What cells say of references, by id, so that it reads back: units and places by name where that is the only one
    of its name, all else by key or code.
    """
    names, keys = names_of(register, shown, at), names_of(register, shown, at, keys=True)
    find = Finder(local(at).date())
    places = [field for field in register.fields if field.type in (FieldType.UNIT, FieldType.TERRITORY)]
    found = {(one.values[field.id], field) for one in shown for field in places if one.values[field.id] is not None}
    return keys | {id_: names[id_] for id_, field in found if find(field, names[id_]) == id_}


def unit_labels(unit_ids: Sequence[UUID]) -> list[tuple[str, str]]:
    """Units as choices of a form. One query, and one for each unit that has closed."""
    names = organisation.unit_names(clock.today())
    return [(str(unit_id), names.get(unit_id) or named(organisation.unit(unit_id))) for unit_id in unit_ids]
