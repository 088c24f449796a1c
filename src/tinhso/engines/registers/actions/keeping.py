"""A file that was sent becomes one of rows, whatever it was: kept on the disk until its import has ended."""

import csv
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from tinhso.core.features import FeaturesUnreadable, Found, read_features
from tinhso.core.sheets import MOST_BYTES as MOST_SHEET_BYTES
from tinhso.core.sheets import SheetUnreadable, read, write_csv
from tinhso.engines.registers.rules.reading import BadValue, as_text
from tinhso.engines.registers.rules.tabling import Lines, delimiter_of
from tinhso.engines.registers.types import TableUnreadable

#: Bytes of a file as it is sent, and as rows.
MOST_BYTES: Final = 500_000_000
#: How old workbooks, and new ones with a password, begin.
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_REASONS: Final[Mapping[str, str]] = {
    "encrypted": gettext_noop("tệp nén có mật khẩu; hãy gửi tệp không có mật khẩu"),
    "bomb": gettext_noop("tệp nén bung ra quá lớn"),
    "zip": gettext_noop("tệp nén hỏng"),
    "parts": gettext_noop("tệp nén cần có tệp .shp và tệp .dbf"),
    "layers": gettext_noop("tệp nén có nhiều lớp; mỗi lần nhập một lớp"),
    "layer": gettext_noop("GeoPackage không có lớp nào"),
    "system": gettext_noop("không biết hệ tọa độ của tệp; hãy chuyển sang WGS 84 hoặc VN-2000"),
    "rows": gettext_noop("tệp có quá nhiều dòng"),
    "columns": gettext_noop("tệp có quá nhiều cột"),
    "bytes": gettext_noop("tệp GeoJSON lớn hơn 60 MB; hãy gửi GeoPackage"),
}


def unreadable(reason: str) -> TableUnreadable:
    """That a file cannot be read, with the reason beside its field."""
    return TableUnreadable(reason=reason, fields={"table": reason})


def kept(pieces: Iterable[bytes], path: Path, shape: str) -> int:
    """A file that is sent, at ``path`` as CSV; its shapes go to the column ``shape``, nowhere where that has no name.
    Gives its size in bytes.

    Raises ``TableUnreadable``; what lies at ``path`` then is of no use.
    """
    first = _stored(pieces, path)
    if first.startswith(_COMPOUND):
        raise unreadable(gettext("bảng tính có mật khẩu hoặc thuộc loại cũ; hãy lưu thành XLSX không có mật khẩu"))
    if first.startswith(b"PK") and not _has_shapes(path):
        _unpack_sheet(path)
    else:
        _unpack_features(path, first, shape)
    return path.stat().st_size


def _stored(pieces: Iterable[bytes], path: Path) -> bytes:
    size, first = 0, b""
    with path.open("wb") as out:
        for piece in pieces:
            first = (first + piece[:64])[:64]
            size += len(piece)
            if size > MOST_BYTES:
                raise unreadable(gettext("tệp lớn hơn 500 MB"))
            out.write(piece)
    return first


def _has_shapes(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as book:
            return not any(name.startswith("xl/") for name in book.namelist())
    except (zipfile.BadZipFile, OSError):
        raise unreadable(gettext(_REASONS["zip"])) from None


def _unpack_sheet(path: Path) -> None:
    try:
        # One byte too many is enough to be refused.
        with path.open("rb") as file:
            tables = read(file.read(MOST_SHEET_BYTES + 1))
    except (SheetUnreadable, RuntimeError):
        raise unreadable(gettext("bảng tính quá lớn hoặc hỏng; hãy lưu thành CSV")) from None
    path.write_bytes(write_csv(tables[0] if tables else []))


def _unpack_features(path: Path, first: bytes, shape: str) -> None:
    between = path.with_suffix(".rows")
    try:
        found = read_features(path, first)
        if found is not None:
            _write_rows(found, between, shape)
            between.replace(path)
    except FeaturesUnreadable as error:
        reason = _REASONS.get(str(error))
        raise unreadable(gettext(reason) if reason else gettext("tệp hỏng")) from None
    finally:
        between.unlink(missing_ok=True)


def _write_rows(found: Found, path: Path, shape: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*found.names, *([shape] if found.has_shapes and shape else [])])
        for values, place in found.features:
            cells = [_text(value) for value in values]
            if found.has_shapes and shape:
                cells.append(json.dumps(place) if place else "")
            writer.writerow(cells)
            if out.tell() > MOST_BYTES:
                raise FeaturesUnreadable("rows")


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    try:
        return as_text(value)
    except BadValue:
        return str(value)


def headings_of(path: Path) -> tuple[str, list[str], int]:
    """How the cells of a CSV file are divided, its first row, and the byte after it. Raises ``TableUnreadable``."""
    with path.open("rb") as file:
        start = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
        file.seek(start)
        try:
            delimiter = delimiter_of(file.readline(1 << 16).decode())
        except UnicodeDecodeError:
            raise unreadable(gettext("tệp không phải UTF-8")) from None
        lines = Lines(file, start, delimiter)
        headings = next(iter(lines.rows(1)), [])
        return delimiter, headings, lines.offset
