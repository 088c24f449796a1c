"""Plausible answers to any form, for demo dossiers and for walking through a procedure before it is published."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules.answers import ELSEWHERE, parse
from tinhso.services.procedures.schema import Form, Question

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Hồ", "Tôn Nữ", "Dương")
_GIVEN = (
    "Minh Anh",
    "Thị Hạnh",
    "Văn Bình",
    "Ngọc Lan",
    "Quốc Khánh",
    "Thu Hương",
    "Đức Long",
    "Kim Ngân",
    "Gia Bảo",
    "Thanh Tùng",
)

_ADDRESS = "{number} đường Lê Lợi, phường Phú Xuân"
#: What a text question is likely to ask, by a part of its id.
_BY_NAME = {
    "reason": "Theo nhu cầu của gia đình",
    "purpose": "Bổ túc hồ sơ",
    "address": _ADDRESS,
    "place": _ADDRESS,
    "business_name": "Hộ kinh doanh Hương Giang",
    "school": "Trường Trung học cơ sở Trần Cao Vân",
    "ethnicity": "Kinh",
    "code": "46{code}",
    "number": "46{code}",
    "_id": "46{code}",
}


def sample_answers(
    form: Form, *, today: date, channel: str, seed: int = 0, given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Answers that the form accepts, the same ones for the same seed; optional questions are answered too. Those
    ``given`` stand among them.

    Raises ``ValueError`` for a form whose pattern cannot be met by a guess.
    """
    chance = Random(seed)  # noqa: S311 -- sample answers, the same ones every time
    answers: dict[str, Any] = dict(given or {})
    for _ in range(len(form.steps) + 1):
        before = dict(answers)
        for _step, questions in form_rules.applicable(form, answers, today=today, channel=channel):
            for question in questions:
                if question.id not in answers and question.type not in {"computed", "paper"}:
                    answers[question.id] = _answer(question, chance, today)
        if answers == before:
            break
    kept, problems = form_rules.check_all(form, answers, today=today, channel=channel)
    if problems:
        raise ValueError(f"no sample answers: {problems}")
    return kept


def _answer(question: Question, chance: Random, today: date) -> Any:
    if question.type == "group":
        cells = [inner for inner in question.questions if inner.type != "computed"]
        rows = max(question.fewest_rows, min(2, question.most_rows))
        return [{cell.id: _answer(cell, chance, today) for cell in cells} for _row in range(rows)]
    return parse(question, _guess(question, chance, today), today=today)


def sample_name(chance: Random) -> str:
    """A Vietnamese name."""
    return f"{chance.choice(_FAMILY)} {chance.choice(_GIVEN)}"


def _guess(question: Question, chance: Random, today: date) -> Any:
    match question.type:
        case "name":
            return sample_name(chance)
        case "date":
            return _date(question, chance, today).isoformat()
        case "integer" | "number" | "money":
            low = question.min if isinstance(question.min, int | float) else 1
            high = question.max if isinstance(question.max, int | float) else max(low, 1) * 3
            return str(chance.randint(int(low), int(min(high, max(low, 1) * 5))))
        case "yesno":
            return chance.choice(["yes", "no"])
        case "choice":
            return question.options[0].id
        case "choices":
            return [question.options[0].id]
        case "person_id":
            return f"0461{chance.randint(60, 99)}{chance.randint(0, 999999):06d}"
        case "company_id":
            return "0100109106"
        case "phone":
            return f"09{chance.randint(0, 99_999_999):08d}"
        case "email":
            return "nguoi.nop@demo.invalid"
        case "commune":
            return "Phường Phú Xuân"
        case "address":
            return {"province": ELSEWHERE, "street": _ADDRESS.format(number=chance.randint(2, 98))}
        case _:
            return _text(question, chance, today)


def _date(question: Question, chance: Random, today: date) -> date:
    latest = question.max if isinstance(question.max, date) else today if question.max == "today" else None
    earliest = question.min if isinstance(question.min, date) else today if question.min == "today" else None
    if earliest is not None:
        return earliest + timedelta(days=chance.randint(1, 20))
    return (latest or today) - timedelta(days=chance.randint(5, 50))


def _text(question: Question, chance: Random, today: date) -> str:
    if question.pattern and "d{4}" in question.pattern.source:
        return str(today.year - chance.randint(1, 15))
    text = next((guess for part, guess in _BY_NAME.items() if part in question.id), _ADDRESS)
    return text.format(number=chance.randint(2, 98), code=chance.randint(10**7, 10**8))[: question.max_length or 60]
