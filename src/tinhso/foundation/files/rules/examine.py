"""Which sort of file this is, and whether it can be taken."""

from pathlib import Path

from django.utils.translation import gettext

from tinhso.foundation.files.rules import archives, images, pdfs
from tinhso.foundation.files.rules.markers import TEST_VIRUS
from tinhso.foundation.files.rules.names import extension_of, shown_name
from tinhso.foundation.files.rules.policy import JPEG, MP3, MP4, OGG, PDF, PNG, WEBM, WEBP, IntakePolicy
from tinhso.foundation.files.types import (
    FileEmpty,
    FileInfected,
    FileKind,
    FileTooLarge,
    FileTypeDiffers,
    FileTypeUnknown,
)

_MB = 1024 * 1024


def examine(path: Path, *, name: str, policy: IntakePolicy) -> FileKind:
    """Return the sort of the file at ``path``, judged by its content.

    Raises a subclass of ``FileRefused`` that says what is wrong: empty, too large, test virus, unknown content, content
    that differs from the extension, damaged, locked, active content, or a bomb.
    """
    shown = shown_name(name)
    size = path.stat().st_size
    if size == 0:
        raise FileEmpty(name=shown)
    if size > policy.max_bytes:
        raise FileTooLarge(name=shown, limit_mb=policy.max_bytes // _MB)
    if has_test_virus(path):
        raise FileInfected(name=shown, signature="EICAR-Test-File")
    kind = _by_content(path, name=shown, policy=policy)
    if kind is None or kind not in policy.kinds:
        raise FileTypeUnknown(name=shown, accepted=policy.accepted)
    extension = extension_of(name)
    if extension and extension not in kind.extensions:
        raise FileTypeDiffers(name=shown, extension=extension, found=gettext(kind.title_vi))
    if kind is PDF:
        pdfs.check(path, name=shown, policy=policy)
    elif kind in (JPEG, PNG, WEBP):
        images.check(path, kind=kind, name=shown, policy=policy)
    return kind


def has_test_virus(path: Path) -> bool:
    """Whether the EICAR test string occurs anywhere in the file."""
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_MB):
            if TEST_VIRUS in tail + chunk:
                return True
            tail = chunk[-len(TEST_VIRUS) :]
    return False


def _by_content(path: Path, *, name: str, policy: IntakePolicy) -> FileKind | None:
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"PK\x03\x04"):
        return archives.kind_of(path, name=name, policy=policy)
    return _sound_or_film(head)


def _sound_or_film(head: bytes) -> FileKind | None:
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return MP3
    if head.startswith(b"OggS"):
        return OGG
    if head[4:8] == b"ftyp":
        return MP4
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM
    return None
