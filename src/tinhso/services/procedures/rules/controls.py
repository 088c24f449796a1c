"""Questions of a form as controls: what stands in each box, and what a browser sends back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from tinhso.core.i18n import format_number
from tinhso.core.ui.forms import BadInput, read_number
from tinhso.services.procedures.rules.answers import shown, typed
from tinhso.services.procedures.rules.form import applicable_in_row, cell_of, is_empty, row_named, settle_row
from tinhso.services.procedures.rules.places import Place, Places
from tinhso.services.procedures.schema import FormStep, Media, Question

#: The hidden field in which the browser says which questions it showed.
SHOWN = "_shown"
#: The buttons that add, take out and move rows: ``add:members``, ``remove:members:2``, ``up:…``, ``down:…``.
ROW = "_row"
_AUTOCOMPLETE = {"account.name": "name", "account.phone": "tel", "account.email": "email"}
_PLAIN = frozenset({"text", "name", "person_id", "company_id", "phone", "email", "integer", "number"})
_INPUT_MODES = {"integer": "numeric", "number": "decimal", "person_id": "numeric", "company_id": "numeric"}
_WIDTHS = {"integer": "5", "number": "10", "person_id": "20", "company_id": "20", "phone": "20"}
_DATE_PARTS = ("day", "month", "year")
_ADDRESS_PARTS = ("province", "commune", "street", "given", "pick")
_ADDRESS_BOXES = ("province", "commune", "street", "pick")
#: A name that stands for more places than these is too short to choose by.
_MOST_PICKS = 15


def _english() -> bool:
    return get_language() == "en"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What address questions offer: the places of the day, and all communes with their provinces in order."""

    places: Places
    all: Sequence[Place]


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of a group as a page draws it, counted from 0."""

    id: str
    number: int
    name: str
    controls: Sequence["Control"]
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One question as a page draws it; ``applies`` is False for one that earlier answers leave out for now."""

    id: str
    question: Question
    value: Any
    error: str
    applies: bool
    decides: bool
    alone: bool
    gazetteer: Gazetteer | None = None
    rows: Sequence[RowShown] = field(default=())

    @property
    def kind(self) -> str:
        """Which control draws it."""
        return "text" if self.question.type in _PLAIN else self.question.type

    @property
    def template(self) -> str:
        """The template of that control."""
        return f"procedures/portal/controls/{self.kind}.html"

    @property
    def label(self) -> str:
        """The question in the active language."""
        return self.question.label_en if _english() and self.question.label_en else self.question.label

    @property
    def hint(self) -> str:
        """The help in the active language."""
        return self.question.help_en if _english() and self.question.help_en else self.question.help

    @property
    def media(self) -> Media | None:
        """The picture, sound or film that helps."""
        return self.question.media

    @property
    def input_type(self) -> str:
        """The ``type`` of a text control, which chooses a phone's keyboard."""
        return {"phone": "tel", "email": "email"}.get(self.question.type, "text")

    @property
    def inputmode(self) -> str:
        """The keyboard of a text control whose type does not say it."""
        return _INPUT_MODES.get(self.question.type, "")

    @property
    def width(self) -> str:
        """How many characters wide a text control is; empty for the whole column."""
        return _WIDTHS.get(self.question.type, "")

    @property
    def autocomplete(self) -> str:
        """What a browser may fill in: only data of the person who sits in front of it."""
        return _AUTOCOMPLETE.get(self.question.prefill or "", "off")

    @property
    def optional(self) -> bool:
        """Whether it may be left out, which the label then says."""
        return not (self.question.required or self.question.type == "computed" or self.question.fewest_rows)

    @property
    def options(self) -> Sequence[Any]:
        """What there is to choose from."""
        return [
            {"id": o.id, "label": o.label, "label_en": o.label_en, "hint": o.help, "hint_en": o.help_en}
            for o in self.question.options
        ]

    @property
    def maxlength(self) -> int | str:
        """The longest answer, where the pack gives one."""
        return self.question.max_length or ""

    @property
    def commune_options(self) -> list[tuple[str, str]]:
        """Communes to choose from; an answer that is none of them is kept as it was."""
        names = [place.name for place in self.gazetteer.all] if self.gazetteer else []
        if isinstance(self.value, str) and self.value and self.value not in names:
            names.insert(0, self.value)
        return [(name, name) for name in names]

    @property
    def provinces(self) -> list[tuple[str, str]]:
        """The provinces that an address may lie in, by id."""
        everywhere = self.gazetteer.all if self.gazetteer else ()
        return list({place.province: place.province_name for place in everywhere}.items())

    @property
    def commune_names(self) -> list[str]:
        """The communes of today, which the box of an address completes."""
        return [place.name for place in self.gazetteer.all] if self.gazetteer else []

    @property
    def picks(self) -> list[tuple[str, str]]:
        """The communes of today among which a written name leaves the choice; none where it is clear or unknown."""
        name = self.value.get("commune", "") if isinstance(self.value, Mapping) else ""
        found = self.gazetteer.places.called(name) if self.gazetteer and name else ()
        return [(place.key, place.name) for place in found] if 1 < len(found) <= _MOST_PICKS else []

    @property
    def can_add(self) -> bool:
        """Whether a group takes another row."""
        return len(self.rows) < self.question.most_rows

    @property
    def can_remove(self) -> bool:
        """Whether a group has a row to spare."""
        return len(self.rows) > self.question.fewest_rows

    @property
    def earlier(self) -> str:
        """What an earlier form kept in one text where this one asks for rows: shown, so that nothing is lost."""
        return self.value if self.question.type == "group" and isinstance(self.value, str) else ""


