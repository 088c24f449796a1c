"""Following a dossier: lists, the look-up by code, the dossier whole, its clock and its files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from ninja import Schema
from pydantic import Field

from tinhso.core.access import CITIZEN, PUBLIC, SIGNED_IN, ActorKind
from tinhso.core.faces import PageRequest
from tinhso.core.limits import hit
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.signing import api as signing
from tinhso.services.procedures import actions, queries, serving
from tinhso.services.procedures.models import Rating, SignedResult
from tinhso.services.procedures.rest.parts import PartOut, part_out
from tinhso.services.procedures.rest.room import LONGEST_TEXT, READ, SHORT, rest

LOOKUPS_A_MINUTE = 30


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


class DossierPage(Schema):
    """A page of dossiers; ``next`` is the cursor of the following page."""

    items: list[DossierRow]
    next: str | None


class DossierPublic(Schema):
    """What anybody who has the code may know: no personal data. ``fee_owed`` in đồng."""

    code: str
    procedure: str
    state: str
    status: str
    unit: str
    filed_at: datetime
    promised_at: datetime | None
    finished_at: datetime | None
    waits_for_applicant: bool
    fee_owed: int


class EventOut(Schema):
    """One step of a dossier's timeline. An applicant is told of the steps that concern them, without names."""

    seq: int
    at: datetime
    action: str
    to_state: str
    by: str
    reason: str
    papers: list[str]


class DocumentOut(Schema):
    """A paper of a dossier."""

    id: UUID
    kind: str
    title: str
    paper: str
    media_type: str
    size: int
    added_at: datetime


class ResultOut(Schema):
    """The signed result of a dossier; when and why it was revoked, null and empty while it stands."""

    number: str
    verification_code: str
    signed_at: datetime
    revoked_at: datetime | None
    revoked_reason: str


class RatingOut(Schema):
    """A rating as kept."""

    stars: int
    comment: str


class TaskOut(Schema):
    """What has to be done now, and by whom."""

    stage: str
    unit_id: UUID
    assignee: str
    due_at: datetime


class FormOut(Schema):
    """A paper form that an action of the dossier has issued; ``seq`` is the number of the action."""

    template_id: str
    number: str
    name: str
    seq: int
    at: datetime


class PaperStanding(Schema):
    """A paper that the dossier needs, with what was handed in for it."""

    id: str
    name: str
    required: bool
    document_ids: list[UUID]


class ConsultationOut(Schema):
    """A request for an opinion: a case of its own."""

    id: UUID
    unit: str
    state: str
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    answer: str
    text: str


class HandlingOut(Schema):
    """What officials see besides: the task, how to reach the applicant, papers, forms, opinions, the result's draft."""

    task: TaskOut | None
    receiving_unit_id: UUID
    phone: str
    email: str
    papers: list[PaperStanding]
    forms: list[FormOut]
    consultations: list[ConsultationOut]
    answer: str
    answer_text: str
    draft: str


class DossierOut(DossierRow):
    """A dossier with its timeline, papers, the time each party has had it (seconds), and what may be done now.

    ``parent_id`` is the dossier that a request for an opinion is about, or the linked one that this is a part of.
    ``fee`` and ``fee_due`` are in đồng. Of a linked dossier the answers are its applicant's alone.
    """

    seq: int
    parent_id: UUID | None
    channel: str
    received_at: datetime | None
    applicant: str
    promise: dict[str, str]
    answers: dict[str, Any]
    fee: int | None
    fee_due: int
    events: list[EventOut]
    documents: list[DocumentOut]
    charged_s: dict[str, float]
    actions: list[str]
    result: ResultOut | None
    rating: RatingOut | None
    parts: list[PartOut]
    handling: HandlingOut | None


class StretchOut(Schema):
    """One stretch of a dossier's time: whether it counts towards the date, and to whom it is charged."""

    started_at: datetime
    ended_at: datetime | None
    state: str
    counts: bool
    charged_to: str
    unit_id: UUID | None
    length_s: float


