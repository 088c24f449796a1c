"""Writing a dossier: drafts step by step, or a whole dossier at once."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponseBase
from ninja import File, Form, Header, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import CITIZEN, PUBLIC, SIGNED_IN, SIGNED_IN_OR_HELPER
from tinhso.core.errors import NotFound
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.procedures import actions, queries, serving
from tinhso.services.procedures.models import Draft
from tinhso.services.procedures.rest.dossiers import DossierRow, row_of
from tinhso.services.procedures.rest.parts import PartOut, part_out
from tinhso.services.procedures.rest.room import SHORT, rest
from tinhso.services.procedures.rules.delivery import delivery_problems
from tinhso.services.vault import api as vault


class StartIn(Schema):
    """Which procedure; ``at_counter`` for an official who takes a paper dossier."""

    code: str = Field(max_length=SHORT)
    at_counter: bool = False


#: A plain answer, choices, an address (``commune`` by id or name, ``street``), or the rows of a group.
Plain = str | int | float | bool | None
Answer = Plain | list[str] | dict[str, str] | list[dict[str, Plain | list[str] | dict[str, str]]]
Answers = Annotated[dict[str, Answer], Field(max_length=600)]


class AnswersIn(Schema):
    """Answers of one step, by question."""

    answers: Answers


class UnitIn(Schema):
    """The unit that shall decide."""

    unit_id: UUID


class PaperOut(Schema):
    """A file given for a paper that is not handed in yet."""

    id: UUID
    paper: str
    name: str
    size: int


class KeptOut(Schema):
    """A paper of the vault that fits a paper of the draft; ``trust`` is 1 (not checked) to 4 (signed by its issuer)."""

    id: UUID
    kind: str
    title: str
    about: str
    trust: int


class TakeIn(Schema):
    """A paper of the vault for a required paper."""

    paper: str = Field(max_length=SHORT)
    item_id: UUID


class PaperNeededOut(Schema):
    """A paper that the dossier needs, given the answers so far; ``required`` is null while it depends on answers."""

    id: str
    name: str
    kind: str
    count: int
    required: bool | None
    replaceable_by: str
    note: str


class FeeOut(Schema):
    """One line of what a dossier costs, in đồng."""

    name: str
    amount: int


class DeliveryIn(Schema):
    """Where the post shall bring the result; ``zone`` is one of ``/post-rules``."""

    recipient: str = Field("", max_length=250)
    phone: str = Field("", max_length=30)
    address: str = Field("", max_length=500)
    zone: str = Field("", max_length=30)


class DraftRow(Schema):
    """A dossier being written: answers by question as they were given."""

    id: UUID
    procedure: str
    unit_id: UUID | None
    answers: dict[str, Any]
    at_counter: bool
    saved_at: datetime


class DraftOut(DraftRow):
    """A draft with its form as it stands: the steps that apply, answers with the computed ones, problems by question
    (``group-row-question`` in a group, rows from 0), papers, what it costs.
    """

    steps: list[str]
    problems: dict[str, str]
    papers_needed: list[PaperNeededOut]
    papers_missing: list[str]
    papers: list[PaperOut]
    kept: dict[str, list[KeptOut]]
    fees: list[FeeOut]
    fee: int
    delivery: DeliveryIn | None
    delivery_problems: dict[str, str]


class ExpectedOut(Schema):
    """When a draft would be ready if filed now, and the sentence that says why; of a linked one also each part."""

    due_at: datetime
    reason: str
    reason_en: str
    parts: list[PartOut]


class DeliveryChoice(Schema):
    """``delivery`` null: the result is fetched."""

    delivery: DeliveryIn | None


class PostZoneOut(Schema):
    """A zone of the post and what it takes, in đồng."""

    id: str
    name: str
    name_en: str
    fee: int


class PostRulesOut(Schema):
    """Who carries results, and the zones; empty where nothing goes by post."""

    carrier: str
    zones: list[PostZoneOut]


class PaperIn(Schema):
    """A stored file given for a required paper."""

    paper: str = Field(max_length=SHORT)
    file_id: UUID


class DossierIn(Schema):
    """A whole dossier. ``channel`` other than online is for officials."""

    code: str = Field(max_length=SHORT)
    unit_id: UUID
    answers: Answers
    papers: list[PaperIn] = Field([], max_length=50)
    delivery: DeliveryIn | None = None
    channel: cases.Channel = cases.Channel.ONLINE


def _draft(request: PageRequest, draft_id: UUID) -> DraftOut:
    view = queries.draft_view(actor=request.actor, draft_id=draft_id, at=request.at)
    actions.record_offered(actor=request.actor, at=request.at, view=view)
    return DraftOut(
        **_row(view.draft).dict(exclude={"answers"}),
        answers=view.written,
        steps=[step.id for step, _ in view.steps],
        problems=view.problems,
        papers_needed=[PaperNeededOut.from_orm(paper) for paper in view.papers_needed],
        papers_missing=[paper.id for paper in view.papers_missing],
        papers=[paper_out(one.id, one.paper, one.file) for one in view.papers],
        kept={paper: [_kept(one) for one in items] for paper, items in view.kept.items() if items},
        fees=[FeeOut.from_orm(line) for line in view.fees],
        fee=sum(line.amount for line in view.fees),
        delivery=DeliveryIn(**view.draft.delivery) if view.draft.delivery else None,
        delivery_problems=delivery_problems(view.draft.delivery, queries.post_zones(request.at.date())),
    )


def _kept(one: vault.Item) -> KeptOut:
    return KeptOut(id=one.id, kind=one.kind, title=one.title, about=vault.about(one), trust=one.trust)


def _row(draft: Draft) -> DraftRow:
    return DraftRow(
        id=draft.id,
        procedure=draft.procedure,
        unit_id=draft.unit_id,
        answers=draft.answers,
        at_counter=draft.at_counter,
        saved_at=draft.saved_at,
    )


def paper_out(paper_id: UUID, paper: str, file: files.StoredFile) -> PaperOut:
    """A file of a draft, or of an answer that is not sent yet."""
    return PaperOut(id=paper_id, paper=paper, name=file.original_name, size=file.size)


@rest.get("/drafts", access=SIGNED_IN, response=list[DraftRow])
def list_drafts(request: PageRequest) -> list[DraftRow]:
    """One's own drafts, the last saved first."""
    return [_row(draft) for draft in queries.drafts_of(request.actor)]


