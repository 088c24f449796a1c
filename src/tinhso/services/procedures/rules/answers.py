"""One answer: read from what people type, kept as JSON, compared by expressions, shown again.

Kept are text, int, a decimal as text, ``yyyy-mm-dd`` (``yyyy-mm`` and ``yyyy`` where a question takes them), ``"yes"``
or ``"no"``, an option's id or a list of ids, and for an address ``{province, commune, street, given, text}``.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, TypeVar

from django.utils.translation import gettext

from tinhso.core.i18n import format_date, format_money, format_number
from tinhso.core.text import normalise_name
from tinhso.core.ui.forms import BadInput, read_money
from tinhso.services.procedures.rules.places import NOWHERE, Place, Places
from tinhso.services.procedures.schema import Question

TEXT_LENGTH = 500
LONG_TEXT_LENGTH = 5000
STREET_LENGTH = 200
#: A number beyond this is no answer: nothing that an office counts is as large.
LARGEST_NUMBER = 10**17
#: In place of a province's id: the address lies outside the units that the pack has, and is written out.
ELSEWHERE = "elsewhere"
_PHONE = re.compile(r"^(\+84|0)\d{8,10}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
_PERSON_ID = re.compile(r"^0\d{11}$")
_COMPANY_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WHOLE = re.compile(r"[-+]?[\d.,\s]{1,30}(đồng|vnđ|vnd|đ|₫)?", re.IGNORECASE)
_DECIMAL = re.compile(r"[-+]?[\d.,\s]{1,30}")
_DAY = re.compile(r"(\d{1,2})?\s*[/.-]\s*(\d{1,2})?\s*[/.-]\s*(\d{4})")
_MONTH = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{4})")
_PRECISIONS = ("year", "month", "day")


Number = TypeVar("Number", int, Decimal)


class Wrong(ValueError):
    """An answer that cannot be taken; the text says why, in the active language."""


def typed(question: Question, kept: Any) -> Any:
    """A kept answer as a value of its type; None for none, and for one that an earlier form kept in another shape.

    A date of which only the month or year is known counts as its last day: nobody is older than what is known.
    """
    if kept in (None, "", []):
        return None
    kind = question.kind if question.type == "computed" else question.type
    try:
        if kind == "date":
            return _span(kept)[1]
        if kind == "number":
            return _within(Decimal(kept))
        if kind in {"integer", "money"}:
            return _within(kept) if isinstance(kept, int) and not isinstance(kept, bool) else None
        if kind == "address":
            return str(kept["text"])
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
        return None
    return kept


def _within(number: Number) -> Number | None:
    return number if abs(number) <= LARGEST_NUMBER else None


def _digits_after_point(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def computed(question: Question, values: Mapping[str, Any]) -> Any:
    """The answer that a computed question gives itself over the values of earlier ones, as kept; None for null."""
    value = question.value.evaluate(values) if question.value else None
    if isinstance(value, int | Decimal) and abs(Decimal(value)) > LARGEST_NUMBER:
        return None
    match question.kind, value:
        case ("number", int() | Decimal()) if not isinstance(value, bool):
            # No more digits after the point than a division gives.
            exact = Decimal(value)
            return f"{exact if _digits_after_point(exact) <= 10 else exact.quantize(Decimal('1e-10')):f}"
        case ("money", int() | Decimal()) if not isinstance(value, bool):
            return int(Decimal(value).to_integral_value(ROUND_HALF_UP))
        case ("date", date()):
            return value.isoformat()[:10]
        case ("yesno", bool()):
            return "yes" if value else "no"
        case ("text", str()):
            return value
    return None


def parse(question: Question, given: Any, *, today: date, places: Places = NOWHERE) -> Any:
    """An answer as it is kept, or None for none. Raises ``Wrong``. Groups and computed answers are not read here."""
    if question.type == "address":
        return _address(given, places)
    if isinstance(given, list) and question.type != "choices":
        raise Wrong(gettext("Chỉ chọn một câu trả lời."))
    if isinstance(given, dict):
        raise Wrong(gettext("Câu trả lời chưa đúng dạng."))
    if given in (None, "", []):
        return None
    if isinstance(given, str):
        given = _CONTROL.sub("", given).strip()
        if not given:
            return None
    return _PARSERS[question.type](question, given, today)


def _text(question: Question, given: Any, _today: date) -> str:
    if not isinstance(given, str):
        raise Wrong(gettext("Câu trả lời phải là chữ."))
    limit = question.max_length or (LONG_TEXT_LENGTH if question.type == "longtext" else TEXT_LENGTH)
    if len(given) > limit:
        raise Wrong(gettext("Dài quá {limit} ký tự.").format(limit=limit))
    if question.pattern and not question.pattern.matches(given):
        raise Wrong(gettext("Chưa đúng dạng được yêu cầu."))
    return given


def _name(question: Question, given: Any, today: date) -> str:
    name = normalise_name(_text(question, given, today))
    if not any(char.isalpha() for char in name):
        raise Wrong(gettext("Ghi họ và tên đầy đủ."))
    return name


def _integer(question: Question, given: Any, _today: date) -> int:
    text = str(given)
    try:
        value = read_money(text) if _WHOLE.fullmatch(text) else None
    except BadInput:
        value = None
    if value is None:
        raise Wrong(gettext("Nhập một số nguyên, ví dụ 1.250.000."))
    if abs(value) > 10**15:
        raise Wrong(gettext("Số quá lớn."))
    if question.type == "money" and value < 0:
        raise Wrong(gettext("Số tiền không được âm."))
    return int(_bounded(question, Decimal(value)))


def _number(question: Question, given: Any, _today: date) -> str:
    text = "".join(str(given).split())
    bare = text.replace(".", "").replace(",", ".") if "," in text else text
    try:
        value = Decimal(bare) if _DECIMAL.fullmatch(text) else Decimal("nan")
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite() or abs(value) > 10**15:
        raise Wrong(gettext("Nhập một số, ví dụ 12,5."))
    return str(_bounded(question, value))


def _bounded(question: Question, value: Decimal) -> Decimal:
    if isinstance(question.min, int | float) and value < Decimal(str(question.min)):
        raise Wrong(gettext("Nhỏ nhất là {number}.").format(number=format_number(question.min)))
    if isinstance(question.max, int | float) and value > Decimal(str(question.max)):
        raise Wrong(gettext("Lớn nhất là {number}.").format(number=format_number(question.max)))
    return value


def _date(question: Question, given: Any, today: date) -> str:
    kept = _read_date(str(given), question.precision)
    first, last = _span(kept)
    earliest = today if question.min == "today" else question.min
    latest = today if question.max == "today" else question.max
    if isinstance(earliest, date) and last < earliest:
        raise Wrong(gettext("Không được trước ngày {day}.").format(day=format_date(earliest)))
    if isinstance(latest, date) and first > latest:
        late = (
            gettext("Không được sau hôm nay.")
            if latest == today
            else gettext("Không được sau ngày {day}.").format(day=format_date(latest))
        )
        raise Wrong(late)
    return kept


def _read_date(text: str, precision: str) -> str:
    """A date as precisely as it is known: ``2/9/1945``, ``9/1945``, ``//1945`` (two boxes empty), ``1945``, as kept."""
    whole, month_only = _DAY.fullmatch(text), _MONTH.fullmatch(text)
    if whole:
        parts: list[str | None] = [whole[3], whole[2], whole[1]]
    elif month_only:
        parts = [month_only[2], month_only[1], None]
    else:
        parts = [*text.split("-"), None, None][:3]
    known = [part for part in parts if part]
    allowed = _PRECISIONS.index(precision) + 1
    in_order = parts[: len(known)] == known and len(text) <= 20
    try:
        kept = "-".join(f"{int(part):02}" for part in known) if in_order else ""
        first, _last = _span(kept)
    except ValueError:
        raise Wrong(gettext("Ghi ngày/tháng/năm, ví dụ 02/09/2026.")) from None
    if len(known) < allowed:
        least = gettext("Ghi ít nhất tháng và năm.")
        raise Wrong(least if precision == "month" else gettext("Ghi đủ ngày/tháng/năm, ví dụ 02/09/2026."))
    if not 1800 <= first.year <= 2200:
        raise Wrong(gettext("Năm chưa đúng."))
    return kept


