"""Pack section ``life_events``. Reference: docs/reference/life_events.md."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from tinhso.core.packs.api import Expression, PackObject, PackPart, PackView
from tinhso.core.ui.icons import ICONS
from tinhso.services.procedures.api import Form, FormStep, ProcedureObject, Question

#: Kinds of question that say nothing of who asks: the answers stand in the address of the page.
IMPERSONAL = frozenset({"yesno", "choice", "choices", "date", "integer"})
#: Names that addresses of pages and of the API need beside the questions.
RESERVED = frozenset({"xa", "sua", "commune"})
#: Names that conditions may use besides the questions.
NAMES = frozenset({"today"})


class Advice(PackPart):
    """What offers and things done elsewhere share: when it applies, why in one plain sentence, in which order."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    when: Expression | None = None
    why: str = Field(min_length=1, max_length=300)
    why_en: str = Field(min_length=1, max_length=300)
    after: tuple[str, ...] = Field((), description="id của các việc phải xong trước")
    deadline: str = Field("", max_length=200, description="Hạn làm, ví dụ: trong 60 ngày kể từ ngày sinh")
    deadline_en: str = Field("", max_length=200)


class Offer(Advice):
    """A procedure that this life event leads to.

    ``answers`` are what the answers given here already say about the form of the procedure, by its questions: with them
    papers, fee and deadline are worked out before anything is filed.
    """

    procedure: str = Field(description="Mã thủ tục")
    answers: dict[str, Expression] = {}


class Elsewhere(Advice):
    """Something that another authority, or somebody outside the administration, does."""

    name: str = Field(min_length=1, max_length=200)
    name_en: str = Field(min_length=1, max_length=200)
    where: str = Field(min_length=1, max_length=300)
    where_en: str = Field(min_length=1, max_length=300)


class LifeEventObject(PackObject):
    """Tình huống: what somebody lives through or plans, the questions that it raises, and where they lead."""

    name: str = Field(min_length=1, max_length=120)
    name_en: str = Field(min_length=1, max_length=120)
    aliases: tuple[str, ...] = ()
    audience: Literal["person", "business"]
    icon: str = "question"
    summary: str = Field(min_length=1, max_length=400)
    summary_en: str = Field(min_length=1, max_length=400)
    questions: tuple[Question, ...] = Field(min_length=1, max_length=12)
    offers: tuple[Offer, ...] = Field(min_length=1, max_length=40)
    elsewhere: tuple[Elsewhere, ...] = Field((), max_length=40)
    nothing: str = Field("", description="Nói gì khi các câu trả lời không dẫn đến thủ tục nào")
    nothing_en: str = ""

    @cached_property
    def form(self) -> Form:
        """The questions as a form of one step, for the rules of forms."""
        step = FormStep(id="event", title=self.name, title_en=self.name_en, questions=self.questions)
        return Form(steps=(step,))

    @property
    def advice(self) -> tuple[Offer | Elsewhere, ...]:
        """Everything that may be told, in the order of the file: offers, then what is done elsewhere."""
        return (*self.offers, *self.elsewhere)


def check_life_events(view: PackView) -> None:
    """Cross-references of every life event: procedures, questions, order."""
    for item in view.objects("life_events", LifeEventObject).values():
        if item.icon not in ICONS:
            view.problem(item, "icon", f"không có biểu tượng {item.icon}", near=item.icon, candidates=ICONS)
        _check_questions(view, item)
        _check_order(view, item)
        known = {question.id for question in item.questions} | NAMES
        for field, entries in (("offers", item.offers), ("elsewhere", item.elsewhere)):
            for number, entry in enumerate(entries):
                view.expression(item, f"{field}.{number}.when", entry.when, known)
        for number, offer in enumerate(item.offers):
            _check_offer(view, item, number, offer)


def _check_questions(view: PackView, item: LifeEventObject) -> None:
    known = set(NAMES)
    for number, question in enumerate(item.questions):
        path = f"questions.{number}"
        view.expression(item, f"{path}.when", question.when, known)
        if question.id in known | RESERVED:
            view.problem(item, f"{path}.id", f"câu hỏi {question.id} đã có")
        if question.type not in IMPERSONAL or question.prefill:
            view.problem(
                item,
                f"{path}.type",
                "câu trả lời nằm trong địa chỉ trang nên không hỏi dữ liệu cá nhân",
                expected=", ".join(sorted(IMPERSONAL)),
            )
        if question.type in {"choice", "choices"} and not question.options:
            view.problem(item, path, "câu hỏi lựa chọn cần options", expected="options: [{id, label}]")
        known.add(question.id)


def _check_order(view: PackView, item: LifeEventObject) -> None:
    ids = [entry.id for entry in item.advice]
    for repeated in sorted({name for name in ids if ids.count(name) > 1}):
        view.problem(item, "offers", f"id {repeated} có hai lần")
    for field, entries in (("offers", item.offers), ("elsewhere", item.elsewhere)):
        for number, entry in enumerate(entries):
            for name in entry.after:
                if name not in ids:
                    view.problem(item, f"{field}.{number}.after", f"không có việc {name}", near=name, candidates=ids)
    if circle := _circle({entry.id: entry.after for entry in item.advice}):
        view.problem(item, "offers", f"các việc chờ nhau thành vòng: {' → '.join(circle)}")


def _circle(after: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Ids that wait for each other, or none."""
    waiting = {name: {each for each in names if each in after} for name, names in after.items()}
    while ready := [name for name, names in waiting.items() if not names]:
        for name in ready:
            del waiting[name]
        for names in waiting.values():
            names.difference_update(ready)
    return sorted(waiting)


def _check_offer(view: PackView, item: LifeEventObject, number: int, offer: Offer) -> None:
    path = f"offers.{number}"
    procedure = view.reference(item, f"{path}.procedure", "procedures", offer.procedure)
    known = {question.id for question in item.questions} | NAMES
    for name, expression in offer.answers.items():
        view.expression(item, f"{path}.answers.{name}", expression, known)
        if isinstance(procedure, ProcedureObject):
            asked = {question.id for _, question in procedure.form.questions()}
            if name not in asked:
                view.problem(
                    item,
                    f"{path}.answers.{name}",
                    f"thủ tục {offer.procedure} không hỏi {name}",
                    near=name,
                    candidates=asked,
                )
