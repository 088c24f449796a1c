"""From a declaration to the table that it wants: columns, constraints and indexes with names that tell their content.

Every name and value goes through ``psycopg.sql``; nothing of a pack is ever pasted into a statement.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from psycopg import sql

from tinhso.core.personal import DataClass
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import GEOMETRY, FieldType

#: The schema of the database in which the tables of registers stand.
SCHEMA: Final = "registers"
#: What every record has besides its fields. A field's id never begins with an underscore.
SYSTEM: Final[Mapping[str, str]] = {
    "_id": "uuid", "_unit": "uuid", "_version": "integer", "_valid_from": "date", "_valid_to": "date",
    "_at": "timestamp with time zone", "_by": "text", "_by_id": "uuid", "_source": "text", "_basis": "text",
    "_wrong": "text[]", "_sort": "text", "_words": "text",
}  # fmt: skip
#: The history of a register: the same columns without constraints, and when the version was replaced.
PAST: Final = "__past"
#: Columns whose order is that of bytes, whatever order the database has; indexes and comparisons take it from here.
ORDERED: Final = ("_sort",)
#: Fields by which records are found though no list is narrowed by them.
_LOOKED_UP: Final = (FieldType.RECORD, FieldType.PERSON)
_NULLABLE: Final = {"_valid_from", "_valid_to", "_by_id"}
_PARTIAL_DATE: Final = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table as it should be: columns with their types as PostgreSQL spells them, columns that had another name,
    constraints and indexes by names that hold a digest of what they say.
    """

    table: str
    columns: Mapping[str, str]
    former: Mapping[str, str]
    constraints: Mapping[str, sql.Composable]
    indexes: Mapping[str, sql.Composable]


def table(register: str) -> sql.Identifier:
    """The table of a register."""
    return sql.Identifier(SCHEMA, register)


def past_table(register: str) -> sql.Identifier:
    """The history of a register."""
    return sql.Identifier(SCHEMA, register + PAST)


def column_type(field: RegisterField) -> str:
    """The type of a field's column, spelled as ``format_type`` does."""
    match field.type:
        case FieldType.INTEGER:
            return "bigint"
        case FieldType.NUMBER:
            return f"numeric(24,{field.decimals})"
        case FieldType.DATE:
            return "date"
        case FieldType.BOOLEAN:
            return "boolean"
        case FieldType.CODES:
            return "text[]"
        case FieldType.RECORD | FieldType.UNIT | FieldType.TERRITORY:
            return "uuid"
        case FieldType.PERSON:
            return "bytea"
        case FieldType.POINT | FieldType.LINE | FieldType.AREA:
            return "jsonb"
        case _:
            return "text"


def wanted(register: RegisterObject) -> Wanted:
    """The table that a declaration wants."""
    columns = {**SYSTEM, **{field.id: column_type(field) for field in register.fields}}
    former = {field.id: field.was for field in register.fields if field.was is not None}
    checks = [*_system_checks(), *(check for field in register.fields for check in _checks(field))]
    indexes = _indexes(register)
    return Wanted(
        register.id, columns, former,
        {_named(kind, body): body for kind, body in checks},
        {f"{register.id[:40]}_{_digest(body)}": body for body in indexes},
    )  # fmt: skip


def _digest(body: sql.Composable) -> str:
    return hashlib.sha256(body.as_string(None).encode()).hexdigest()[:12]


def _named(kind: str, body: sql.Composable) -> str:
    """``kind`` is read by people in the errors of the database, and by ``broken_field``."""
    return f"{kind}_{_digest(body)}"


def broken_field(constraint: str) -> str:
    """The field that a constraint of ours is about, of its name; empty for none."""
    return constraint.rpartition("_")[0].partition("__")[2]


def _system_checks() -> Iterator[tuple[str, sql.Composable]]:
    yield "version__", sql.SQL("CHECK (_version > 0)")
    yield "period__", sql.SQL("CHECK (_valid_to IS NULL OR _valid_from IS NULL OR _valid_to >= _valid_from)")
    yield "unit__", sql.SQL("FOREIGN KEY (_unit) REFERENCES ts_organisation_unit (id)")


