"""Helping at home: whom one helps, beginning by a code or a signed paper, ending; figures by team."""

from datetime import date, datetime
from uuid import UUID

from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import needs
from tinhso.core.faces import PageRequest
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Mandate
from tinhso.services.procedures.rest.room import rest
from tinhso.services.procedures.types import ASSIST, HelpWanted

_HELP = needs(ASSIST)
_SHORT = 250


class HelpIn(Schema):
    """Whom to help with what: 1, 2, 4 or 8 hours."""

    code: str = Field(max_length=120)
    name: str = Field(max_length=_SHORT)
    number: str = Field(max_length=20)
    hours: int

    def wanted(self) -> HelpWanted:
        """What is asked for, without the letter that no column keeps."""
        clean = {name: getattr(self, name).replace("\x00", "") for name in ("code", "name", "number")}
        return HelpWanted(**clean, hours=self.hours)


class HelpAsked(Schema):
    """What to confirm with the code; the same for a number without an account."""

    id: UUID


class HelpCode(Schema):
    """The code that the citizen told."""

    code: str = Field(max_length=20)


class HelpOut(Schema):
    """Somebody helped now: the header ``X-Acting-For`` with it opens the draft; ``case_id`` is what it has become."""

    id: UUID
    acting_for: str
    grantor_name: str
    procedure: str
    valid_until: datetime
    draft_id: UUID | None
    case_id: UUID | None


class TeamOut(Schema):
    """What a team did in a period: mandates asked for and given, by code and by paper, dossiers filed, helpers."""

    unit_id: UUID
    asked: int
    given: int
    by_code: int
    by_paper: int
    filed: int
    helpers: int


def _out(one: Mandate) -> HelpOut:
    return HelpOut(
        id=one.id, acting_for=f"mandate:{one.id}", grantor_name=one.grantor_name, procedure=one.procedures[0],
        valid_until=one.valid_until, draft_id=one.draft_id, case_id=one.case_id,
    )  # fmt: skip


@rest.get("/helping", access=_HELP, response=list[HelpOut])
def list_helped(request: PageRequest) -> list[HelpOut]:
    """Whom one helps now."""
    return [_out(one) for one in queries.helped_by(request.actor, request.at)]


@rest.post("/helping", access=_HELP, response=HelpAsked, status=201)
def ask_help(request: PageRequest, body: HelpIn) -> HelpAsked:
    """Ask the citizen for a code."""
    return HelpAsked(id=actions.ask_help(actor=request.actor, at=request.at, wanted=body.wanted()))


@rest.post("/helping/by-paper", access=_HELP, response=HelpOut, status=201)
def record_help(request: PageRequest, body: Form[HelpIn], evidence: File[UploadedFile]) -> HelpOut:
    """Record a signed paper, photographed, of somebody without an account."""
    made = actions.record_help(
        actor=request.actor, at=request.at, wanted=body.wanted(), upload=evidence, name=evidence.name or ""
    )
    return _out(made)


@rest.get("/helping/figures", access=needs("indicators.read"), response=list[TeamOut])
def read_team_figures(request: PageRequest, first: date, last: date) -> list[TeamOut]:
    """What each team did from a day to a day, both included."""
    return [TeamOut.from_orm(one) for one in queries.team_figures(first=min(first, last), last=last)]


@rest.get("/helping/{mandate_id}", access=_HELP, response=HelpOut)
def read_help(request: PageRequest, mandate_id: UUID) -> HelpOut:
    """Somebody helped now."""
    return _out(queries.access_help(actor=request.actor, mandate_id=mandate_id, at=request.at))


@rest.post("/helping/{mandate_id}/code", access=_HELP, response=HelpOut)
def confirm_help(request: PageRequest, mandate_id: UUID, body: HelpCode) -> HelpOut:
    """Take the code that the citizen told."""
    return _out(actions.confirm_help(actor=request.actor, at=request.at, mandate_id=mandate_id, code=body.code))


@rest.delete("/helping/{mandate_id}", access=_HELP, response=None, status=204)
def end_help(request: PageRequest, mandate_id: UUID) -> None:
    """End helping: nothing of the citizen can be seen any more."""
    actions.end_help(actor=request.actor, at=request.at, mandate_id=mandate_id)
