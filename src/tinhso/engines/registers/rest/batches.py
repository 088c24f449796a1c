"""Many rows at once: cells judged, rows written or asked for, what can be undone."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.faces import PageRequest
from tinhso.core.rest import Problem
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.models import Batch
from tinhso.engines.registers.rest.room import ASK, PUT, given, rest
from tinhso.engines.registers.types import RowEdit, Saved


class CellIn(Schema):
    """A cell as somebody typed it."""

    field: str = Field(max_length=60)
    text: str = Field(max_length=20_000)


class RowIn(Schema):
    """The row of a record that was read at ``version``: JSON values by field; what is not named stays."""

    record_id: UUID
    version: int
    values: dict[str, object]


class RowsIn(Schema):
    """Rows to write; ``basis`` is the reason where they are asked for."""

    rows: list[RowIn]
    basis: str = Field("", max_length=500)


class RowsOut(Schema):
    """What became of rows: the batch that can be undone, how many were taken, why each other was not, by record."""

    batch_id: UUID | None
    taken: int
    back: dict[str, Problem]


class BatchOut(Schema):
    """Rows that were written at once: each record with the version it had and the one it got."""

    id: UUID
    by: str
    at: datetime
    basis: str
    rows: list[tuple[UUID, int, int]]
    undoes_id: UUID | None
    is_undone: bool


class BatchPage(Schema):
    """A page of batches; ``next`` is the cursor of the following page."""

    items: list[BatchOut]
    next: str | None


def _saved(saved: Saved) -> RowsOut:
    back = {str(record_id): Problem.of(error) for record_id, error in saved.back.items()}
    return RowsOut(batch_id=saved.batch_id, taken=saved.taken, back=back)


def _batch(row: Batch) -> BatchOut:
    return BatchOut(
        id=row.id, by=row.by, at=row.at, basis=row.basis, rows=row.rows, undoes_id=row.undoes_id,
        is_undone=queries.is_undone(row),
    )  # fmt: skip


def _edits(body: RowsIn) -> list[RowEdit]:
    return [RowEdit(row.record_id, row.version, given(row.values)) for row in body.rows]


@rest.post("/registers/{code}/cells", access=ASK, response=list[str])
def check_cells(request: PageRequest, code: str, body: list[CellIn]) -> list[str]:
    """What is wrong with each cell, by the rules by which it would be written; empty for nothing."""
    register = queries.access_register(actor=request.actor, code=code)
    cells = [(cell.field, cell.text.replace("\x00", "")) for cell in body]
    return queries.problems_of(register, cells, request.at.date())


@rest.post("/registers/{code}/batches", access=PUT, response=RowsOut)
def save_rows(request: PageRequest, code: str, body: RowsIn) -> RowsOut:
    """Write the next version of many records; those that cannot be come back with the reason, by themselves."""
    basis = body.basis.replace("\x00", "")
    return _saved(actions.save_rows(actor=request.actor, at=request.at, register=code, rows=_edits(body), basis=basis))


@rest.post("/registers/{code}/batches/asked", access=ASK, response=RowsOut)
def ask_rows(request: PageRequest, code: str, body: RowsIn) -> RowsOut:
    """Ask for the change of many records, one request each."""
    reason = body.basis.replace("\x00", "")
    return _saved(actions.ask_rows(actor=request.actor, at=request.at, register=code, rows=_edits(body), reason=reason))


@rest.get("/registers/{code}/batches", access=PUT, response=BatchPage)
def list_batches(request: PageRequest, code: str, after: str | None = None) -> BatchPage:
    """Batches that one may take back, newest first."""
    register = queries.access_register(actor=request.actor, code=code)
    page = queries.batches(actor=request.actor, register=register, after=after)
    return BatchPage(items=[_batch(row) for row in page.items], next=page.next_cursor)


@rest.get("/registers/{code}/batches/{batch_id}", access=PUT, response=BatchOut)
def read_batch(request: PageRequest, code: str, batch_id: UUID) -> BatchOut:
    """One batch."""
    register = queries.access_register(actor=request.actor, code=code)
    return _batch(queries.access_batch(actor=request.actor, register=register, batch_id=batch_id))


@rest.post("/registers/{code}/batches/{batch_id}/undo", access=PUT, response=RowsOut)
def undo_batch(request: PageRequest, code: str, batch_id: UUID) -> RowsOut:
    """Write the former values as new versions, where nobody has changed the record since."""
    return _saved(actions.undo_batch(actor=request.actor, at=request.at, register=code, batch_id=batch_id))
