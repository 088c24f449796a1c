"""How good the records of a register are: today by rule and unit, and day by day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.engines.registers.models import QualityDay
from tinhso.engines.registers.queries.reach import Reach
from tinhso.engines.registers.queries.records import Asked, conditions, reach_of
from tinhso.engines.registers.queries.registers import MOST, stale_since
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.rules.quality import Quality
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import Standing


@dataclass(frozen=True, slots=True)
class UnitQuality:
    """One unit on the day on which it was last measured."""

    unit_id: UUID
    quality: Quality


def broken_counts(*, actor: Actor, at: datetime, register: RegisterObject) -> dict[str, int]:
    """How many records break each quality rule, by rule, of those that the actor reads; of ``MOST`` of them at most.
    One query.
    """
    where = conditions(register, reach_of(actor, register), Asked(standing=Standing.WRONG), at)
    query = sql.SQL(
        "SELECT rule, count(*) FROM (SELECT _wrong FROM {} WHERE {} LIMIT {}) x, unnest(_wrong) rule GROUP BY rule"
    ).format(table(register.id), sql.SQL(" AND ").join(where), sql.Literal(MOST))
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        return dict(cursor.fetchall())


def _days(register: RegisterObject, far: Reach, limit: int) -> dict[date, dict[UUID, Quality]]:
    """The last days on which a register was measured, by unit. One query."""
    days = QualityDay.objects.filter(register=register.id).order_by("-day").values("day").distinct()[:limit]
    rows = QualityDay.objects.filter(register=register.id, day__in=days)
    if far.unit_ids is not None:
        rows = rows.filter(unit_id__in=list(far.unit_ids))
    found: dict[date, dict[UUID, Quality]] = defaultdict(dict)
    for row in rows.order_by("day"):
        found[row.day][row.unit_id] = Quality(row.records, row.complete, row.valid, row.fresh, row.single)
    return found


def trend(*, actor: Actor, register: RegisterObject, days: int = 60) -> list[tuple[date, Quality, list[UnitQuality]]]:
    """Each of the last days: the units that the actor reads together, and each by itself, the worst first. One query.

    Raises ``RegisterNotFound``.
    """
    told = []
    for day, units in _days(register, reach_of(actor, register), days).items():
        each = [UnitQuality(unit_id, quality) for unit_id, quality in units.items()]
        each.sort(key=lambda one: (one.quality.score or 0.0, one.unit_id))
        told.append((day, Quality.together(units.values()), each))
    return told


def measured(register: RegisterObject, at: datetime) -> sql.Composable:
    """The statement that measures a register on a day: a row a unit; measured again, the later one stays."""
    wanted = [f.id for f in register.fields if f.computed is None and (f.required or f.listed)]
    complete = sql.SQL(" AND ").join(sql.SQL("{} IS NOT NULL").format(sql.Identifier(name)) for name in wanted)
    present = conditions(register, Reach(None), Asked(), at)
    return sql.SQL(
        "INSERT INTO ts_registers_qualityday (register, unit_id, day, records, complete, valid, fresh, single)"
        " SELECT {register}, _unit, {day}, count(*), count(*) FILTER (WHERE {complete}),"
        " count(*) FILTER (WHERE _wrong = '{{}}'), count(*) FILTER (WHERE NOT ({stale})),"
        " count(*) FILTER (WHERE same = 1)"
        " FROM (SELECT *, count(*) OVER (PARTITION BY _unit, _sort) AS same FROM {table} WHERE {present}) each"
        " GROUP BY _unit"
        " ON CONFLICT (register, day, unit_id) DO UPDATE SET (records, complete, valid, fresh, single) ="
        " (EXCLUDED.records, EXCLUDED.complete, EXCLUDED.valid, EXCLUDED.fresh, EXCLUDED.single)"
    ).format(
        register=sql.Literal(register.id), day=sql.Literal(at.date()), complete=complete or sql.SQL("true"),
        stale=stale_since(register, at), table=table(register.id), present=sql.SQL(" AND ").join(present),
    )  # fmt: skip


def stale_units(register: RegisterObject, day: date) -> dict[UUID, int]:
    """How many records are stale in each unit, as measured on a day. One query."""
    rows = QualityDay.objects.filter(register=register.id, day=day)
    return {row.unit_id: row.records - row.fresh for row in rows if row.fresh < row.records}
