"""REST: the catalogue, drafts, dossiers, the inbox. Every operation calls the same verbs and reads as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from ninja import File, Form, Header, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import CITIZEN, OFFICIAL, PUBLIC, SIGNED_IN
from tinhso.core.faces import PageRequest
from tinhso.core.limits import hit
from tinhso.core.rest import RestRoom
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Draft
from tinhso.services.procedures.schema import ProcedureObject

rest = RestRoom("procedures", "Thủ tục và hồ sơ")

LOOKUPS_A_MINUTE = 30
SHORT = 200


class ProcedureRow(Schema):
    """A procedure in a list."""

    code: str
    name: str
    name_en: str
    field: str
    level: str
    summary: str
    online: str


class UnitRow(Schema):
    """A unit that decides on a procedure."""

    id: UUID
    code: str
    name: str


class DraftOut(Schema):
    """A dossier being written: answers by question, problems by question, papers still missing, what it costs."""

    id: UUID
    procedure: str
    unit_id: UUID | None
    answers: dict[str, Any]
    saved_at: datetime
    steps: list[str] = []
    problems: dict[str, str] = {}
    papers_missing: list[str] = []
    fee: int = 0


class StartIn(Schema):
    """Which procedure; ``at_counter`` for an official who takes a paper dossier."""

    code: str = Field(max_length=SHORT)
    at_counter: bool = False


class AnswersIn(Schema):
    """Answers of one step, by question."""

    answers: dict[str, str | int | float | bool | list[str] | None] = Field(max_length=500)


class UnitIn(Schema):
    """The unit that shall decide."""

    unit_id: UUID


class PaperOut(Schema):
    """A paper of a draft."""

    id: UUID
    paper: str
    name: str
    size: int


class PaperIn(Schema):
    """A stored file given for a required paper."""

    paper: str = Field(max_length=SHORT)
    file_id: UUID


class DossierIn(Schema):
    """A whole dossier. ``channel`` other than online is for officials."""

    code: str = Field(max_length=SHORT)
    unit_id: UUID
    answers: dict[str, str | int | float | bool | list[str] | None] = Field(max_length=500)
    papers: list[PaperIn] = Field([], max_length=50)
    channel: cases.Channel = cases.Channel.ONLINE


class DossierRow(Schema):
    """A dossier in a list."""

    id: UUID
    code: str | None
    procedure: str
    title: str
    state: str
    status: str
    unit: str
    filed_at: datetime
    promised_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    on_time: bool | None


class DossierPublic(Schema):
    """What anybody who has the code may know: no personal data."""

    code: str
    procedure: str
    state: str
    status: str
    unit: str
    filed_at: datetime
    promised_at: datetime | None
    finished_at: datetime | None


class EventOut(Schema):
    """One step of a dossier's timeline."""

    seq: int
    at: datetime
    action: str
    to_state: str
    by: str


class DocumentOut(Schema):
    """A paper of a dossier."""

    id: UUID
    kind: str
    title: str
    media_type: str
    size: int
    added_at: datetime


class DossierOut(DossierRow):
    """A dossier with its timeline, papers, the time each party has had it (seconds), and what may be done now."""

    seq: int
    applicant: str
    promise: dict[str, str]
    answers: dict[str, Any]
    events: list[EventOut]
    documents: list[DocumentOut]
    charged_s: dict[str, float]
    actions: list[str]


class ActionIn(Schema):
    """What comes with an action, as its flow asks. ``seen_seq`` guards against acting on an old view of the dossier."""

    reason: str = Field("", max_length=5000)
    due_date: date | None = None
    unit_id: UUID | None = None
    assignee_id: UUID | None = None
    unit_ids: list[UUID] = Field([], max_length=50)
    papers: list[str] = Field([], max_length=50)
    file_ids: list[UUID] = Field([], max_length=50)
    text: str = Field("", max_length=50_000)
    answer: str = Field("", max_length=20)
    amount: int | None = Field(None, ge=0, le=10**15)
    seen_seq: int | None = None


class RatingIn(Schema):
    """Stars from 1 to 5, and words."""

    stars: int
    comment: str = Field("", max_length=2000)


