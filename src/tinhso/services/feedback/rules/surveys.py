"""Questions of a survey as they are built, answers as they are checked, and results as they may be told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.translation import gettext

from tinhso.core.i18n import named
from tinhso.services.feedback.types import Face, QuestionKind

MOST_OPTIONS: Final = 12
FEWEST_OPTIONS: Final = 2
LONGEST: Final = 300
LONGEST_TEXT: Final = 2000
SCALE: Final = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``options`` are pairs of words (Vietnamese, English), of those to choose from only."""

    id: str
    kind: str
    name: str
    name_en: str
    required: bool = True
    options: tuple[tuple[str, str], ...] = ()

    def choices(self) -> list[tuple[str, str]]:
        """What can be answered: (value, words in the active language); nothing for words."""
        if self.kind == QuestionKind.FACES:
            return [(str(face.value), str(face.label)) for face in Face]
        if self.kind == QuestionKind.SCALE:
            return [(value, value) for value in SCALE]
        pairs = [{"name": vietnamese, "name_en": english} for vietnamese, english in self.options]
        return [(str(place), named(pair)) for place, pair in enumerate(pairs, 1)]

    def as_json(self) -> dict[str, Any]:
        """The question as the table keeps it."""
        return asdict(self)


def questions_of(kept: Iterable[Mapping[str, Any]]) -> list[Question]:
    """The questions as the table keeps them."""
    return [Question(**{**one, "options": tuple(tuple(pair) for pair in one["options"])}) for one in kept]


def read_question(question_id: str, given: Mapping[str, str]) -> tuple[Question, dict[str, str]]:
    """A question out of what a form sent, and what is wrong with it by field.

    Options stand one a line, with the English words after a ``|``.
    """
    wrong: dict[str, str] = {}
    kind, name, name_en = (given.get(field, "").strip() for field in ("kind", "name", "name_en"))
    if kind not in QuestionKind.values:
        wrong["kind"] = gettext("Chọn cách trả lời.")
    if not 0 < len(name) <= LONGEST:
        wrong["name"] = gettext("Ghi câu hỏi, nhiều nhất 300 ký tự.")
    if not 0 < len(name_en) <= LONGEST:
        wrong["name_en"] = gettext("Ghi câu hỏi bằng tiếng Anh, nhiều nhất 300 ký tự.")
    options: tuple[tuple[str, str], ...] = ()
    if kind in {QuestionKind.ONE, QuestionKind.SEVERAL}:
        lines = [line.partition("|") for line in given.get("options", "").splitlines() if line.strip()]
        options = tuple((first.strip()[:LONGEST], second.strip()[:LONGEST]) for first, _, second in lines)
        if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS or any(not a or not b for a, b in options):
            wrong["options"] = gettext("Ghi từ 2 đến 12 lựa chọn, mỗi dòng một lựa chọn: tiếng Việt | tiếng Anh.")
    return Question(question_id, kind, name, name_en, given.get("required") == "yes", options), wrong


def read_answers(
    questions: Sequence[Question], given: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers out of what a form sent, and what is missing or wrong by question. What was not asked is not kept."""
    answers: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for question in questions:
        values = [value.strip() for value in given.get(question.id, ()) if value.strip()]
        known = {value for value, _ in question.choices()}
        if question.kind == QuestionKind.TEXT:
            kept: Any = " ".join(values)[:LONGEST_TEXT]
        elif question.kind == QuestionKind.SEVERAL:
            kept = sorted(set(values) & known, key=int)
        else:
            kept = values[0] if len(values) == 1 and values[0] in known else ""
        if kept:
            answers[question.id] = kept
        elif question.required:
            wrong[question.id] = gettext("Xin trả lời câu này.")
    return answers, wrong


@dataclass(frozen=True, slots=True)
class Result:
    """One question counted: how many answered, and for each choice how many; ``rows`` is None for what is not told."""

    question: Question
    answered: int
    rows: list[tuple[str, int]] | None


def results(questions: Sequence[Question], answers: Iterable[Mapping[str, Any]], smallest: int) -> list[Result]:
    """Every question counted. Fewer than ``smallest`` answers are not told, and words never: they may name somebody."""
    counted: dict[str, Counter[str]] = {question.id: Counter() for question in questions}
    answered: Counter[str] = Counter()
    for one in answers:
        for question_id, value in one.items():
            if question_id in counted:
                answered[question_id] += 1
                counted[question_id].update(value if isinstance(value, list) else [value])
    return [
        Result(
            question,
            answered[question.id],
            None
            if question.kind == QuestionKind.TEXT or answered[question.id] < smallest
            else [(words, counted[question.id][value]) for value, words in question.choices()],
        )
        for question in questions
    ]
