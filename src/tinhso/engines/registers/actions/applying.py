"""Declarations into tables: inside the transaction of a release, so that a pack and its tables never differ."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _
from psycopg import sql

from tinhso.core.packs.api import Change, Impact, PackObject, SqlColumn
from tinhso.engines.registers.queries.tables import actual_tables
from tinhso.engines.registers.rules import columns, comparing, converging
from tinhso.engines.registers.rules.comparing import Ask, Difference
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import RowsInTheWay

_SCHEMA = "CREATE SCHEMA IF NOT EXISTS registers"
_ASKED: Mapping[Ask, str] = {
    Ask.EMPTY: "{column} IS NULL",
    Ask.FILLED: "{column} IS NOT NULL",
    Ask.LONGER: "char_length({column}) > {limit}",
    Ask.BELOW: "{column} < {limit}",
    Ask.ABOVE: "{column} > {limit}",
    Ask.CODES: "{column}::text[] && {limit}::text[]",
}


def apply_registers(change: Change[RegisterObject]) -> None:
    """Make, change and take up again the tables of what is written. A register that is gone keeps its table.

    Raises ``RowsInTheWay`` where records do not fit what is declared; then nothing of the release is stored.
    """
    items = change.written
    if not items:
        return
    actual = actual_tables([item.id for item in items])
    plans = [converging.plan(actual[item.id], actual[item.id + columns.PAST], columns.wanted(item)) for item in items]
    with connection.cursor() as cursor:
        cursor.execute(_SCHEMA)
        _run(statement for plan in plans for statement in plan.first)
        for item in items:
            if actual[item.id].columns:
                _work_out(item)
        try:
            _run(statement for plan in plans for statement in plan.last)
        except IntegrityError as error:
            raise RowsInTheWay(detail=str(error).splitlines()[0]) from None


def _run(statements: Iterable[sql.Composable]) -> None:
    text = ";\n".join(statement.as_string(None) for statement in statements)
    if text:
        with connection.cursor() as cursor:
            cursor.execute(text)


def _columns(register: RegisterObject, alias: str = "") -> dict[str, SqlColumn]:
    """What the names of expressions stand for; ``alias`` is that of the table."""
    before = f"{alias}." if alias else ""
    return {
        name: SqlColumn(before + sql.Identifier(name).as_string(None), kind) for name, kind in register.kinds.items()
    }


def _work_out(register: RegisterObject) -> None:
    """Computed fields and quality rules of every record anew, by set: the expressions say the same in SQL."""
    table = columns.table(register.id)
    assigned, parameters = computed_sql(register)
    wrong, given = wrong_sql(register)
    judged = sql.SQL("UPDATE {table} SET _wrong = {wrong} WHERE _wrong IS DISTINCT FROM {wrong}")
    with connection.cursor() as cursor:
        if assigned:
            computed = sql.SQL("UPDATE {} SET {}").format(table, sql.SQL(assigned))
            cursor.execute(computed.as_string(None), parameters)
        cursor.execute(judged.format(table=table, wrong=sql.SQL(wrong)).as_string(None), [*given, *given])


def computed_sql(register: RegisterObject) -> tuple[str, list[Any]]:
    """What sets the computed fields of a row, in SQL; empty where there are none."""
    parts: list[str] = []
    parameters: list[Any] = []
    for field in register.fields:
        if field.computed is not None:
            value, given = field.computed.to_sql(_columns(register))
            parts.append(f"{sql.Identifier(field.id).as_string(None)} = ({value})::{columns.column_type(field)}")
            parameters += given
    return ", ".join(parts), parameters


def wrong_sql(register: RegisterObject, alias: str = "") -> tuple[str, list[Any]]:
    """The quality rules that do not hold of a row, as an array in SQL."""
    parts: list[str] = ["'{}'::text[]"]
    parameters: list[Any] = []
    for rule in register.rules:
        holds, given = rule.holds.to_sql(_columns(register, alias))
        parts.append(f"CASE WHEN ({holds}) IS FALSE THEN ARRAY[%s::text] ELSE '{{}}'::text[] END")
        parameters += [*given, rule.id]
    return f"({' || '.join(parts)})", parameters


def impact_of_registers(change: Change[RegisterObject]) -> Iterable[Impact]:
    """Every difference of every changed register in words, with the number of records that it touches."""
    for pair in change.changed:
        for found, count in touched(pair.old, pair.new):
            word = _("phá vỡ") if found.kind is comparing.Class.BREAKING else _("tương thích")
            text = _("{text} ({word}; {count} bản ghi)").format(text=found.text, word=word, count=count)
            yield Impact(pair.new.id, max(count, 1), text)


def touched(old: RegisterObject, new: RegisterObject) -> list[tuple[Difference, int]]:
    """Every difference between two declarations with the number of records that it touches. A query each."""
    return [(found, _count(old, found)) for found in comparing.differences(old, new)]


def stranded_by(changes: Mapping[str, Change[PackObject]]) -> Iterable[tuple[str, Impact]]:
    """A breaking change without a higher ``version``, and records that do not fit what is wanted of them."""
    change = changes.get("registers")
    for pair in change.changed if change else ():
        if not isinstance(pair.old, RegisterObject) or not isinstance(pair.new, RegisterObject):
            continue
        found = comparing.differences(pair.old, pair.new)
        if comparing.is_breaking(found) and pair.new.version <= pair.old.version and not _is_empty(pair.old):
            what = "; ".join(each.text for each in found if each.kind is comparing.Class.BREAKING)
            text = _("{what}. Thay đổi phá vỡ phải nâng version lên {n}").format(what=what, n=pair.old.version + 1)
            yield "registers", Impact(pair.new.id, 1, text)
        for each in found:
            if each.stops and (count := _count(pair.old, each)):
                yield "registers", Impact(pair.new.id, count, f"{each.text}: {count}")


def _is_empty(register: RegisterObject) -> bool:
    if not actual_tables([register.id])[register.id].columns:
        return True
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(columns.table(register.id)).as_string(None))
        return bool(cursor.fetchone() == (False,))


def _count(register: RegisterObject, found: Difference) -> int:
    """How many records a difference touches: all of them for a field that is not there yet and must be filled."""
    stands = actual_tables([register.id])[register.id].columns
    if found.ask is Ask.NOTHING or not stands:
        return 0
    table, column = columns.table(register.id), sql.Identifier(found.field)
    if found.field not in stands:
        query = sql.SQL("SELECT count(*) FROM {}").format(table) if found.ask is Ask.EMPTY else None
    elif found.ask is Ask.TWICE:
        query = sql.SQL(
            "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) n FROM {} WHERE {} IS NOT NULL GROUP BY {} HAVING"
            " count(*) > 1) x"
        ).format(table, column, column)
    else:
        where = _ASKED[found.ask]
        if found.ask is Ask.CODES and stands[found.field] != "text[]":
            where = "{column} = ANY ({limit}::text[])"
        condition = sql.SQL(where).format(column=column, limit=sql.Literal(found.limit))
        query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(table, condition)
    if query is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        return int(cursor.fetchone()[0])
