"""Questions of a form as controls: what stands in each box, and what a browser sends back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from tinhso.core.i18n import format_number
from tinhso.services.procedures.schema import FormStep, Question

#: The hidden field in which the browser says which questions it showed.
SHOWN = "_shown"
_AUTOCOMPLETE = {"account.name": "name", "account.phone": "tel", "account.email": "email"}
_INPUT_MODES = {"integer": "numeric", "number": "decimal", "person_id": "numeric", "company_id": "numeric"}
_WIDTHS = {"integer": "5", "number": "10", "person_id": "20", "company_id": "20", "phone": "20"}


def _english() -> bool:
    return get_language() == "en"


@dataclass(frozen=True, slots=True)
class Control:
    """One question as a page draws it; ``applies`` is False for one that earlier answers leave out for now."""

    question: Question
    value: Any
    error: str
    applies: bool
    decides: bool
    alone: bool
    communes: Sequence[str] = ()

    @property
    def id(self) -> str:
        """The id of the question, also the name of its control."""
        return self.question.id

    @property
    def kind(self) -> str:
        """Which control draws it."""
        plain = {"text", "name", "person_id", "company_id", "phone", "email", "integer", "number"}
        return "text" if self.question.type in plain else self.question.type

    @property
    def label(self) -> str:
        """The question in the active language."""
        return self.question.label_en if _english() and self.question.label_en else self.question.label

    @property
    def hint(self) -> str:
        """The help in the active language."""
        return self.question.help_en if _english() and self.question.help_en else self.question.help

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
        return not self.question.required

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
        names = list(self.communes)
        if isinstance(self.value, str) and self.value and self.value not in names:
            names.insert(0, self.value)
        return [(name, name) for name in names]


def as_typed(question: Question, kept: Any) -> Any:
    """A kept answer as a person would write it into the control."""
    if kept in (None, "", []):
        return ""
    if question.type == "date":
        return date.fromisoformat(kept)
    if question.type == "money":
        return format_number(kept)
    return kept.replace(".", ",") if question.type == "number" else kept


def read_answers(data: QueryDict, questions: Iterable[Question], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What a browser sent for the questions of a step.

    A question that the browser did not show keeps the answer it had, so that opening and closing a branch of the form
    loses nothing.
    """
    shown = set(data.getlist(SHOWN))
    given: dict[str, Any] = {}
    for question in questions:
        if question.id not in shown:
            given[question.id] = kept.get(question.id)
        elif question.type == "choices":
            given[question.id] = data.getlist(question.id)
        elif question.type == "date" and question.id not in data:
            parts = [data.get(f"{question.id}__{part}", "").strip() for part in ("day", "month", "year")]
            given[question.id] = "/".join(parts) if any(parts) else ""
        else:
            given[question.id] = data.get(question.id, "")
    return given


def controls(
    step: FormStep,
    applicable: Iterable[Question],
    *,
    kept: Mapping[str, Any],
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    communes: Sequence[str] = (),
) -> list[Control]:
    """All questions of a step as controls; ``typed`` is what was just sent, shown again where it could not be kept."""
    open_now = {question.id for question in applicable}
    deciding = {name for question in step.questions if question.when for name in question.when.names}
    errors = errors or {}
    drawn = []
    for question in step.questions:
        sent = typed is not None and question.id in errors
        value = typed.get(question.id) if typed is not None and sent else as_typed(question, kept.get(question.id))
        drawn.append(
            Control(
                question=question,
                value=value,
                error=errors.get(question.id, ""),
                applies=question.id in open_now,
                decides=question.id in deciding,
                alone=len(open_now) == 1,
                communes=communes if question.type == "commune" else (),
            )
        )
    return drawn
