"""Where offices asked for papers that the platform had."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from tinhso.core.access import needs
from tinhso.core.faces import PageRequest
from tinhso.services.procedures import queries
from tinhso.services.procedures.rest.room import rest

_REVIEW = needs("procedures.review")


class AskedRow(Schema):
    """One time: the dossier's code, the paper by id, who asked and why."""

    id: UUID
    dossier: str
    unit_id: UUID
    unit: str
    procedure: str
    paper: str
    official: str
    reason: str
    at: datetime


class AskedPage(Schema):
    """A page of them; ``next`` is the cursor of the following page."""

    items: list[AskedRow]
    next: str | None


class AskedCountOut(Schema):
    """How often an office did so in a procedure."""

    unit_id: UUID
    unit: str
    procedure: str
    count: int


@rest.get("/asked-again", access=_REVIEW, response=AskedPage)
def list_asked_again(
    request: PageRequest, unit_id: UUID | None = None, procedure: str = "", after: str | None = None
) -> AskedPage:
    """Each time that an office asked for a paper that the platform had, newest first."""
    only = procedure.replace("\x00", "")[:120]
    page = queries.asked_again(actor=request.actor, unit_id=unit_id, procedure=only, after=after)
    rows = [
        AskedRow(
            id=row.id,
            dossier=row.case.code or "",
            unit_id=row.unit_id,
            unit=row.unit.name,
            procedure=row.procedure,
            paper=row.paper,
            official=row.official,
            reason=row.reason,
            at=row.at,
        )
        for row in page.items
    ]
    return AskedPage(items=rows, next=page.next_cursor)


@rest.get("/asked-again/counts", access=_REVIEW, response=list[AskedCountOut])
def count_asked_again(request: PageRequest) -> list[AskedCountOut]:
    """By office and procedure, the most frequent first."""
    return [AskedCountOut.from_orm(one) for one in queries.asked_again_counts(actor=request.actor)]
