"""Records by a former version of their declaration: who reads by it goes on reading."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection
from psycopg import sql

from tinhso.core.packs import api as packs
from tinhso.engines.registers.queries.reach import all_registers
from tinhso.engines.registers.queries.records import read_value
from tinhso.engines.registers.queries.registers import versions
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.rules.former import Former, as_declared, former_of
from tinhso.engines.registers.rules.judging import completed
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import FieldType, Record, SchemaNotFound


def former(register: RegisterObject, version: int) -> Former:
    """A former version of a register in force. Raises ``SchemaNotFound``. Kept until another release is in force."""

    def find() -> Former | None:
        declared = [past.item for past in reversed(versions(register.id, limit=1000)) if past.item is not None]
        return former_of(declared or [register], version)

    found = packs.derived(("registers.former", register.id, version), find)
    if found is None:
        raise SchemaNotFound(version=version)
    return found


def declared_in(register: RegisterObject, release: int) -> RegisterObject:
    """What a register declared from a release on. Raises ``SchemaNotFound``. One query."""
    past = next((one for one in versions(register.id, limit=1000) if one.release == release), None)
    if past is None or past.item is None:
        raise SchemaNotFound(version=release)
    return past.item


def by_former(found: Former, records: Sequence[Record]) -> list[Record]:
    """Records that somebody may read with the values that they have by a former declaration. One query."""
    fields = found.register.fields
    names = sql.SQL(", ").join(sql.Identifier(found.columns[field.id]) for field in fields)
    query = sql.SQL("SELECT _id, {} FROM {} WHERE _id = ANY (%s)").format(names, table(found.register.id))
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None), [[record.id for record in records]])
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    registers = all_registers()
    made = []
    for record in records:
        values = {
            field.id: as_declared(field, read_value(field.type, value))
            for field, value in zip(fields, rows[record.id], strict=True)
            if field.type is not FieldType.RECORD or field.register_id in registers
        }
        made.append(replace(record, values=completed(found.register, values), wrong=()))
    return made