class RatingOut(Schema):
    """A rating as kept."""

    stars: int
    comment: str


class TaskRow(Schema):
    """One task of the inbox."""

    case_id: UUID
    code: str | None
    title: str
    stage: str
    unit: str
    due_at: datetime


class ProcedurePage(Schema):
    """Procedures found."""

    items: list[ProcedureRow]


class DossierPage(Schema):
    """A page of dossiers; ``next`` is the cursor of the following page."""

    items: list[DossierRow]
    next: str | None


class InboxPage(Schema):
    """A page of tasks, with the exact number of all."""

    items: list[TaskRow]
    next: str | None
    total: int


def _procedure(item: ProcedureObject) -> ProcedureRow:
    return ProcedureRow(code=item.id, **item.model_dump(include={*ProcedureRow.model_fields} - {"code"}))


@rest.get("/procedures", access=PUBLIC, response=ProcedurePage)
def list_procedures(request: PageRequest, q: str = "", field: str = "", subject: str = "") -> ProcedurePage:
    """Procedures in force, found by a few words (accents and small errors forgiven), or all of them."""
    found = queries.search_procedures(q[:SHORT], request.at.date(), field=field, subject=subject, limit=500)
    return ProcedurePage(items=[_procedure(item) for item in found])


@rest.get("/procedures/{code}", access=PUBLIC, response=dict[str, Any])
def read_procedure(request: PageRequest, code: str) -> dict[str, Any]:
    """One procedure whole: papers, fees, deadline, form."""
    return queries.procedure(code, request.at.date()).model_dump(mode="json")


@rest.get("/procedures/{code}/units", access=PUBLIC, response=list[UnitRow])
def list_units(request: PageRequest, code: str) -> list[UnitRow]:
    """The units that decide on a procedure today."""
    item = queries.procedure(code, request.at.date())
    return [UnitRow(id=u.id, code=u.code, name=u.name) for u in queries.implementing_units(item, request.at.date())]


def _draft(request: PageRequest, draft_id: UUID) -> DraftOut:
    view = queries.draft_view(actor=request.actor, draft_id=draft_id, at=request.at)
    return DraftOut(
        **_draft_row(view.draft).dict(exclude={"steps", "problems", "papers_missing", "fee"}),
        steps=[step.id for step, _ in view.steps],
        problems=view.problems,
        papers_missing=[paper.id for paper in view.papers_missing],
        fee=sum(line.amount for line in view.fees),
    )


def _draft_row(draft: Draft) -> DraftOut:
    return DraftOut(
        id=draft.id, procedure=draft.procedure, unit_id=draft.unit_id, answers=draft.answers, saved_at=draft.saved_at
    )


@rest.get("/drafts", access=SIGNED_IN, response=list[DraftOut])
def list_drafts(request: PageRequest) -> list[DraftOut]:
    """One's own drafts, the last saved first."""
    return [_draft_row(draft) for draft in queries.drafts_of(request.actor)]


@rest.post("/drafts", access=SIGNED_IN, response=DraftOut, status=201)
def start_draft(request: PageRequest, body: StartIn) -> DraftOut:
    """Begin a dossier."""
    draft = actions.start_draft(actor=request.actor, at=request.at, code=body.code, at_counter=body.at_counter)
    return _draft(request, draft.id)


@rest.get("/drafts/{draft_id}", access=SIGNED_IN, response=DraftOut)
def read_draft(request: PageRequest, draft_id: UUID) -> DraftOut:
    """A draft as it stands."""
    return _draft(request, draft_id)


@rest.put("/drafts/{draft_id}/steps/{step_id}", access=SIGNED_IN, response=DraftOut)
def save_step(request: PageRequest, draft_id: UUID, step_id: str, body: AnswersIn) -> DraftOut:
    """Keep the answers of one step; what is wrong is told in ``problems``."""
    actions.save_step(actor=request.actor, at=request.at, draft_id=draft_id, step_id=step_id, given=body.answers)
    return _draft(request, draft_id)


