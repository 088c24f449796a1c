"""Pack sections ``fields``, ``procedures`` and ``templates``. Reference: docs/reference/procedures.md, templates.md."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field

from tinhso.core.packs.api import Expression, PackObject, PackPart, PackView
from tinhso.core.text import fold
from tinhso.engines.cases.api import FlowObject, unfilled_stages
from tinhso.services.procedures.schema.checks import PROCEDURE_NAMES, check_form, names_of
from tinhso.services.procedures.schema.form import (
    ACCOUNT_PREFILLS,
    FIELDS_OF_TYPES,
    Form,
    FormStep,
    Media,
    Option,
    Prefill,
    Question,
    QuestionType,
)
from tinhso.services.procedures.schema.keeping import check_kinds
from tinhso.services.procedures.schema.linking import check_parts

__all__ = [
    "ACCOUNT_PREFILLS", "FIELDS_OF_TYPES", "PROCEDURE_NAMES", "DeadlineRule", "Discount", "Fee", "FeeItem",
    "FieldObject", "Form", "FormPurpose", "FormStep", "GivenKind", "LinkedPart", "Media", "Option", "Prefill",
    "ProcedureObject", "Question", "QuestionType", "RequiredPaper", "Result", "StageSeat", "TemplateObject",
    "UnitSelector", "check_procedures", "check_templates", "names_of",
]  # fmt: skip

#: Seats of a stage that are no unit of their own.
SEATS = frozenset({"implementing", "receiving", "province"})


class FieldObject(PackObject):
    """Lĩnh vực: a field of administration, with the icon that citizens know it by."""

    name: str
    name_en: str
    icon: str = ""


class RequiredPaper(PackPart):
    """Giấy tờ cần có: one paper, in which form and number, and what can stand in for it.

    ``accepts`` are the kinds of paper (``paper_kinds``) that the vault may fill it with.
    """

    id: str
    name: str
    name_en: str = ""
    kind: Literal["original", "certified_copy", "copy", "electronic"]
    count: int = Field(1, ge=0, le=100)
    required: bool | Expression = True
    replaceable_by: str = ""
    accepts: tuple[str, ...] = ()
    note: str = ""
    note_en: str = ""


class Discount(PackPart):
    """Giảm mức thu trong một thời gian: so many per cent from ``valid_from`` until before ``valid_to``."""

    percent: int = Field(ge=1, le=100)
    valid_from: date
    valid_to: date
    when: Expression | None = None
    legal_basis: str = ""


class FeeItem(PackPart):
    """One fee in đồng, times ``quantity`` (an expression over the answers; 1 where absent), less its ``discount``."""

    id: str
    name: str
    name_en: str = ""
    amount: int = Field(ge=0)
    quantity: Expression | None = None
    when: Expression | None = None
    discount: Discount | None = None


class Fee(PackPart):
    """What the procedure costs, and on which basis."""

    items: tuple[FeeItem, ...] = ()
    legal_basis: tuple[str, ...] = ()


class DeadlineRule(PackPart):
    """How long it may take; in a list the first whose ``when`` holds counts."""

    when: Expression | None = None
    value: int = Field(ge=0, le=1000)
    unit: Literal["working_days", "working_hours", "days"]
    same_day_cutoff: str | None = Field(None, pattern=r"^\d{2}:\d{2}$")


class UnitSelector(PackPart):
    """Which units: of a kind (and notation), or these ids."""

    kind: str | None = None
    notation: str | None = None
    ids: tuple[str, ...] = ()


class StageSeat(PackPart):
    """Who fills a stage: ``receiving``, ``implementing``, ``province``, a unit id, or a unit of a kind and notation.

    ``hours`` are the working hours that the stage has each time a dossier comes to it; the promised date rules over
    them.
    """

    unit: str | UnitSelector = "implementing"
    role: str = ""
    hours: int | None = Field(None, ge=1, le=2000)


class GivenKind(PackPart):
    """Which kind of paper a result is; in a list the first whose ``when`` holds over the answers counts."""

    kind: str
    when: Expression | None = None


class Result(PackPart):
    """What the applicant gets.

    ``gives`` says which kind of paper (``paper_kinds``) it is to later procedures, ``data`` which answers it carries
    for them, by field of the kind.
    """

    name: str
    name_en: str = ""
    kind: str
    template: str | None = None
    valid_months: int | None = None
    gives: tuple[GivenKind, ...] = ()
    data: dict[str, str] = {}


class LinkedPart(PackPart):
    """Một phần của thủ tục liên thông: another procedure, filed with this one and decided by its own office.

    ``after`` are earlier parts whose results it waits for; ``answers`` say where its questions are answered, by
    expressions over the whole's (a question of the same id is asked once without being told); ``papers`` are those of
    its papers that the result of an earlier part stands in for, by part.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)
    procedure: str
    when: Expression | None = None
    after: tuple[str, ...] = ()
    answers: dict[str, Expression] = {}
    papers: dict[str, str] = {}


