"""How values are written for people: dd/mm/yyyy, 24 hours, 1.234,5 and 50.000 đ; and in which language."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.translation import get_language, gettext

from tinhso.core.clock import local

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def named(thing: Any, name: str = "name") -> Any:
    """The attribute or key ``name`` of ``thing`` in the active language: its ``_en`` twin where there is one."""
    if get_language() == "en" and (english := _read(thing, f"{name}_en")):
        return english
    return _read(thing, name)


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Keep the language that a person chose in their browser for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        httponly=True,
        secure=settings.PRODUCTION,
    )


def _read(thing: Any, name: str) -> Any:
    return thing.get(name, "") if isinstance(thing, Mapping) else getattr(thing, name, "")


def format_date(value: date | None) -> str:
    """``dd/mm/yyyy``, or a dash where there is no date."""
    if value is None:
        return "–"
    day = local(value).date() if isinstance(value, datetime) else value
    return f"{day:%d/%m/%Y}"


def format_datetime(value: datetime | None) -> str:
    """``HH:MM dd/mm/yyyy`` in Vietnamese time."""
    return "–" if value is None else f"{local(value):%H:%M %d/%m/%Y}"


def format_weekday(value: date) -> str:
    """The name of the day of the week, in the active language."""
    return gettext(WEEKDAYS[value.weekday()])


def format_number(value: float | Decimal | None, places: int | None = None) -> str:
    """``1.234,5``: at most two decimals unless ``places`` fixes their number; a dash for None."""
    if value is None:
        return "–"
    number = Decimal(str(value))
    digits = 2 if places is None else places
    rounded = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:,f}".partition(".")
    fraction = fraction.rstrip("0") if places is None else fraction
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def format_money(dong: int | None) -> str:
    """An amount of đồng: ``50.000 đ``; zero reads as free of charge."""
    if dong is None:
        return "–"
    return gettext("Miễn phí") if dong == 0 else f"{format_number(dong)} đ"
