"""The records of a register as facts that others count: those that hold on a day, as they were known at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from psycopg import sql

from tinhso.core.packs.api import SqlColumn
from tinhso.engines.registers.queries.moments import relation_then
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import FieldType

#: The least time that the database tells apart.
_JUST: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Facts:
    """SQL over the alias ``f``: the rows, what expressions name of them by field, the day on which they are counted,
    and the commune of a row (text; empty where the register knows none).
    """

    table: str
    columns: Mapping[str, SqlColumn]
    day: str
    place: str


def facts_of(register: RegisterObject, day: date, known_at: datetime | None = None) -> Facts:
    """The records that hold on ``day``; with ``known_at`` as the register had them just before that moment."""
    names = sql.SQL(", ").join(
        map(sql.Identifier, ["_id", "_unit", "_valid_from", "_valid_to", *(field.id for field in register.fields)])
    )
    known = table(register.id) if known_at is None else relation_then(register, day, known_at - _JUST)
    rows = sql.SQL("SELECT {} FROM {}").format(names, known)
    held = sql.SQL(
        "(SELECT *, {day}::date AS _day FROM ({rows}) known"
        " WHERE coalesce(_valid_from <= {day}, true) AND coalesce(_valid_to > {day}, true))"
    ).format(rows=rows, day=sql.Literal(day))
    place = next((field for field in register.fields if field.type is FieldType.TERRITORY), None)
    return Facts(
        held.as_string(None),
        {name: SqlColumn(_named(name), kind) for name, kind in register.kinds.items()},
        _named("_day"),
        f"coalesce({_named(place.id)}::text, '')" if place else "''",
    )


def _named(column: str) -> str:
    return sql.Identifier("f", column).as_string(None)
