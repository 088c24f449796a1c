"""The records that name a person by their số định danh, for that person alone."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from psycopg import sql

from tinhso.core import clock
from tinhso.core.i18n import named
from tinhso.core.personal import Held, Person
from tinhso.engines.registers.queries.reach import all_registers
from tinhso.engines.registers.queries.records import names_of, record_of, rows_of, selected
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.rules.telling import plain
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import SUBJECT, FieldType, Record
from tinhso.foundation.identity import api as identity


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A record and its register."""

    register: RegisterObject
    record: Record


def _naming(register: RegisterObject, key: bytes) -> sql.Composable | None:
    fields = [field for field in register.fields if field.type is FieldType.PERSON]
    if not fields:
        return None
    each = [sql.SQL("{} = {}").format(sql.Identifier(field.id), sql.Literal(key)) for field in fields]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(each))


def records_naming(person: Person) -> list[tuple[str, str]]:
    """The records in which a person's number stands, that which the owner of an account has proved: (kind, id). Two
    queries.
    """
    return [(SUBJECT, str(id_)) for _register, id_ in _ids(_key_of(person))]


def ids_naming(register: RegisterObject, key: bytes) -> list[UUID]:
    """The records of one register in which a number stands, by its keyed digest. One query."""
    return [id_ for code, id_ in _ids(key) if code == register.id]


def _key_of(person: Person) -> bytes | None:
    return identity.proved_key(person.account_id) if person.account_id else person.key


def _ids(key: bytes | None) -> list[tuple[str, UUID]]:
    if key is None:
        return []
    parts = [
        sql.SQL("SELECT {}, _id FROM {} WHERE {}").format(sql.Literal(one.id), table(one.id), condition)
        for one in all_registers().values()
        if (condition := _naming(one, key)) is not None
    ]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts).as_string(None))
        return list(cursor.fetchall())


def own_records(person: Person) -> list[OwnRecord]:
    """The records in which a person's number stands, whole, those that are over among them. A query for each register
    that has any.
    """
    found: dict[str, list[UUID]] = {}
    for code, id_ in _ids(_key_of(person)):
        found.setdefault(code, []).append(id_)
    registers = all_registers()
    return [OwnRecord(registers[code], one) for code, ids in found.items() for one in _read(registers[code], ids)]


def held_of(person: Person) -> list[Held]:
    """The same as rows of the copy of a person's data, one table a register."""
    at, found = clock.now(), own_records(person)
    made = []
    for code in dict.fromkeys(own.register.id for own in found):
        records = [own.record for own in found if own.register.id == code]
        register = all_registers()[code]
        names = names_of(register, records, at)
        hidden = others_fields(register)
        rows = [
            {f.id: plain(f, one.values[f.id], names) for f in register.fields if f.id not in hidden} for one in records
        ]
        fields = {f.id: named(f) for f in register.fields if f.id not in hidden}
        made.append(Held(f"registers.{code}", named(register), fields, rows))
    return made


def others_fields(register: RegisterObject) -> frozenset[str]:
    """The fields that are not told to a person whom a record names: numbers, which are never shown, and where a record
    names several persons all that may be another's.
    """
    persons = [field.id for field in register.fields if field.type is FieldType.PERSON]
    return frozenset(f.id for f in register.fields if f.is_personal) if len(persons) > 1 else frozenset(persons)


def _read(register: RegisterObject, ids: list[UUID]) -> list[Record]:
    query = sql.SQL("SELECT {} FROM {} WHERE _id = ANY ({}) ORDER BY _sort, _id").format(
        selected(register), table(register.id), sql.Literal(ids)
    )
    return [record_of(register, row) for row in rows_of(query)]
