"""Batches of rows written at once: who wrote what when, which can be undone."""

from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.engines.registers.models import Batch
from tinhso.engines.registers.queries.reach import Reach, reach
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import WRITE, BatchNotFound
from tinhso.foundation.identity import api as identity


def batches(*, actor: Actor, register: RegisterObject, after: str | None = None, limit: int = 30) -> Page[Batch]:
    """Batches of a register, newest first: one's own, and every one's where one writes in all units. One query."""
    rows = Batch.objects.filter(register=register.id).select_related("undone_by")
    if reach(actor, WRITE, register) != Reach(None):
        rows = rows.filter(account_id=identity.account_id_of(actor))
    return keyset(rows, order=("-at", "-id"), after=after, limit=limit)


def access_batch(*, actor: Actor, register: RegisterObject, batch_id: UUID, lock: bool = False) -> Batch:
    """One batch that ``batches`` shows. Raises ``BatchNotFound``."""
    rows = Batch.objects.select_for_update(of=("self",)) if lock else Batch.objects.select_related("undone_by")
    found = rows.filter(register=register.id, pk=batch_id).first()
    if found is None or (reach(actor, WRITE, register) != Reach(None) and found.account_id != actor.account_id):
        raise BatchNotFound
    return found


def is_undone(batch: Batch) -> bool:
    """Whether a batch has been taken back."""
    return hasattr(batch, "undone_by")
