"""REST: procedures and flows taken into change sets, and a changed flow looked through, tried and dated beforehand.

What stands in a change set is written by ``/packs/change-sets``; everything here answers before it is in force.
"""

from typing import Any
from uuid import UUID

from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import OFFICIAL, needs
from tinhso.core.faces import PageRequest
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangeSet
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.rest.flows import (
    FlowFindingOut,
    PlanIn,
    PlayOut,
    RouteOut,
    findings_out,
    plan_of,
    play_out,
    routes_out,
)
from tinhso.services.procedures.rest.room import SHORT, rest
from tinhso.services.procedures.types import FlowNotWhole

EDIT = needs(changes.EDIT)
LONG = 400


class DraftedOut(Schema):
    """An object that stands in a change set."""

    change_set_id: UUID
    section: str
    key: str


class TakeUpIn(Schema):
    """Which draft takes it; a new one where none is named."""

    change_set_id: UUID | None = None


class NewProcedureIn(TakeUpIn):
    """A procedure that begins as another (``model``)."""

    code: str = Field(max_length=SHORT)
    name: str = Field(max_length=LONG)
    name_en: str = Field("", max_length=LONG)
    model: str = Field(max_length=SHORT)


class NewFlowIn(TakeUpIn):
    """A flow that begins as another (``model``), or as ``flow`` says: what reading a BPMN file gave."""

    flow_id: str = Field(max_length=SHORT)
    name: str = Field(max_length=LONG)
    name_en: str = Field("", max_length=LONG)
    model: str = Field("", max_length=SHORT)
    flow: dict[str, Any] | None = None


class MediaIn(Schema):
    """Which question (``form.steps.0.questions.2``), and what the file says in words."""

    place: str = Field(max_length=SHORT)
    text: str = Field("", max_length=5000)


class MediaOut(Schema):
    """The name of the file, as ``media.file`` of the question has it."""

    file: str


class FlowDraftOut(Schema):
    """A flow of a change set: as it is written, what is wrong with it, what differs from the version in force."""

    flow: dict[str, Any]
    findings: list[FlowFindingOut]
    added: list[str]
    removed: list[str]
    changed: list[str]
    procedures: list[str]
    open_cases: dict[str, int]


def _drafted(change_set: ChangeSet, section: str, key: str) -> DraftedOut:
    return DraftedOut(change_set_id=change_set.id, section=section, key=key)


@rest.post("/procedures/{code}/drafts", access=EDIT, response=DraftedOut, status=201)
def take_up_procedure(request: PageRequest, code: str, body: TakeUpIn) -> DraftedOut:
    """Put a procedure in force into one's own draft, to be changed there; one that has it already is gone on with."""
    made = actions.take_up(actor=request.actor, at=request.at, code=code, change_set_id=body.change_set_id)
    return _drafted(made, "procedures", code)


@rest.post("/procedure-drafts", access=EDIT, response=DraftedOut, status=201)
def copy_procedure(request: PageRequest, body: NewProcedureIn) -> DraftedOut:
    """Begin a new procedure as a copy of another."""
    made = actions.begin_new(actor=request.actor, at=request.at, **body.dict())
    return _drafted(made, "procedures", body.code)


@rest.post("/procedure-drafts/{change_set_id}/{code}/media", access=EDIT, response=MediaOut, status=201)
def add_media(
    request: PageRequest, change_set_id: UUID, code: str, file: File[UploadedFile], asked: Form[MediaIn]
) -> MediaOut:
    """Take a picture, a sound or a film in to help with one question of one's own draft."""
    name = actions.add_media(
        actor=request.actor,
        at=request.at,
        change_set_id=change_set_id,
        code=code,
        place=asked.place,
        upload=file,
        text=asked.text,
    )
    return MediaOut(file=name)


@rest.post("/flows/{flow_id}/drafts", access=EDIT, response=DraftedOut, status=201)
def take_up_flow(request: PageRequest, flow_id: str, body: TakeUpIn) -> DraftedOut:
    """Put a flow in force into one's own draft, to be changed there; a draft that has it already is gone on with."""
    made = actions.take_up(
        actor=request.actor, at=request.at, code=flow_id, change_set_id=body.change_set_id, section="flows"
    )
    return _drafted(made, "flows", flow_id)


@rest.post("/flow-drafts", access=EDIT, response=DraftedOut, status=201)
def begin_flow(request: PageRequest, body: NewFlowIn) -> DraftedOut:
    """Begin a new flow: as a copy, or as a BPMN file was read."""
    made = actions.begin_flow(
        actor=request.actor,
        at=request.at,
        flow_id=body.flow_id,
        name=body.name,
        name_en=body.name_en,
        model=body.flow if body.flow is not None else body.model,
        change_set_id=body.change_set_id,
    )
    return _drafted(made, "flows", body.flow_id)


@rest.get("/flow-drafts/{change_set_id}/{flow_id}", access=OFFICIAL, response=FlowDraftOut)
def read_flow_draft(request: PageRequest, change_set_id: UUID, flow_id: str) -> FlowDraftOut:
    """One flow of a change set, looked through; without findings while its shape is wrong (the change set tells)."""
    change_set, changed = changes.access_changed(
        actor=request.actor, change_set_id=change_set_id, section="flows", key=flow_id
    )
    flow = queries.flow_of_body(changed.body)
    marks = queries.flow_marks(flow) if flow else {}
    day = request.at.date()
    return FlowDraftOut(
        flow=changed.body,
        findings=findings_out(cases.flow_findings(flow) if flow else []),
        **{kind: [name for name, mark in marks.items() if mark == kind] for kind in ("added", "removed", "changed")},
        procedures=[item.id for item in queries.procedures_to_try(change_set, flow, day)] if flow else [],
        open_cases=cases.open_cases_by_flow().get(flow_id, {}),
    )


@rest.get("/flow-drafts/{change_set_id}/{flow_id}/play", access=OFFICIAL, response=PlayOut)
def play_flow_draft(request: PageRequest, change_set_id: UUID, flow_id: str, asked: Query[PlanIn]) -> PlayOut:
    """An imagined dossier under a changed flow, after ``steps``."""
    return play_out(_plan(request, change_set_id, flow_id, asked), asked.steps)


@rest.get("/flow-drafts/{change_set_id}/{flow_id}/routes", access=OFFICIAL, response=list[RouteOut])
def list_draft_routes(request: PageRequest, change_set_id: UUID, flow_id: str, asked: Query[PlanIn]) -> list[RouteOut]:
    """The dates of every way through a changed flow; those in force are at ``/flows/{flow_id}/routes``."""
    return routes_out(_plan(request, change_set_id, flow_id, asked))


def _plan(request: PageRequest, change_set_id: UUID, flow_id: str, asked: PlanIn) -> Any:
    change_set, changed = changes.access_changed(
        actor=request.actor, change_set_id=change_set_id, section="flows", key=flow_id
    )
    flow = queries.flow_of_body(changed.body)
    if flow is None or any(each.severity is cases.Severity.ERROR for each in cases.flow_findings(flow)):
        raise FlowNotWhole(flow_id=flow_id)
    return plan_of(request, flow, asked, queries.procedures_to_try(change_set, flow, request.at.date()))
