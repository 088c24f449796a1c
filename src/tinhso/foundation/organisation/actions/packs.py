"""From pack to tables: territory, units and roles are written to equal the pack, as often as one likes.

Runs inside the transaction in which a pack is applied, which is itself audited. An object that the pack names no more
gets an empty period instead of being deleted, because posts, dossiers and addresses may point at it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import F, Model

from tinhso.core.db import insert_rows
from tinhso.core.packs.api import Change
from tinhso.core.text import fold, sort_key
from tinhso.foundation.organisation.models import (
    Role,
    Territory,
    TerritoryParent,
    TerritorySuccession,
    Unit,
    UnitParent,
    UnitSuccession,
)
from tinhso.foundation.organisation.schema import PlacedObject, RoleObject, TerritoryObject, UnitObject

Row = TypeVar("Row", bound=Model)

_BUMP = """
    INSERT INTO ts_organisation_revision (id, number) VALUES (1, nextval('ts_organisation_revision_seq'))
    ON CONFLICT (id) DO UPDATE SET number = EXCLUDED.number
"""


def _bump_revision() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BUMP)


def _write(model: type[Row], wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, UUID]:
    """Make the rows of ``model`` equal ``wanted`` by key; touches only rows that differ. Returns id by key."""
    kept: dict[str, Any] = {row.key: row for row in model._default_manager.all()}  # type: ignore[attr-defined]
    new: list[Any] = []
    changed: list[Any] = []
    for key, values in wanted.items():
        row = kept.get(key)
        if row is None:
            kept[key] = model(key=key, **values)
            new.append(kept[key])
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    insert_rows(new)
    if changed:
        fields = sorted({name for row in changed for name in wanted[row.key]})
        model._default_manager.bulk_update(changed, fields)
    return {key: row.pk for key, row in kept.items()}


def _rewrite(model: type[Row], wanted: Sequence[Row], identity: Sequence[str]) -> None:
    """Replace the rows of a table that nobody points at, unless it already holds exactly ``wanted``."""

    def shape(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
        return sorted(tuple(str(getattr(row, name)) for name in identity) for row in rows)

    if shape(model._default_manager.all()) != shape(wanted):
        model._default_manager.all().delete()
        insert_rows(wanted)


def _parents(model: type[Row], objects: Iterable[PlacedObject], ids: Mapping[str, UUID]) -> list[Row]:
    return [
        model(child_id=ids[item.id], parent_id=ids[parent], valid_from=start, valid_to=end)
        for item in objects
        for parent, start, end in item.parents()
    ]


def _successions(model: type[Row], objects: Mapping[str, PlacedObject], ids: Mapping[str, UUID]) -> list[Row]:
    return [
        model(
            predecessor_id=ids[item.id],
            successor_id=ids[link.to],
            # An object that only gave parts away lives on; the day is then the first day of what received them.
            on_date=item.valid_to or objects[link.to].valid_from,
            part=link.part,
        )
        for item in objects.values()
        for link in item.successors
    ]


def _withdraw(model: type[Row], named: Iterable[str]) -> None:
    model._default_manager.exclude(key__in=list(named)).update(valid_to=F("valid_from"))


_PARENT = ("child_id", "parent_id", "valid_from", "valid_to")
_SUCCESSION = ("predecessor_id", "successor_id", "on_date", "part")


def apply_territory(change: Change[TerritoryObject]) -> None:
    """Make the territory equal the pack's section, by id."""
    objects = change.objects
    ids = _write(
        Territory,
        {
            item.id: {
                "code": item.code,
                "name": item.name,
                "name_en": item.name_en,
                "kind": item.kind,
                "level": item.level,
                "sort_key": sort_key(item.name),
                "name_folded": fold(item.name),
                "valid_from": item.valid_from,
                "valid_to": item.valid_to,
            }
            for item in objects.values()
        },
    )
    _withdraw(Territory, objects)
    _rewrite(TerritoryParent, _parents(TerritoryParent, objects.values(), ids), _PARENT)
    _rewrite(TerritorySuccession, _successions(TerritorySuccession, objects, ids), _SUCCESSION)
    _bump_revision()


def apply_units(change: Change[UnitObject]) -> None:
    """Make the units equal the pack's section, by id; the territory they name has been written before."""
    objects = change.objects
    territory = dict(Territory.objects.values_list("key", "id"))
    ids = _write(
        Unit,
        {
            item.id: {
                "code": item.code,
                "name": item.name,
                "name_en": item.name_en,
                "short_name": item.short_name,
                "notation": item.notation,
                "kind": item.kind,
                "level": item.level,
                "territory_id": territory[item.territory] if item.territory else None,
                "working_hours": item.working_hours,
                "sort_key": sort_key(item.name),
                "name_folded": fold(item.name),
                "valid_from": item.valid_from,
                "valid_to": item.valid_to,
            }
            for item in objects.values()
        },
    )
    _withdraw(Unit, objects)
    _rewrite(UnitParent, _parents(UnitParent, objects.values(), ids), _PARENT)
    _rewrite(UnitSuccession, _successions(UnitSuccession, objects, ids), _SUCCESSION)
    _bump_revision()


def apply_roles(change: Change[RoleObject]) -> None:
    """Make the roles equal the pack's section; a role named no more stays for its history and grants nothing."""
    objects = change.objects
    _write(
        Role,
        {
            item.id: {
                "name": item.name,
                "name_en": item.name_en,
                "permissions": sorted(set(item.permissions)),
                "with_subtree": item.reach == "subtree",
                "in_use": True,
            }
            for item in objects.values()
        },
    )
    Role.objects.exclude(key__in=list(objects)).update(in_use=False)
