"""Records by the values that their fields have, and by number of page: what programs of others ask for."""

from datetime import datetime
from typing import Final

from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.errors import InvalidInput
from tinhso.engines.registers.queries.reach import reading
from tinhso.engines.registers.queries.records import Asked, conditions, note_read, record_of, rows_of, selected
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import Record, RegisterNotFound

#: As far as pages by number go: a further one is narrowed to, or read by cursor.
FURTHEST: Final = 10_000


def answering(
    *, actor: Actor, at: datetime, register: RegisterObject, asked: Asked, skip: int = 0, limit: int = 1,
    backwards: bool = False, lock: bool = False,
) -> list[Record]:  # fmt: skip
    """Records that answer to ``asked`` in Vietnamese order of names or against it, after the first ``skip``. One query.

    Raises ``RegisterNotFound``, ``InvalidInput`` for what lies too far.
    """
    far = reading(actor, register)
    if far is None:
        raise RegisterNotFound
    if skip + limit > FURTHEST:
        raise InvalidInput(fields={"page": str(FURTHEST)})
    query = sql.SQL(
        'SELECT {} FROM {} WHERE {} ORDER BY _sort COLLATE "C" {way}, _id {way} LIMIT {} OFFSET {}{}'
    ).format(
        selected(register), table(register.id), sql.SQL(" AND ").join(conditions(register, far, asked, at)),
        sql.Literal(limit), sql.Literal(skip), sql.SQL(" FOR UPDATE" if lock else ""),
        way=sql.SQL("DESC" if backwards else "ASC"),
    )  # fmt: skip
    found = [record_of(register, row) for row in rows_of(query)]
    note_read(actor, register, found)
    return found
