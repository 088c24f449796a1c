"""Records as somebody may read them: found, paged by key, counted, one with its history, references by name."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import psycopg
from django.db import DataError, connection
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.db import Page, cursor_values, encode_cursor
from tinhso.core.errors import InvalidInput
from tinhso.core.i18n import named
from tinhso.core.personal import note_seen
from tinhso.engines.registers.queries.moments import relation_then
from tinhso.engines.registers.queries.reach import Reach, all_registers, reading, sees_personal
from tinhso.engines.registers.queries.registers import NEW_DAYS, stale_since
from tinhso.engines.registers.rules.columns import outline_box, past_table, table
from tinhso.engines.registers.rules.judging import words_in
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import (
    GEOMETRY,
    SUBJECT,
    Box,
    FieldType,
    Order,
    Record,
    RecordNotFound,
    RegisterNotFound,
    Standing,
    Value,
)
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation

#: Column, its type, direction, and how what comes after a place compares with it.
_ORDERS: Final = {
    Order.NAME: ("_sort", "text", "ASC", ">"),
    Order.NEWEST: ("_at", "timestamptz", "DESC", "<"),
    Order.OLDEST: ("_at", "timestamptz", "ASC", ">"),
}
_SYSTEM = ("_id", "_unit", "_version", "_valid_from", "_valid_to", "_at", "_by", "_source", "_basis", "_wrong")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: words, standing, the unit that keeps it, values of filtered fields as typed, and those
    that any field must equal; the quality rule that does not hold, the box of the map that it touches; in which order;
    ``day`` is the day as of which it is asked (today), ``known`` the moment as of whose knowledge (now).
    """

    text: str = ""
    standing: Standing = Standing.PRESENT
    unit_id: UUID | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    equal: Mapping[str, Value] = field(default_factory=dict)
    rule: str = ""
    box: Box | None = None
    order: Order = Order.NAME
    day: date | None = None
    known: datetime | None = None

    def day_of(self, at: datetime) -> date:
        """The day that is asked about; of a moment alone its own."""
        return self.day or local(self.known or at).date()


def _source(register: RegisterObject, asked: Asked, at: datetime) -> sql.Composable:
    """The table, or what it was then."""
    if asked.day is None and asked.known is None:
        return table(register.id)
    return relation_then(register, asked.day_of(at), asked.known or at)


def selected(register: RegisterObject, more: str = "") -> sql.Composable:
    """The columns of a record in the order in which ``record_of`` reads them."""
    names = [sql.Identifier(name) for name in (*_SYSTEM, *(each.id for each in register.fields))]
    return sql.SQL(", ").join([*names, *([sql.SQL(more)] if more else [])])


def record_of(register: RegisterObject, row: Sequence[Any]) -> Record:
    """A row of ``selected`` as a record; one more column is when it was replaced."""
    width = len(_SYSTEM)
    values = {each.id: read_value(each.type, value) for each, value in zip(register.fields, row[width:], strict=False)}
    until = row[width + len(register.fields)] if len(row) > width + len(register.fields) else None
    id_, unit_id, version, start, end, at, by, source, basis, wrong = row[:width]
    return Record(id_, unit_id, version, values, start, end, at, by, source, basis, tuple(wrong), until)


def read_value(kind: FieldType, value: Any) -> Any:
    """A value as the driver gives it, as a record has it."""
    if isinstance(value, memoryview):
        return bytes(value)
    return json.loads(value) if kind in GEOMETRY and isinstance(value, str) else value


