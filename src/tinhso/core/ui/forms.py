"""What browsers send, read as values: dates, amounts of money, numbers, ids, words."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from tinhso.core.errors import TinhSoError


class BadInput(TinhSoError):
    """Thông tin chưa đúng cách viết."""

    code = "bad_input"


class BadDate(BadInput):
    """Ngày không có thật. Viết ngày, tháng, năm, ví dụ 31/08/2026."""

    code = "bad_date"


class BadNumber(BadInput):
    """Đây chưa phải là một số. Viết ví dụ 1.234,5."""

    code = "bad_number"


def written(values: Mapping[str, str], name: str, longest: int = 4000) -> str:
    """What a person wrote into a field, at most ``longest`` characters, without the NUL that PostgreSQL keeps in no
    text.
    """
    return values.get(name, "").replace("\x00", "").strip()[:longest]


def as_uuid(text: str) -> UUID | None:
    """An id that a browser sent; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def as_number(text: str) -> int | None:
    """A count that a browser sent, of at most eight digits; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 9 else None


def read_date(data: Mapping[str, str], name: str) -> date | None:
    """The date of ``<c-date-field name=…>``, from one box (``31/8/2026`` or ISO) or from three;
    None where all are empty.

    Raises ``BadDate``.
    """
    parts = [data.get(f"{name}__{part}", "").strip() for part in ("day", "month", "year")]
    text = data.get(name, "").strip() or ("/".join(parts) if any(parts) else "")
    if not text:
        return None
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 -- a date has no zone
        except ValueError:
            continue
        return found.date()
    raise BadDate


def read_number(text: str) -> Decimal | None:
    """``1.234,5`` as a number, None where empty. A single dot before other than three digits is a decimal point.

    Raises ``BadNumber``.
    """
    bare = "".join(text.split()).removesuffix("%")
    if not bare:
        return None
    whole, comma, fraction = bare.partition(",")
    groups = whole.lstrip("+-").split(".")
    is_grouped = len(groups) > 1 and len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if comma or is_grouped:
        if len(groups) > 1 and not is_grouped:
            raise BadNumber
        bare = whole.replace(".", "") + (f".{fraction}" if comma else "")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise BadNumber from None
    if not number.is_finite():
        raise BadNumber
    return number


def read_money(text: str) -> int | None:
    """``50.000 đ`` as whole đồng, None where empty. Raises ``BadNumber``."""
    bare = text.strip().lower()
    for word in ("đồng", "vnđ", "vnd", "đ", "₫"):
        bare = bare.removesuffix(word).strip()
    number = read_number(bare)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise BadNumber
    return int(number)
