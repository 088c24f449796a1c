"""One version of a record into its table: values read and checked, the version before it kept, nothing lost."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.i18n import named
from tinhso.core.ids import new_id
from tinhso.engines.registers.queries import Finder
from tinhso.engines.registers.rules import columns, judging, reading
from tinhso.engines.registers.rules.columns import past_table, table
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import FieldType, Provenance, Record, RecordInvalid, RecordTaken, Value


def read_values(
    register: RegisterObject, given: Mapping[str, str], before: Record | None, day: date, *, only: str = ""
) -> dict[str, Value]:
    """The values of a record from the texts of its fields; a field that is not given stays as it was.

    A number of a person is never sent out, so that an empty one stays too.
    ``only`` reads one field alone. Raises ``RecordInvalid``.
    """
    find = Finder(day)
    values: dict[str, Value] = {}
    wrong: dict[str, str] = {name: _("Không có trường này") for name in given if name not in register.by_id}
    for field in [register.field(only)] if only else register.written_fields:
        old = before.values.get(field.id) if before else None
        text = given.get(field.id)
        if text is None or (field.type is FieldType.PERSON and not text.strip() and old is not None):
            values[field.id] = old
            if old is None and field.required:
                wrong[field.id] = _("Cần ghi mục này")
            continue
        try:
            values[field.id] = reading.read_text(field, text, find)
        except reading.BadValue as error:
            wrong[field.id] = str(error)
    if wrong:
        raise RecordInvalid(fields=wrong)
    return values if only else judging.completed(register, values)


def insert(
    register: RegisterObject,
    unit_id: UUID,
    values: Mapping[str, Value],
    provenance: Provenance,
    actor: Actor,
    at: datetime,
) -> Record:
    """A new record. Raises ``RecordTaken``, ``RecordInvalid``."""
    made = Record(
        new_id(), unit_id, 1, values, provenance.valid_from, None, at, actor.person, provenance.source,
        provenance.basis, tuple(judging.broken_rules(register, values)),
    )  # fmt: skip
    row = _row(register, made, actor)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        table(register.id),
        sql.SQL(", ").join(sql.Identifier(name) for name in row),
        sql.SQL(", ").join(sql.Placeholder() for _name in row),
    )
    _run(register, statement, list(row.values()))
    return made


def replaced(
    register: RegisterObject, before: Record, values: Mapping[str, Value], provenance: Provenance, actor: Actor,
    at: datetime,
    *, valid_to: date | None = None,
) -> Record:  # fmt: skip
    """The next version of a record whose row the caller has locked; the one before goes into the history.

    One statement. Raises ``RecordTaken``, ``RecordInvalid``.
    """
    made = replace(
        before, version=before.version + 1, values=values, at=at, by=actor.person, source=provenance.source,
        basis=provenance.basis, valid_from=provenance.valid_from or before.valid_from, valid_to=valid_to,
        wrong=tuple(judging.broken_rules(register, values)),
    )  # fmt: skip
    row = _row(register, made, actor)
    names = sql.SQL(", ").join(sql.Identifier(name) for name in row)
    statement = sql.SQL(
        "WITH past AS (INSERT INTO {past} ({names}, _until) SELECT {names}, %s FROM {now} WHERE _id = %s)"
        " UPDATE {now} SET ({names}) = ROW ({values}) WHERE _id = %s"
    ).format(
        past=past_table(register.id),
        now=table(register.id),
        names=names,
        values=sql.SQL(", ").join(sql.Placeholder() for _name in row),
    )
    _run(register, statement, [at, before.id, *row.values(), before.id])
    return made


def _row(register: RegisterObject, record: Record, actor: Actor) -> dict[str, Any]:
    fields = {
        field.id: json.dumps(value) if isinstance(value := record.values[field.id], dict) else value
        for field in register.fields
    }
    return {
        "_id": record.id, "_unit": record.unit_id, "_version": record.version, "_valid_from": record.valid_from,
        "_valid_to": record.valid_to, "_at": record.at, "_by": record.by, "_by_id": actor.person_id,
        "_source": str(record.source), "_basis": record.basis, "_wrong": list(record.wrong),
        "_sort": judging.order_of(register, record.values), "_words": judging.words_of(register, record.values),
        **fields,
    }  # fmt: skip


def _run(register: RegisterObject, statement: sql.Composable, parameters: Sequence[Any]) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.as_string(None), parameters)
    except IntegrityError as error:
        raise _told(register, error) from None


def _told(register: RegisterObject, error: IntegrityError) -> RecordTaken | RecordInvalid:
    """What the database refused, by field: a value that another record has, or one that breaks a constraint."""
    diag = getattr(error.__cause__, "diag", None)
    name = str(getattr(diag, "constraint_name", "") or "")
    if getattr(error.__cause__, "sqlstate", "") == "23505":
        field = next((f for f in register.fields if f"({f.id})" in str(getattr(diag, "message_detail", ""))), None)
        word = named(field) if field else name
        fields = {field.id: _("Đã có bản ghi khác mang giá trị này")} if field else {}
        return RecordTaken(fields=fields, field=word)
    broken = columns.broken_field(name)
    return RecordInvalid(fields={broken: _("Giá trị này không được phép")} if broken in register.by_id else {})


def today_of(at: datetime) -> date:
    """The day of a moment in Vietnam."""
    return local(at).date()
