"""The answers of a form: which questions apply, whether all answers are right, what computed ones give."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from tinhso.services.procedures.rules.answers import Wrong, computed, parse, shown, typed
from tinhso.services.procedures.rules.places import NOWHERE, Places
from tinhso.services.procedures.schema import Form, FormStep, Question

Answers = Mapping[str, Any]
Row = dict[str, Any]
#: Reads the answer to a question over the values of earlier ones: (as kept, problems by control).
_Read = Callable[[Question, dict[str, Any]], tuple[Any, dict[str, str]]]

#: The most that the answers of one dossier may take, as JSON.
LARGEST_ANSWERS = 256 * 1024


def cell_of(group_id: str, row: int, question_id: str) -> str:
    """The name of one question in one row (from 0): of its control, and of what is wrong with it."""
    return f"{group_id}-{row}-{question_id}"


def is_empty(given: Any) -> bool:
    """Whether nothing was answered: no text, no choice, an address of empty boxes."""
    match given:
        case str():
            return not given.strip()
        case Mapping():
            return all(is_empty(part) for part in given.values())
        case list():
            return not given
    return given is None


def filled_rows(kept: Any) -> list[Row]:
    """The rows of a kept answer in which anything stands."""
    rows = kept if isinstance(kept, list) else []
    return [row for row in rows if isinstance(row, dict) and not is_empty(row)]


def context(answers: Answers, form: Form, *, today: date, channel: str) -> dict[str, Any]:
    """The names that expressions see: every question with its typed value (None where unanswered), today, channel."""
    values: dict[str, Any] = {"today": today, "channel": channel}
    for _, question in form.questions():
        values.update(_values_of(question, answers.get(question.id)))
    return values


def _values_of(question: Question, kept: Any) -> dict[str, Any]:
    """What an answer adds to the names of expressions; a group gives its rows' numbers, and a list by question."""
    if question.type != "group":
        return {question.id: typed(question, kept)}
    rows = filled_rows(kept)
    lists = {
        f"{question.id}.{inner.id}": [typed(inner, row.get(inner.id)) for row in rows] or None
        for inner in question.questions
    }
    return {question.id: list(range(1, len(rows) + 1)) or None, **lists}


def _walk(
    form: Form, read: _Read, *, today: date, channel: str
) -> Iterator[tuple[FormStep, list[tuple[Question, Any, dict[str, str]]]]]:
    """Every step with the questions that apply, each answered by ``read``; an answer to a question that does not apply
    counts as not given.
    """
    values: dict[str, Any] = {"today": today, "channel": channel}
    for step in form.steps:
        is_open = step.when is None or step.when.holds(values)
        answered = []
        for question in step.questions:
            kept = None
            if is_open and (question.when is None or question.when.holds(values)):
                kept, problems = read(question, values)
                answered.append((question, kept, problems))
            values.update(_values_of(question, kept))
        yield step, answered


