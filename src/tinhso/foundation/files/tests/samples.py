"""Small files of every sort, good and bad, made on the spot."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tinhso.foundation.files.rules.markers import TEST_VIRUS

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + TEST_VIRUS + b"$H+H*"


def pdf(*, script: str = "", launch: str = "", password: str = "") -> bytes:
    """A one-page PDF, with something that acts where asked for."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    for kind, key, value in (("/JavaScript", "/JS", script), ("/Launch", "/F", launch)):
        if value:
            entries = {NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject(value)}
            writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(entries))
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 40)).save(out, kind)
    return out.getvalue()


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that claims 3,600 million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!L", len(body)) + kind + body + struct.pack("!L", zlib.crc32(kind + body))

    head = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(extra: Mapping[str, bytes] | None = None) -> bytes:
    """The least that is told apart as a Word document."""
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
    return archive(parts | dict(extra or {}))


def xlsx() -> bytes:
    """The least that is told apart as an Excel workbook."""
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def odt() -> bytes:
    """The least that is told apart as an OpenDocument text."""
    return archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<text/>"})
