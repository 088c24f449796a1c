"""From the table that is there to the table that is wanted: statements, none of which loses a value.

A column that is declared no more stays where it is; one whose type cannot be widened is set aside under another name.
The same plan makes a new table, changes one, takes one up again after it was out of use, and goes back to an earlier
declaration.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from psycopg import sql

from tinhso.engines.registers.rules.columns import ORDERED, PAST, SCHEMA, Wanted, is_nullable, past_table, table

_NUMERIC: Final = re.compile(r"numeric\((\d+),(\d+)\)")


@dataclass(frozen=True, slots=True)
class Actual:
    """A table as it is: columns with their types, names of its checks and foreign keys, of its indexes."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constraints: Collection[str] = ()
    indexes: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: ``first`` for every register, then values are worked out, then ``last`` for every register."""

    first: tuple[sql.Composable, ...]
    last: tuple[sql.Composable, ...]


def widens(old: str, new: str) -> bool:
    """Whether every value of a column of type ``old`` is the same value as one of type ``new``."""
    if old == new or (new == "text" and old in ("bigint", "boolean", "date", "uuid")):
        return True
    after = _NUMERIC.fullmatch(new)
    if after is None:
        return False
    if old == "bigint":
        return True
    before = _NUMERIC.fullmatch(old)
    return before is not None and int(before[2]) <= int(after[2])


def plan(actual: Actual, past: Actual, target: Wanted) -> Plan:
    """How a table and its history become what is wanted."""
    first: list[sql.Composable] = []
    if not actual.columns:
        first += _made(target)
    else:
        first += _dropped(actual, target)
        first += _columns(table(target.table), actual, target)
        first += _columns(past_table(target.table), past, target)
    return Plan(tuple(first), tuple(_added(actual, target)))


def rebuilt(actual: Actual, target: Wanted) -> Plan:
    """What takes everything that is made of all rows at once away from a table that has none, and makes it as it is
    wanted: foreign keys and indexes. Checks stay.
    """
    checks = {name: body for name, body in target.constraints.items() if not body.as_string(None).startswith("FOREIGN")}
    kept = checks.keys() & set(actual.constraints)
    bare = Actual(actual.columns, kept, ())
    return Plan(
        tuple(_dropped(actual, Wanted(target.table, target.columns, {}, checks, {}))), tuple(_added(bare, target))
    )


def _added(actual: Actual, target: Wanted) -> list[sql.Composable]:
    """Constraints and indexes that are not there yet. Checks in one statement look at each row once."""
    adds = [
        sql.SQL("ADD CONSTRAINT {} {}").format(sql.Identifier(name), body)
        for name, body in target.constraints.items()
        if name not in actual.constraints
    ]
    last: list[sql.Composable] = []
    if adds:
        last.append(sql.SQL("ALTER TABLE {} {}").format(table(target.table), sql.SQL(", ").join(adds)))
    # "INDEX ON …" and "UNIQUE INDEX ON …" get their name here.
    last += [
        sql.SQL("CREATE {}").format(_with_name(name, body))
        for name, body in target.indexes.items()
        if name not in actual.indexes
    ]
    return last


def _with_name(name: str, body: sql.Composable) -> sql.Composable:
    text = body.as_string(None)
    before, _on, after = text.partition(" ON ")
    return sql.SQL("{} {} ON {}").format(sql.SQL(before), sql.Identifier(name), sql.SQL(after))


def _made(target: Wanted) -> list[sql.Composable]:
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(name),
            sql.SQL(f'{kind} COLLATE "C"' if name in ORDERED else kind),
            sql.SQL("" if is_nullable(name) else " NOT NULL"),
        )
        for name, kind in target.columns.items()
    )
    loose = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in target.columns.items()
    )
    past = target.table + PAST
    return [
        sql.SQL("CREATE TABLE {} ({}, PRIMARY KEY (_id))").format(table(target.table), columns),
        sql.SQL("CREATE TABLE {} ({}, _until timestamptz NOT NULL, PRIMARY KEY (_id, _version))").format(
            past_table(target.table), loose
        ),
        sql.SQL("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {} FOR EACH ROW EXECUTE FUNCTION {}()").format(
            sql.Identifier(SCHEMA, past), sql.Identifier("ts_registers_refuse_change")
        ),
    ]


def _dropped(actual: Actual, target: Wanted) -> list[sql.Composed]:
    """Constraints and indexes that are wanted no more."""
    name = table(target.table)
    gone = [
        sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(name, sql.Identifier(each))
        for each in sorted(set(actual.constraints) - set(target.constraints))
    ]
    return gone + [
        sql.SQL("DROP INDEX {}").format(sql.Identifier(SCHEMA, each))
        for each in sorted(set(actual.indexes) - set(target.indexes))
    ]


@dataclass(frozen=True, slots=True)
class Move:
    """What one column does: it gets another name (``was``), it comes, or its type widens."""

    name: str
    kind: str
    was: str = ""
    is_new: bool = False


def moves(found: Mapping[str, str], target: Wanted) -> list[Move]:
    """How the columns that are there become those that are wanted, in order. A column that was set aside is taken up
    again where its type is wanted again.
    """
    there = dict(found)
    done: list[Move] = []

    def renamed(old: str, new: str) -> None:
        done.append(Move(new, there[old], was=old))
        there[new] = there.pop(old)

    for column, former in target.former.items():
        if column not in there and former in there and former not in target.columns:
            renamed(former, column)
    for column, kind in target.columns.items():
        set_aside = [name for number in range(999, 0, -1) if there.get(name := f"_{column}_{number}") == kind]
        if column in there and not widens(there[column], kind):
            renamed(column, _aside(column, there))
        if column not in there and set_aside:
            renamed(set_aside[0], column)
        elif column not in there or there[column] != kind:
            done.append(Move(column, kind, is_new=column not in there))
            there[column] = kind
    return done


def _columns(name: sql.Identifier, actual: Actual, target: Wanted) -> list[sql.Composable]:
    return [_moved(name, move) for move in moves(actual.columns, target)]


def _moved(name: sql.Identifier, move: Move) -> sql.Composable:
    column = sql.Identifier(move.name)
    if move.was:
        return sql.SQL("ALTER TABLE {} RENAME COLUMN {} TO {}").format(name, sql.Identifier(move.was), column)
    if move.is_new:
        return sql.SQL("ALTER TABLE {} ADD COLUMN {} {}").format(name, column, sql.SQL(move.kind))
    return sql.SQL("ALTER TABLE {} ALTER COLUMN {} TYPE {} USING {}::{}").format(
        name, column, sql.SQL(move.kind), column, sql.SQL(move.kind)
    )


def _aside(column: str, found: Collection[str]) -> str:
    """A free name for a column that is set aside: no field can have it."""
    return next(name for number in range(1, 1000) if (name := f"_{column}_{number}") not in found)