def _checks(field: RegisterField) -> Iterator[tuple[str, sql.Composable]]:
    """What the database itself refuses."""
    column = sql.Identifier(field.id)

    def check(kind: str, text: str, *values: sql.Composable) -> tuple[str, sql.Composable]:
        return f"{kind}__{field.id}", sql.SQL("CHECK ({})").format(sql.SQL(text).format(column, *values))

    if field.required:
        yield check("required", "{} IS NOT NULL")
    if field.min is not None:
        yield check("least", "{} >= {}", sql.Literal(field.min))
    if field.max is not None:
        yield check("most", "{} <= {}", sql.Literal(field.max))
    match field.type:
        case FieldType.CODE:
            codes = sql.SQL(", ").join(sql.Literal(option.id) for option in field.options)
            yield check("code", "{} IN ({})", codes)
        case FieldType.CODES:
            codes = sql.SQL(", ").join(sql.Literal(option.id) for option in field.options)
            yield check("code", "{} <@ ARRAY[{}]::text[]", codes)
        case FieldType.PARTIAL_DATE:
            yield check("day", "{} ~ {}", sql.Literal(_PARTIAL_DATE))
        case FieldType.PERSON:
            yield check("digest", "octet_length({}) = 32")
        case FieldType.POINT | FieldType.LINE | FieldType.AREA:
            yield check("shape", "{} ->> 'type' = {}", sql.Literal(GEOMETRY[field.type]))
        case FieldType.RECORD | FieldType.UNIT | FieldType.TERRITORY:
            yield f"record__{field.id}", _foreign_key(field)
    if column_type(field) == "text" and field.type not in (FieldType.CODE, FieldType.PARTIAL_DATE):
        yield check("length", "char_length({}) BETWEEN 1 AND {}", sql.Literal(field.longest))


def _foreign_key(field: RegisterField) -> sql.Composable:
    if field.register_id is not None:
        target, key = table(field.register_id), sql.Identifier("_id")
    else:
        name = "ts_organisation_unit" if field.type is FieldType.UNIT else "ts_organisation_territory"
        target, key = sql.Identifier(name), sql.Identifier("id")
    return sql.SQL("FOREIGN KEY ({}) REFERENCES {} ({})").format(sql.Identifier(field.id), target, key)


def _indexes(register: RegisterObject) -> Iterator[sql.Composable]:
    """Order and search of the list, narrowing by unit and by filtered fields, persons, what is new, what is wrong; the
    key.
    """
    name = table(register.id)

    def index(text: str, *parts: sql.Composable, unique: bool = False) -> sql.Composable:
        kind = sql.SQL("UNIQUE INDEX" if unique else "INDEX")
        return sql.SQL("{} ON {} {}").format(kind, name, sql.SQL(text).format(*parts))

    yield index("({})", sql.Identifier(register.key), unique=True)
    for field in register.fields:
        if field.unique and field.id != register.key:
            yield index("({})", sql.Identifier(field.id), unique=True)
        elif (field.filtered and field.type is not FieldType.BOOLEAN) or field.type in _LOOKED_UP:
            kind = "USING gin ({})" if field.type is FieldType.CODES else "({})"
            yield index(kind, sql.Identifier(field.id))
    yield index("(_sort, _id)")
    if register.kept_at == "commune":
        yield index("(_unit, _sort, _id)")
    if register.facet_fields:
        yield index("({})", sql.SQL(", ").join(facet_columns(register)))
    yield index("(_at)")
    yield index("USING gin (to_tsvector('simple'::regconfig, _words))")
    if register.shape_field is not None:
        yield index("USING gist (({}))", outline_box(register.shape_field.id))
    if register.rules:
        yield index("(_sort, _id) WHERE _wrong <> '{{}}'")


def facet_columns(register: RegisterObject) -> list[sql.Identifier]:
    """What the counts beside a list are worked out of: these columns alone, so that the index answers by itself."""
    # What differs most comes first: the index is sorted sooner.
    fields = sorted(register.facet_fields, key=lambda field: field.type is not FieldType.TERRITORY)
    return [sql.Identifier(name) for name in (*(field.id for field in fields), "_unit", "_valid_to")]


def outline_box(field: str) -> sql.Composable:
    """The box around a geometry, in degrees: what the index of the map holds."""
    return sql.SQL("public.ts_registers_box({})").format(sql.Identifier(field))


def is_masked(field: RegisterField, *, sees_personal: bool) -> bool:
    """Whether somebody sees only a mask of a field."""
    return field.personal is not DataClass.NONE and not sees_personal


def is_nullable(column: str) -> bool:
    """Whether a system column may be empty; constraints say so of fields."""
    return column in _NULLABLE or not column.startswith("_")
