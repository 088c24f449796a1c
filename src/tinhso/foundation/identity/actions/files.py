"""Files of a form that waits until its person has proved who they are: kept sealed for minutes, taken once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tinhso.core.access import SIGNED_IN, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.foundation.identity.models import KeptFile
from tinhso.foundation.identity.queries import person_id_of, secret_keys
from tinhso.foundation.identity.rules import seal_bytes, unseal_bytes
from tinhso.foundation.identity.types import SentFile

#: As long as a step-up waits; how much one form may hold, and one person at a time.
LIVES: Final = timedelta(minutes=30)
MOST_FILES: Final = 20
MOST_BYTES: Final = 20 * 1024 * 1024


@action("identity.keep_files", access=SIGNED_IN, right=None)
def keep_files(*, actor: Actor, at: datetime, step: str, files: Sequence[SentFile]) -> Done[bool]:
    """Giữ tệp đã chọn in the meantime, in the place of those of an earlier form. False, and nothing kept, for more than
    is kept.
    """
    owner: UUID = person_id_of(actor)
    KeptFile.objects.filter(account_id=owner).delete()
    if len(files) > MOST_FILES or sum(len(file.content) for file in files) > MOST_BYTES:
        return Done(False)
    rows = [
        KeptFile(
            id=new_id(),
            account_id=owner,
            step=step,
            field=file.field[:100],
            name=file.name[:255],
            media_type=file.media_type[:100],
            sealed=seal_bytes(file.content, secret_keys()),
            kept_at=at,
        )
        for file in files
    ]
    return Done(True, rows=rows, detail={"files": len(rows)})


@action("identity.take_files", access=SIGNED_IN, right=None)
def take_files(*, actor: Actor, at: datetime, step: str) -> Done[list[SentFile]]:
    """Lấy lại tệp đã giữ of one's own form, in their order; they are kept no longer."""
    rows = list(
        KeptFile.objects.select_for_update()
        .filter(account_id=person_id_of(actor), step=step, kept_at__gt=at - LIVES)
        .order_by("id")
    )
    files = [
        SentFile(row.field, row.name, row.media_type, unseal_bytes(bytes(row.sealed), secret_keys())) for row in rows
    ]
    KeptFile.objects.filter(id__in=[row.id for row in rows]).delete()
    return Done(files, detail={"files": len(files)})


@action("identity.drop_files", access=SYSTEM_ONLY)
def drop_files(*, actor: Actor, at: datetime) -> Done[int]:
    """Xóa tệp không ai lấy lại. Returns how many."""
    gone, _each = KeptFile.objects.filter(kept_at__lte=at - LIVES).delete()
    return Done(gone, detail={"files": gone})
