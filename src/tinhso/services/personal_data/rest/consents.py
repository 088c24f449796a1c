"""REST: consent, purpose by purpose."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.access import CITIZEN
from tinhso.core.clock import local
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.models import Consent
from tinhso.services.personal_data.rest.room import checked, rest
from tinhso.services.personal_data.types import ConsentWay


class ConsentOut(Schema):
    """What was agreed to: purpose, version and words with their digest, when, through which channel, until when."""

    id: UUID
    purpose: str
    version: int
    text: str
    digest: str
    child_name: str
    way: str
    given_at: datetime
    withdrawn_at: datetime | None


class PurposeOut(Schema):
    """A purpose that asks for consent: its words in force, and what one agreed to, for oneself and for children."""

    id: str
    name: str
    version: int
    text: str
    children: bool
    consents: list[ConsentOut]


class ConsentsOut(Schema):
    """All that one agreed to and withdrew, newest first."""

    items: list[ConsentOut]
    next: str | None


class ConsentIn(Schema):
    """Consent to the words of a version; for a child with name and day of birth."""

    version: int = Field(ge=1, le=999)
    for_child: bool = False
    child_name: str = Field("", max_length=250)
    child_born: date | None = None


def _told(row: Consent) -> ConsentOut:
    return ConsentOut(**{name: getattr(row, name) for name in ConsentOut.model_fields})


@rest.get("/personal-data/purposes", access=CITIZEN, response=list[PurposeOut])
def list_purposes(request: PageRequest) -> list[PurposeOut]:
    """Every purpose that asks for consent, with what one said to it."""
    found = queries.purposes(actor=request.actor, day=local(request.at).date())
    return [
        PurposeOut(
            id=one.purpose.id,
            name=named(one.purpose),
            version=one.purpose.ask.version,
            text=named(one.purpose.ask, "text"),
            children=one.purpose.ask.children,
            consents=[_told(row) for row in (one.own, *one.children) if row is not None],
        )
        for one in found
        if one.purpose.ask is not None
    ]


@rest.get("/personal-data/consents", access=CITIZEN, response=ConsentsOut)
def list_consents(request: PageRequest, after: str | None = None) -> ConsentsOut:
    """All that one agreed to and withdrew."""
    page = queries.own_consents(actor=request.actor, after=after)
    return ConsentsOut(items=[_told(row) for row in page.items], next=page.next_cursor)


@rest.post("/personal-data/purposes/{purpose_id}/consent", access=CITIZEN, response=ConsentOut, status=201)
def give_consent(request: PageRequest, purpose_id: str, given: ConsentIn) -> ConsentOut:
    """Agree to one purpose."""
    checked(purpose=purpose_id, child_name=given.child_name)
    row = actions.give_consent(
        actor=request.actor, at=request.at, purpose=purpose_id[:120], way=ConsentWay.API, **given.dict()
    )
    return _told(row)


@rest.delete("/personal-data/consents/{consent_id}", access=CITIZEN, status=204)
def withdraw_consent(request: PageRequest, consent_id: UUID) -> None:
    """Take back what one agreed to."""
    actions.withdraw_consent(actor=request.actor, at=request.at, consent_id=consent_id)
