"""What a result and a paper are to later procedures: their kind, the data they carry, whose company's they are."""

from collections.abc import Collection, Mapping
from typing import Any

from tinhso.services.procedures.schema import ProcedureObject, RequiredPaper


def kind_given(item: ProcedureObject, context: Mapping[str, Any]) -> str:
    """Which kind of paper the result is, given the answers; empty for one that no procedure takes."""
    given = (one.kind for one in item.result.gives if one.when is None or one.when.holds(context))
    return next(given, "")


def data_given(item: ProcedureObject, answers: Mapping[str, Any], fields: Collection[str]) -> dict[str, str]:
    """The answers that the result carries for later forms, of those ``fields`` that its kind knows."""
    found = {name: answers.get(question) for name, question in item.result.data.items() if name in fields}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def fields_counted(item: ProcedureObject, answers: Mapping[str, Any], prefilled: Mapping[str, Any]) -> dict[str, int]:
    """How many questions were answered, and how many of these without typing: as they were put in beforehand.

    Computed answers and papers are nobody's typing and count in neither.
    """
    asked = [q.id for _step, q in item.form.questions() if q.type not in {"computed", "paper"}]
    answered = [name for name in asked if answers.get(name) not in (None, "", [], {})]
    untyped = [name for name in answered if name in prefilled and answers[name] == prefilled[name]]
    return {"answered": len(answered), "untyped": len(untyped)}


def kind_of_paper(paper: RequiredPaper) -> str:
    """Which kind a paper that was handed in is; empty where it may be one of several or of none."""
    return paper.accepts[0] if len(paper.accepts) == 1 else ""


def company_of(item: ProcedureObject, answers: Mapping[str, Any]) -> str:
    """The tax code of the company that a dossier is about; empty for a person's."""
    asked = (answers.get(q.id) for _step, q in item.form.questions() if q.type == "company_id")
    return next((code for code in asked if isinstance(code, str) and code), "")