def conditions(register: RegisterObject, far: Reach, asked: Asked, at: datetime) -> list[sql.Composable]:
    """What the rows of a list must be. Raises ``InvalidInput`` for a filter that the register has not."""
    today = sql.Literal(asked.day_of(at))
    ended = sql.SQL("_valid_to <= {}").format(today)
    found: list[sql.Composable] = [
        ended if asked.standing is Standing.ENDED else sql.SQL("({} IS NOT TRUE)").format(ended)
    ]
    match asked.standing:
        case Standing.NEW:
            found.append(sql.SQL("_at > {}").format(sql.Literal(at - timedelta(days=NEW_DAYS))))
        case Standing.STALE:
            found.append(stale_since(register, at))
        case Standing.WRONG:
            found.append(sql.SQL("_wrong <> '{}'"))
    if far.unit_ids is not None:
        found.append(sql.SQL("_unit = ANY ({})").format(sql.Literal(list(far.unit_ids))))
    if asked.unit_id is not None:
        found.append(sql.SQL("_unit = {}").format(sql.Literal(asked.unit_id)))
    if asked.rule:
        found.append(sql.SQL("_wrong @> ARRAY[{}]::text[] AND _wrong <> '{{}}'").format(sql.Literal(asked.rule)))
    if asked.box is not None:
        found.append(_boxed(register, asked.box))
    if asked.text:
        found.append(_searched(register, asked.text))
    found += [filtered(register, name, value) for name, value in asked.values.items() if value]
    found += [
        sql.SQL("{} IS NULL" if value is None else "{} = {}").format(sql.Identifier(name), sql.Literal(value))
        for name, value in asked.equal.items()
    ]
    return found


def _boxed(register: RegisterObject, box: Box) -> sql.Composable:
    """That the outline of a record touches a box, by the index of outlines' boxes."""
    shape = register.shape_field
    if shape is None:
        raise InvalidInput(fields={"box": ",".join(str(degree) for degree in box)})
    west, south, east, north = (sql.Literal(degree) for degree in box)
    return sql.SQL("{} && box(point({}, {}), point({}, {}))").format(outline_box(shape.id), west, south, east, north)


def _searched(register: RegisterObject, text: str) -> sql.Composable:
    persons = [each for each in register.fields if each.type is FieldType.PERSON]
    key = identity.person_key(text) if persons else None
    if key is not None:
        return sql.SQL("({})").format(
            sql.SQL(" OR ").join(sql.SQL("{} = {}").format(sql.Identifier(p.id), sql.Literal(key)) for p in persons)
        )
    words = words_in(text[:200])
    if not words:
        return sql.SQL("false")
    query = " & ".join([*words[:-1], f"{words[-1]}:*"])
    return sql.SQL("to_tsvector('simple'::regconfig, _words) @@ to_tsquery('simple', {})").format(sql.Literal(query))


def filtered(register: RegisterObject, name: str, value: str) -> sql.Composable:
    """That a field has a value, as a filter has it. Raises ``InvalidInput`` for a field that is no filter."""
    each = register.by_id.get(name)
    if each is None or not each.filtered:
        raise InvalidInput(fields={name: value[:40]})
    column = sql.Identifier(name)
    if each.type is FieldType.CODES:
        return sql.SQL("{} @> ARRAY[{}]::text[]").format(column, sql.Literal(value))
    if each.type is FieldType.BOOLEAN:
        return sql.SQL("{} IS {}").format(column, sql.SQL("TRUE" if value == "yes" else "FALSE"))
    return sql.SQL("{} = {}").format(column, sql.Literal(value))


