"""Merges: what went into what, what refers to a record, where an old record leads."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import Q
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.engines.registers.models import Merge
from tinhso.engines.registers.queries.reach import all_registers, reading
from tinhso.engines.registers.queries.records import record_of, selected
from tinhso.engines.registers.rules.columns import past_table, table
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import FieldType, MergeNotFound, MergeState, Record

_LED = """
    WITH RECURSIVE led (origin, id, step) AS (
        SELECT gone_id, kept_id, 1 FROM ts_registers_merge WHERE gone_id = ANY (%s) AND state = 'done'
        UNION ALL
        SELECT led.origin, m.kept_id, led.step + 1 FROM ts_registers_merge m JOIN led ON m.gone_id = led.id
        WHERE m.state = 'done' AND led.step < 100
    )
    SELECT DISTINCT ON (origin) origin, id FROM led ORDER BY origin, step DESC
"""


def merged_into(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """For those of some records that went into another the record that is there now. One query."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LED, [list(ids)])
        return dict(cursor.fetchall())


def referring_fields(register: RegisterObject) -> list[tuple[RegisterObject, RegisterField]]:
    """The fields of all registers that refer to records of one."""
    return [
        (other, field)
        for other in all_registers().values()
        for field in other.fields
        if field.type is FieldType.RECORD and field.register_id == register.id and field.computed is None
    ]


def references_to(
    register: RegisterObject, record_id: UUID, *, lock: bool = False
) -> list[tuple[RegisterObject, RegisterField, list[Record]]]:
    """The records that refer to one, by register and field, those that are over too. One query a field that refers."""
    found = []
    for other, field in referring_fields(register):
        where = sql.SQL("{} = {} ORDER BY _id").format(sql.Identifier(field.id), sql.Literal(record_id))
        if records := read_raw(other, where, lock=lock):
            found.append((other, field, records))
    return found


def read_raw(register: RegisterObject, where: sql.Composable, *, lock: bool = False) -> list[Record]:
    """Records as they are, for the room's own work: nobody is shown them. One query."""
    query = sql.SQL("SELECT {} FROM {} WHERE {}{}").format(
        selected(register), table(register.id), where, sql.SQL(" FOR UPDATE" if lock else "")
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        return [record_of(register, row) for row in cursor.fetchall()]


def version_of(register: RegisterObject, record_id: UUID, version: int) -> Record:
    """One version of a record, the present one or a past one. Raises ``MergeNotFound`` where there is none."""
    names = selected(register)
    query = sql.SQL(
        "SELECT {names} FROM {now} WHERE _id = %(id)s AND _version = %(version)s"
        " UNION ALL SELECT {names} FROM {past} WHERE _id = %(id)s AND _version = %(version)s"
    ).format(names=names, now=table(register.id), past=past_table(register.id))
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None), {"id": record_id, "version": version})
        row = cursor.fetchone()
    if row is None:
        raise MergeNotFound
    return record_of(register, row)


def _visible(actor: Actor, register: RegisterObject) -> Q:
    far = reading(actor, register)
    if far is None:
        return Q(pk__in=[])
    return Q() if far.unit_ids is None else Q(unit_id__in=list(far.unit_ids))


def merges(
    *, actor: Actor, register: RegisterObject, state: MergeState | None = None, after: str | None = None
) -> Page[Merge]:
    """The merges of a register into records that the actor may read, the newest first. One query."""
    rows = Merge.objects.filter(_visible(actor, register), register=register.id).select_related("unit")
    if state is not None:
        rows = rows.filter(state=state)
    return keyset(rows, order=("-asked_at", "-id"), after=after, limit=30)


def access_merge(*, actor: Actor, register: RegisterObject, merge_id: UUID, lock: bool = False) -> Merge:
    """One merge. Raises ``MergeNotFound``."""
    rows = Merge.objects.select_for_update(of=("self",)) if lock else Merge.objects.select_related("unit")
    found = rows.filter(_visible(actor, register), register=register.id, pk=merge_id).first()
    if found is None:
        raise MergeNotFound
    return found


def merges_of(record_id: UUID) -> list[Merge]:
    """The merges that stand in which a record was kept or went, the newest first. One query."""
    about = Q(kept_id=record_id) | Q(gone_id=record_id)
    return list(Merge.objects.filter(about, state__in=(MergeState.DONE, MergeState.ASKED)).order_by("-asked_at"))
