"""What ``pack check`` asks of a form: names in order, kinds that fit, papers that exist, words easy to read."""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from tinhso.core.packs.api import ExpressionError, Kind, PackObject, PackView
from tinhso.services.procedures.schema.form import Form, Question

#: Names that expressions of a procedure may use besides the questions of its form.
PROCEDURE_NAMES = {"today": Kind.DATE, "channel": Kind.TEXT}

#: Plain words: a question is read at a glance, a sentence of help in one breath. Counted in syllables, which Vietnamese
#: writes apart.
LABEL_SYLLABLES, SENTENCE_SYLLABLES = 18, 28

_KINDS = {
    "integer": Kind.NUMBER, "number": Kind.NUMBER, "money": Kind.NUMBER, "date": Kind.DATE, "choices": Kind.TEXTS,
}  # fmt: skip
_COMPUTED_KINDS = {
    "number": Kind.NUMBER, "money": Kind.NUMBER, "date": Kind.DATE, "yesno": Kind.BOOL, "text": Kind.TEXT,
}  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?…;]\s+|\n+")

Names = dict[str, Kind]


def check_form(view: PackView, item: PackObject, form: Form, papers: set[str]) -> Names:
    """Report what is wrong with the form of ``item``; returns every name that it gives to expressions."""
    known: Names = dict(PROCEDURE_NAMES)
    ids: set[str] = set(known)
    for number, step in enumerate(form.steps):
        view.expression(item, f"form.steps.{number}.when", step.when, known)
        for position, question in enumerate(step.questions):
            path = f"form.steps.{number}.questions.{position}"
            _check_question(view, item, path, question, known, ids)
            if question.type == "paper" and question.paper not in papers:
                message = _("không có giấy tờ {name} trong papers").format(name=question.paper)
                view.problem(item, f"{path}.paper", message, near=question.paper, candidates=papers)
            known.update(names_of(question))
    _warn_of_hard_words(view, item, form)
    return known


def names_of(question: Question) -> Names:
    """The names that a question gives to expressions after it, with the kinds of their values."""
    if question.type != "group":
        return {question.id: kind_of(question)}
    numbers = {inner.id: kind_of(inner) == Kind.NUMBER for inner in question.questions}
    rows = {f"{question.id}.{name}": Kind.NUMBERS if number else Kind.TEXTS for name, number in numbers.items()}
    return {question.id: Kind.NUMBERS, **rows}


def kind_of(question: Question) -> Kind:
    """The kind of an answer in expressions."""
    if question.type == "computed":
        kind = _COMPUTED_KINDS[question.kind]
        return Kind.TEXT if kind == Kind.BOOL else kind
    return _KINDS.get(question.type, Kind.TEXT)


def _check_question(
    view: PackView, item: PackObject, path: str, question: Question, known: Mapping[str, Kind], ids: set[str]
) -> None:
    view.expression(item, f"{path}.when", question.when, known)
    if question.id in ids:
        view.problem(item, f"{path}.id", _("câu hỏi {name} đã có").format(name=question.id))
    ids.add(question.id)
    if question.media:
        view.asset(item, f"{path}.media.file", question.media.file)
    if question.value:
        _check_value(view, item, f"{path}.value", question, known)
    inside = dict(known)
    for position, inner in enumerate(question.questions):
        _check_question(view, item, f"{path}.questions.{position}", inner, inside, ids)
        inside.update(names_of(inner))


def _check_value(view: PackView, item: PackObject, path: str, question: Question, known: Mapping[str, Kind]) -> None:
    value = question.value
    if value is None or not value.names <= set(known):
        view.expression(item, path, value, known)
        return
    wanted = _COMPUTED_KINDS[question.kind]
    try:
        found = value.kind(known)
    except ExpressionError as error:
        view.problem(item, path, error.detail)
        return
    if found not in {wanted, Kind.NULL}:
        message = _("biểu thức cho kiểu {found}, câu này cần {wanted}").format(found=found, wanted=wanted)
        view.problem(item, path, message)


def _warn_of_hard_words(view: PackView, item: PackObject, form: Form) -> None:
    for number, step in enumerate(form.steps):
        for position, question in enumerate(step.questions):
            path = f"form.steps.{number}.questions.{position}"
            _warn_of(view, item, path, question)
            for place, inner in enumerate(question.questions):
                _warn_of(view, item, f"{path}.questions.{place}", inner)


def _warn_of(view: PackView, item: PackObject, path: str, question: Question) -> None:
    for field, sentence, limit in _sentences(question):
        count = len(sentence.split())
        if count > limit:
            message = _("câu dài {count} tiếng, nên dưới {limit}: {text}…")
            view.warning(item, f"{path}.{field}", message.format(count=count, limit=limit, text=sentence[:40]))


def _sentences(question: Question) -> Iterator[tuple[str, str, int]]:
    yield "label", question.label, LABEL_SYLLABLES
    for sentence in _SENTENCE_END.split(question.help):
        yield "help", sentence, SENTENCE_SYLLABLES
