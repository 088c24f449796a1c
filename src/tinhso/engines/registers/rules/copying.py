"""Cells of a file as the lines that PostgreSQL copies: column by column, each distinct text of a column read once.

What ``rules/reading.py`` says of one text decides. Columns of plain text, of which every cell differs, are looked at as
a whole first: where nothing in a column needs to be mended, its cells are its values.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.core.ids import new_ids
from tinhso.core.text import sort_key
from tinhso.engines.registers.rules.judging import LONGEST_ORDER, word_fields, words_of_texts
from tinhso.engines.registers.rules.reading import BadValue, read_text
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import FieldType, Value

#: Columns of the table of an import beside those of the file, in the order in which a line has them.
BESIDE: Final = ("_id", "_row", "_sort", "_words")
#: Types whose values are their texts, where these are tidy.
_PLAIN: Final = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DOSSIER)
#: What a text must not have to be its own value: control characters, white space around it.
_UNTIDY: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[^\S\t]\t|\t[^\S\t]")
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NEEDS_ESCAPE: Final = re.compile(r"[\\\t\n\r]")
_NULL: Final = "\\N"

#: Values of a column as the database writes them, None for none.
Texts = list[str | None]


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that cannot be taken: its number in the file, the cells of known columns, what is wrong by field."""

    number: int
    cells: Mapping[str, str]
    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a file: ``lines`` of COPY in the order of ``BESIDE`` and the file's known columns, and what is wrong."""

    lines: str
    wrong: Sequence[WrongRow]


def read_part(
    register: RegisterObject,
    columns: Sequence[str | None],
    rows: Sequence[Sequence[str]],
    first: int,
    find: Callable[[RegisterField, str], Value | None],
) -> Part:
    """The rows that are not blank; numbers go on from ``first`` as a spreadsheet counts them."""
    width = len(columns)
    problems: dict[int, dict[str, str]] = {}
    numbered = [(number, row) for number, row in enumerate(rows, first) if any(row)]
    numbers, kept = [number for number, _row in numbered], [row for _number, row in numbered]
    for place, row in enumerate(kept):
        if len(row) != width:
            if len(row) > width:
                text = _("Dòng có {n} ô, tiêu đề có {m} cột").format(n=len(row), m=width)
                problems[place] = {"": text}
            kept[place] = [*row, *[""] * width][:width]
    texts: dict[str, Texts] = {}
    for name, cells in zip(columns, zip(*kept, strict=True), strict=True) if kept else ():
        if name is not None:
            texts[name], wrong = values_of(register.field(name), cells, find)
            for place, problem in wrong.items():
                problems.setdefault(place, {})[name] = problem
    return Part(_lines(register, numbers, texts, problems), _sent_back(columns, numbered, problems))


def _sent_back(
    columns: Sequence[str | None],
    numbered: Sequence[tuple[int, Sequence[str]]],
    problems: Mapping[int, Mapping[str, str]],
) -> list[WrongRow]:
    found = []
    for place in sorted(problems):
        number, row = numbered[place]
        cells = {name: text for name, text in zip(columns, row, strict=False) if name is not None}
        found.append(WrongRow(number, cells, problems[place]))
    return found


def values_of(
    field: RegisterField, cells: Sequence[str], find: Callable[[RegisterField, str], Value | None]
) -> tuple[Texts, dict[int, str]]:
    """The values of a column, and what is wrong with some of its cells by their place."""
    if field.type in _PLAIN and field.pattern is None and _is_tidy(field, cells):
        return [text or None for text in cells], {}
    known: dict[str, str | None] = {}
    bad: dict[str, str] = {}
    for text in set(cells):
        try:
            known[text] = as_database(read_text(field, text, find))
        except BadValue as error:
            known[text], bad[text] = None, str(error)
    wrong = {place: bad[text] for place, text in enumerate(cells) if text in bad} if bad else {}
    return [known[text] for text in cells], wrong


def _is_tidy(field: RegisterField, cells: Sequence[str]) -> bool:
    """Whether every cell is its own value: none too long, none with marks or white space that would be taken away."""
    if max(map(len, cells)) > field.longest or (field.required and not all(cells)):
        return False
    whole = "\t".join(["", *cells, ""])
    return whole.count("\t") == len(cells) + 1 and _UNTIDY.search(whole) is None


def as_database(value: Value) -> str | None:
    """A value as PostgreSQL reads it in its column."""
    match value:
        case None | str():
            return value
        case bool():
            return "t" if value else "f"
        case int() | UUID():
            return str(value)
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case bytes():
            return "\\x" + value.hex()
        case list():
            return "{" + ",".join(f'"{each}"' for each in value) + "}"
        case _:
            return json.dumps(value)


def _lines(
    register: RegisterObject, numbers: Sequence[int], texts: Mapping[str, Texts], problems: Mapping[int, Any]
) -> str:
    if len(problems) == len(numbers):
        return ""
    if problems:
        good = [place for place in range(len(numbers)) if place not in problems]
        numbers = [numbers[place] for place in good]
        texts = {name: [column[place] for place in good] for name, column in texts.items()}
    order: Texts = [None] * len(numbers)
    words: Texts = order
    if register.title in texts:
        order = [sort_key(str(title)[:LONGEST_ORDER]) for title in texts[register.title]]
        said = [texts[field.id] for field in word_fields(register) if field.id in texts]
        words = list(words_of_texts([" ".join(filter(None, row)) for row in zip(*said, strict=True)]))
    columns = [new_ids(len(numbers)), map(str, numbers), *map(_escaped, (order, words, *texts.values()))]
    return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def _escaped(column: Texts) -> list[str]:
    told = [_NULL if text is None else text for text in column]
    if _NEEDS_ESCAPE.search("".join(filter(None, column))):
        return [_NULL if text is None else text.translate(_ESCAPED) for text in column]
    return told
