"""Photos and papers of a record, to those who may read it."""

from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.personal import note_seen
from tinhso.engines.registers.models import RecordFile
from tinhso.engines.registers.queries.reach import sees_personal
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import SUBJECT, Record, RecordFileNotFound


def record_files(*, register: RegisterObject, record_id: UUID, removed: bool = False) -> list[RecordFile]:
    """The files of a record that the caller has accessed, in their order; ``removed``: those taken away. One query."""
    rows = RecordFile.objects.filter(register=register.id, record_id=record_id, removed_at__isnull=not removed)
    return list(rows.select_related("file").order_by("place", "id"))


def may_open(*, actor: Actor, register: RegisterObject, record: Record, row: RecordFile) -> bool:
    """Whether a file of a record that the actor may read opens to them."""
    return not row.is_personal or sees_personal(actor, register, record.unit_id)


def access_record_file(
    *, actor: Actor, register: RegisterObject, record: Record, file_id: UUID, removed: bool = False
) -> RecordFile:
    """One file of a record that ``access_record`` gave. Raises ``RecordFileNotFound``."""
    rows = RecordFile.objects.filter(register=register.id, record_id=record.id, removed_at__isnull=not removed)
    found = rows.select_related("file").filter(pk=file_id).first()
    if found is None or not may_open(actor=actor, register=register, record=record, row=found):
        raise RecordFileNotFound
    if found.is_personal:
        note_seen(actor=actor, kind=SUBJECT, ids=[record.id])
    return found
