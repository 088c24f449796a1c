"""Tables of registers as the database has them now."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import connection

from tinhso.engines.registers.rules.columns import PAST, SCHEMA
from tinhso.engines.registers.rules.converging import Actual

_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = %(schema)s::regnamespace AND c.relname = ANY (%(tables)s)
      AND a.attnum > 0 AND NOT a.attisdropped
"""
_CONSTRAINTS = """
    SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = %(schema)s::regnamespace AND c.relname = ANY (%(tables)s) AND k.contype IN ('c', 'f')
"""
_INDEXES = """
    SELECT c.relname, i.relname FROM pg_index x
    JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE c.relnamespace = %(schema)s::regnamespace AND c.relname = ANY (%(tables)s) AND NOT x.indisprimary
"""


def actual_tables(registers: Collection[str]) -> dict[str, Actual]:
    """What stands in the database of some registers, history tables among it; nothing for a table that is not there.

    Three queries.
    """
    tables = [name for register in registers for name in (register, register + PAST)]
    columns: dict[str, dict[str, str]] = defaultdict(dict)
    constraints: dict[str, set[str]] = defaultdict(set)
    indexes: dict[str, set[str]] = defaultdict(set)
    asked: dict[str, Any] = {"schema": SCHEMA, "tables": tables}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, asked)
        for table, column, kind in cursor.fetchall():
            columns[table][column] = kind
        cursor.execute(_CONSTRAINTS, asked)
        for table, name in cursor.fetchall():
            constraints[table].add(name)
        cursor.execute(_INDEXES, asked)
        for table, name in cursor.fetchall():
            indexes[table].add(name)
    return {name: Actual(columns[name], constraints[name], indexes[name]) for name in tables}
