"""Taking files in."""

import itertools
import time
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from tinhso.core.access import SIGNED_IN_OR_HELPER, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.db import insert_rows
from tinhso.core.ids import new_id
from tinhso.core.personal import file_needs
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.ports import store
from tinhso.foundation.files.ports.scanner import current_scanner
from tinhso.foundation.files.ports.uploads import OversizedUpload
from tinhso.foundation.files.rules import POLICY, IntakePolicy, clean_name, examine
from tinhso.foundation.files.rules.names import extension_of, shown_name
from tinhso.foundation.files.types import FileInfected, FileTooLarge, ScanState

_MB = 1024 * 1024
_CHUNK = 256 * 1024
_ORPHAN_AFTER_SECONDS = 24 * 3600  # by the clock of the disk, which stamps the files
_EXTENSIONS = {kind.media_type: kind.extensions[0] for kind in POLICY.kinds}


@action("files.put_file", access=SIGNED_IN_OR_HELPER)
def put_file(
    *,
    actor: Actor,
    at: datetime,
    upload: "UploadedFile[bytes] | IO[bytes]",
    name: str = "",
    purpose: str,
    policy: IntakePolicy = POLICY,
) -> Done[StoredFile]:
    """Take a file from a person: bounded, judged by its content, scanned, stored under its digest.

    Args:
        upload: an upload of a form, or any readable binary stream.
        name: what the person calls it; by default the name of the upload.
        purpose: a short word of the room that attaches it, such as ``cases.paper``.
        policy: which sorts and sizes are taken.

    Nothing is stored, and no draft is touched, when it raises a ``FileRefused`` or ``ScannerUnavailable``.
    """
    name = name or str(getattr(upload, "name", "") or "")
    too_large = FileTooLarge(name=shown_name(name), limit_mb=policy.max_bytes // _MB)
    if isinstance(upload, OversizedUpload):
        raise too_large
    try:
        with store.incoming(_read(upload), limit=policy.max_bytes) as arrived:
            kind = examine(arrived.path, name=name, policy=policy)
            result = current_scanner().scan(arrived.path, name=shown_name(name))
            if result.state is ScanState.INFECTED:
                raise FileInfected(name=shown_name(name), signature=result.signature)
            store.keep(arrived)
    except store.TooManyBytes:
        raise too_large from None
    extension = extension_of(name)
    file = StoredFile(
        id=new_id(),
        sha256=arrived.sha256,
        size=arrived.size,
        media_type=kind.media_type,
        original_name=clean_name(name, extension=extension if extension in kind.extensions else kind.extensions[0]),
        scan_state=result.state,
        purpose=purpose,
        owner_id=actor.account_id,
        created_at=at,
    )
    detail = {"sha256": file.sha256, "size": file.size, "media_type": file.media_type, "scan": str(file.scan_state)}
    return Done(file, rows=[file], subject=("file", file.id), detail=detail)


def store_bytes(
    *, at: datetime, content: bytes, media_type: str, name: str, purpose: str, owner_id: UUID | None = None
) -> StoredFile:
    """Store what the platform itself made (a result, a receipt) inside the action that calls it.

    The row is inserted in the caller's transaction, so that it can be referred to at once.
    """
    with store.incoming(store.chunks_of(content)) as arrived:
        store.keep(arrived)
    file = StoredFile(
        id=new_id(),
        sha256=arrived.sha256,
        size=arrived.size,
        media_type=media_type,
        original_name=clean_name(name, extension=_EXTENSIONS.get(media_type, extension_of(name))),
        scan_state=ScanState.OWN_OUTPUT,
        purpose=purpose,
        owner_id=owner_id,
        created_at=at,
    )
    insert_rows([file])
    return file


def erase(file_ids: Collection[UUID], *, at: datetime) -> int:
    """Let the bytes of files go that no room needs any more, inside the action that calls it; returns how many.

    From the commit on they cannot be opened; ``sweep`` removes the bytes that no other row refers to.
    """
    needed = {each for asked in file_needs.values() for each in asked(file_ids)}
    rows = StoredFile.objects.filter(pk__in=set(file_ids) - needed, erased_at__isnull=True)
    return rows.update(erased_at=at, original_name="–")


@action("files.sweep", access=SYSTEM_ONLY)
def sweep(*, actor: Actor, at: datetime) -> Done[int]:
    """Remove bytes that no row refers to and that are older than a day: what was stored by an action that then failed.

    Returns how many files were removed.
    """
    before = time.time() - _ORPHAN_AFTER_SECONDS
    removed = store.remove_unfinished(before)
    for batch in _batches(store.old_blobs(before)):
        known = set(
            StoredFile.objects.filter(sha256__in=[path.name for path in batch], erased_at__isnull=True).values_list(
                "sha256", flat=True
            )
        )
        for path in batch:
            if path.name not in known and path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return Done(removed, detail={"removed": removed})


def _read(stream: "UploadedFile[bytes] | IO[bytes]") -> Iterable[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _batches(paths: Iterable[Path], size: int = 500) -> Iterable[list[Path]]:
    rest = iter(paths)
    while batch := list(itertools.islice(rest, size)):
        yield batch
