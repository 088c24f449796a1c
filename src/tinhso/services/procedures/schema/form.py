"""The form of a procedure: steps, questions, groups of rows. What no honest form needs is refused when it is read."""

from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from tinhso.core.packs.api import Expression, PackPart, Pattern

QuestionType = Literal[
    "text", "longtext", "integer", "number", "money", "date", "yesno", "choice", "choices", "person_id", "company_id",
    "phone", "email", "commune", "name", "address", "computed", "group", "paper",
]  # fmt: skip
#: What is known of an account, for questions to be prefilled with.
ACCOUNT_PREFILLS = ("account.name", "account.person_id", "account.phone", "account.email")
#: A datum of the account, or of a paper in the vault: ``vault.<paper kind>.<field>``.
Prefill = Annotated[
    str, Field(pattern=r"^(account\.(name|person_id|phone|email)|vault\.[a-z0-9-]+\.[a-z][a-z0-9_]*)$", max_length=200)
]
QuestionId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]

#: Limits of a form. Fields count what a browser can be made to show: a group its questions times its most rows.
MAX_STEPS, MAX_FIELDS, MAX_OPTIONS, MAX_ROWS, MAX_ROW_QUESTIONS = 40, 600, 200, 50, 20
#: Rows that a group takes where its ``max`` does not say.
USUAL_ROWS = 10
#: What only the named types have, by field.
FIELDS_OF_TYPES = {
    "questions": {"group"}, "summary": {"group"}, "layout": {"group"}, "value": {"computed"}, "kind": {"computed"},
    "precision": {"date"}, "paper": {"paper"}, "options": {"choice", "choices"},
}  # fmt: skip
_NEEDS = {"group": "questions", "computed": "value", "paper": "paper", "choice": "options", "choices": "options"}
#: Types that a row cannot hold.
_NOT_IN_ROWS = {"group", "paper"}
_MEDIA_KINDS = {"picture": {".png", ".jpg", ".webp"}, "audio": {".mp3", ".ogg"}, "video": {".mp4", ".webm"}}


class Option(PackPart):
    """One answer to choose from."""

    id: str
    label: str
    label_en: str = ""
    help: str = ""
    help_en: str = ""


class Media(PackPart):
    """A picture, sound or film that helps to answer: a file in the pack's folder ``assets``, and what it says in words.

    ``text`` is what a picture shows or the whole transcript of a sound or film, for those who do not see or hear it.
    """

    file: str = Field(pattern=r"^[a-z0-9][a-z0-9_/-]*\.(png|jpg|webp|mp3|ogg|mp4|webm)$", max_length=120)
    text: str = Field(min_length=1, max_length=5000)
    text_en: str = Field("", max_length=5000)

    @property
    def kind(self) -> str:
        """``picture``, ``audio`` or ``video``."""
        suffix = PurePosixPath(self.file).suffix
        return next(kind for kind, suffixes in _MEDIA_KINDS.items() if suffix in suffixes)


class Question(PackPart):
    """One question of a form.

    ``min`` and ``max`` are numbers, dates (``today`` allowed) for a date, the fewest and most rows for a group.
    """

    id: QuestionId
    label: str
    label_en: str = ""
    help: str = ""
    help_en: str = ""
    media: Media | None = None
    type: QuestionType
    required: bool = False
    when: Expression | None = None
    options: tuple[Option, ...] = Field((), max_length=MAX_OPTIONS)
    min: int | float | date | Literal["today"] | None = None
    max: int | float | date | Literal["today"] | None = None
    max_length: int | None = Field(None, ge=1, le=20_000)
    pattern: Pattern | None = None
    prefill: Prefill | None = None
    precision: Literal["day", "month", "year"] = "day"
    paper: str = ""
    value: Expression | None = None
    kind: Literal["number", "money", "date", "yesno", "text"] = "number"
    questions: tuple["Question", ...] = Field((), max_length=MAX_ROW_QUESTIONS)
    summary: tuple[str, ...] = ()
    layout: Literal["cards", "table"] = "cards"

    @property
    def fewest_rows(self) -> int:
        """How many rows a group must have."""
        least = self.min if isinstance(self.min, int) else 0
        return max(least, 1) if self.required else least

    @property
    def most_rows(self) -> int:
        """How many rows a group may have."""
        return self.max if isinstance(self.max, int) else max(USUAL_ROWS, self.fewest_rows)

    @property
    def fields(self) -> int:
        """How many fields a browser may have to show for it."""
        return len(self.questions) * self.most_rows if self.type == "group" else 1

    @model_validator(mode="after")
    def _check_parts(self) -> Self:
        for field, types in FIELDS_OF_TYPES.items():
            said = getattr(self, field) != type(self).model_fields[field].default
            if said and self.type not in types:
                raise ValueError(_("{field} chỉ dùng cho loại {types}").format(field=field, types=", ".join(types)))
        needed = _NEEDS.get(self.type)
        if needed and not getattr(self, needed):
            raise ValueError(_("câu hỏi loại {type} cần {field}").format(type=self.type, field=needed))
        if self.type == "computed" and self.required:
            raise ValueError(_("câu tính sẵn không hỏi ai nên không bắt buộc được"))
        if self.type == "group":
            self._check_rows()
        return self

    def _check_rows(self) -> None:
        if wrong := [question.id for question in self.questions if question.type in _NOT_IN_ROWS]:
            raise ValueError(_("một nhóm không chứa được {names}").format(names=", ".join(wrong)))
        if any(not isinstance(bound, int | None) for bound in (self.min, self.max)):
            raise ValueError(_("min, max của nhóm là số dòng"))
        if not 0 <= self.fewest_rows <= self.most_rows <= MAX_ROWS:
            raise ValueError(_("số dòng của nhóm từ 0 đến {limit}, min không quá max").format(limit=MAX_ROWS))
        if unknown := set(self.summary) - {question.id for question in self.questions}:
            raise ValueError(_("summary nêu {names} không có trong nhóm").format(names=", ".join(sorted(unknown))))


class FormStep(PackPart):
    """One page of a form."""

    id: QuestionId
    title: str
    title_en: str = ""
    when: Expression | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class Form(PackPart):
    """The form of a procedure: its steps in order."""

    steps: tuple[FormStep, ...] = Field(min_length=1, max_length=MAX_STEPS)

    def questions(self) -> Iterator[tuple[FormStep, Question]]:
        """Every question with its step, in order; those inside a group only through the group."""
        for step in self.steps:
            for question in step.questions:
                yield step, question

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        fields = sum(question.fields for _step, question in self.questions())
        if fields > MAX_FIELDS:
            message = _("tờ khai có {count} ô (nhóm tính theo số dòng nhiều nhất), tối đa {limit}")
            raise ValueError(message.format(count=fields, limit=MAX_FIELDS))
        return self
