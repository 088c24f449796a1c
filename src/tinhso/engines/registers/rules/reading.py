"""From what people type, files hold and programs send to the values of a record; what is wrong is told by field."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.core.text import fold, tidy_phone
from tinhso.core.ui.forms import BadInput, read_date, read_number
from tinhso.engines.registers.rules.shapes import BadShape, tidy_shape
from tinhso.engines.registers.schema import RegisterField
from tinhso.engines.registers.types import GEOMETRY, REFERENCES, FieldType, Value

YES: Final = ("có", "co", "x", "yes", "true", "1", "đúng", "dung")
NO: Final = ("không", "khong", "no", "false", "0", "sai")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEB: Final = re.compile(r"https?://[^\s<>\"']{3,}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPREADSHEET_DAY: Final = re.compile(r"\d{5}")

#: Looks up what a reference names, by field: text → id, None where there is nothing of that name.
Finder = Callable[[RegisterField, str], Value | None]


class BadValue(ValueError):
    """What is wrong with one value, in words for people."""


def read_text(field: RegisterField, text: str, find: Finder) -> Value:
    """The value of ``text``; None for an empty one. Raises ``BadValue``."""
    bare = _CONTROL.sub("", text).strip()
    if not bare:
        if field.required:
            raise BadValue(_("Cần ghi mục này"))
        return None
    if field.type in REFERENCES or field.type is FieldType.PERSON:
        found = find(field, bare)
        if found is None:
            raise BadValue(_not_found(field, bare))
        return found
    value = _READERS[field.type](field, bare)
    check_bounds(field, value)
    return value


def _not_found(field: RegisterField, text: str) -> str:
    if field.type is FieldType.PERSON:
        return _("Số định danh cá nhân gồm 12 chữ số")
    return _("Không có “{value}” trong danh mục được dẫn tới").format(value=text[:60])


def check_bounds(field: RegisterField, value: Value) -> None:
    """Raise ``BadValue`` for a number out of bounds, a text that is too long or that the pattern does not match."""
    if isinstance(value, str):
        if len(value) > field.longest:
            raise BadValue(_("Dài quá {n} ký tự").format(n=field.longest))
        if field.pattern is not None and not field.pattern.matches(value):
            raise BadValue(_("Viết chưa đúng mẫu: {hint}").format(hint=field.hint or field.pattern.source))
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        if field.min is not None and value < field.min:
            raise BadValue(_("Nhỏ hơn {n}").format(n=field.min))
        if field.max is not None and value > field.max:
            raise BadValue(_("Lớn hơn {n}").format(n=field.max))


def as_text(value: Any) -> str:
    """A JSON value as the text that ``read_text`` takes. Raises ``BadValue`` for what no field takes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return format(Decimal(str(value)), "f").replace(".", ",")
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    if isinstance(value, Mapping):
        return json.dumps(value)
    raise BadValue(_("Không đọc được giá trị này"))


def _integer(_field: RegisterField, text: str) -> int:
    number = _number_of(text)
    if number != number.to_integral_value() or abs(number) >= 10**18:
        raise BadValue(_("“{value}” không phải số nguyên").format(value=text[:40]))
    return int(number)


def _number(field: RegisterField, text: str) -> Decimal:
    number = _number_of(text)
    if number.adjusted() > 22 - field.decimals:
        raise BadValue(_("Số quá lớn"))
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > field.decimals and number != round(number, field.decimals):
        raise BadValue(_("Quá {n} chữ số sau dấu phẩy").format(n=field.decimals))
    return round(number, field.decimals)


def _number_of(text: str) -> Decimal:
    try:
        number = read_number(text)
    except BadInput:
        number = None
    if number is None:
        raise BadValue(_("“{value}” không phải số").format(value=text[:40]))
    return number


@lru_cache(maxsize=1 << 12)
def _day_of(text: str) -> date | None:
    if _SPREADSHEET_DAY.fullmatch(text):
        # Spreadsheets count days; 25569 is the first of 1970.
        return date.fromordinal(date(1970, 1, 1).toordinal() + int(text) - 25569)
    try:
        return read_date({"d": text[:10]}, "d")
    except BadInput:
        return None


