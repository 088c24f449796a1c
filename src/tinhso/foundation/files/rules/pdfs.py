"""PDF files: readable, without a password, without anything that acts."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from tinhso.foundation.files.rules.policy import IntakePolicy
from tinhso.foundation.files.types import FileActive, FileBomb, FileLocked, FileUnreadable

_ACTIONS = {
    "/JavaScript": "mã JavaScript",
    "/Launch": "lệnh mở chương trình",
    "/ImportData": "lệnh nạp dữ liệu",
    "/SubmitForm": "lệnh gửi dữ liệu ra ngoài",
    "/RichMedia": "nội dung đa phương tiện chạy được",
}
_PROGRAMS = (
    ".exe",
    ".dll",
    ".bat",
    ".cmd",
    ".com",
    ".scr",
    ".js",
    ".jse",
    ".vbs",
    ".vbe",
    ".ps1",
    ".msi",
    ".hta",
    ".lnk",
    ".jar",
)
_MAX_DEPTH = 40


def check(path: Path, *, name: str, policy: IntakePolicy) -> None:
    """Walk through every object of the PDF.

    Raises ``FileActive``, ``FileLocked``, ``FileBomb`` (too many objects) or ``FileUnreadable``.
    """
    try:
        with path.open("rb") as stream:
            reader = PdfReader(stream, strict=False)
            if reader.is_encrypted:
                raise FileLocked(name=name)
            if not reader.pages:
                raise FileUnreadable(name=name)
            numbers = [(number, generation) for generation, table in reader.xref.items() for number in table]
            numbers += [(number, 0) for number in reader.xref_objStm]
            if len(numbers) > policy.max_pdf_objects:
                raise FileBomb(name=name)
            for number, generation in numbers:
                found = _activity(_object(reader, number, generation), depth=0)
                if found:
                    raise FileActive(name=name, found=gettext(found))
    except RecursionError as error:
        raise FileBomb(name=name) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, AssertionError) as error:
        raise FileUnreadable(name=name) from error


def _object(reader: PdfReader, number: int, generation: int) -> Any:
    """One object; a free or broken entry of the table is nothing that a viewer could act on."""
    try:
        return reader.get_object(IndirectObject(number, generation, reader))
    except PyPdfError:
        return None


def _activity(value: Any, *, depth: int) -> str:
    """What acts in this object, in words, or an empty string. References are not followed: each object has its turn."""
    if depth > _MAX_DEPTH:
        return "cấu trúc lồng nhau bất thường"
    if isinstance(value, DictionaryObject):
        if "/JS" in value:
            return _ACTIONS["/JavaScript"]
        for key in ("/S", "/Subtype"):
            kind = value.raw_get(key) if key in value else None
            if isinstance(kind, str) and kind in _ACTIONS:
                return _ACTIONS[kind]
        if value.get("/Type") == "/Filespec" and "/EF" in value:
            attached = str(value.get("/UF") or value.get("/F") or "").lower()
            if attached.endswith(_PROGRAMS):
                return "tệp đính kèm là chương trình"
        items: list[Any] = [value.raw_get(key) for key in value]
    elif isinstance(value, ArrayObject):
        items = list(value)
    else:
        return ""
    for item in items:
        if isinstance(item, DictionaryObject | ArrayObject):
            found = _activity(item, depth=depth + 1)
            if found:
                return found
    return ""
