"""Tables as agencies keep them: CSV and XLSX, written and read within bounds, without formulas.

A cell is text. One that a spreadsheet would run as a formula goes out behind an apostrophe, which is taken away again.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from lxml import etree  # type: ignore[import-untyped]

Row = Sequence[str]
#: Bounds of what is read: bytes of the file and of what it unpacks to, sheets, rows of all, columns, characters of a
#: cell.
MOST_BYTES: Final = 8_000_000
MOST_UNPACKED: Final = 80_000_000
MOST_SHEETS: Final = 12
MOST_ROWS: Final = 60_001
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 10_000
#: Bytes that are gathered before a piece is handed on.
PIECE: Final = 1 << 16
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class SheetUnreadable(ValueError):
    """A file that is no table, or too large a one."""


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def plain(cell: str) -> str:
    """What ``safe`` was given; trimmed, without control characters."""
    text = _CONTROL.sub("", cell).strip()[:LONGEST_CELL]
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) else text


def write_csv(rows: Iterable[Row]) -> bytes:
    """UTF-8 with a byte-order mark, by which spreadsheets know it."""
    return b"".join(csv_pieces(rows))


def csv_pieces(rows: Iterable[Row]) -> Iterator[bytes]:
    """``write_csv`` piece by piece, as the rows come."""
    yield "\ufeff".encode()
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        if out.tell() > PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def write_xlsx(sheets: Sequence[tuple[str, Iterable[Row]]]) -> bytes:
    """A workbook of text cells: (name, rows) of each sheet."""
    return b"".join(xlsx_pieces(sheets))


class _Pieces(io.RawIOBase):
    """A file that is only written to, and taken away as it grows."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.kept += piece
        return len(piece)

    def take(self) -> bytes:
        """What was written since it was last asked."""
        taken = bytes(self.kept)
        self.kept.clear()
        return taken


def xlsx_pieces(sheets: Sequence[tuple[str, Iterable[Row]]]) -> Iterator[bytes]:
    """``write_xlsx`` piece by piece, as the rows come."""
    out = _Pieces()
    numbers = range(1, len(sheets) + 1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        _write_parts(book, [name for name, _rows in sheets])
        for number, (_name, rows) in zip(numbers, sheets, strict=True):
            with book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                for row in rows:
                    sheet.write(f"<row>{''.join(map(_cell, row))}</row>".encode())
                    if len(out.kept) > PIECE:
                        yield out.take()
                sheet.write(b"</sheetData></worksheet>")
    yield out.take()


def _write_parts(book: zipfile.ZipFile, names: Sequence[str]) -> None:
    """The parts of a workbook besides its sheets."""
    numbers = range(1, len(names) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    book.writestr(
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="'
        'application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{kinds}</Types>",
    )
    book.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
    book.writestr(
        "xl/_rels/workbook.xml.rels", _relations([("worksheet", f"worksheets/sheet{n}.xml") for n in numbers])
    )
    named = "".join(f'<sheet name="{escape(name[:31])}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
    book.writestr(
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>',
    )


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_CONTROL.sub("", safe(text)))}</t></is></c>'


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def read(content: bytes) -> list[list[list[str]]]:
    """The rows of every sheet of a workbook in their order; of a CSV file the only one. Raises ``SheetUnreadable``."""
    if len(content) > MOST_BYTES:
        raise SheetUnreadable("bytes")
    tables: Iterable[Iterable[list[str]]] = _read_xlsx(content) if content.startswith(b"PK") else [_read_csv(content)]
    found: list[list[list[str]]] = []
    total = 0
    try:
        for rows in tables:
            if len(found) >= MOST_SHEETS:
                raise SheetUnreadable("sheets")
            found.append([])
            for row in rows:
                total += 1
                if total > MOST_ROWS or len(row) > MOST_COLUMNS:
                    raise SheetUnreadable("rows")
                found[-1].append([plain(cell) for cell in row])
    except (
        csv.Error,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        KeyError,
        IndexError,
        UnicodeDecodeError,
        ValueError,
    ) as error:
        raise SheetUnreadable(str(error)) from None
    return found


def _read_csv(content: bytes) -> Iterator[list[str]]:
    text = content.decode("utf-8-sig")
    comma = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)


def _read_xlsx(content: bytes) -> Iterator[Iterator[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if sum(info.file_size for info in book.infolist()) > MOST_UNPACKED:
            raise SheetUnreadable("unpacked")
        names = sorted(name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
        if not names:
            raise SheetUnreadable("no sheet")
        shared = _shared(book)
        for name in sorted(names, key=lambda name: int(re.sub(r"\D", "", name))):
            yield _rows(book, name, shared)


def _rows(book: zipfile.ZipFile, name: str, shared: Sequence[str]) -> Iterator[list[str]]:
    with book.open(name) as sheet:
        for _event, row in _elements(sheet, "row"):
            yield _cells(row, shared)
            row.clear()


def _elements(source: object, name: str) -> Iterator[tuple[str, etree._Element]]:
    """Elements of a part as they end; entities and documents elsewhere are never read."""
    yield from etree.iterparse(
        source, tag=f"{{{_MAIN}}}{name}", resolve_entities=False, no_network=True, load_dtd=False
    )


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    with book.open("xl/sharedStrings.xml") as part:
        return [_text(item) for _event, item in _elements(part, "si")]


def _text(element: etree._Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{{{_MAIN}}}t"))


def _cells(row: etree._Element, shared: Sequence[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{{{_MAIN}}}c"):
        column = _column(cell.get("r", "")) or len(cells)
        if column > MOST_COLUMNS:
            raise SheetUnreadable("columns")
        cells += [""] * (column - len(cells))
        value = cell.find(f"{{{_MAIN}}}v")
        text = value.text or "" if value is not None else _text(cell)
        cells.append(shared[int(text)] if cell.get("t") == "s" else text)
    return cells


def _column(place: str) -> int:
    """``C7`` → 2."""
    letters = re.match(r"[A-Z]{1,3}", place)
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - 64
    return max(number - 1, 0)
