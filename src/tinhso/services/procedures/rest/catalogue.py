"""The catalogue of procedures: finding one, reading it, what would be promised today."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from tinhso.core.access import PUBLIC, needs
from tinhso.core.faces import PageRequest
from tinhso.services.procedures import queries
from tinhso.services.procedures.rest.room import SHORT, rest
from tinhso.services.procedures.schema import ProcedureObject


class ProcedureRow(Schema):
    """A procedure in a list."""

    code: str
    name: str
    name_en: str
    field: str
    level: str
    summary: str
    online: str


class ProcedurePage(Schema):
    """Procedures found; ``suggestions`` are for single words of a search that found nothing as a whole."""

    items: list[ProcedureRow]
    suggestions: list[ProcedureRow] = []


class FieldRow(Schema):
    """A field (lĩnh vực) with the number of its procedures in force."""

    id: str
    name: str
    name_en: str
    icon: str
    procedures: int


class UnitRow(Schema):
    """A unit that decides on a procedure."""

    id: UUID
    code: str
    name: str


class PromiseOut(Schema):
    """When one case of a procedure would be ready if filed now, with the sentence that says why.

    ``value`` counts in ``unit``; filed before ``same_day_cutoff`` it is ready on the day itself.
    """

    value: int
    unit: str
    same_day_cutoff: str | None
    due_at: datetime
    reason: str
    reason_en: str


def _row(item: ProcedureObject) -> ProcedureRow:
    return ProcedureRow(code=item.id, **item.model_dump(include={*ProcedureRow.model_fields} - {"code"}))


@rest.get("/fields", access=PUBLIC, response=list[FieldRow])
def list_fields(request: PageRequest) -> list[FieldRow]:
    """The fields that have procedures in force, each with how many."""
    return [
        FieldRow(procedures=count, **field.model_dump(include={*FieldRow.model_fields} - {"procedures"}))
        for field, count in queries.field_counts(request.at.date())
    ]


@rest.get("/procedures", access=PUBLIC, response=ProcedurePage)
def list_procedures(request: PageRequest, q: str = "", field: str = "", subject: str = "") -> ProcedurePage:
    """Procedures in force, found by a few words (accents and small errors forgiven), or all of them."""
    day = request.at.date()
    found = queries.search_procedures(q[:SHORT], day, field=field, subject=subject, limit=500)
    near = [] if found else queries.suggestions(q[:SHORT], day)
    return ProcedurePage(items=[_row(item) for item in found], suggestions=[_row(item) for item in near])


@rest.get("/procedures/most-used", access=PUBLIC, response=ProcedurePage)
def list_most_used(request: PageRequest) -> ProcedurePage:
    """What people file most, filled up with what is filed wholly online."""
    return ProcedurePage(items=[_row(item) for item in queries.most_used(request.at)])


@rest.get("/procedures/recently-received", access=needs("cases.receive"), response=ProcedurePage)
def list_recently_received(request: PageRequest) -> ProcedurePage:
    """What the counter of one's unit took in last, newest first."""
    found = queries.recently_received(actor=request.actor, day=request.at.date())
    return ProcedurePage(items=[_row(item) for item in found])


@rest.get("/procedures/{code}", access=PUBLIC, response=dict[str, Any])
def read_procedure(request: PageRequest, code: str) -> dict[str, Any]:
    """One procedure whole: papers, fees, deadline, form."""
    return queries.procedure(code, request.at.date()).model_dump(mode="json")


@rest.get("/procedures/{code}/units", access=PUBLIC, response=list[UnitRow])
def list_units(request: PageRequest, code: str) -> list[UnitRow]:
    """The units that decide on a procedure today."""
    item = queries.procedure(code, request.at.date())
    return [UnitRow(id=u.id, code=u.code, name=u.name) for u in queries.implementing_units(item, request.at.date())]


@rest.get("/procedures/{code}/promises", access=PUBLIC, response=list[PromiseOut])
def list_promises(request: PageRequest, code: str) -> list[PromiseOut]:
    """When each case of the procedure would be ready if filed now, the shortest first."""
    item = queries.procedure(code, request.at.date())
    english = queries.promises_now(item, request.at, language="en")
    return [
        PromiseOut(
            value=rule.value,
            unit=rule.unit,
            same_day_cutoff=rule.same_day_cutoff,
            due_at=promise.due_at,
            reason=promise.reason,
            reason_en=translated.reason,
        )
        for (rule, promise), (_, translated) in zip(queries.promises_now(item, request.at), english, strict=True)
    ]
