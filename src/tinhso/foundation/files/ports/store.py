"""Content-addressed storage on disk: a file's address is the SHA-256 of its bytes."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that have arrived but are not kept yet."""

    path: Path
    sha256: str
    size: int


class TooManyBytes(Exception):
    """More bytes came than the caller allows; nothing is left of them."""


def blob_path(sha256: str) -> Path:
    """Where the bytes with this digest are kept."""
    return Path(settings.FILES_DIR) / "objects" / sha256[:2] / sha256[2:4] / sha256


@contextlib.contextmanager
def incoming(chunks: Iterable[bytes], *, limit: int | None = None) -> Iterator[Incoming]:
    """Write chunks to a temporary file that only this process can read, and remove it unless it is kept.

    Raises ``TooManyBytes`` as soon as more than ``limit`` bytes have come.
    """
    folder = Path(settings.FILES_DIR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / secrets.token_hex(16)
    digest = hashlib.sha256()
    size = 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if limit is not None and size > limit:
                    raise TooManyBytes
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        yield Incoming(path, digest.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


def keep(arrived: Incoming) -> Path:
    """Move the bytes to their address. Safe to repeat; after it returns the file survives a power cut."""
    target = blob_path(arrived.sha256)
    if target.exists() and target.stat().st_size == arrived.size:
        os.utime(target)  # young again, so that a sweep on its way leaves it alone
        return target
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    arrived.path.replace(target)
    for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
        _sync_folder(folder)
    return target


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_verified(sha256: str) -> bytes | None:
    """The bytes at an address; None where they are missing or no longer have that digest."""
    try:
        content = blob_path(sha256).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def chunks_of(content: bytes) -> Iterator[bytes]:
    """Bytes in pieces of the size that files are read in."""
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]


def old_blobs(before: float) -> Iterator[Path]:
    """Every kept file last touched before a moment (seconds since the epoch)."""
    for path in (Path(settings.FILES_DIR) / "objects").glob("??/??/*"):
        if path.stat().st_mtime < before:
            yield path


def remove_unfinished(before: float) -> int:
    """Remove what arrived before a moment and was never kept, as after a power cut; return how many."""
    stale = [path for path in (Path(settings.FILES_DIR) / "incoming").glob("*") if path.stat().st_mtime < before]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)