class ClockOut(Schema):
    """The whole time of a dossier in seconds, where the dates lie, and why; ``explanation`` by language."""

    stretches: list[StretchOut]
    charged_s: dict[str, float]
    counted_s: float
    paused_s: float
    promised_at: datetime | None
    due_at: datetime | None
    explanation: dict[str, str]


class PreviewIn(Schema):
    """The text of a result; empty for the draft as kept, or as its template says."""

    text: str = Field("", max_length=LONGEST_TEXT)


class RatingIn(Schema):
    """Stars from 1 to 5, and words."""

    stars: int
    comment: str = Field("", max_length=2000)


def row_of(case: cases.Case) -> DossierRow:
    """A dossier as lists tell it."""
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
    return DossierPage(items=[row_of(case) for case in page.items], next=page.next_cursor)


@rest.get("/dossiers/table", access=READ, response=None)
def table_of_dossiers(request: PageRequest, q: str = "", state: str = "", procedure: str = "") -> HttpResponseBase:
    """Every dossier of the official's units that a search finds, as one CSV file without personal data, sent as it is
    read.
    """
    return serving.table(actor=request.actor, at=request.at, text=q[:SHORT], state=state, type_code=procedure)


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
        waits_for_applicant=queries.waits_for_applicant(state),
        fee_owed=queries.fee_of(case).owed,
    )


@rest.get("/dossiers/{case_id}", access=SIGNED_IN, response=DossierOut)
def read_dossier(request: PageRequest, case_id: UUID) -> DossierOut:
    """A dossier with all that its page shows. An official's reading is recorded."""
    opened = actions.open_dossier(actor=request.actor, at=request.at, case_id=case_id)
    return dossier_of(request, opened.view)


def dossier_of(request: PageRequest, view: cases.CaseView) -> DossierOut:
    """A dossier as this actor may see it."""
    case = view.case
    inside = request.actor.kind is ActorKind.OFFICIAL
    result = queries.result_of(case.id)
    rating = queries.rating_of(case.id) if case.finished_at else None
    parts = queries.parts_standing(actor=request.actor, case=case, children=view.children, at=request.at)
    return DossierOut(
        **row_of(case).dict(),
        seq=case.seq,
        parent_id=case.parent_id,
        channel=case.channel,
        received_at=case.received_at,
        applicant=case.applicant_name,
        promise=case.notes.get("promise", {}),
        answers={} if inside and parts else case.data.get("answers", {}),
        fee=case.data.get("fee"),
        fee_due=case.fee_due,
        events=[_event(event, by=event.actor_name) for event in view.events]
        if inside
        else [_event(told.event, with_words=told.with_words) for told in queries.told_steps(view.flow, view.events)],
        documents=[_document(one) for one in view.documents],
        charged_s={party: time.total_seconds() for party, time in view.charged.items()},
        actions=[action.id for action in view.actions],
        result=_result(result) if result else None,
        rating=rating_out(rating) if rating else None,
        parts=[part_out(part) for part in parts],
        handling=_handling(view) if inside else None,
    )


def _result(result: SignedResult) -> ResultOut:
    revoked_at, reason = signing.revocation_of(result.verification_code) or (None, "")
    return ResultOut(
        number=result.number,
        verification_code=result.verification_code,
        signed_at=result.signed_at,
        revoked_at=revoked_at,
        revoked_reason=reason,
    )


def _event(event: cases.CaseEvent, *, by: str = "", with_words: bool = True) -> EventOut:
    given = event.inputs if with_words else {}
    return EventOut(
        seq=event.seq,
        at=event.at,
        action=event.action,
        to_state=event.to_state,
        by=by,
        reason=given.get("reason", ""),
        papers=given.get("papers", []),
    )


def _document(one: cases.CaseDocument) -> DocumentOut:
    return DocumentOut(
        id=one.id,
        kind=one.kind,
        title=one.title,
        paper=one.paper,
        media_type=one.file.media_type,
        size=one.file.size,
        added_at=one.added_at,
    )


def rating_out(rating: Rating) -> RatingOut:
    """A rating as kept."""
    return RatingOut(stars=rating.stars, comment=rating.comment)