@rest.put("/drafts/{draft_id}/unit", access=SIGNED_IN, response=DraftOut)
def choose_unit(request: PageRequest, draft_id: UUID, body: UnitIn) -> DraftOut:
    """Choose the deciding unit."""
    actions.choose_unit(actor=request.actor, at=request.at, draft_id=draft_id, unit_id=body.unit_id)
    return _draft(request, draft_id)


@rest.post("/drafts/{draft_id}/papers", access=SIGNED_IN, response=PaperOut, status=201)
def add_paper(request: PageRequest, draft_id: UUID, paper: Form[str], file: File[UploadedFile]) -> PaperOut:
    """Upload a photo or PDF for one paper."""
    row = actions.add_paper(
        actor=request.actor, at=request.at, draft_id=draft_id, paper=paper, upload=file, name=file.name or ""
    )
    return PaperOut(id=row.id, paper=row.paper, name=row.file.original_name, size=row.file.size)


@rest.delete("/drafts/{draft_id}/papers/{paper_id}", access=SIGNED_IN, response=DraftOut)
def remove_paper(request: PageRequest, draft_id: UUID, paper_id: UUID) -> DraftOut:
    """Take a paper out."""
    actions.remove_paper(actor=request.actor, at=request.at, draft_id=draft_id, paper_id=paper_id)
    return _draft(request, draft_id)


@rest.delete("/drafts/{draft_id}", access=SIGNED_IN, response=None, status=204)
def discard_draft(request: PageRequest, draft_id: UUID) -> None:
    """Throw a draft away."""
    actions.discard_draft(actor=request.actor, at=request.at, draft_id=draft_id)


@rest.post("/drafts/{draft_id}/submit", access=SIGNED_IN, response=DossierRow, status=201)
def submit_draft(request: PageRequest, draft_id: UUID) -> DossierRow:
    """File a draft; again, the same dossier is answered."""
    return _row(actions.submit_draft(actor=request.actor, at=request.at, draft_id=draft_id))


@rest.post("/dossiers", access=SIGNED_IN, response=DossierRow, status=201)
def submit_dossier(
    request: PageRequest,
    body: DossierIn,
    idempotency_key: str = Header(..., min_length=8, max_length=120),  # type: ignore[type-arg]  # ninja's own default
) -> DossierRow:
    """File a whole dossier once: the same ``Idempotency-Key`` answers with the same dossier."""
    owned = files.access_files(actor=request.actor, file_ids=[paper.file_id for paper in body.papers])
    filing = actions.Filing(
        code=body.code,
        unit_id=body.unit_id,
        answers=body.answers,
        papers=[(paper.paper, paper.file_id, owned[paper.file_id].original_name) for paper in body.papers],
        channel=body.channel,
    )
    return _row(actions.submit_dossier(actor=request.actor, at=request.at, filing=filing, key=idempotency_key))


def _row(case: cases.Case) -> DossierRow:
    return DossierRow(
        id=case.id,
        code=case.code,
        procedure=case.settings["type_code"],
        title=case.title,
        state=case.state,
        status=case.status,
        unit=organisation.unit(case.unit_id).name,
        filed_at=case.filed_at,
        promised_at=case.promised_at,
        due_at=case.due_at,
        finished_at=case.finished_at,
        on_time=case.on_time,
    )


@rest.get("/dossiers", access=SIGNED_IN, response=DossierPage)
def list_dossiers(
    request: PageRequest, q: str = "", state: str = "", procedure: str = "", after: str | None = None
) -> DossierPage:
    """A citizen's own dossiers; for an official those of their units, by code, name without accents or telephone."""
    if request.actor.scope("cases.read"):
        page = cases.search_cases(actor=request.actor, text=q[:SHORT], state=state, type_code=procedure, after=after)
    else:
        page = cases.cases_of_applicant(actor=request.actor, after=after)
    return DossierPage(items=[_row(case) for case in page.items], next=page.next_cursor)


