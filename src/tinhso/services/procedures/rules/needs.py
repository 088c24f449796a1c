"""What a dossier needs, costs and takes, given its answers."""

from collections.abc import Mapping
from typing import Any

from tinhso.core.packs.api import Expression
from tinhso.services.procedures.schema import DeadlineRule, FeeItem, ProcedureObject
from tinhso.services.procedures.types import FeeLine, PaperNeeded


def papers_needed(
    procedure: ProcedureObject, context: Mapping[str, Any] | None, *, english: bool = False
) -> list[PaperNeeded]:
    """The papers of a procedure. Without a context (nothing answered yet) a conditional paper has ``required`` None;
    with one, conditional papers that do not apply are left out.
    """
    needed = []
    for paper in procedure.papers:
        if isinstance(paper.required, Expression):
            if context is not None and not paper.required.holds(context):
                continue
            required = None if context is None else True
        else:
            required = paper.required
        name = paper.name_en if english and paper.name_en else paper.name
        note = paper.note_en if english and paper.note_en else paper.note
        needed.append(PaperNeeded(paper.id, name, paper.kind, paper.count, required, paper.replaceable_by, note))
    return needed


def fee_lines(procedure: ProcedureObject, context: Mapping[str, Any], *, english: bool = False) -> list[FeeLine]:
    """What the dossier costs, line by line, in đồng."""
    lines = []
    for item in procedure.fee.items:
        if item.when is None or item.when.holds(context):
            quantity = item.quantity.evaluate(context) if item.quantity else 1
            amount = item.amount * max(quantity, 0) if isinstance(quantity, int) else 0
            amount -= amount * percent_off(item, context) // 100
            if amount:
                lines.append(FeeLine(item.name_en if english and item.name_en else item.name, amount))
    return lines


def percent_off(item: FeeItem, context: Mapping[str, Any]) -> int:
    """How many per cent less a fee is on the day of the context (``today``)."""
    discount = item.discount
    if discount is None or not discount.valid_from <= context["today"] < discount.valid_to:
        return 0
    return discount.percent if discount.when is None or discount.when.holds(context) else 0


def deadline_for(procedure: ProcedureObject, context: Mapping[str, Any]) -> DeadlineRule:
    """The first deadline rule that applies; the last one where none does."""
    rules = procedure.deadlines
    return next((rule for rule in rules if rule.when is None or rule.when.holds(context)), rules[-1])


def conditions_for(procedure: ProcedureObject, context: Mapping[str, Any]) -> dict[str, bool]:
    """The flow's conditions, decided once from the answers."""
    return {name: expression.holds(context) for name, expression in procedure.conditions.items()}
