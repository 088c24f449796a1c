"""Files of rows: which column is which field, and rows from a byte on."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from tinhso.core.features import short_names
from tinhso.core.text import fold
from tinhso.engines.registers.schema import RegisterObject

csv.field_size_limit(1 << 20)


def fields_of(register: RegisterObject, headings: Sequence[str]) -> list[str | None]:
    """The field of each column, by id, by its name in either language, or by the name that a shapefile has for it; None
    for one that no field has.
    """
    short = {fold(name): id_ for id_, name in short_names(column_names(register)).items() if id_ in register.by_id}
    names = short | {fold(name): f.id for f in register.written_fields for name in (f.name_en, f.name, f.id)}
    return [names.get(fold(heading)) for heading in headings]


def column_names(register: RegisterObject) -> list[str]:
    """The columns of a file with shapes: the record's id, then each field but the one that is the shape."""
    shape = register.shape_field
    return ["_id", *(field.id for field in register.fields if field is not shape)]


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

    def rows(self, most: int) -> list[list[str]]:
        """The next rows, at most so many; a byte that is no UTF-8 becomes a mark that no field takes."""
        self.file.seek(self.offset)
        # As many rows have as many lines or more: a block of them is decoded at once, what a cell with lines of its own
        # wants besides one by one.
        block = b"".join(islice(self.file, most))
        self.offset += len(block)
        text = io.StringIO(block.decode("utf-8", "replace"), newline="")
        return list(islice(csv.reader(chain(text, self._lines()), delimiter=self.delimiter), most))

    def _lines(self) -> Iterator[str]:
        for line in self.file:
            self.offset += len(line)
            yield line.decode("utf-8", "replace")
