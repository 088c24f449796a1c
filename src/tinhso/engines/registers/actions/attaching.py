"""Photos and papers of a record: added, described, taken away, put back. Each version of the record says so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.rows import replaced
from tinhso.engines.registers.actions.writing import done, locked
from tinhso.engines.registers.models import RecordFile
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import MOST_FILES, WRITE, Provenance, Record, Source, TooManyFiles
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity


def _opened(actor: Actor, at: datetime, register: str, record_id: UUID) -> tuple[RegisterObject, Record]:
    """A record that the actor may write, locked."""
    item = queries.access_register(actor=actor, code=register)
    record = locked(actor, item, record_id, None, at)
    if not queries.may(actor, WRITE, item, record.unit_id):
        raise Forbidden
    return item, record


def _noted(
    item: RegisterObject, record: Record, actor: Actor, at: datetime, basis: str, rows: Sequence[RecordFile] = ()
) -> Done[Record]:
    """The version that says that files came or went."""
    made = replaced(item, record, record.values, Provenance(Source.FILES, basis), actor, at)
    told = done(item, made)
    return Done(made, rows=rows, events=told.events, subject=told.subject, detail={**told.detail, "files": len(rows)})


@action("registers.attach_files", access=needs(WRITE))
def attach_files(
    *, actor: Actor, at: datetime, register: str, record_id: UUID, uploads: Sequence[Any], caption: str = "",
    is_personal: bool = False,
) -> Done[Record]:  # fmt: skip
    """Add photos and papers to a record, all of them or none: each is bounded, judged by its content and scanned.

    Raises ``RegisterNotFound``, ``RecordNotFound``, ``RecordEnded``, ``Forbidden``, ``TooManyFiles``, ``FileRefused``,
    ``ScannerUnavailable``.
    """
    item, record = _opened(actor, at, register, record_id)
    there = queries.record_files(register=item, record_id=record_id)
    if not uploads or len(there) + len(uploads) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    last = max((row.place for row in there), default=0)
    rows = [
        RecordFile(
            id=new_id(), register=item.id, record_id=record_id, caption=" ".join(caption.split())[:200],
            file=files.put_file(actor=actor, at=at, upload=upload, purpose="registers.record"), place=last + number,
            is_personal=is_personal, account_id=identity.account_id_of(actor), added_by=actor.name[:250], added_at=at,
        )
        for number, upload in enumerate(uploads, 1)
    ]  # fmt: skip
    return _noted(item, record, actor, at, _("Thêm {n} tệp").format(n=len(rows)), rows)


@action("registers.describe_file", access=needs(WRITE))
def describe_file(
    *, actor: Actor, at: datetime, register: str, record_id: UUID, file_id: UUID, caption: str, place: int,
    is_personal: bool,
) -> Done[RecordFile]:  # fmt: skip
    """What is said of a file, where it stands among the others, whether it shows something of a person.

    Raises what ``remove_file`` does.
    """
    item, record = _opened(actor, at, register, record_id)
    row = queries.access_record_file(actor=actor, register=item, record=record, file_id=file_id)
    row.caption, row.place, row.is_personal = " ".join(caption.split())[:200], min(max(place, 0), 999), is_personal
    row.save(update_fields=["caption", "place", "is_personal"])
    return Done(row, subject=("register_file", row.id), detail={"register": item.id})


@action("registers.remove_file", access=needs(WRITE))
def remove_file(*, actor: Actor, at: datetime, register: str, record_id: UUID, file_id: UUID) -> Done[Record]:
    """Take a file away from a record; it can be put back.

    Raises ``RegisterNotFound``, ``RecordNotFound``, ``RecordEnded``, ``Forbidden``, ``RecordFileNotFound``.
    """
    item, record = _opened(actor, at, register, record_id)
    row = queries.access_record_file(actor=actor, register=item, record=record, file_id=file_id)
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    return _noted(item, record, actor, at, _("Bỏ 1 tệp"))


@action("registers.restore_file", access=needs(WRITE))
def restore_file(*, actor: Actor, at: datetime, register: str, record_id: UUID, file_id: UUID) -> Done[Record]:
    """Put a file back that was taken away. Raises what ``remove_file`` does, and ``TooManyFiles``."""
    item, record = _opened(actor, at, register, record_id)
    if len(queries.record_files(register=item, record_id=record_id)) >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    row = queries.access_record_file(actor=actor, register=item, record=record, file_id=file_id, removed=True)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    return _noted(item, record, actor, at, _("Đưa lại 1 tệp"))
