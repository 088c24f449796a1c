"""An import's rows in a table of their own: matched with the register by set, then written part by part.

The table is made with the import and dropped at its end. All statements are over whole sets of rows.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.engines.registers.actions.applying import computed_sql, wrong_sql
from tinhso.engines.registers.models import RegisterImport
from tinhso.engines.registers.queries import Reach
from tinhso.engines.registers.queries.tables import actual_tables
from tinhso.engines.registers.rules import columns, converging, judging
from tinhso.engines.registers.rules.columns import past_table, table
from tinhso.engines.registers.rules.copying import BESIDE
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import Source

#: Rows that are read, and written, in one transaction.
AT_A_TIME: Final = 20_000


def staging(of: RegisterImport) -> sql.Identifier:
    """The table of an import; no register's name begins with an underscore."""
    return sql.Identifier(columns.SCHEMA, f"_import_{of.id.hex}")


def _run(text: str, /, parameters: Sequence[Any] | None = None, **parts: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(text).format(**parts).as_string(None), parameters)
        return int(cursor.rowcount)


def make(of: RegisterImport, register: RegisterObject) -> None:
    """The empty table: the fields, what is worked out beside them, and the record that a row is about."""
    fields = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(f.id), sql.SQL(columns.column_type(f))) for f in register.fields
    )
    _run(
        "CREATE TABLE {stage} (_id uuid NOT NULL, _row integer PRIMARY KEY, _sort text, _words text, _match uuid,"
        " _was integer, {fields})",
        stage=staging(of), fields=fields,
    )  # fmt: skip


def drop(of: RegisterImport) -> None:
    """Take the table away."""
    _run("DROP TABLE IF EXISTS {stage}", stage=staging(of))


def put(of: RegisterImport, lines: str) -> None:
    """Rows into the table, in one stream. They come whole: while they stream, the connection answers no question."""
    names = [*BESIDE, *(name for name in of.columns if name is not None)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        staging(of), sql.SQL(", ").join(sql.Identifier(name) for name in names)
    )
    with connection.cursor() as cursor, cursor.copy(statement.as_string(None)) as copy:
        copy.write(lines)


def match(of: RegisterImport, register: RegisterObject, far: Reach, at: datetime) -> None:
    """Find the record of each row by key, send back rows that cannot come true, fill and work out the others."""
    key = sql.Identifier(register.key)
    stage, now = staging(of), table(register.id)
    _run("ANALYZE {stage}", stage=stage)
    if not _is_unique(of, key):
        _send_back(
            of, register, _("Khóa này đã có ở dòng trên"),
            "EXISTS (SELECT FROM {stage} e WHERE e.{key} = s.{key} AND e._row < s._row)", key=key, stage=stage,
        )  # fmt: skip
    _run(
        "UPDATE {stage} s SET _match = t._id, _was = t._version FROM {now} t WHERE t.{key} = s.{key}",
        stage=stage, now=now, key=key,
    )  # fmt: skip
    _send_back(
        of, register, _("Bản ghi này đã kết thúc"),
        "EXISTS (SELECT FROM {now} t WHERE t._id = s._match AND t._valid_to <= {today})",
        now=now, today=sql.Literal(at.date()),
    )  # fmt: skip
    if far.unit_ids is not None:
        _send_back(
            of, register, _("Bản ghi này do cơ quan khác ghi"),
            "EXISTS (SELECT FROM {now} t WHERE t._id = s._match AND t._unit <> ALL ({units}))",
            now=now, units=sql.Literal(list(far.unit_ids)),
        )  # fmt: skip
    for field in register.fields:
        column = sql.Identifier(field.id)
        if field.unique and field.id != register.key and field.id in of.columns:
            _send_back(
                of, register, _("{name} trùng với bản ghi khác").format(name=field.name),
                "EXISTS (SELECT FROM {now} t WHERE t.{column} = s.{column} AND t._id IS DISTINCT FROM s._match)"
                " OR EXISTS (SELECT FROM {stage} e WHERE e.{column} = s.{column} AND e._row < s._row)",
                now=now, stage=stage, column=column,
            )  # fmt: skip
        if field.required and field.id not in of.columns and field.computed is None:
            _send_back(of, register, _("Bản ghi mới cần có cột {name}").format(name=field.name), "s._match IS NULL")
    _complete(of, register)


