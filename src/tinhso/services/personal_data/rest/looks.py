"""REST: who looked at one's data, and what is done with data at all."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema

from tinhso.core.access import CITIZEN, PUBLIC
from tinhso.core.clock import local
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.services.personal_data import queries
from tinhso.services.personal_data.rest.room import rest


class DataLookOut(Schema):
    """A look: who (post and unit), when, at what, for which purpose, on which basis; ``times`` on that day."""

    entry_id: UUID
    at: datetime
    post: str
    unit: str
    acting_for: bool
    about: str
    what: str
    purpose: str
    basis: list[str]
    times: int
    request_id: UUID | None


class DataLooksOut(Schema):
    """Looks, newest first."""

    items: list[DataLookOut]
    next: str | None


class ProcessingOut(Schema):
    """What is done with personal data, for what, on which basis, who gets it, how long it is kept."""

    id: str
    name: str
    purpose: str
    basis: str
    legal_basis: list[str]
    subjects: str
    recipients: str
    keep: str


def _told(look: queries.LookShown) -> DataLookOut:
    return DataLookOut(**{name: getattr(look, name) for name in DataLookOut.model_fields})


@rest.get("/personal-data/looks", access=CITIZEN, response=DataLooksOut)
def list_looks(
    request: PageRequest, first: date | None = None, last: date | None = None, after: str | None = None
) -> DataLooksOut:
    """Who looked at one's own data, from the day ``first`` to the end of ``last``."""
    page = queries.looks(actor=request.actor, span=queries.Span(first, last), after=after)
    return DataLooksOut(items=[_told(look) for look in page.items], next=page.next_cursor)


@rest.get("/personal-data/looks/{entry_id}", access=CITIZEN, response=DataLookOut)
def read_look(request: PageRequest, entry_id: UUID) -> DataLookOut:
    """One look at one's own data."""
    return _told(queries.access_look(actor=request.actor, entry_id=entry_id))


@rest.get("/personal-data/processings", access=PUBLIC, response=list[ProcessingOut])
def list_processings(request: PageRequest) -> list[ProcessingOut]:
    """What is done with personal data, for all to read."""
    day = local(request.at).date()
    return [
        ProcessingOut(
            id=one.id,
            name=named(one),
            purpose=named(one, "purpose"),
            basis=one.basis,
            legal_basis=list(one.legal_basis),
            subjects=named(one, "subjects"),
            recipients=named(one, "recipients"),
            keep=named(one, "keep"),
        )
        for one in queries.processings().values()
        if one.is_valid_on(day)
    ]