@rest.post("/drafts", access=SIGNED_IN, response=DraftOut, status=201)
def start_draft(request: PageRequest, body: StartIn) -> DraftOut:
    """Begin a dossier."""
    draft = actions.start_draft(actor=request.actor, at=request.at, code=body.code, at_counter=body.at_counter)
    return _draft(request, draft.id)


@rest.get("/drafts/{draft_id}", access=SIGNED_IN_OR_HELPER, response=DraftOut)
def read_draft(request: PageRequest, draft_id: UUID) -> DraftOut:
    """A draft as it stands."""
    return _draft(request, draft_id)


@rest.get("/drafts/{draft_id}/promise", access=SIGNED_IN_OR_HELPER, response=ExpectedOut)
def read_promise(request: PageRequest, draft_id: UUID) -> ExpectedOut:
    """When the draft would be ready if it were filed now. 404 where no unit decides on the procedure."""
    view = queries.draft_view(actor=request.actor, draft_id=draft_id, at=request.at)
    if not view.units:
        raise NotFound
    expected = queries.expected_for(view, request.at)
    english = queries.expected_for(view, request.at, language="en")
    parts = [part_out(part) for part in queries.expected_parts(view, request.at)]
    return ExpectedOut(due_at=expected.due_at, reason=expected.reason, reason_en=english.reason, parts=parts)


@rest.put("/drafts/{draft_id}/steps/{step_id}", access=SIGNED_IN_OR_HELPER, response=DraftOut)
def save_step(request: PageRequest, draft_id: UUID, step_id: str, body: AnswersIn) -> DraftOut:
    """Keep the answers of one step; what is wrong is told in ``problems``."""
    actions.save_step(actor=request.actor, at=request.at, draft_id=draft_id, step_id=step_id, given=body.answers)
    return _draft(request, draft_id)


@rest.put("/drafts/{draft_id}/unit", access=SIGNED_IN_OR_HELPER, response=DraftOut)
def choose_unit(request: PageRequest, draft_id: UUID, body: UnitIn) -> DraftOut:
    """Choose the deciding unit."""
    actions.choose_unit(actor=request.actor, at=request.at, draft_id=draft_id, unit_id=body.unit_id)
    return _draft(request, draft_id)


