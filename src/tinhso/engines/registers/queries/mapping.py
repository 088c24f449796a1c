"""A list as a map: the outlines of its records where there are few, else how many lie where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.engines.registers.queries.reach import sees_personal
from tinhso.engines.registers.queries.records import Asked, conditions, note_read, reach_of, record_of, selected
from tinhso.engines.registers.rules.columns import outline_box, table
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import Box, Record

#: Outlines that are drawn one by one.
MOST_DRAWN: Final = 300
#: Records that are looked at for one map; the page says so where there are more.
MOST_COUNTED: Final = 200_000
#: Spots across and down.
_ACROSS, _DOWN = 10, 8


@dataclass(frozen=True, slots=True)
class Spot:
    """So many records in a box of the map, and where the middle of them lies."""

    box: Box
    count: int
    middle: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a map shows: the box around everything (None for nothing), how many records have a place, whether there
    were more than are looked at, and either the records or the spots.
    """

    box: Box | None
    located: int
    is_cut: bool
    records: Sequence[Record] = ()
    spots: Sequence[Spot] = ()


def may_map(actor: Actor, register: RegisterObject) -> bool:
    """Whether the actor sees where the records of a register lie."""
    shape = register.shape_field
    return shape is not None and (not shape.is_personal or sees_personal(actor, register))


def mapped(*, actor: Actor, at: datetime, register: RegisterObject, asked: Asked) -> Mapped:
    """The map of a list. Two queries. Raises ``RegisterNotFound``."""
    shape = register.shape_field
    if shape is None or not may_map(actor, register):
        return Mapped(None, 0, is_cut=False)
    where = sql.SQL(" AND ").join([
        *conditions(register, reach_of(actor, register), asked, at),
        sql.SQL("{} IS NOT NULL").format(sql.Identifier(shape.id)),
    ])  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_extent(register, shape, where).as_string(None))
        located, *around = cursor.fetchone()
        if not located:
            return Mapped(None, 0, is_cut=False)
        box: Box = (around[0], around[1], around[2], around[3])
        is_cut = located > MOST_COUNTED
        if located <= MOST_DRAWN:
            cursor.execute(_drawn(register, where).as_string(None))
            records = [record_of(register, row) for row in cursor.fetchall()]
            note_read(actor, register, records)
            return Mapped(box, located, is_cut, records=records)
        cursor.execute(_spots(register, shape, where, box).as_string(None))
        spots = [Spot(_cell(box, row[0], row[1]), row[2], (row[3], row[4])) for row in cursor.fetchall()]
    return Mapped(box, min(located, MOST_COUNTED), is_cut, spots=spots)


def _boxes(register: RegisterObject, shape: RegisterField, where: sql.Composable, limit: int) -> sql.Composable:
    return sql.SQL("(SELECT {} AS b FROM {} WHERE {} LIMIT {}) each").format(
        outline_box(shape.id), table(register.id), where, sql.Literal(limit)
    )


def _extent(register: RegisterObject, shape: RegisterField, where: sql.Composable) -> sql.Composable:
    """How many there are, and the box around them: of a box the first corner is the upper right."""
    boxes = _boxes(register, shape, where, MOST_COUNTED + 1)
    return sql.SQL(
        "SELECT count(*), min((b[1])[0]), min((b[1])[1]), max((b[0])[0]), max((b[0])[1]) FROM {}"
    ).format(boxes)  # fmt: skip


def _drawn(register: RegisterObject, where: sql.Composable) -> sql.Composable:
    return sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY _sort, _id LIMIT {}").format(
        selected(register), table(register.id), where, sql.Literal(MOST_DRAWN)
    )


def _steps(box: Box) -> tuple[float, float]:
    west, south, east, north = box
    return max((east - west) / _ACROSS, 1e-6), max((north - south) / _DOWN, 1e-6)


def _spots(register: RegisterObject, shape: RegisterField, where: sql.Composable, box: Box) -> sql.Composable:
    right, up = _steps(box)
    return sql.SQL(
        "SELECT least(floor((x - {west}) / {right})::int, {last_x}), least(floor((y - {south}) / {up})::int, {last_y}),"
        " count(*), avg(x), avg(y)"
        " FROM (SELECT (center(b))[0] AS x, (center(b))[1] AS y FROM {boxes}) middles GROUP BY 1, 2 ORDER BY 2 DESC, 1"
    ).format(
        west=sql.Literal(box[0]), south=sql.Literal(box[1]), right=sql.Literal(right), up=sql.Literal(up),
        last_x=sql.Literal(_ACROSS - 1), last_y=sql.Literal(_DOWN - 1),
        boxes=_boxes(register, shape, where, MOST_COUNTED),
    )  # fmt: skip


def _cell(box: Box, column: int, row: int) -> Box:
    right, up = _steps(box)
    west, south = box[0] + column * right, box[1] + row * up
    return west, south, west + right, south + up
