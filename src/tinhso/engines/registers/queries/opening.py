"""What of the registers is open to everybody: the public ones, without any field that tells something of a person.

The open part of a register is a declaration of its own. What it does not name no query of ours selects, searches or
narrows by, so that a page cannot show it by mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from tinhso.engines.registers.queries.reach import Reach, all_registers
from tinhso.engines.registers.queries.records import Asked, conditions
from tinhso.engines.registers.queries.registers import MOST
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.rules.judging import words_in
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import Openness, RegisterNotFound

_EVERYWHERE: Final = Reach(None)


@dataclass(frozen=True, slots=True)
class Found:
    """A record whose name answers to a search over every open register."""

    register: RegisterObject
    id: UUID
    title: str


def open_part(register: RegisterObject, all_of_them: Mapping[str, RegisterObject]) -> RegisterObject:
    """A public register without personal fields and without references to what is not public."""

    def is_open(code: str | None) -> bool:
        return code is None or (code in all_of_them and all_of_them[code].openness is Openness.PUBLIC)

    kept = tuple(f for f in register.fields if not f.is_personal and is_open(f.register_id))
    return RegisterObject.model_construct(**{**dict(register), "fields": kept, "rules": ()})


def open_registers(text: str = "") -> dict[str, RegisterObject]:
    """The open parts of the public registers in whose name or description all words of ``text`` stand, by code."""
    known, wanted = all_registers(), words_in(text)
    found = [one for one in known.values() if one.openness is Openness.PUBLIC]
    said = {one.id: " ".join(words_in(f"{one.name} {one.about} {one.name_en} {one.about_en}")) for one in found}
    return {
        one.id: open_part(one, known)
        for one in sorted(found, key=lambda one: (one.sector, one.name))
        if all(word in said[one.id] for word in wanted)
    }


def access_open(code: str) -> RegisterObject:
    """The open part of a register. Raises ``RegisterNotFound`` for one that is not public."""
    known = all_registers()
    found = known.get(code)
    if found is None or found.openness is not Openness.PUBLIC:
        raise RegisterNotFound
    return open_part(found, known)


def open_counts(registers: Mapping[str, RegisterObject], at: datetime) -> dict[str, int]:
    """How many records each register has now; ``MOST`` means that many or more. One query."""
    parts = [
        sql.SQL("SELECT {}, (SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT {}) x)").format(
            sql.Literal(one.id), table(one.id), _all_of(one, Asked(), at), sql.Literal(MOST)
        )
        for one in registers.values()
    ]
    return {str(code): int(number) for code, number in _rows(parts)}


def find_open(text: str, at: datetime, *, limit: int = 5) -> list[Found]:
    """Records of every open register in whose names all words of ``text`` stand, ``limit`` of each. One query."""
    if not words_in(text):
        return []
    registers = open_registers()
    parts = [
        sql.SQL('(SELECT {}, _id, {} FROM {} WHERE {} ORDER BY _sort COLLATE "C", _id LIMIT {})').format(
            sql.Literal(one.id), sql.Identifier(one.title), table(one.id), _all_of(one, Asked(text), at),
            sql.Literal(limit),
        )
        for one in registers.values()
    ]  # fmt: skip
    return [Found(registers[str(code)], id_, str(title)) for code, id_, title in _rows(parts)]


def _all_of(register: RegisterObject, asked: Asked, at: datetime) -> sql.Composable:
    return sql.SQL(" AND ").join(conditions(register, _EVERYWHERE, asked, at))


def _rows(parts: list[sql.Composed]) -> list[tuple[Any, ...]]:
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts).as_string(None))
        return list(cursor.fetchall())
