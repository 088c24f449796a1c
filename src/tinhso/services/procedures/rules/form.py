"""Answers of a form: which questions apply, whether an answer is right, how it is kept and shown.

Answers are kept as JSON: text, int, a decimal as text, ``yyyy-mm-dd``, ``"yes"``/``"no"``,
an option's id or a list of ids.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from tinhso.core.i18n import format_date, format_money, format_number
from tinhso.core.text import normalise_name
from tinhso.services.procedures.schema import Form, FormStep, Question

Answers = Mapping[str, Any]

TEXT_LENGTH = 500
LONG_TEXT_LENGTH = 5000
_PHONE = re.compile(r"^(\+84|0)\d{8,10}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
_PERSON_ID = re.compile(r"^0\d{11}$")
_COMPANY_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Wrong(ValueError):
    """An answer that cannot be taken; the text says why, in the active language."""


def context(answers: Answers, form: Form, *, today: date, channel: str) -> dict[str, Any]:
    """The names that expressions see: every question with its typed value (None where unanswered), today, channel."""
    values: dict[str, Any] = {
        question.id: typed(question, answers.get(question.id)) for _, question in form.questions()
    }
    return {**values, "today": today, "channel": channel}


def typed(question: Question, kept: Any) -> Any:
    """A kept answer as a value of its type; None for none."""
    if kept in (None, "", []):
        return None
    if question.type == "date":
        return date.fromisoformat(kept)
    if question.type == "number":
        return Decimal(kept)
    return kept


def applicable(form: Form, answers: Answers, *, today: date, channel: str) -> Iterator[tuple[FormStep, list[Question]]]:
    """The steps and questions that apply, given the answers to earlier ones. An answer to a question that does not
    apply counts as not given.
    """
    values: dict[str, Any] = {"today": today, "channel": channel}
    for step in form.steps:
        open_step = step.when is None or step.when.holds(values)
        questions = []
        for question in step.questions:
            applies = open_step and (question.when is None or question.when.holds(values))
            values[question.id] = typed(question, answers.get(question.id)) if applies else None
            if applies:
                questions.append(question)
        if questions:
            yield step, questions


def only_applicable(form: Form, answers: Answers, *, today: date, channel: str) -> dict[str, Any]:
    """The answers to questions that apply, in the order of the form."""
    kept: dict[str, Any] = {}
    for _, questions in applicable(form, answers, today=today, channel=channel):
        kept.update({q.id: answers[q.id] for q in questions if answers.get(q.id) not in (None, "", [])})
    return kept


def check_step(
    questions: list[Question], given: Mapping[str, Any], *, today: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """Answers of one page as they are kept, and what is wrong with them: (answers, problems by question id)."""
    answers: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for question in questions:
        try:
            value = parse(question, given.get(question.id), today=today)
        except Wrong as error:
            problems[question.id] = str(error)
            continue
        answers[question.id] = value
        if value is None and question.required:
            problems[question.id] = gettext("Câu này cần trả lời.")
    return answers, problems


def check_all(form: Form, answers: Answers, *, today: date, channel: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Every applicable answer checked again as the server keeps it: (answers, problems by question id)."""
    good: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for _, questions in applicable(form, answers, today=today, channel=channel):
        kept, wrong = check_step(questions, answers, today=today)
        good.update({key: value for key, value in kept.items() if value is not None})
        problems.update(wrong)
    return good, problems


def parse(question: Question, given: Any, *, today: date) -> Any:
    """An answer as it is kept, or None for none. Raises ``Wrong``."""
    if isinstance(given, list) and question.type != "choices":
        raise Wrong(gettext("Chỉ chọn một câu trả lời."))
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
    if question.pattern and not re.fullmatch(question.pattern, given):
        raise Wrong(gettext("Chưa đúng dạng được yêu cầu."))
    return given


def _name(question: Question, given: Any, today: date) -> str:
    name = normalise_name(_text(question, given, today))
    if not any(char.isalpha() for char in name):
        raise Wrong(gettext("Ghi họ và tên đầy đủ."))
    return name


def _integer(question: Question, given: Any, _today: date) -> int:
    try:
        value = int(str(given).replace(".", "").replace(" ", "").removesuffix("đ"))
    except ValueError:
        raise Wrong(gettext("Nhập một số nguyên.")) from None
    if abs(value) > 10**15:
        raise Wrong(gettext("Số quá lớn."))
    if question.type == "money" and value < 0:
        raise Wrong(gettext("Số tiền không được âm."))
    return int(_bounded(question, Decimal(value)))


def _number(question: Question, given: Any, _today: date) -> str:
    text = str(given).replace(" ", "")
    text = text.replace(".", "").replace(",", ".") if "," in text else text
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Wrong(gettext("Nhập một số, ví dụ 12,5.")) from None
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
    value = _read_date(str(given))
    earliest = today if question.min == "today" else question.min
    latest = today if question.max == "today" else question.max
    if isinstance(earliest, date) and value < earliest:
        raise Wrong(gettext("Không được trước ngày {day}.").format(day=format_date(earliest)))
    if isinstance(latest, date) and value > latest:
        late = (
            gettext("Không được sau hôm nay.")
            if latest == today
            else gettext("Không được sau ngày {day}.").format(day=format_date(latest))
        )
        raise Wrong(late)
    return value.isoformat()


def _read_date(text: str) -> date:
    match = re.fullmatch(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", text)
    try:
        value = date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        raise Wrong(gettext("Ghi ngày/tháng/năm, ví dụ 02/09/2026.")) from None
    if not 1800 <= value.year <= 2200:
        raise Wrong(gettext("Năm chưa đúng."))
    return value


def _choice(question: Question, given: Any, _today: date) -> str:
    if given not in {option.id for option in question.options}:
        raise Wrong(gettext("Chọn một trong các câu trả lời."))
    return str(given)


def _choices(question: Question, given: Any, _today: date) -> list[str]:
    chosen = given if isinstance(given, list) else [given]
    known = [option.id for option in question.options]
    if any(item not in known for item in chosen):
        raise Wrong(gettext("Chọn trong các câu trả lời."))
    return [item for item in known if item in chosen]


def _yesno(_question: Question, given: Any, _today: date) -> str:
    if given not in {"yes", "no"}:
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
    """An answer as people read it; empty for none."""
    if kept in (None, "", []):
        return ""
    if question.type == "date":
        return format_date(date.fromisoformat(kept))
    if question.type == "money":
        return format_money(kept)
    if question.type in {"integer", "number"}:
        return format_number(Decimal(str(kept)))
    if question.type == "yesno":
        return {"yes": "Yes" if english else "Có", "no": "No" if english else "Không"}[kept]
    if question.type in {"choice", "choices"}:
        labels = {o.id: (o.label_en if english and o.label_en else o.label) for o in question.options}
        return ", ".join(labels.get(item) or item for item in (kept if isinstance(kept, list) else [kept]))
    return str(kept)