class ProcedureObject(PackObject):
    """Thủ tục hành chính: everything that the catalogue, the form, the office and the clock need of one procedure.

    One with ``parts`` is a linked procedure: one filing that becomes a dossier of each part. From ``national_from`` on
    it is filed at the national portal.
    """

    name: str
    name_en: str
    aliases: tuple[str, ...] = ()
    field: str
    level: Literal["province", "district", "commune"]
    units: UnitSelector
    subjects: tuple[Literal["citizen", "company", "household_business"], ...] = Field(min_length=1)
    summary: str
    summary_en: str = ""
    papers: tuple[RequiredPaper, ...] = ()
    fee: Fee = Fee()
    deadline: DeadlineRule | Annotated[tuple[DeadlineRule, ...], Field(min_length=1)]
    filing: Literal["own", "national"] = "own"
    national_from: date | None = None
    online: Literal["full", "partial", "none"]
    online_reason: str = ""
    online_reason_en: str = ""
    flow: str
    conditions: dict[str, Expression] = {}
    stages: dict[str, StageSeat | tuple[StageSeat, ...]]
    parts: tuple[LinkedPart, ...] = Field((), max_length=8)
    form: Form
    result: Result

    @property
    def deadlines(self) -> tuple[DeadlineRule, ...]:
        """The deadline rules in order."""
        return self.deadline if isinstance(self.deadline, tuple) else (self.deadline,)

    def on(self, day: date) -> Self:
        """The procedure as it is filed on ``day``."""
        if self.filing == "own" and self.national_from is not None and self.national_from <= day:
            return self.model_copy(update={"filing": "national"})
        return self

    @cached_property
    def search_text(self) -> str:
        """Folded words by which the procedure is found: name, aliases, code, summary."""
        return fold(" ".join([self.name, self.name_en, self.id, *self.aliases]))


#: What a form of the one-stop shop is for, whatever number an instrument gives it. Source: TT 01/2018, TT 03/2025.
FormPurpose = Literal[
    "receipt", "supplement_request", "refusal", "apology", "stop_notice", "control_slip", "log_book", "handover",
]  # fmt: skip


class TemplateObject(PackObject):
    """A document or paper form as words; its layout is in core/typeset. Kind ``nd30`` or ``form``.

    A form is named by ``instrument`` and ``number``; of the forms of one ``purpose`` one holds on a day.
    """

    kind: Literal["nd30", "form"]
    purpose: FormPurpose | None = None
    landscape: bool = False
    name: str
    name_en: str = ""
    type: str | None = None
    abbreviation: str = ""
    title: str = ""
    legal_bases: tuple[str, ...] = ()
    enacting: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    instrument: str = ""
    number: str = ""
    subtitle: str | None = None
    document_number: str = ""
    addressee: str | None = None
    body: tuple[Any, ...] = Field(min_length=1)
    signatures: tuple[Any, ...] = ()


def check_templates(view: PackView) -> None:
    """Every form has its instrument, number and purpose, and on each day one form serves a purpose."""
    forms = [item for item in view.objects("templates", TemplateObject).values() if item.kind == "form"]
    named: dict[tuple[str, str], str] = {}
    for item in sorted(forms, key=lambda form: form.id):
        if item.purpose is None or not (item.instrument and item.number):
            view.problem(item, "purpose", _("biểu mẫu cần instrument, number và purpose"))
        other = named.setdefault((item.instrument, item.number), item.id)
        if other != item.id:
            view.problem(item, "number", _("{instrument} đã có mẫu số {number}: {other}").format(
                instrument=item.instrument, number=item.number, other=other))  # fmt: skip
        for before in forms:
            if before.id < item.id and before.purpose == item.purpose and _overlap(before, item):
                view.problem(
                    item, "valid_from", _("cùng ngày đã có mẫu {other} dùng cho việc này").format(other=before.id)
                )


def _overlap(one: TemplateObject, other: TemplateObject) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    return one.is_valid_on(first) and other.is_valid_on(first)