def _settled(answers: Answers) -> _Read:
    """Reads answers as they were kept, without asking whether they are right."""

    def read(question: Question, values: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        if question.type == "computed":
            return computed(question, values), {}
        kept = answers.get(question.id)
        if question.type != "group":
            return kept, {}
        rows = kept if isinstance(kept, list) else []
        return [settle_row(question, row, values) for row in rows if isinstance(row, dict)], {}

    return read


def settle_row(group: Question, row: Row, values: Mapping[str, Any]) -> Row:
    """The answers of a row that apply, computed ones among them; nothing for a row that nobody has begun."""
    inside, kept = dict(values), {}
    for question in group.questions:
        answer = None
        if question.when is None or question.when.holds(inside):
            answer = computed(question, inside) if question.type == "computed" else row.get(question.id)
            kept[question.id] = answer
        inside.update(_values_of(question, answer))
    return {key: value for key, value in kept.items() if not is_empty(value)} if _is_begun(group, row) else {}


def applicable(form: Form, answers: Answers, *, today: date, channel: str) -> Iterator[tuple[FormStep, list[Question]]]:
    """The steps and questions that apply, given the answers to earlier ones."""
    for step, answered in _walk(form, _settled(answers), today=today, channel=channel):
        if answered:
            yield step, [question for question, _kept, _problems in answered]


def only_applicable(form: Form, answers: Answers, *, today: date, channel: str) -> dict[str, Any]:
    """The answers to questions that apply, computed ones among them, in the order of the form."""
    kept: dict[str, Any] = {}
    for _, answered in _walk(form, _settled(answers), today=today, channel=channel):
        for question, answer, _problems in answered:
            settled = filled_rows(answer) if question.type == "group" else answer
            if not is_empty(settled):
                kept[question.id] = settled
    return kept


def applicable_in_row(group: Question, row: Row, values: Mapping[str, Any]) -> list[Question]:
    """The questions of a row that apply, given the answers before the group and in the row."""
    inside, found = dict(values), []
    for question in group.questions:
        applies = question.when is None or question.when.holds(inside)
        answer = computed(question, inside) if question.type == "computed" else row.get(question.id)
        inside.update(_values_of(question, answer if applies else None))
        if applies:
            found.append(question)
    return found


def answer_step(
    form: Form, step_id: str, answers: Answers, given: Answers, *, today: date, channel: str, places: Places = NOWHERE
) -> tuple[dict[str, Any], dict[str, str]]:
    """All answers of a draft once ``given`` is taken for one step, and what is wrong with it: (answers, problems).

    Right answers are taken even when others are wrong. Empty rows stay, so that there is something to write into.
    """
    taken: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    own = {question.id for step in form.steps if step.id == step_id for question in step.questions}
    settled, checked = _settled(answers), _checked(given, today=today, places=places)

    def read(question: Question, values: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        if question.id not in own or question.type in {"computed", "paper"}:
            return settled(question, values)
        kept, problems = checked(question, values)
        wrong.update(problems)
        if kept is None and problems and not is_empty(given.get(question.id)):
            return settled(question, values)[0], problems
        taken[question.id] = kept
        return kept, problems

    for _ in _walk(form, read, today=today, channel=channel):
        pass
    return {**answers, **taken}, wrong


def check_all(
    form: Form, answers: Answers, *, today: date, channel: str, places: Places = NOWHERE
) -> tuple[dict[str, Any], dict[str, str]]:
    """Every applicable answer read again as the server keeps it: (answers, problems by control).

    Nothing outside the form survives, and computed answers are always our own.
    """
    good: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for _, answered in _walk(form, _checked(answers, today=today, places=places), today=today, channel=channel):
        for question, kept, wrong in answered:
            settled = filled_rows(kept) if question.type == "group" else kept
            if not is_empty(settled):
                good[question.id] = settled
            problems.update(wrong)
    return good, problems


def _checked(given: Answers, *, today: date, places: Places) -> _Read:
    """Reads answers as people or programs give them, and says what is wrong."""

    def read(question: Question, values: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        if question.type == "computed":
            return computed(question, values), {}
        if question.type == "paper":
            return None, {}
        if question.type == "group":
            return _check_rows(question, given.get(question.id), values, today=today, places=places)
        return _check_one(question, given.get(question.id), question.id, today=today, places=places)

    return read


def _check_one(question: Question, given: Any, name: str, *, today: date, places: Places) -> tuple[Any, dict[str, str]]:
    try:
        value = parse(question, given, today=today, places=places)
    except Wrong as error:
        return None, {name: str(error)}
    return value, {name: gettext("Câu này cần trả lời.")} if value is None and question.required else {}


def _check_rows(
    group: Question, given: Any, values: Mapping[str, Any], *, today: date, places: Places
) -> tuple[list[Row] | None, dict[str, str]]:
    """The rows of a group as they are kept, and what is wrong with their number or with single cells."""
    rows = [] if is_empty(given) else given
    if isinstance(rows, str):
        # An earlier form asked for the same in one text; its words cannot be parted here.
        return None, {group.id: gettext("Mục này nay khai từng dòng. Xin nhập lại.")}
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return None, {group.id: gettext("Câu trả lời chưa đúng dạng.")}
    if len(rows) > group.most_rows:
        return None, {group.id: gettext("Nhiều nhất {number} dòng.").format(number=group.most_rows)}
    kept, problems = [], {}
    for number, row in enumerate(rows):
        taken, wrong = _check_row(group, number, row, values, today=today, places=places)
        kept.append(taken)
        problems.update(wrong)
    if sum(_is_begun(group, row) for row in rows) < group.fewest_rows:
        problems[group.id] = gettext("Cần ít nhất {number} dòng.").format(number=group.fewest_rows)
    return kept, problems


def _is_begun(group: Question, row: Mapping[str, Any]) -> bool:
    """Whether anything was written into a row; what is computed alone does not make one."""
    return any(not is_empty(row.get(question.id)) for question in group.questions if question.type != "computed")


def _check_row(
    group: Question, number: int, row: Mapping[str, Any], values: Mapping[str, Any], *, today: date, places: Places
) -> tuple[Row, dict[str, str]]:
    if not _is_begun(group, row):
        return {}, {}
    inside, kept, problems = dict(values), {}, {}
    for question in group.questions:
        answer = None
        if question.when is None or question.when.holds(inside):
            if question.type == "computed":
                answer = computed(question, inside)
            else:
                name = cell_of(group.id, number, question.id)
                answer, wrong = _check_one(question, row.get(question.id), name, today=today, places=places)
                problems.update(wrong)
            if answer is not None:
                kept[question.id] = answer
        inside.update(_values_of(question, answer))
    return kept, problems


def how_far(asked: Iterable[Question], answers: Answers, problems: Mapping[str, str]) -> tuple[str, str]:
    """The last question of a step that has an answer, and the first whose answer is missing or not right."""
    wrong = {name.partition("-")[0] for name in problems}
    ids = [question.id for question in asked]
    answered = [name for name in ids if name not in wrong and not is_empty(answers.get(name))]
    return (answered[-1] if answered else "", next((name for name in ids if name in wrong), ""))


def is_too_large(answers: Answers) -> bool:
    """Whether answers take more room than a dossier may."""
    return len(json.dumps(answers, ensure_ascii=False, default=str).encode()) > LARGEST_ANSWERS


def row_shown(group: Question, row: Row, *, english: bool = False) -> str:
    """One row in one line: what names it, then the numbers and yes-or-noes with their labels."""
    parts = []
    for question in group.questions:
        text = shown(question, row.get(question.id), english=english)
        if text and question.type in {"yesno", "integer", "number", "money", "computed"}:
            label = question.label_en if english and question.label_en else question.label
            text = f"{label}: {text}"
        if text:
            parts.append(text)
    return "; ".join(parts)


def row_named(group: Question, row: Row, *, english: bool = False) -> str:
    """The few words by which a row is known: the answers to ``summary``, or to its first question."""
    names = group.summary or (group.questions[0].id,)
    found = [shown(inner, row.get(inner.id), english=english) for inner in group.questions if inner.id in names]
    return ", ".join(text for text in found if text)


def answer_shown(question: Question, kept: Any, *, english: bool = False) -> str:
    """An answer as people read it, a group a line a row; empty for none."""
    if question.type != "group":
        return shown(question, kept, english=english)
    rows = [row_shown(question, row, english=english) for row in filled_rows(kept)]
    return "\n".join(rows if len(rows) == 1 else (f"{number}. {row}" for number, row in enumerate(rows, 1)))
