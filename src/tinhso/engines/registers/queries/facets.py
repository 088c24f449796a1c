"""How many records of a list have each value of a field, beside the list: one statement over the facets' index."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.i18n import named
from tinhso.engines.registers.queries.reach import reading, sees_personal
from tinhso.engines.registers.queries.records import Asked, conditions, filtered, rows_of
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.rules.telling import option_name
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import FieldType, RegisterNotFound
from tinhso.foundation.organisation import api as organisation


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a field: as a filter takes it, as a program reads it, as people do; how many records have it."""

    value: str
    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A field of a list with its values, the most frequent first; ``chosen`` is the value that narrows the list."""

    field: RegisterField
    chosen: str
    values: tuple[FacetValue, ...]


def facets(*, actor: Actor, at: datetime, register: RegisterObject, asked: Asked) -> list[Facet]:
    """The counts beside a list: of each field among the records that everything else asked for leaves.

    Personal fields are counted only for who sees them. One query besides those of the organisation. Raises
    ``RegisterNotFound``, ``InvalidInput``.
    """
    far = reading(actor, register)
    if far is None:
        raise RegisterNotFound
    shown = [f for f in register.facet_fields if not f.is_personal or sees_personal(actor, register)]
    if not shown:
        return []
    ids = [field.id for field in shown]
    beside = replace(asked, values={name: value for name, value in asked.values.items() if name not in ids})
    columns = sql.SQL(", ").join(map(sql.Identifier, ids))
    each = sql.SQL(" UNION ALL ").join(_one(register, place, ids, asked) for place in range(len(ids)))
    query = sql.SQL(
        "WITH held AS MATERIALIZED (SELECT {columns}, count(*) AS n FROM {table} WHERE {where} GROUP BY {columns})"
        " {each}"
    ).format(
        columns=columns,
        table=table(register.id),
        where=sql.SQL(" AND ").join(conditions(register, far, beside, at)),
        each=each,
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for place, value, count in rows_of(query):
        counts[place][value] = int(count)
    places = _places(shown, at)
    return [
        Facet(field, asked.values.get(field.id, ""), _values(field, counts[place], places))
        for place, field in enumerate(shown)
    ]


def _one(register: RegisterObject, place: int, ids: list[str], asked: Asked) -> sql.Composable:
    """The counts of one field, narrowed by the others."""
    narrowed = [
        filtered(register, name, value)
        for name, value in asked.values.items()
        if value and name in ids and name != ids[place]
    ]
    column = sql.Identifier(ids[place])
    return sql.SQL("SELECT {}, {}::text, sum(n) FROM held WHERE {} GROUP BY 2").format(
        sql.Literal(place), column, sql.SQL(" AND ").join([sql.SQL("{} IS NOT NULL").format(column), *narrowed])
    )


def _places(shown: list[RegisterField], at: datetime) -> Mapping[str, organisation.TerritoryInfo]:
    if all(field.type is not FieldType.TERRITORY for field in shown):
        return {}
    return {str(one.id): one for one in organisation.territory_as_of(local(at).date())}


def _values(
    field: RegisterField, counts: Mapping[str, int], places: Mapping[str, organisation.TerritoryInfo]
) -> tuple[FacetValue, ...]:
    found = [_value(field, value, count, places) for value, count in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.count, one.name)))


def _value(
    field: RegisterField, value: str, count: int, places: Mapping[str, organisation.TerritoryInfo]
) -> FacetValue:
    if field.type is FieldType.BOOLEAN:
        is_true = value == "true"
        return FacetValue(
            "yes" if is_true else "no", "yes" if is_true else "no", _("có") if is_true else _("không"), count
        )
    if field.type is FieldType.TERRITORY:
        place = places.get(value) or organisation.territory(UUID(value))
        return FacetValue(value, place.code, named(place), count)
    return FacetValue(value, value, option_name(field, value), count)