@rest.get("/post-rules", access=PUBLIC, response=PostRulesOut)
def read_post_rules(request: PageRequest) -> PostRulesOut:
    """Who carries results to people today, and for how much."""
    rules = queries.post_rules(request.at.date())
    zones = [PostZoneOut(**zone.model_dump()) for zone in rules.zones] if rules else []
    return PostRulesOut(carrier=rules.carrier if rules else "", zones=zones)


@rest.put("/drafts/{draft_id}/delivery", access=SIGNED_IN_OR_HELPER, response=DraftOut)
def choose_delivery(request: PageRequest, draft_id: UUID, body: DeliveryChoice) -> DraftOut:
    """Say where the post shall bring the result, or that it is fetched; what is wrong is in ``delivery_problems``."""
    given = body.delivery.dict() if body.delivery else None
    actions.choose_delivery(actor=request.actor, at=request.at, draft_id=draft_id, delivery=given)
    return _draft(request, draft_id)


@rest.post("/drafts/{draft_id}/papers", access=SIGNED_IN_OR_HELPER, response=PaperOut, status=201)
def add_paper(request: PageRequest, draft_id: UUID, paper: Form[str], file: File[UploadedFile]) -> PaperOut:
    """Upload a photo or PDF for one paper."""
    row = actions.add_paper(
        actor=request.actor, at=request.at, draft_id=draft_id, paper=paper, upload=file, name=file.name or ""
    )
    return paper_out(row.id, row.paper, row.file)


@rest.post("/drafts/{draft_id}/papers/from-vault", access=SIGNED_IN_OR_HELPER, response=DraftOut)
def take_paper(request: PageRequest, draft_id: UUID, body: TakeIn) -> DraftOut:
    """Use a paper of the vault again for one paper."""
    actions.take_paper(actor=request.actor, at=request.at, draft_id=draft_id, paper=body.paper, item_id=body.item_id)
    return _draft(request, draft_id)


@rest.get("/drafts/{draft_id}/papers/{paper_id}", access=SIGNED_IN_OR_HELPER, response=None)
def read_paper(request: PageRequest, draft_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """The file of a paper of one's own draft."""
    return serving.draft_file(actor=request.actor, at=request.at, draft_id=draft_id, paper_id=paper_id)


@rest.delete("/drafts/{draft_id}/papers/{paper_id}", access=SIGNED_IN_OR_HELPER, response=DraftOut)
def remove_paper(request: PageRequest, draft_id: UUID, paper_id: UUID) -> DraftOut:
    """Take a paper out."""
    actions.remove_paper(actor=request.actor, at=request.at, draft_id=draft_id, paper_id=paper_id)
    return _draft(request, draft_id)


@rest.delete("/drafts/{draft_id}", access=SIGNED_IN, response=None, status=204)
def discard_draft(request: PageRequest, draft_id: UUID) -> None:
    """Throw a draft away."""
    actions.discard_draft(actor=request.actor, at=request.at, draft_id=draft_id)


@rest.post("/drafts/{draft_id}/restore", access=SIGNED_IN, response=DraftOut)
def restore_draft(request: PageRequest, draft_id: UUID) -> DraftOut:
    """Take back a draft that was thrown away."""
    actions.restore_draft(actor=request.actor, at=request.at, draft_id=draft_id)
    return _draft(request, draft_id)


@rest.post("/drafts/{draft_id}/submit", access=SIGNED_IN_OR_HELPER, response=DossierRow, status=201)
def submit_draft(request: PageRequest, draft_id: UUID) -> DossierRow:
    """File a draft; again, the same dossier is answered."""
    return row_of(actions.submit_draft(actor=request.actor, at=request.at, draft_id=draft_id))


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
        delivery=body.delivery.dict() if body.delivery else {},
        channel=body.channel,
    )
    return row_of(actions.submit_dossier(actor=request.actor, at=request.at, filing=filing, key=idempotency_key))


@rest.post("/dossiers/{case_id}/again", access=CITIZEN, response=DraftOut, status=201)
def file_again(request: PageRequest, case_id: UUID) -> DraftOut:
    """A draft with what was given for a dossier of one's own that was refused, stopped or withdrawn."""
    return _draft(request, actions.file_again(actor=request.actor, at=request.at, case_id=case_id).id)
