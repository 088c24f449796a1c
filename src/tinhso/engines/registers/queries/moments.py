"""A register as it stood on a day, as it was known at a moment: read from the history, nothing is kept for it twice."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from psycopg import sql

from tinhso.engines.registers.rules.columns import SYSTEM, past_table, table
from tinhso.engines.registers.schema import RegisterObject

#: A version holds from the day that its decision names; one that names none from the day on which it was written. A
#: version that only carries on the day of the one before it holds from its own writing.
_THEN: Final = """(
    SELECT {names} FROM {now}
    WHERE _version = 1 AND _at <= {known} AND coalesce(_valid_from, {written}) <= {day}
    UNION ALL
    SELECT {names} FROM (
        SELECT DISTINCT ON (_id) {names} FROM (
            SELECT {names}, CASE
                WHEN _version = 1
                  OR _valid_from IS DISTINCT FROM lag(_valid_from) OVER (PARTITION BY _id ORDER BY _version)
                THEN coalesce(_valid_from, {written}) ELSE {written} END AS _since
            FROM (SELECT {names} FROM {now} WHERE _version > 1 UNION ALL SELECT {names} FROM {past}) every
            WHERE _at <= {known}
        ) dated WHERE _since <= {day} ORDER BY _id, _version DESC
    ) last
) t"""
_WRITTEN: Final = "(_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


def relation_then(register: RegisterObject, day: date, known: datetime, more: Sequence[str] = ()) -> sql.Composable:
    """The records that held on ``day`` as far as was known at ``known``, each in the version of then, in place of the
    table; ``more`` are further columns of it.
    """
    names = dict.fromkeys([*SYSTEM, *(field.id for field in register.fields), *more])
    return sql.SQL(_THEN).format(
        names=sql.SQL(", ").join(map(sql.Identifier, names)),
        now=table(register.id),
        past=past_table(register.id),
        day=sql.Literal(day),
        known=sql.Literal(known),
        written=sql.SQL(_WRITTEN),
    )
