"""The history of a procedure."""

from datetime import datetime
from typing import Any

from ninja import Path, Query, Schema

from tinhso.core.access import PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.core.packs import api as packs
from tinhso.services.procedures.rest.room import rest
from tinhso.services.procedures.rules import versions
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.types import ProcedureNotFound

SHOWN = 20
LARGEST = 10**8


class ChangeOut(Schema):
    """One thing that changed: which part of the procedure, and how, in the language of the request."""

    part: str
    text: str


class VersionRow(Schema):
    """A version of a procedure: the release that brought it, from when until when it held, and what changed."""

    release: int
    since: datetime
    until: datetime | None
    is_absent: bool
    changes: list[ChangeOut]


class VersionPage(Schema):
    """Versions, the newest first; ``next`` is what ``before`` takes to read on."""

    items: list[VersionRow]
    next: int | None


@rest.get("/procedures/{code}/versions", access=PUBLIC, response=VersionPage)
def list_versions(request: PageRequest, code: str, before: int | None = Query(None, ge=1, le=LARGEST)) -> VersionPage:  # type: ignore[type-arg]  # ninja's own default
    """In which releases a procedure changed, and how."""
    history = packs.history("procedures", code, ProcedureObject, limit=SHOWN + 1, before=before)
    if not history and before is None:
        raise ProcedureNotFound(code=code)
    rows = [
        VersionRow(
            release=told.past.release,
            since=told.past.since,
            until=told.past.until,
            is_absent=told.past.is_absent,
            changes=[ChangeOut(part=each.part, text=each.text) for each in told.changes],
        )
        for told in versions.tell(history, limit=SHOWN)
    ]
    return VersionPage(items=rows, next=rows[-1].release if len(history) > SHOWN else None)


@rest.get("/procedures/{code}/versions/{release}", access=PUBLIC, response=dict[str, Any])
def read_version(request: PageRequest, code: str, release: int = Path(..., ge=1, le=LARGEST)) -> dict[str, Any]:  # type: ignore[type-arg]  # ninja's own default
    """One version of a procedure whole, as it was."""
    found = packs.history("procedures", code, ProcedureObject, limit=1, before=release + 1)
    if not found or found[0].release != release or found[0].item is None:
        raise ProcedureNotFound(code=code)
    return found[0].item.model_dump(mode="json")