def _where(found: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL(" AND ").join(found)


def reach_of(actor: Actor, register: RegisterObject) -> Reach:
    """How far somebody reads a register. Raises ``RegisterNotFound``."""
    far = reading(actor, register)
    if far is None:
        raise RegisterNotFound
    return far


def count_records(*, actor: Actor, at: datetime, register: RegisterObject, asked: Asked) -> int:
    """How many records a list has that the actor may see, exactly. One query."""
    where = _where(conditions(register, reach_of(actor, register), asked, at))
    count = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(_source(register, asked, at), where)
    return int(rows_of(count)[0][0])


def records(
    *, actor: Actor, at: datetime, register: RegisterObject, asked: Asked, after: str | None = None, limit: int = 50
) -> Page[Record]:
    """A page of a list, in Vietnamese order of names unless it asks for another. One query.

    Raises ``RegisterNotFound``, ``InvalidInput``.
    """
    found = conditions(register, reach_of(actor, register), asked, at)
    column, kind, direction, beyond = _ORDERS[asked.order]
    if after:
        value, id_ = cursor_values(after, 2)
        try:
            place = sql.Literal(str(value)), sql.SQL(kind), sql.Literal(UUID(str(id_)))
        except ValueError:
            raise InvalidInput(fields={"after": after[:40]}) from None
        found.append(sql.SQL("({}, _id) {} ({}::{}, {})").format(sql.SQL(column), sql.SQL(beyond), *place))
    # What is searched is found by its words first, by the barrier of OFFSET: walking along the order instead, and
    # dividing every name into words on the way, is what the database would rather do, and a hundred times slower.
    rows_found = sql.SQL("(SELECT * FROM {} WHERE {} OFFSET 0) AS found" if asked.text else "{} WHERE {}")
    query = sql.SQL("SELECT {} FROM {} ORDER BY {order} {direction}, _id {direction} LIMIT {}").format(
        selected(register, column), rows_found.format(_source(register, asked, at), _where(found)),
        sql.Literal(limit + 1),
        order=sql.SQL('_sort COLLATE "C"' if asked.order is Order.NAME else column), direction=sql.SQL(direction),
    )  # fmt: skip
    rows = rows_of(query)
    shown = rows[:limit]
    cursor = encode_cursor([shown[-1][-1], shown[-1][0]]) if len(rows) > limit else None
    found_records = [record_of(register, row[:-1]) for row in shown]
    note_read(actor, register, found_records)
    return Page(found_records, cursor)


def note_read(actor: Actor, register: RegisterObject, seen: Iterable[Record]) -> None:
    """Note who is shown personal fields as they are: records whose fields are masked tell nobody anything."""
    if register.has_personal:
        ids = [one.id for one in seen if sees_personal(actor, register, one.unit_id)]
        note_seen(actor=actor, kind=SUBJECT, ids=ids)


def rows_of(query: sql.Composable) -> list[tuple[Any, ...]]:
    """What a query gives. Raises ``InvalidInput`` for values that the database cannot read."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(query.as_string(None))
        except (DataError, psycopg.DataError, UnicodeError):
            raise InvalidInput from None
        return list(cursor.fetchall())


def access_record(*, actor: Actor, register: RegisterObject, record_id: UUID, lock: bool = False) -> Record:
    """One record that the actor may read. Raises ``RecordNotFound``. One query."""
    far = reach_of(actor, register)
    query = sql.SQL("SELECT {} FROM {} WHERE _id = {}{}").format(
        selected(register), table(register.id), sql.Literal(record_id), sql.SQL(" FOR UPDATE" if lock else "")
    )
    rows = rows_of(query)
    found = record_of(register, rows[0]) if rows else None
    if found is None or not far.covers(found.unit_id):
        raise RecordNotFound
    note_read(actor, register, [found])
    return found


def record_then(*, actor: Actor, at: datetime, register: RegisterObject, record_id: UUID, asked: Asked) -> Record:
    """One record as it stood on the day, as was known at the moment that are asked about. Raises ``RecordNotFound``
    where there was none then. One query.
    """
    far = reach_of(actor, register)
    query = sql.SQL("SELECT {} FROM {} WHERE _id = {}").format(
        selected(register), _source(register, asked, at), sql.Literal(record_id)
    )
    found = [record_of(register, row) for row in rows_of(query)]
    if not found or not far.covers(found[0].unit_id):
        raise RecordNotFound
    note_read(actor, register, found)
    return found[0]


def records_by_id(*, actor: Actor, register: RegisterObject, ids: Collection[UUID]) -> dict[UUID, Record]:
    """Those of some records that the actor may read, by id. One query. Raises ``RegisterNotFound``."""
    return {one.id: one for one in records_of(actor=actor, register=register, ids=list(ids))} if ids else {}


def past_versions(*, actor: Actor, register: RegisterObject, record: Record, limit: int = 50) -> list[Record]:
    """The versions before the present one, newest first; ``record`` is what ``access_record`` gave. One query."""
    del actor
    query = sql.SQL("SELECT {} FROM {} WHERE _id = {} ORDER BY _version DESC LIMIT {}").format(
        selected(register, "_until"), past_table(register.id), sql.Literal(record.id), sql.Literal(limit)
    )
    return [record_of(register, row) for row in rows_of(query)]


def past_version(register: RegisterObject, record_id: UUID, version: int) -> Record:
    """One version before the present one of a record that the caller has accessed. Raises ``RecordNotFound``."""
    query = sql.SQL("SELECT {} FROM {} WHERE _id = {} AND _version = {}").format(
        selected(register, "_until"), past_table(register.id), sql.Literal(record_id), sql.Literal(version)
    )
    rows = rows_of(query)
    if not rows:
        raise RecordNotFound
    return record_of(register, rows[0])


def records_of(*, actor: Actor, register: RegisterObject, ids: Sequence[UUID]) -> list[Record]:
    """Those of some records that the actor may read, in Vietnamese order of names. One query."""
    far = reach_of(actor, register)
    query = sql.SQL('SELECT {} FROM {} WHERE _id = ANY ({}) ORDER BY _sort COLLATE "C", _id').format(
        selected(register), table(register.id), sql.Literal(list(ids))
    )
    found = [record for row in rows_of(query) if far.covers((record := record_of(register, row)).unit_id)]
    note_read(actor, register, found)
    return found


_BY_KEY = """
    WITH RECURSIVE led (id, step) AS (
        SELECT _id, 0 FROM {table} WHERE {key} = {value}
        UNION ALL
        SELECT m.kept_id, led.step + 1 FROM ts_registers_merge m JOIN led ON m.gone_id = led.id
        WHERE m.state = 'done' AND led.step < 100
    )
    SELECT id FROM led ORDER BY step DESC LIMIT 1
"""


def find_by_key(register: RegisterObject, key: Any) -> UUID | None:
    """The record of a key; the one that took its place where it was a double. One query."""
    query = sql.SQL(_BY_KEY).format(table=table(register.id), key=sql.Identifier(register.key), value=sql.Literal(key))
    rows = rows_of(query)
    return rows[0][0] if rows else None


def names_of(register: RegisterObject, shown: Iterable[Record], at: datetime, *, keys: bool = False) -> dict[UUID, str]:
    """What the references of some records lead to, by id: names for people, with ``keys`` codes for programs.

    One query for each register that is referred to, and those of the organisation.
    """
    wanted: dict[str, set[UUID]] = defaultdict(set)
    places: dict[FieldType, set[UUID]] = defaultdict(set)
    for one in shown:
        for each in register.fields:
            value = one.values.get(each.id)
            if value is None:
                continue
            if each.type is FieldType.RECORD and each.register_id is not None:
                wanted[each.register_id].add(value)
            elif each.type in (FieldType.UNIT, FieldType.TERRITORY):
                places[each.type].add(value)
    found = _place_names(places, local(at).date(), keys=keys)
    registers = all_registers()
    for code, ids in wanted.items():
        target = registers[code]
        column = sql.Identifier(target.key if keys else target.title)
        query = sql.SQL("SELECT _id, {}::text FROM {} WHERE _id = ANY ({})").format(
            column, table(code), sql.Literal(list(ids))
        )
        found |= dict(rows_of(query))
    return found


def _place_names(places: Mapping[FieldType, set[UUID]], day: date, *, keys: bool) -> dict[UUID, str]:
    """Units and territories: those of the day are read at once, one that has closed by itself."""
    found: dict[UUID, str] = {}
    for kind, ids in places.items():
        is_unit = kind is FieldType.UNIT
        present = {one.id: one for one in (organisation.units_as_of if is_unit else organisation.territory_as_of)(day)}
        for id_ in ids:
            one = present.get(id_) or (organisation.unit if is_unit else organisation.territory)(id_)
            found[id_] = one.code if keys else named(one)
    return found


def read_out(*, actor: Actor, at: datetime, register: RegisterObject, asked: Asked) -> Iterator[Record]:
    """Every record of a list, page by page of a thousand in the same order: however many there are, few are held."""
    after: str | None = None
    while True:
        page = records(actor=actor, at=at, register=register, asked=asked, after=after, limit=1000)
        yield from page.items
        after = page.next_cursor
        if after is None:
            return