def _span(kept: str) -> tuple[date, date]:
    """The first and last day that a kept date may be. Raises ``ValueError``."""
    year, month, day = [*(int(part) for part in kept.split("-")), 0, 0][:3]
    if day:
        exact = date(year, month, day)
        return exact, exact
    return date(year, month or 1, 1), date(year, month or 12, monthrange(year, month or 12)[1])


def _address(given: Any, places: Places) -> dict[str, str] | None:
    if given in (None, "", {}):
        return None
    written = given if isinstance(given, Mapping) else {"street": given}
    parts = {name: _clean(written.get(name)) for name in ("province", "commune", "street", "given", "pick")}
    if not any(parts[name] for name in ("commune", "street")):
        return None
    if len(parts["street"]) > STREET_LENGTH or len(parts["commune"]) > STREET_LENGTH:
        raise Wrong(gettext("Dài quá {limit} ký tự.").format(limit=STREET_LENGTH))
    if not parts["street"]:
        raise Wrong(gettext("Ghi số nhà, đường, thôn hoặc tổ dân phố."))
    if parts["province"] == ELSEWHERE:
        return {"province": ELSEWHERE, "street": parts["street"], "text": parts["street"]}
    place, as_given = _placed(parts, places)
    text = ", ".join((parts["street"], place.name, place.province_name))
    return {
        "province": place.province, "commune": place.key, "street": parts["street"], "given": as_given, "text": text,
    }  # fmt: skip


