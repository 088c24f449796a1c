"""Doubles before they are written: what somebody types, what a file brings, beside the records that are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions import staging
from tinhso.engines.registers.actions.rows import read_values, today_of
from tinhso.engines.registers.models import LikelyRow, RegisterImport
from tinhso.engines.registers.queries.records import read_value
from tinhso.engines.registers.rules.pairing import Weighed
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import Record, Value

#: Rows of a file that are compared at once.
AT_A_TIME: Final = 2000


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that what is typed may be of; ``record`` is None where the actor may not read it."""

    unit_id: UUID
    found: Weighed
    record: Record | None


def likely_doubles(
    *, actor: Actor, at: datetime, register: RegisterObject, given: Mapping[str, str], but: UUID | None = None
) -> list[Likely]:
    """The records that what is typed may be of, the likeliest first, three at most; none where nothing is compared.

    Raises ``RecordInvalid`` with every wrong field.
    """
    if register.matching is None:
        return []
    day = today_of(at)
    values = read_values(register, given, None, day)
    twins = queries.likely_twins(register, [values], day, but=but)[0][:3]
    records = queries.records_by_id(actor=actor, register=register, ids=[record_id for record_id, _u, _f in twins])
    return [Likely(unit_id, found, records.get(record_id)) for record_id, unit_id, found in twins]


def note_likely(of: RegisterImport, register: RegisterObject, at: datetime) -> None:
    """Note the new rows of an import that may be of a record that is there, before anything is written."""
    if register.matching is None:
        return
    names = [field.id for field in register.fields]
    query = sql.SQL("SELECT _row, {} FROM {} WHERE _match IS NULL AND _row > %s ORDER BY _row LIMIT %s").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), staging.staging(of)
    )
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query.as_string(None), [last, AT_A_TIME])
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        values: list[dict[str, Value]] = [
            {field.id: read_value(field.type, value) for field, value in zip(register.fields, row[1:], strict=True)}
            for row in rows
        ]
        twins = queries.likely_twins(register, values, today_of(at))
        LikelyRow.objects.bulk_create(
            LikelyRow(of=of, number=row[0], record_id=found[0][0], probability=found[0][2].probability)
            for row, found in zip(rows, twins, strict=True)
            if found
        )
