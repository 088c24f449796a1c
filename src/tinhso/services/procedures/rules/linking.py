"""Linked procedures: one form, one set of papers, one sum out of those of the parts, and back again into each part."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tinhso.core.packs.api import Expression
from tinhso.services.procedures.schema import (
    Fee,
    FeeItem,
    Form,
    FormStep,
    LinkedPart,
    ProcedureObject,
    Question,
    RequiredPaper,
)

Members = Mapping[str, ProcedureObject]


def composed(whole: ProcedureObject, members: Members) -> ProcedureObject:
    """A linked procedure as people file it: its own questions, then those of each part that nothing answers yet; the
    papers of all parts, each once, but those that a part gets from another; the fees of all parts.

    ``members`` are the procedures of its parts by code. Raises ``ValueError`` where the form grows past its limits.
    """
    pairs = [(part, members[part.procedure]) for part in whole.parts]
    bases = [whole.fee.legal_basis, *(member.fee.legal_basis for _, member in pairs)]
    fees = [*whole.fee.items, *(fee for part, member in pairs for fee in _fees(part, member))]
    return whole.model_copy(
        update={
            "form": Form(steps=(*whole.form.steps, *_steps(whole, pairs))),
            "papers": tuple(_papers(whole, pairs)),
            "fee": Fee(items=tuple(fees), legal_basis=tuple(dict.fromkeys(basis for each in bases for basis in each))),
        }
    )


def _both(one: Expression | None, two: Expression | None) -> Expression | None:
    if one is None or two is None:
        return one or two
    return Expression(f"({one.source}) and ({two.source})")


def _put(expression: Expression | None, part: LinkedPart) -> Expression | None:
    """An expression of a part's procedure in terms of the whole."""
    return expression.with_names(part.answers) if expression else None


def _steps(whole: ProcedureObject, pairs: Iterable[tuple[LinkedPart, ProcedureObject]]) -> Iterable[FormStep]:
    asked = {question.id for _, question in whole.form.questions()}
    for part, member in pairs:
        for step in member.form.steps:
            left = [
                _question(question, part)
                for question in step.questions
                if question.id not in part.answers | dict.fromkeys(asked) and question.paper not in part.papers
            ]
            asked |= {question.id for question in left}
            if left:
                when = _both(part.when, _put(step.when, part))
                yield step.model_copy(update={"id": f"{part.id}_{step.id}", "when": when, "questions": tuple(left)})


def _question(question: Question, part: LinkedPart) -> Question:
    return question.model_copy(
        update={
            "when": _put(question.when, part),
            "value": _put(question.value, part),
            "questions": tuple(_question(inner, part) for inner in question.questions),
        }
    )


def _papers(whole: ProcedureObject, pairs: Iterable[tuple[LinkedPart, ProcedureObject]]) -> Iterable[RequiredPaper]:
    found = {paper.id: paper for paper in whole.papers}
    for part, member in pairs:
        for paper in member.papers:
            if paper.id in part.papers:
                continue
            required = _required(paper, part)
            earlier = found.get(paper.id)
            if earlier is not None:
                required = _either(earlier.required, required)
            found[paper.id] = (earlier or paper).model_copy(update={"required": required})
    return found.values()


def _required(paper: RequiredPaper, part: LinkedPart) -> bool | Expression:
    if isinstance(paper.required, Expression):
        return _both(part.when, _put(paper.required, part)) or True
    return part.when or True if paper.required else False


def _either(one: bool | Expression, two: bool | Expression) -> bool | Expression:
    if isinstance(one, Expression) and isinstance(two, Expression):
        return one if one == two else Expression(f"({one.source}) or ({two.source})")
    if one is True or two is True:
        return True
    return one or two


def _fees(part: LinkedPart, member: ProcedureObject) -> Iterable[FeeItem]:
    for fee in member.fee.items:
        discount = fee.discount and fee.discount.model_copy(update={"when": _put(fee.discount.when, part)})
        yield fee.model_copy(
            update={
                "id": f"{part.id}_{fee.id}",
                "when": _both(part.when, _put(fee.when, part)),
                "quantity": _put(fee.quantity, part),
                "discount": discount,
            }
        )


def chosen_parts(whole: ProcedureObject, names: Mapping[str, Any]) -> list[LinkedPart]:
    """The parts that apply, given the names of expressions."""
    return [part for part in whole.parts if part.when is None or part.when.holds(names)]


def answers_for(
    part: LinkedPart, member: ProcedureObject, whole: Form, answers: Mapping[str, Any], names: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers of one part out of those to the ``whole`` form."""
    types = {question.id: question.type for _, question in whole.questions()}
    found = {}
    for _, question in member.form.questions():
        told = part.answers.get(question.id)
        if told is None:
            value = answers.get(question.id)
        elif types.get(told.source) == question.type:
            value = answers.get(told.source)
        else:
            value = _kept(told.evaluate(names))
        if value is not None:
            found[question.id] = value
    return found


def _kept(value: Any) -> Any:
    """A value of an expression as answers keep it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def asked_as(part: LinkedPart, name: str) -> str:
    """Where the whole asks for what a part's question ``name`` needs."""
    told = part.answers.get(name.partition("-")[0])
    return next(iter(sorted(told.names)), part.id) if told else name
