"""All registers that somebody may read, with what is new, stale, wrong and waiting in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.packs import api as packs
from tinhso.engines.registers.queries.reach import Reach, all_registers, reading
from tinhso.engines.registers.queries.requests import waiting
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.rules.judging import words_in
from tinhso.engines.registers.schema import RegisterObject

#: New is what was written in so many days.
NEW_DAYS: Final = 7
#: Counts of the home page end here: a page that shows all registers reads no whole table.
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Figures:
    """One register on the home page; a count of ``MOST`` means that many or more."""

    register: RegisterObject
    records: int
    fresh: int
    stale: int
    wrong: int
    waiting: int


def readable(actor: Actor) -> list[tuple[RegisterObject, Reach]]:
    """The registers that the actor may read and how far, by sector and name."""
    found = [(item, far) for item in all_registers().values() if (far := reading(actor, item)) is not None]
    return sorted(found, key=lambda pair: (pair[0].sector, pair[0].name))


def figures(*, actor: Actor, at: datetime, text: str = "", only: str = "") -> list[Figures]:
    """Every register that the actor may read, with its counts; those in whose name or keeper all words of ``text``
    stand, without accents; ``only`` the one of that code. Two queries.
    """
    wanted = words_in(text)
    found = [
        (item, far)
        for item, far in readable(actor)
        if only in ("", item.id)
        and (said := " ".join(words_in(f"{item.name} {item.kept_by}")))
        and all(word in said for word in wanted)
    ]
    if not found:
        return []
    asked = waiting(actor=actor, registers=[item for item, _far in found])
    query = sql.SQL(" UNION ALL ").join(_counted(item, far, at) for item, far in found)
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        rows = cursor.fetchall()
    counts = {row[0]: row[1:] for row in rows}
    made = []
    for item, _far in found:
        number, fresh, stale, wrong = counts[item.id]
        made.append(Figures(item, number, fresh, stale, wrong, asked[item.id]))
    return made


def _counted(register: RegisterObject, far: Reach, at: datetime) -> sql.Composable:
    inside: list[sql.Composable] = [sql.SQL("(_valid_to IS NULL OR _valid_to > {})").format(sql.Literal(at.date()))]
    if far.unit_ids is not None:
        inside.append(sql.SQL("_unit = ANY ({})").format(sql.Literal(list(far.unit_ids))))
    conditions: list[list[sql.Composable]] = [
        [],
        [sql.SQL("_at > {}").format(sql.Literal(at - timedelta(days=NEW_DAYS)))],
        [stale_since(register, at)],
        [sql.SQL("_wrong <> '{}'")],
    ]
    counts = sql.SQL(", ").join(_capped(register, [*inside, *more]) for more in conditions)
    return sql.SQL("SELECT {}, {}").format(sql.Literal(register.id), counts)


def _capped(register: RegisterObject, conditions: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL("(SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT {}) x)").format(
        table(register.id), sql.SQL(" AND ").join(conditions), sql.Literal(MOST)
    )


def stale_since(register: RegisterObject, at: datetime) -> sql.Composable:
    """The condition that a record has not been written or looked over for longer than the register allows."""
    if register.update_days is None:
        return sql.SQL("false")
    return sql.SQL("_at < {}").format(sql.Literal(at - timedelta(days=register.update_days)))


def register_count() -> int:
    """How many registers are in force: for the status."""
    return len(all_registers())


def versions(code: str, *, limit: int = 20) -> list[packs.PastVersion[RegisterObject]]:
    """What a register declared, release by release, newest first."""
    return list(packs.history("registers", code, RegisterObject, limit=limit))
