"""Parts of linked dossiers as programs read them."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from tinhso.services.procedures import queries


class PartOut(Schema):
    """One part of a linked dossier. ``id`` and ``code`` are null until it begins; ``due_at`` is then what is expected,
    counted from the results of the parts in ``after``. ``ended`` is the national status it ended under, ``because`` the
    part that gave no result; ``results`` are the ids of its documents.
    """

    part: str
    procedure: str
    name: str
    unit: str
    after: list[str]
    id: UUID | None
    code: str | None
    state: str
    status: str
    due_at: datetime | None
    reason: str
    finished_at: datetime | None
    ended: str
    because: str
    actions: list[str]
    results: list[UUID]


def part_out(part: queries.PartStanding) -> PartOut:
    """A part of a linked dossier, begun or expected."""
    case = part.case
    return PartOut(
        part=part.id,
        procedure=part.procedure.id,
        name=part.procedure.name,
        unit=part.unit.name,
        after=[each.id for each in part.after],
        id=case.id if case else None,
        code=case.code if case else None,
        state=case.state if case else "",
        status=case.status if case else "",
        due_at=part.due_at,
        reason=part.reason,
        finished_at=case.finished_at if case else None,
        ended=part.status,
        because=part.because.id if part.because else "",
        actions=[action.id for action in part.actions],
        results=[document.id for document in part.results],
    )
