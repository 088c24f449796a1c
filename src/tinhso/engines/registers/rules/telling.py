"""Values of a record as people and files read them, personal ones masked for who need not know them."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.core.i18n import format_date, format_number, named
from tinhso.core.personal import HIDDEN, mask
from tinhso.engines.registers.schema import RegisterField
from tinhso.engines.registers.types import GEOMETRY, REFERENCES, FieldType, Value

#: Names of what references lead to, by id.
Names = Mapping[UUID, str]


def told(field: RegisterField, value: Value, names: Names, *, masked: bool = False) -> str:
    """A value as a page shows it; empty for none."""
    if value is None:
        return ""
    if field.type is FieldType.PERSON:
        return HIDDEN
    text = _told(field, value, names)
    return str(mask(text, field.personal)) if masked else text


def _told(field: RegisterField, value: Value, names: Names) -> str:
    match field.type:
        case FieldType.BOOLEAN:
            return _("có") if value else _("không")
        case FieldType.INTEGER:
            return _with_unit(format_number(value), field)
        case FieldType.NUMBER:
            return _with_unit(format_number(value, None if field.decimals <= 2 else field.decimals), field)
        case FieldType.DATE:
            return format_date(value)
        case FieldType.PARTIAL_DATE:
            return "/".join(reversed(value.split("-")))
        case FieldType.CODE:
            return option_name(field, value)
        case FieldType.CODES:
            return "; ".join(option_name(field, each) for each in value)
    if field.type in REFERENCES:
        return names.get(value, "?")
    if field.type in GEOMETRY:
        return place_of(value)
    return str(value)


def _with_unit(text: str, field: RegisterField) -> str:
    return f"{text} {field.unit}" if field.unit else text


def option_name(field: RegisterField, code: str) -> str:
    """A code in words; itself where the list has it no more."""
    return next((named(option) for option in field.options if option.id == code), code)


def place_of(shape: Mapping[str, Any]) -> str:
    """A point as ``latitude, longitude``; what else by its number of vertices."""
    if shape["type"] == "Point":
        x, y = shape["coordinates"]
        return f"{y:.5f}, {x:.5f}"
    parts = shape["coordinates"] if shape["type"] == "Polygon" else [shape["coordinates"]]
    return _("{n} đỉnh").format(n=sum(len(part) for part in parts))


def _digits(value: int | Decimal) -> str:
    """A number without marks between thousands: whole numbers without decimals."""
    return str(value) if isinstance(value, int) else format(value, "f").replace(".", ",")


def typed(field: RegisterField, value: Value, names: Names) -> str:
    """A value as its form field has it, so that it reads back the same; ``names`` are keys and codes."""
    if value is None or field.type is FieldType.PERSON:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return _digits(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if field.type is FieldType.POINT:
        x, y = value["coordinates"]
        return f"{y}, {x}"
    if isinstance(value, dict):
        return json.dumps(value)
    if field.type in REFERENCES:
        return names.get(value, "")
    return "; ".join(value) if isinstance(value, list) else str(value)


def plain(field: RegisterField, value: Value, names: Names, *, masked: bool = False) -> Any:
    """A value as JSON: references by their key, numbers as numbers, dates as ISO 8601."""
    if value is None:
        return None
    if field.type is FieldType.PERSON:
        return HIDDEN
    if masked and field.is_personal:
        return mask(_told(field, value, names), field.personal)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return names.get(value, str(value))
    return value


def cell(field: RegisterField, value: Value, names: Names, *, masked: bool = False) -> str:
    """A value as a cell of a table that is read back: codes as codes, references by key, ISO dates, ``1234,5``."""
    found = plain(field, value, names, masked=masked)
    if found is None:
        return ""
    if isinstance(found, bool):
        return "có" if found else "không"
    if isinstance(value, int | Decimal) and not (masked and field.is_personal):
        return _digits(value)
    if isinstance(found, list):
        return "; ".join(found)
    return json.dumps(found) if isinstance(found, dict) else str(found)