def _placed(parts: Mapping[str, str], places: Places) -> tuple[Place, str]:
    """The commune of an address and the name it was given by. What was kept by id before a merger goes by that name."""
    if not parts["commune"]:
        raise Wrong(gettext("Ghi xã, phường hoặc đặc khu; tên cũ cũng được."))
    known = places.known(parts["commune"])
    if known:
        return known, parts["given"] or known.name
    name = parts["given"] or parts["commune"]
    found = places.called(name)
    picked = [place for place in found if place.key == parts["pick"]]
    if len(picked or found) == 1:
        return (picked or found)[0], name
    if not found:
        raise Wrong(gettext("Không tìm thấy “{name}” trong danh mục xã, phường nay và trước đây.").format(name=name))
    raise Wrong(gettext("“{name}” nay thuộc nhiều xã, phường. Chọn đúng một nơi trong danh sách.").format(name=name))


def _clean(text: Any) -> str:
    return _CONTROL.sub("", text).strip() if isinstance(text, str) else ""


def _choice(question: Question, given: Any, _today: date) -> str:
    if given not in [option.id for option in question.options]:
        raise Wrong(gettext("Chọn một trong các câu trả lời."))
    return str(given)


def _choices(question: Question, given: Any, _today: date) -> list[str]:
    chosen = given if isinstance(given, list) else [given]
    known = [option.id for option in question.options]
    if any(item not in known for item in chosen):
        raise Wrong(gettext("Chọn trong các câu trả lời."))
    return [item for item in known if item in chosen]


def _yesno(_question: Question, given: Any, _today: date) -> str:
    if given not in ["yes", "no"]:
        raise Wrong(gettext("Chọn Có hoặc Không."))
    return str(given)


def _person_id(_question: Question, given: Any, _today: date) -> str:
    digits = re.sub(r"[\s.]", "", str(given))
    if not _PERSON_ID.match(digits):
        raise Wrong(gettext("Số định danh cá nhân gồm 12 chữ số, bắt đầu bằng 0."))
    return digits


def _company_id(_question: Question, given: Any, _today: date) -> str:
    digits = re.sub(r"[\s.]", "", str(given))
    match = re.fullmatch(r"(\d{10})(-?\d{3})?", digits)
    if not match or not _is_tax_number(match[1]):
        raise Wrong(gettext("Mã số thuế gồm 10 chữ số và phải đúng chữ số kiểm tra."))
    return digits


def _is_tax_number(digits: str) -> bool:
    """The check digit of a tax or enterprise number: ``10 - Σ(weight·digit) mod 11``.

    Source: law of tax administration.
    """
    total = sum(weight * int(digit) for weight, digit in zip(_COMPANY_WEIGHTS, digits, strict=False))
    return 10 - total % 11 == int(digits[9])


def _phone(_question: Question, given: Any, _today: date) -> str:
    digits = re.sub(r"[\s.()-]", "", str(given))
    if not _PHONE.match(digits):
        raise Wrong(gettext("Số điện thoại chưa đúng, ví dụ 0912 345 678."))
    return digits


def _email(question: Question, given: Any, today: date) -> str:
    text = _text(question, given, today)
    if len(text) > 254 or not _EMAIL.match(text):
        raise Wrong(gettext("Địa chỉ thư điện tử chưa đúng."))
    return text


_PARSERS: Mapping[str, Callable[[Question, Any, date], Any]] = {
    "text": _text, "longtext": _text, "name": _name, "integer": _integer, "money": _integer, "number": _number,
    "date": _date, "choice": _choice, "choices": _choices, "yesno": _yesno, "person_id": _person_id,
    "company_id": _company_id, "phone": _phone, "email": _email, "commune": _text,
}  # fmt: skip


def shown(question: Question, kept: Any, *, english: bool = False) -> str:
    """One answer as people read it; empty for none."""
    if kept in (None, "", []):
        return ""
    kind = question.kind if question.type == "computed" else question.type
    if kind in {"choice", "choices"}:
        labels = {o.id: (o.label_en if english and o.label_en else o.label) for o in question.options}
        return ", ".join(labels.get(item) or item for item in (kept if isinstance(kept, list) else [kept]))
    if kind == "yesno":
        return {"yes": "Yes" if english else "Có", "no": "No" if english else "Không"}.get(kept, "")
    value = typed(question, kept)
    if value is None or isinstance(value, list | dict):
        return ""
    if kind == "date":
        return format_date(value) if len(kept) > len("yyyy-mm") else "/".join(reversed(kept.split("-")))
    if kind == "money":
        return format_money(value)
    if kind in {"integer", "number"}:
        return format_number(Decimal(str(value)))
    return str(value)
