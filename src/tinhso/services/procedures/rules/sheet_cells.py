"""Cells of a catalogue's workbook: a value as a cell, and a cell as a value, with what was expected."""

from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final, Literal

from django.utils.translation import gettext

from tinhso.core.text import fold
from tinhso.services.procedures.rules import designing

CellKind = Literal["text", "number", "day", "required"]
YES: Final = "có"
NO: Final = "không"


def written(value: Any) -> str:
    """A value as a cell: lists divided by semicolons, yes and no in words."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def put_cell(
    body: Any, place: str, column: str, text: str, *, kind: CellKind = "text", allowed: Mapping[str, str] | None = None
) -> str:
    """Put what a cell says at a place of a body; gives what is wrong, empty where nothing is."""
    if allowed and text:
        key = known(text, allowed)
        if key is None:
            return expected(column, text, allowed)
        text = key
    value: Any = text or None
    if kind == "number" and text:
        digits = text.replace(".", "").replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
            return gettext("{column}: “{value}” không phải số nguyên").format(column=column, value=text[:60])
        value = int(digits)
    elif kind == "day" and text:
        value = _day(text)
        if value is None:
            return gettext("{column}: “{value}” không phải ngày/tháng/năm").format(column=column, value=text[:60])
    elif kind == "required":
        value = {fold(YES): True, fold(NO): False, "": True}.get(fold(text), text)
    designing.put(body, place, value)
    return ""


def _day(text: str) -> str | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text[:10], pattern).date().isoformat()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    if text.isascii() and text.isdigit() and len(text) == 5:
        # Spreadsheets count days; 25569 is the first of 1970.
        return date.fromordinal(date(1970, 1, 1).toordinal() + int(text) - 25569).isoformat()
    return None


def known(text: str, allowed: Mapping[str, str]) -> str | None:
    """The id of a value written as its id or as its name, accents not needed."""
    if text in allowed:
        return text
    return next((key for key, name in allowed.items() if fold(name) == fold(text)), None)


def expected(column: str, text: str, allowed: Mapping[str, str]) -> str:
    """That a cell has none of its values, with those it may have and the nearest."""
    near = get_close_matches(fold(text), [*allowed, *(fold(each) for each in allowed.values())], 1)
    told = gettext("{column}: “{value}” không có; cần một trong: {names}").format(
        column=column, value=text[:60], names=", ".join(list(allowed)[:12])
    )
    return f"{told} ({near[0]}?)" if near else told
