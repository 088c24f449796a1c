"""Imports of a register: how far they have come, what would change, which rows came back."""

from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.engines.registers.models import RefusedRow, RegisterImport
from tinhso.engines.registers.queries.reach import Reach, may, reach
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import WRITE, ImportNotFound


def imports(*, actor: Actor, register: RegisterObject, after: str | None = None) -> Page[RegisterImport]:
    """The imports of the units for which the actor writes, newest first. One query."""
    far = reach(actor, WRITE, register)
    if far is None:
        return Page([])
    rows = RegisterImport.objects.filter(register=register.id)
    if far != Reach(None):
        rows = rows.filter(unit_id__in=list(far.unit_ids or ()))
    return keyset(rows, order=("-started_at", "-id"), after=after, limit=20)


def access_import(*, actor: Actor, register: RegisterObject, import_id: UUID) -> RegisterImport:
    """One import of a unit for which the actor writes. Raises ``ImportNotFound``."""
    found = RegisterImport.objects.filter(pk=import_id, register=register.id).first()
    if found is None or not may(actor, WRITE, register, found.unit_id):
        raise ImportNotFound
    return found


def refused_rows(of: RegisterImport, *, after: str | None = None, limit: int = 20) -> Page[RefusedRow]:
    """The rows that came back and are not mended yet, in the order of the file. One query."""
    return keyset(RefusedRow.objects.filter(of=of, mended_at=None), order=("number",), after=after, limit=limit)


def refused_row(of: RegisterImport, number: int) -> RefusedRow:
    """One row that came back. Raises ``ImportNotFound``."""
    found = RefusedRow.objects.filter(of=of, number=number, mended_at=None).first()
    if found is None:
        raise ImportNotFound
    return found


def keys_of(register: RegisterObject, texts: list[str]) -> dict[str, Any]:
    """The records of some keys as text, by key. One query."""
    query = sql.SQL("SELECT {key}::text, _id FROM {table} WHERE {key} = ANY (%s)").format(
        key=sql.Identifier(register.key), table=sql.Identifier("registers", register.id)
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None), [texts])
        return dict(cursor.fetchall())
