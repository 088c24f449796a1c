"""Office files are zip archives: bounded before anything is unpacked, then told apart by their parts."""

import zipfile
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext

from tinhso.foundation.files.rules.markers import TEST_VIRUS
from tinhso.foundation.files.rules.policy import DOCX, ODT, XLSX, IntakePolicy
from tinhso.foundation.files.types import FileActive, FileBomb, FileInfected, FileKind, FileLocked, FileUnreadable

_ENCRYPTED = 0x1
_SMALL = 1024
_NESTED = {".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar", ".jar", ".docx", ".xlsx", ".odt", ".docm"}
_RATIO_FROM = 1024 * 1024
_CHUNK = 256 * 1024


def kind_of(path: Path, *, name: str, policy: IntakePolicy) -> FileKind | None:
    """The sort of an office file; None for any other archive.

    Raises ``FileBomb`` past the limits of ``policy``, ``FileLocked`` for an encrypted part, ``FileActive`` for macros
    and programs, ``FileInfected`` for the test virus in a part, ``FileUnreadable`` for a damaged archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_bounds(entries, size=path.stat().st_size, name=name, policy=policy)
            names = {entry.filename for entry in entries}
            kind = _office_kind(archive, names)
            if kind is not None:
                _check_parts(archive, entries, name=name, policy=policy)
            return kind
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise FileUnreadable(name=name) from error


def _check_bounds(entries: list[zipfile.ZipInfo], *, size: int, name: str, policy: IntakePolicy) -> None:
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileLocked(name=name)
    inflated = sum(entry.file_size for entry in entries)
    overlapping = sum(entry.compress_size for entry in entries) > size
    if len(entries) > policy.max_entries or inflated > policy.max_inflated or overlapping:
        raise FileBomb(name=name)
    for entry in entries:
        if entry.file_size > _RATIO_FROM and entry.file_size > policy.max_ratio * max(1, entry.compress_size):
            raise FileBomb(name=name)


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> FileKind | None:
    if "mimetype" in names and archive.read("mimetype").strip() == ODT.media_type.encode():
        return ODT
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    return None


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], *, name: str, policy: IntakePolicy) -> None:
    left = policy.max_inflated
    for entry in entries:
        part = PurePosixPath(entry.filename)
        if part.name.lower() in {"vbaproject.bin", "vbadata.xml"} or part.parts[:1] == ("Basic",):
            raise FileActive(name=name, found="macro")
        if part.suffix.lower() in _NESTED:
            raise FileBomb(name=name)
        with archive.open(entry) as stream:
            first = True
            while chunk := stream.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise FileBomb(name=name)
                if first and TEST_VIRUS in chunk[:_SMALL]:
                    raise FileInfected(name=name, signature="EICAR-Test-File")
                if first and chunk[:2] == b"MZ":
                    raise FileActive(name=name, found=gettext("chương trình chạy được"))
                first = False
