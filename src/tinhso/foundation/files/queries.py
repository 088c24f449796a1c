"""Reading files back. The room that attached a file says who may read it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from tinhso.core.access import Actor, ActorKind
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.ports import store
from tinhso.foundation.files.ports.scanner import current_scanner
from tinhso.foundation.files.ports.uploads import OversizedUpload
from tinhso.foundation.files.rules import POLICY, IntakePolicy
from tinhso.foundation.files.rules.names import shown_name
from tinhso.foundation.files.types import FileDamaged, FileErased, FileNotFound, FileTooLarge

MayRead = Callable[[Actor, StoredFile], bool]
_BY_ID = "SELECT * FROM ts_files_stored_file WHERE id = ANY(%s)"


def owned(actor: Actor, file: StoredFile) -> bool:
    """Whether the actor is the person who gave the file: the rule for files that are attached to nothing yet."""
    return actor.account_id is not None and file.owner_id == actor.account_id


def access_file(*, actor: Actor, file_id: UUID, may_read: MayRead = owned) -> StoredFile:
    """The file, if it exists and ``may_read`` allows the actor; otherwise ``FileNotFound``, the same for both."""
    return access_files(actor=actor, file_ids=[file_id], may_read=may_read)[file_id]


def access_files(*, actor: Actor, file_ids: Iterable[UUID], may_read: MayRead = owned) -> dict[UUID, StoredFile]:
    """Several files by id, in the order given; all of them or ``FileNotFound``. At most one query."""
    wanted = list(dict.fromkeys(file_ids))
    found = {file.id: file for file in StoredFile.objects.raw(_BY_ID, [wanted])} if wanted else {}
    if len(found) < len(wanted) or not (
        actor.kind is ActorKind.SYSTEM or all(may_read(actor, file) for file in found.values())
    ):
        raise FileNotFound
    return {file_id: found[file_id] for file_id in wanted}


def read_file(file: StoredFile) -> bytes:
    """The bytes, checked against the digest taken at intake. Raises ``FileDamaged``, ``FileErased``."""
    if file.erased_at is not None:
        raise FileErased
    content = store.read_verified(file.sha256)
    if content is None:
        raise FileDamaged(name=file.original_name)
    return content


def open_file(*, actor: Actor, file_id: UUID, may_read: MayRead = owned) -> tuple[StoredFile, bytes]:
    """The file with its checked bytes. Raises ``FileNotFound`` or ``FileDamaged``."""
    file = access_file(actor=actor, file_id=file_id, may_read=may_read)
    return file, read_file(file)


def read_upload(upload: "UploadedFile[bytes]", *, policy: IntakePolicy = POLICY) -> bytes:
    """The bytes of an upload that is looked at and not stored. Raises ``FileTooLarge``."""
    if isinstance(upload, OversizedUpload) or (upload.size or 0) > policy.max_bytes:
        raise FileTooLarge(name=shown_name(upload.name or ""), limit_mb=policy.max_bytes // 1024 // 1024)
    content: bytes = upload.read()
    return content


def stored_path(*, sha256: str, purpose: str, media_type: str) -> Path | None:
    """Where the bytes of a file taken in for a purpose lie, to be served as they are; None where there is none."""
    if not StoredFile.objects.filter(sha256=sha256, purpose=purpose, media_type=media_type).exists():
        return None
    path = store.blob_path(sha256)
    return path if path.is_file() else None


def scanning_is_on() -> bool:
    """Whether uploads are scanned for malware; a page with an upload field says so when they are not."""
    return current_scanner().is_on