def _is_unique(of: RegisterImport, key: sql.Identifier) -> bool:
    """Whether no two rows have the same key. The index that says so serves the matching; where it cannot be, a plain
    one does.
    """
    try:
        with transaction.atomic():
            _run("CREATE UNIQUE INDEX ON {stage} ({key})", stage=staging(of), key=key)
    except IntegrityError:
        _run("CREATE INDEX ON {stage} ({key})", stage=staging(of), key=key)
        return False
    return True


def _complete(of: RegisterImport, register: RegisterObject) -> None:
    """Fields that the file has not stay as they are; computed ones follow."""
    kept = [f.id for f in register.written_fields if f.id not in of.columns]
    said = [f.id in of.columns for f in judging.word_fields(register)]
    kept += [] if register.title in of.columns else ["_sort"]
    kept += [] if any(said) else ["_words"]
    if kept:
        names = sql.SQL(", ").join(sql.SQL("{0} = t.{0}").format(sql.Identifier(name)) for name in kept)
        _run(
            "UPDATE {stage} s SET {names} FROM {now} t WHERE t._id = s._match",
            stage=staging(of), now=table(register.id), names=names,
        )  # fmt: skip
    if any(said) and not all(said):
        _say_again(of, register)
    assigned, parameters = computed_sql(register)
    if assigned:
        _run("UPDATE {stage} SET {assigned}", parameters, stage=staging(of), assigned=sql.SQL(assigned))


def _say_again(of: RegisterImport, register: RegisterObject) -> None:
    """The words of changed records anew, where the file has some of the fields that are searched and not all."""
    names = [f.id for f in judging.word_fields(register)]
    query = sql.SQL(
        "SELECT _row, concat_ws(' ', {}) FROM {} WHERE _match IS NOT NULL AND _row > %s ORDER BY _row LIMIT %s"
    ).format(sql.SQL(", ").join(map(sql.Identifier, names)), staging(of))
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query.as_string(None), [last, AT_A_TIME])
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        words = judging.words_of_texts([text for _row, text in rows])
        _run(
            "UPDATE {stage} s SET _words = n.words FROM unnest(%s::int[], %s::text[]) n (row, words)"
            " WHERE s._row = n.row",
            [[row for row, _text in rows], words], stage=staging(of),
        )  # fmt: skip


def _send_back(of: RegisterImport, register: RegisterObject, reason: str, where: str, **parts: sql.Composable) -> None:
    """Move rows of the table to those that came back."""
    cells = sql.SQL(", ").join(
        sql.SQL("{}, {}").format(sql.Literal(f.id), sql.SQL(_as_cell(f)).format(sql.Identifier(f.id)))
        for f in register.written_fields
        if f.id in of.columns and f.type not in ("person", "record", "unit", "territory")
    )
    of.refused += _run(
        "WITH gone AS (DELETE FROM {stage} s WHERE {where} RETURNING s.*) INSERT INTO"
        " ts_registers_refusedrow (of_id, number, cells, problems) SELECT {id}, s._row,"
        " jsonb_strip_nulls(jsonb_build_object({cells})), {problem} FROM gone s",
        stage=staging(of), id=sql.Literal(of.id), cells=cells,
        problem=sql.Literal(json.dumps({register.key: reason}, ensure_ascii=False)),
        where=sql.SQL(where).format(**parts),
    )  # fmt: skip


def _as_cell(field: RegisterField) -> str:
    """A value of the table as a cell that reads back the same."""
    kind = columns.column_type(field)
    if kind.startswith("numeric"):
        return "replace(s.{}::text, '.', ',')"
    return "array_to_string(s.{}, '; ')" if kind == "text[]" else "s.{}::text"


def _differs(register: RegisterObject) -> sql.Composable:
    fields = sql.SQL(", ").join(sql.SQL("s.{}").format(sql.Identifier(f.id)) for f in register.fields)
    others = sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(f.id)) for f in register.fields)
    return sql.SQL("ROW({}) IS DISTINCT FROM ROW({})").format(fields, others)


def counted(of: RegisterImport, register: RegisterObject) -> tuple[int, int, int]:
    """How many rows would add a record, change one, change nothing."""
    query = sql.SQL(
        "SELECT count(*) FILTER (WHERE s._match IS NULL), count(*) FILTER (WHERE s._match IS NOT NULL AND {differs}),"
        " count(*) FROM {stage} s LEFT JOIN {now} t ON t._id = s._match"
    ).format(differs=_differs(register), stage=staging(of), now=table(register.id))
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        added, changed, rows = cursor.fetchone()
    return added, changed, rows - added - changed