def _date(_field: RegisterField, text: str) -> date:
    found = _day_of(text)
    if found is None:
        raise BadValue(_("“{value}” không phải ngày/tháng/năm").format(value=text[:40]))
    return found


def _partial_date(_field: RegisterField, text: str) -> str:
    """``2019``, ``2019-05``, ``2019-05-31`` from ``2019``, ``5/2019``, ``31/5/2019`` or the ISO spelling."""
    parts = re.split(r"[/.-]", text)
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
        raise BadValue(_("“{value}” không phải năm, tháng/năm hoặc ngày/tháng/năm").format(value=text[:40]))
    if len(parts[0]) != 4:
        parts.reverse()
    try:
        if len(parts[0]) != 4:
            raise ValueError  # noqa: TRY301 -- told below with the others
        date(int(parts[0]), *(int(part) for part in [*parts[1:], "1", "1"][:2]))
    except (ValueError, OverflowError):
        raise BadValue(_("“{value}” không phải ngày có thật").format(value=text[:40])) from None
    return "-".join([parts[0].zfill(4), *(part.zfill(2) for part in parts[1:])])


def _boolean(_field: RegisterField, text: str) -> bool:
    lowered = text.lower()
    if lowered in YES:
        return True
    if lowered in NO:
        return False
    raise BadValue(_("Ghi “có” hoặc “không”"))


def _code(field: RegisterField, text: str) -> str:
    found = _codes_by_word(field).get(text) or _codes_by_word(field).get(fold(text))
    if found is None:
        raise BadValue(_("“{value}” không có trong danh mục").format(value=text[:60]))
    return found


@lru_cache(maxsize=2048)
def _codes_by_word(field: RegisterField) -> Mapping[str, str]:
    """A code by itself and by its names without accents."""
    names = [(fold(name), one.id) for one in field.options for name in (one.name_en, one.name)]
    return {**dict(names), **{one.id: one.id for one in field.options}}


def _codes(field: RegisterField, text: str) -> list[str]:
    chosen = [_code(field, part.strip()) for part in re.split(r"[;|]", text) if part.strip()]
    return list(dict.fromkeys(chosen))


def _phone(_field: RegisterField, text: str) -> str:
    tidy = tidy_phone(text)
    digits = re.sub(r"[\s.()-]", "", text)
    if not tidy and not re.fullmatch(r"(0\d{8,10}|1[89]00\d{4,6}|1\d{2})", digits):
        raise BadValue(_("“{value}” không phải số điện thoại").format(value=text[:40]))
    return tidy or digits


def _matching(pattern: re.Pattern[str], complaint: str) -> Callable[[RegisterField, str], str]:
    def read(_field: RegisterField, text: str) -> str:
        if not pattern.fullmatch(text):
            raise BadValue(_(complaint))
        return text

    return read


def _shape(field: RegisterField, text: str) -> dict[str, Any]:
    try:
        return tidy_shape(GEOMETRY[field.type], text)
    except BadShape as error:
        raise BadValue(str(error)) from None


def _plain(_field: RegisterField, text: str) -> str:
    return text


_READERS: Final[Mapping[FieldType, Callable[[RegisterField, str], Value]]] = {
    FieldType.TEXT: _plain, FieldType.LONG_TEXT: _plain, FieldType.INTEGER: _integer, FieldType.NUMBER: _number,
    FieldType.DATE: _date, FieldType.PARTIAL_DATE: _partial_date, FieldType.BOOLEAN: _boolean, FieldType.CODE: _code,
    FieldType.CODES: _codes, FieldType.PHONE: _phone, FieldType.DOSSIER: _plain,
    FieldType.EMAIL: _matching(_EMAIL, gettext_noop("Địa chỉ thư điện tử chưa đúng")),
    FieldType.WEB: _matching(_WEB, gettext_noop("Địa chỉ trang bắt đầu bằng https://")),
    FieldType.POINT: _shape, FieldType.LINE: _shape, FieldType.AREA: _shape,
}  # fmt: skip