def check_procedures(view: PackView) -> None:
    """Cross-references of every procedure, and that its expressions name only what comes before them."""
    for item in view.objects("procedures", ProcedureObject).values():
        view.reference(item, "field", "fields", item.field)
        flow = view.reference(item, "flow", "flows", item.flow)
        if item.result.template:
            view.reference(item, "result.template", "templates", item.result.template)
        if isinstance(flow, FlowObject):
            _check_flow_parts(view, item, flow)
        _check_units(view, item)
        _check_form(view, item)


def _check_units(view: PackView, item: ProcedureObject) -> None:
    for number, unit in enumerate(item.units.ids):
        view.reference(item, f"units.ids.{number}", "units", unit)
    for name, seats in item.stages.items():
        for seat in (seats,) if isinstance(seats, StageSeat) else seats:
            if isinstance(seat.unit, str) and seat.unit not in SEATS:
                view.reference(item, f"stages.{name}.unit", "units", seat.unit)


def _check_flow_parts(view: PackView, item: ProcedureObject, flow: FlowObject) -> None:
    stages = {stage.id for stage in flow.stages}
    for stage in stages - set(item.stages):
        view.problem(item, "stages", f"quy trình {flow.id} cần khâu {stage}", expected=", ".join(sorted(stages)))
    for stage in set(item.stages) - stages - {"consult"}:
        view.problem(
            item, f"stages.{stage}", f"quy trình {flow.id} không có khâu {stage}", near=stage, candidates=stages
        )
    _check_seats(view, item, flow)
    if flow.parts is not bool(item.parts):
        message = (
            _("quy trình {flow} chỉ dành cho thủ tục có parts")
            if flow.parts
            else _("thủ tục có parts cần quy trình có parts: true")
        )
        view.problem(item, "flow", message.format(flow=flow.id))
    conditions = {condition.id for condition in flow.conditions}
    for name in conditions - set(item.conditions):
        view.problem(
            item, "conditions", f"quy trình {flow.id} cần điều kiện {name}", expected=", ".join(sorted(conditions))
        )
    for name in set(item.conditions) - conditions:
        view.problem(
            item,
            f"conditions.{name}",
            f"quy trình {flow.id} không dùng điều kiện {name}",
            near=name,
            candidates=conditions,
        )


def _check_seats(view: PackView, item: ProcedureObject, flow: FlowObject) -> None:
    """Whoever sits in a stage holds what its actions need: its role exists and has their permissions."""
    roles: Mapping[str, PackObject] = view.objects("roles")
    if not roles:
        return
    held: dict[str, frozenset[str]] = {}
    for stage, seat in item.stages.items():
        if isinstance(seat, StageSeat) and seat.role:
            role = view.reference(item, f"stages.{stage}.role", "roles", seat.role)
            held[stage] = frozenset(getattr(role, "permissions", ())) if role else frozenset()
    for finding in unfilled_stages(flow, held):
        if finding.place.removeprefix("stages.") in item.stages:
            view.problem(item, finding.place, finding.text)


def _check_form(view: PackView, item: ProcedureObject) -> None:
    known = check_form(view, item, item.form, {paper.id for paper in item.papers})
    if item.parts:
        known |= check_parts(view, item, known)
    check_kinds(view, item, known)
    for name, expression in item.conditions.items():
        view.expression(item, f"conditions.{name}", expression, known)
    for number, paper in enumerate(item.papers):
        if isinstance(paper.required, Expression):
            view.expression(item, f"papers.{number}.required", paper.required, known)
    for number, fee in enumerate(item.fee.items):
        view.expression(item, f"fee.items.{number}.when", fee.when, known)
        view.expression(item, f"fee.items.{number}.quantity", fee.quantity, known)
        if fee.discount:
            view.expression(item, f"fee.items.{number}.discount.when", fee.discount.when, known)
            if fee.discount.valid_to <= fee.discount.valid_from:
                view.problem(item, f"fee.items.{number}.discount.valid_to", "ngày hết giảm phải sau ngày bắt đầu giảm")
    if item.deadlines[-1].when is not None:
        view.problem(item, "deadline", "thời hạn cuối cùng phải áp dụng cho mọi trường hợp còn lại (không có when)")
    for number, rule in enumerate(item.deadlines):
        view.expression(
            item, f"deadline.{number}.when" if len(item.deadlines) > 1 else "deadline.when", rule.when, known
        )