def write_first(of: RegisterImport, register: RegisterObject, actor: Actor, at: datetime) -> bool:
    """Write every row into a register that has none yet: rows first, then what is made of all of them at once, indexes
    and foreign keys. False where the register has records; then nothing is written.
    """
    now = table(register.id)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(now).as_string(None))
        cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(now).as_string(None))
        if cursor.fetchone() != (False,):
            return False
        plan = converging.rebuilt(actual_tables([register.id])[register.id], columns.wanted(register))
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(_joined(plan.first))
        _insert(of, register, actor, at, sql.SQL("true"))
        cursor.execute(_joined(plan.last))
    return True


def _joined(statements: Sequence[sql.Composable]) -> str:
    return ";\n".join(statement.as_string(None) for statement in statements)


def _insert(of: RegisterImport, register: RegisterObject, actor: Actor, at: datetime, source: sql.Composable) -> None:
    """New records of the rows that ``source`` chooses."""
    names = sql.SQL(", ").join(sql.Identifier(f.id) for f in register.fields)
    system = sql.SQL("_unit, _version, _at, _by, _by_id, _source, _basis, _wrong, _sort, _words")
    wrong, given = wrong_sql(register)
    said = [actor.person, actor.person_id, str(Source.IMPORT), of.basis]
    _run(
        "INSERT INTO {now} (_id, {system}, {names}) SELECT s._id, %s, 1, %s, %s, %s, %s, %s, {wrong}, s._sort,"
        " s._words, {names} FROM {stage} s WHERE {source} AND s._match IS NULL ORDER BY s._row",
        [of.unit_id, at, *said, *given],
        now=table(register.id), system=system, names=names, wrong=sql.SQL(wrong), stage=staging(of), source=source,
    )  # fmt: skip


def write_part(of: RegisterImport, register: RegisterObject, actor: Actor, at: datetime, last: int) -> None:
    """Write the rows after those written up to number ``last``: new records, next versions, nothing for what is the
    same. A record that somebody changed since the check is left alone and its row comes back.
    """
    fields = [f.id for f in register.fields]
    source = sql.SQL("s._row > {} AND s._row <= {}").format(sql.Literal(of.written), sql.Literal(last))
    wrong, given = wrong_sql(register, "s")
    stage, now = staging(of), table(register.id)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT FROM {now} t JOIN {stage} s ON s._match = t._id WHERE {source} FOR UPDATE OF t")
            .format(now=now, stage=stage, source=source)
            .as_string(None)
        )
    before = of.refused
    _send_back(
        of, register, _("Bản ghi vừa được người khác sửa"),
        "{source} AND EXISTS (SELECT FROM {now} t WHERE t._id = s._match AND t._version <> s._was)"
        " OR {source} AND s._match IS NULL AND EXISTS (SELECT FROM {now} t WHERE t.{key} = s.{key})",
        now=now, source=source, key=sql.Identifier(register.key),
    )  # fmt: skip
    of.changed -= of.refused - before
    _insert(of, register, actor, at, source)
    said = [actor.person, actor.person_id, str(Source.IMPORT), of.basis]
    every = sql.SQL(", ").join(map(sql.Identifier, [*columns.SYSTEM, *fields]))
    of_old = sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(n)) for n in [*columns.SYSTEM, *fields])
    _run(
        "WITH next AS (SELECT s._match, {wrong} AS _wrong, s._sort, s._words, {names} FROM {stage} s JOIN {now} t"
        " ON t._id = s._match WHERE {source} AND {differs}), past AS (INSERT INTO {past} ({every}, _until)"
        " SELECT {of_old}, %s FROM {now} t JOIN next n ON n._match = t._id)"
        " UPDATE {now} t SET _version = t._version + 1, _at = %s, _by = %s, _by_id = %s, _source = %s, _basis = %s,"
        " _wrong = n._wrong, _sort = n._sort, _words = n._words, {assigned} FROM next n WHERE t._id = n._match",
        [*given, at, at, *said],
        wrong=sql.SQL(wrong),
        names=sql.SQL(", ").join(sql.SQL("s.{}").format(sql.Identifier(n)) for n in fields),
        assigned=sql.SQL(", ").join(sql.SQL("{0} = n.{0}").format(sql.Identifier(n)) for n in fields),
        stage=stage, now=now, past=past_table(register.id), every=every, of_old=of_old, source=source,
        differs=_differs(register),
    )  # fmt: skip