def _handling(view: cases.CaseView) -> HandlingOut:
    case, task = view.case, view.task
    answer, text = queries.opinion_of(case)
    return HandlingOut(
        task=TaskOut(
            stage=task.stage,
            unit_id=task.unit_id,
            assignee=task.assignee.full_name if task.assignee else "",
            due_at=task.due_at,
        )
        if task
        else None,
        receiving_unit_id=case.receiving_unit_id,
        phone=case.applicant_phone,
        email=case.applicant_email,
        papers=[
            PaperStanding(
                id=paper.id, name=paper.name, required=bool(paper.required), document_ids=[one.id for one in given]
            )
            for paper, given in ([] if _has_no_papers(case) else queries.papers_given(view))
        ],
        forms=[
            FormOut(template_id=form.id, number=form.number, name=form.name, seq=event.seq, at=event.at)
            for event, form in queries.issued_forms(view)
        ],
        consultations=[_consultation(child) for child in view.children if cases.is_consultation(child)],
        answer=answer,
        answer_text=text,
        draft=case.notes.get("draft", ""),
    )


def _has_no_papers(case: cases.Case) -> bool:
    """Papers stand with the dossier that a request for an opinion is about, and with each part of a linked one."""
    return cases.is_consultation(case) or bool(case.settings.get("parts"))


def _consultation(child: cases.Case) -> ConsultationOut:
    answer, text = queries.opinion_of(child)
    return ConsultationOut(
        id=child.id,
        unit=child.unit.name,
        state=child.state,
        asked_at=child.filed_at,
        due_at=child.due_at,
        answered_at=child.closed_at,
        answer=answer,
        text=text,
    )


@rest.get("/dossiers/{case_id}/clock", access=READ, response=ClockOut)
def read_clock(request: PageRequest, case_id: UUID) -> ClockOut:
    """Every stretch of a dossier's time, counted or paused, to whom it is charged, and why the date is what it is."""
    view = cases.case_view(actor=request.actor, case_id=case_id, at=request.at)
    counted, paused = queries.counted_and_paused(view.segments, request.at)
    return ClockOut(
        stretches=[
            StretchOut(
                started_at=one.started_at,
                ended_at=one.ended_at,
                state=one.state,
                counts=one.counts,
                charged_to=one.charged_to,
                unit_id=one.unit_id,
                length_s=(queries.end_of(one, request.at) - one.started_at).total_seconds(),
            )
            for one in view.segments
        ],
        charged_s={party: time.total_seconds() for party, time in view.charged.items()},
        counted_s=counted.total_seconds(),
        paused_s=paused.total_seconds(),
        promised_at=view.case.promised_at,
        due_at=view.case.due_at,
        explanation=view.case.notes.get("promise", {}),
    )


@rest.get("/dossiers/{case_id}/forms/{template_id}", access=READ, response=None)
def read_form(request: PageRequest, case_id: UUID, template_id: str, seq: int | None = None) -> HttpResponseBase:
    """A paper form that an action of the dossier has issued, as PDF: by the action ``seq``, or the last one."""
    return serving.issued_form(
        actor=request.actor,
        at=request.at,
        case_id=case_id,
        template_id=template_id,
        seq="" if seq is None else str(seq),
    )


@rest.post("/dossiers/{case_id}/preview", access=READ, response=None)
def preview_result(request: PageRequest, case_id: UUID, body: PreviewIn) -> HttpResponseBase:
    """The result as it would look, as PDF, marked as a draft. Nothing is kept."""
    return serving.preview(actor=request.actor, at=request.at, case_id=case_id, text=body.text)


@rest.get("/documents/{document_id}", access=SIGNED_IN, response=None)
def read_document(request: PageRequest, document_id: UUID) -> HttpResponseBase:
    """The file of a paper of a dossier. An official's reading is recorded; a result is handed over to its applicant."""
    return serving.document(actor=request.actor, at=request.at, document_id=document_id)


@rest.post("/dossiers/{case_id}/rating", access=CITIZEN, response=RatingOut, status=201)
def rate(request: PageRequest, case_id: UUID, body: RatingIn) -> RatingOut:
    """Rate a finished dossier, once."""
    return rating_out(actions.rate_dossier(actor=request.actor, at=request.at, case_id=case_id, **body.dict()))