def as_typed(question: Question, kept: Any) -> Any:
    """A kept answer as a person would write it into the control."""
    if question.type == "address":
        return _address_as_typed(kept)
    if kept in (None, "", []):
        return ""
    if question.type == "date":
        parts = str(kept).split("-")
        return "/".join([*[""] * (3 - len(parts)), *(part.zfill(2) for part in reversed(parts))])
    if question.type == "money":
        amount = typed(question, kept)
        return str(kept) if amount is None else format_number(amount)
    if question.type == "number":
        return _number_as_typed(typed(question, kept))
    return shown(question, kept, english=_english()) if question.type == "computed" else kept


def _number_as_typed(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}".replace(".", ",")


def _address_as_typed(kept: Any) -> dict[str, str]:
    """The boxes of an address; one that an earlier form kept in one text stands in the box for the street."""
    if not isinstance(kept, Mapping):
        return {"street": kept if isinstance(kept, str) else ""}
    boxes = {part: str(kept.get(part, "")) for part in _ADDRESS_PARTS}
    return {**boxes, "commune": boxes["given"] or boxes["commune"], "pick": boxes["commune"]}


def read_answers(data: QueryDict, questions: Iterable[Question], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What a browser sent for the questions of a step.

    A question that the browser did not show keeps the answer it had, so that opening and closing a branch of the form
    loses nothing.
    """
    sent = set(data.getlist(SHOWN))
    given: dict[str, Any] = {}
    for question in questions:
        if question.id not in sent:
            given[question.id] = kept.get(question.id)
        elif question.type == "group":
            given[question.id] = _read_rows(data, question, kept.get(question.id), sent)
        else:
            given[question.id] = _read_one(data, question, question.id)
    return given


def _read_one(data: QueryDict, question: Question, name: str) -> Any:
    if question.type == "choices":
        return data.getlist(name)
    if question.type == "address":
        return {part: data.get(f"{name}__{part}", "") for part in _ADDRESS_BOXES}
    text = data.get(name, "")
    if question.type == "date" and name not in data:
        parts = [data.get(f"{name}__{part}", "").strip() for part in _DATE_PARTS]
        return "/".join(parts) if any(parts) else ""
    return _plain_number(text) if question.type == "number" else text


def _plain_number(text: str) -> str:
    """``1.234,5`` as people write it → ``1234.5``; what is no number stays, to be told."""
    try:
        number = read_number(text) if len(text) <= 30 and "e" not in text.lower() else None
    except BadInput:
        number = None
    return text if number is None else f"{number:f}"


def _read_rows(data: QueryDict, group: Question, kept: Any, sent: set[str]) -> list[dict[str, Any]]:
    """The rows that the browser showed, in order, with one added, taken out or moved where a button asks for it."""
    before = kept if isinstance(kept, list) else []
    rows = []
    number = 0
    while f"{group.id}-{number}" in sent and number < group.most_rows:
        row = dict(before[number]) if number < len(before) else {}
        for question in group.questions:
            name = cell_of(group.id, number, question.id)
            if name in sent:
                row[question.id] = _read_one(data, question, name)
        rows.append(row)
        number += 1
    return _moved(rows, group, data.get(ROW, ""))


def _moved(rows: list[dict[str, Any]], group: Question, asked: str) -> list[dict[str, Any]]:
    verb, _, place = asked.partition(":")
    name, _, number = place.partition(":")
    if name != group.id:
        return rows
    if verb == "add" and len(rows) < group.most_rows:
        return [*rows, {}]
    position = int(number) if number.isdecimal() and int(number) < len(rows) else -1
    if position < 0:
        return rows
    if verb == "remove":
        return rows[:position] + rows[position + 1 :]
    other = position + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= other < len(rows):
        rows[position], rows[other] = rows[other], rows[position]
    return rows


def of_what_was_written(problems: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    """Those problems that are about something written, not about what has not been answered yet."""
    return {name: text for name, text in problems.items() if _is_written(name, given)}


def _is_written(name: str, given: Mapping[str, Any]) -> bool:
    question_id, _, cell = name.partition("-")
    if question_id not in given:
        return True
    answer = given[question_id]
    if not cell:
        return not is_empty(answer) and not (isinstance(answer, list) and isinstance(answer[0], Mapping))
    number, _, inner = cell.partition("-")
    return isinstance(answer, list) and int(number) < len(answer) and not is_empty(answer[int(number)].get(inner))


def told_errors(drawn: Iterable[Control]) -> dict[str, str]:
    """What is wrong with each control that shows, with its label, for the list above a form."""
    told: dict[str, str] = {}
    for control in drawn:
        if control.applies and control.error:
            told[control.id] = f"{control.label} – {control.error}"
        for row in control.rows if control.applies else ():
            row_told = told_errors(row.controls)
            told |= {name: f"{control.label} {row.number + 1}: {text}" for name, text in row_told.items()}
    return told


def moved_with_rows(drawn: Iterable[Control]) -> str:
    """What a page must draw anew beside a group whose rows change, as htmx names it: the questions that wait for it."""
    whole = list(drawn)
    groups = {control.id for control in whole if control.kind == "group"}
    waiting = [control for control in whole if control.kind != "group" and _names_read(control.question) & groups]
    later = {control.id for control in waiting}
    waiting += [control for control in whole if control.id not in later and _names_read(control.question) & later]
    return ",".join(f"#hoi-{control.id}" for control in waiting)


def _names_read(question: Question) -> set[str]:
    return {
        name.partition(".")[0]
        for expression in (question.when, question.value)
        if expression
        for name in expression.names
    }


def changed(drawn: Iterable[Control], sent: set[str]) -> Iterator[Control]:
    """The controls that a browser which shows ``sent`` must draw anew: opened or closed ones, and what is computed."""
    for control in drawn:
        if control.applies != (control.id in sent) or (control.applies and control.kind == "computed"):
            yield control
        elif control.applies:
            for row in control.rows:
                yield from changed(row.controls, sent)


def controls(
    step: FormStep,
    applicable: Iterable[Question],
    *,
    kept: Mapping[str, Any],
    names: Mapping[str, Any],
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    gazetteer: Gazetteer | None = None,
) -> list[Control]:
    """All questions of a step as controls.

    ``kept`` are all answers with the computed ones, ``names`` what expressions see of them; ``typed`` is what was just
    sent, shown again where it could not be kept.
    """
    open_now = {question.id for question in applicable}
    drawing = _Drawing(kept, names, typed or {}, errors or {}, gazetteer, alone=len(open_now) == 1)
    deciding = _deciding(step.questions)
    return [
        drawing.question(question, applies=question.id in open_now, decides=question.id in deciding)
        for question in step.questions
    ]


def _deciding(questions: Iterable[Question]) -> set[str]:
    """Ids of questions that others wait for: for their conditions, or to compute. A group also waits for itself."""
    inside = [(question.id, inner) for question in questions for inner in (question, *question.questions)]
    found: set[str] = set()
    for owner, question in inside:
        names = _names_read(question)
        found |= names | ({owner} if names and question.id != owner else set())
    return found


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What the controls of one step are drawn from."""

    kept: Mapping[str, Any]
    names: Mapping[str, Any]
    typed: Mapping[str, Any]
    errors: Mapping[str, str]
    gazetteer: Gazetteer | None
    alone: bool

    def question(self, question: Question, *, applies: bool, decides: bool) -> Control:
        """One question of the step."""
        kept = self.kept.get(question.id)
        is_group = question.type == "group"
        value = kept if is_group else self._value(question, question.id, kept, self.typed.get(question.id))
        rows = self._rows(question, kept) if is_group and applies else ()
        return self._control(
            question, question.id, value, applies=applies, decides=decides, alone=self.alone, rows=rows
        )

    def _control(
        self,
        question: Question,
        name: str,
        value: Any,
        *,
        applies: bool,
        decides: bool,
        alone: bool,
        rows: Sequence[RowShown] = (),
    ) -> Control:
        gazetteer = self.gazetteer if question.type in {"commune", "address"} else None
        return Control(name, question, value, self.errors.get(name, ""), applies, decides, alone, gazetteer, rows)

    def _value(self, question: Question, name: str, kept: Any, given: Any) -> Any:
        if name not in self.errors or is_empty(given):
            return as_typed(question, kept)
        return given

    def _rows(self, group: Question, kept: Any) -> list[RowShown]:
        """The rows of a group, at least as many as it must have."""
        found = [row for row in kept if isinstance(row, dict)] if isinstance(kept, list) else []
        found += [{}] * (group.fewest_rows - len(found))
        again = self.typed.get(group.id)
        sent = again if isinstance(again, list) else []
        return [
            self._row(group, number, row, sent[number] if number < len(sent) else {}, is_last=number == len(found) - 1)
            for number, row in enumerate(found)
        ]

    def _row(
        self, group: Question, number: int, row: dict[str, Any], sent: Mapping[str, Any], *, is_last: bool
    ) -> RowShown:
        settled = settle_row(group, row, self.names)
        open_now = {question.id for question in applicable_in_row(group, row, self.names)}
        cells = []
        for question in group.questions:
            name = cell_of(group.id, number, question.id)
            kept = settled.get(question.id) if question.type == "computed" else row.get(question.id)
            value = self._value(question, name, kept, sent.get(question.id))
            applies = question.id in open_now
            cells.append(self._control(question, name, value, applies=applies, decides=False, alone=False))
        known_as = row_named(group, settled, english=_english())
        return RowShown(f"{group.id}-{number}", number, known_as, cells, number == 0, is_last)
