"""Columns of a file as fields of a register, and their cells as values: each distinct text is read once."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _

from tinhso.core.text import fold
from tinhso.engines.registers.rules.reading import BadValue, read_text
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import Value

#: Distinct texts of a column that are remembered.
REMEMBERED: Final = 200_000
csv.field_size_limit(1 << 20)


def fields_of(register: RegisterObject, headings: Sequence[str]) -> list[str | None]:
    """The field of each column, by id or by its name in either language; None for one that no field has."""
    names = {fold(name): f.id for f in register.written_fields for name in (f.name_en, f.name, f.id)}
    return [names.get(fold(heading)) for heading in headings]


def heading_problem(register: RegisterObject, found: Sequence[str | None]) -> str:
    """What is wrong with the columns of a file; empty where nothing is."""
    named = [name for name in found if name is not None]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice:
        return _("hai cột cùng là {name}").format(name=register.field(twice).name)
    if register.key not in named:
        return _("thiếu cột {name}").format(name=register.field(register.key).name)
    return ""


def delimiter_of(line: str) -> str:
    """How the cells of a line are divided."""
    return max((";", ",", "\t"), key=line.count)


@dataclass(slots=True)
class Lines:
    """Rows of a CSV file from a byte on; ``offset`` is the byte after the last row that was given."""

    file: BinaryIO
    offset: int
    delimiter: str

    def rows(self) -> Iterator[list[str]]:
        """The rows; a byte that is no UTF-8 becomes a mark that no field takes."""
        self.file.seek(self.offset)
        yield from csv.reader(self._lines(), delimiter=self.delimiter)

    def _lines(self) -> Iterator[str]:
        for line in self.file:
            self.offset += len(line)
            yield line.decode("utf-8", "replace")


@dataclass(slots=True)
class Column:
    """One column: texts read before are not read again."""

    target: RegisterField
    find: Callable[[RegisterField, str], Value | None]
    known: dict[str, Value | BadValue] = field(default_factory=dict)

    def value(self, text: str) -> Value | BadValue:
        """The value of a cell, or what is wrong with it."""
        try:
            return self.known[text]
        except KeyError:
            pass
        try:
            found: Value | BadValue = read_text(self.target, text, self.find)
        except BadValue as error:
            found = error
        if len(self.known) < REMEMBERED:
            self.known[text] = found
        return found


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a file: its number, the cells of known columns, the values, what is wrong by field."""

    number: int
    cells: Mapping[str, str]
    values: Mapping[str, Value]
    problems: Mapping[str, str]


def read_rows(columns: Sequence[Column | None], rows: Iterable[Sequence[str]], first: int) -> Iterator[ReadRow]:
    """Each row that is not blank; numbers go on from ``first`` as a spreadsheet counts them."""
    width = len(columns)
    for number, row in enumerate(rows, first):
        if not any(row):
            continue
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        if len(row) > width:
            problems[""] = _("Dòng có {n} ô, tiêu đề có {m} cột").format(n=len(row), m=width)
        for column, text in zip(columns, row, strict=False):
            if column is None:
                continue
            found = column.value(text)
            if isinstance(found, BadValue):
                problems[column.target.id] = str(found)
            else:
                values[column.target.id] = found
        for column in columns[len(row) :]:
            if column is not None:
                values[column.target.id] = None
                if column.target.required:
                    problems[column.target.id] = _("Cần ghi mục này")
        cells = {c.target.id: text for c, text in zip(columns, row, strict=False) if c is not None} if problems else {}
        yield ReadRow(number, cells, values, problems)
