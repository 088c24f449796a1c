"""Saved views of a list."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.models import SavedView
from tinhso.engines.registers.rest.room import SEE, rest


class ViewOut(Schema):
    """A saved view: ``query`` is the address of the list after the question mark; shared with ``unit_id``."""

    id: UUID
    name: str
    query: str
    by: str
    unit_id: UUID | None
    is_default: bool
    saved_at: datetime


class ViewIn(Schema):
    """What to keep; one's own view of that name is written over."""

    name: str = Field(max_length=80)
    query: str = Field(max_length=2000)
    is_shared: bool = False
    is_default: bool = False


def _view(row: SavedView) -> ViewOut:
    return ViewOut(
        id=row.id, name=row.name, query=row.query, by=row.by, unit_id=row.unit_id, is_default=row.is_default,
        saved_at=row.saved_at,
    )  # fmt: skip


@rest.get("/registers/{code}/views", access=SEE, response=list[ViewOut])
def list_views(request: PageRequest, code: str) -> list[ViewOut]:
    """One's own views of a list, and those shared with one's unit, by name."""
    register = queries.access_register(actor=request.actor, code=code)
    return [_view(row) for row in queries.views(actor=request.actor, register=register)]


@rest.put("/registers/{code}/views", access=SEE, response=ViewOut)
def save_view(request: PageRequest, code: str, body: ViewIn) -> ViewOut:
    """Keep a view under its name."""
    row = actions.save_view(
        actor=request.actor, at=request.at, register=code, name=body.name.replace("\x00", ""),
        query=body.query.replace("\x00", ""), is_shared=body.is_shared, is_default=body.is_default,
    )  # fmt: skip
    return _view(row)


@rest.delete("/registers/views/{view_id}", access=SEE, response=None, status=204)
def delete_view(request: PageRequest, view_id: UUID) -> None:
    """Delete one's own view."""
    actions.delete_view(actor=request.actor, at=request.at, view_id=view_id)


@rest.post("/registers/views/{view_id}/restored", access=SEE, response=ViewOut)
def restore_view(request: PageRequest, view_id: UUID) -> ViewOut:
    """Bring back a view that was deleted."""
    return _view(actions.restore_view(actor=request.actor, at=request.at, view_id=view_id))
