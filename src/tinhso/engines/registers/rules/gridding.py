"""Records as rows of cells: which fields stand in a table, and what a cell says so that it reads back the same."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from tinhso.engines.registers.rules.telling import Names, option_name, typed
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import FieldType, Value

#: What no cell can hold: outlines, and numbers of persons, which are never shown.
_LEFT_OUT: Final = (FieldType.LINE, FieldType.AREA, FieldType.PERSON)
#: Cells of a page: a form of more takes long to draw and to send.
_MOST_CELLS: Final = 1600


def grid_fields(register: RegisterObject) -> tuple[RegisterField, ...]:
    """The fields that are edited in a table."""
    return tuple(field for field in register.written_fields if field.type not in _LEFT_OUT)


def rows_a_page(columns: int) -> int:
    """How many rows of so many cells stand on one page."""
    return max(10, min(50, _MOST_CELLS // max(columns, 1)))


def cell_text(field: RegisterField, value: Value, names: Names) -> str:
    """A value as a cell has it: codes and yes or no in words, all else as a form has it; ``names`` are keys."""
    if value is None:
        return ""
    match field.type:
        case FieldType.BOOLEAN:
            return _("có") if value else _("không")
        case FieldType.CODE:
            return option_name(field, value)
        case FieldType.CODES:
            return "; ".join(option_name(field, each) for each in value)
    return typed(field, value, names)


def same_text(one: str, other: str) -> bool:
    """Whether two cells say the same; browsers end lines in their own way."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def changed_cells(given: Mapping[str, str], stands: Mapping[str, str]) -> dict[str, str]:
    """Those of the cells that say something else than what stands."""
    return {name: text for name, text in given.items() if name in stands and not same_text(text, stands[name])}