@rest.get("/dossiers/lookup/{code}", access=PUBLIC, response=DossierPublic)
def look_up(request: PageRequest, code: str) -> DossierPublic:
    """How a dossier stands, by its code. Wrong codes and foreign ones answer alike; guessing is slowed."""
    hit(f"lookup:{request.META.get('REMOTE_ADDR', '')}", LOOKUPS_A_MINUTE, 60)
    case = cases.case_by_code(code[:SHORT])
    if case is None or case.code is None:
        raise cases.CaseNotFound
    state = cases.flow_of(case.version_id).state_by_id[case.state]
    return DossierPublic(
        code=case.code,
        procedure=case.type.name,
        state=state.name,
        status=case.status,
        unit=case.unit.name,
        filed_at=case.filed_at,
        promised_at=case.promised_at,
        finished_at=case.finished_at,
    )


@rest.get("/dossiers/{case_id}", access=SIGNED_IN, response=DossierOut)
def read_dossier(request: PageRequest, case_id: UUID) -> DossierOut:
    """A dossier with all that its page shows."""
    return _dossier(request, case_id)


def _dossier(request: PageRequest, case_id: UUID) -> DossierOut:
    view = cases.case_view(actor=request.actor, case_id=case_id, at=request.at)
    official = bool(request.actor.scope("cases.read"))
    return DossierOut(
        **_row(view.case).dict(),
        seq=view.case.seq,
        applicant=view.case.applicant_name,
        promise=view.case.notes.get("promise", {}),
        answers=view.case.data.get("answers", {}),
        events=[
            EventOut(seq=e.seq, at=e.at, action=e.action, to_state=e.to_state, by=e.actor_name if official else "")
            for e in view.events
        ],
        documents=[
            DocumentOut(
                id=d.id, kind=d.kind, title=d.title, media_type=d.file.media_type, size=d.file.size, added_at=d.added_at
            )
            for d in view.documents
        ],
        charged_s={party: time.total_seconds() for party, time in view.charged.items()},
        actions=[action.id for action in view.actions],
    )


@rest.post("/dossiers/{case_id}/actions/{action_id}", access=SIGNED_IN, response=DossierOut)
def act(request: PageRequest, case_id: UUID, action_id: str, body: ActionIn) -> DossierOut:
    """Do one action of the dossier's flow."""
    kind = cases.DocumentKind.SUPPLEMENT
    stored = files.access_files(actor=request.actor, file_ids=body.file_ids).values()
    inputs = cases.Inputs(
        reason=body.reason,
        due_date=body.due_date,
        unit_id=body.unit_id,
        assignee_id=body.assignee_id,
        unit_ids=tuple(body.unit_ids),
        papers=tuple(body.papers),
        documents=tuple(cases.NewDocument(file.id, file.original_name, kind) for file in stored),
        text=body.text,
        answer=body.answer,
        amount=body.amount,
    )
    cases.perform(
        actor=request.actor, at=request.at, case_id=case_id, action_id=action_id, inputs=inputs, seen_seq=body.seen_seq
    )
    return _dossier(request, case_id)


@rest.post("/dossiers/{case_id}/rating", access=CITIZEN, response=RatingOut, status=201)
def rate(request: PageRequest, case_id: UUID, body: RatingIn) -> RatingOut:
    """Rate a finished dossier, once."""
    rating = actions.rate_dossier(actor=request.actor, at=request.at, case_id=case_id, **body.dict())
    return RatingOut(stars=rating.stars, comment=rating.comment)


@rest.get("/documents/{document_id}", access=SIGNED_IN, response=None)
def read_document(request: PageRequest, document_id: UUID) -> HttpResponseBase:
    """The file of a paper of a dossier."""
    document = cases.access_document(actor=request.actor, document_id=document_id)
    return files.file_response(document.file)


@rest.get("/inbox", access=OFFICIAL, response=InboxPage)
def read_inbox(request: PageRequest, stage: str = "", procedure: str = "", after: str | None = None) -> InboxPage:
    """What waits for this official, the one due first on top."""
    page = cases.inbox(actor=request.actor, stage=stage, type_code=procedure, after=after)
    rows = [
        TaskRow(
            case_id=t.case_id, code=t.case.code, title=t.case.title, stage=t.stage, unit=t.unit.name, due_at=t.due_at
        )
        for t in page.items
    ]
    return InboxPage(items=rows, next=page.next_cursor, total=page.total or 0)
