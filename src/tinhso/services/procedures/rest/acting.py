"""Acting on a dossier: what is offered with what it needs, doing it, and files that go with an applicant's answer."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import CITIZEN, SIGNED_IN, ActorKind
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.rest.dossiers import DossierOut, dossier_of
from tinhso.services.procedures.rest.drafts import PaperOut, TakeIn, paper_out
from tinhso.services.procedures.rest.room import LONGEST_TEXT, READ, SHORT, rest
from tinhso.services.procedures.rules import offers


class ActionIn(Schema):
    """What comes with an action, as its flow asks. ``seen_seq`` guards against acting on an old view of the dossier."""

    reason: str = Field("", max_length=5000)
    due_date: date | None = None
    unit_id: UUID | None = None
    assignee_id: UUID | None = None
    unit_ids: list[UUID] = Field([], max_length=50)
    papers: list[str] = Field([], max_length=50)
    file_ids: list[UUID] = Field([], max_length=50)
    text: str = Field("", max_length=LONGEST_TEXT)
    answer: str = Field("", max_length=20)
    amount: int | None = Field(None, ge=0, le=10**15)
    insist: str = Field("", max_length=5000)
    seen_seq: int | None = None


class TakeSupplementIn(Schema):
    """A paper of the vault for the paper ``title`` that was asked for; it goes with the action ``action_id``."""

    action_id: str = Field(max_length=SHORT)
    title: str = Field(max_length=SHORT)
    item_id: UUID


class KnownOut(Schema):
    """A paper of the procedure that the applicant's vault holds: not to be asked for without a reason (``insist``)."""

    paper: str
    name: str
    item_id: UUID
    title: str
    trust: int


class OfferOut(Schema):
    """An action that this actor may do now: what it needs, what to ask before it is done, whether it ends the dossier.

    ``paper_form`` is the form that it issues.
    """

    id: str
    name: str
    name_en: str
    needs: list[str]
    takes_files: bool
    confirm: str
    confirm_en: str
    ends: bool
    paper_form: str


class TakerOut(Schema):
    """Who may take the task over: an official (``assignee_id`` of the action) or a unit (``unit_id``)."""

    kind: str
    id: UUID
    name: str


class OfferDetail(OfferOut):
    """An offered action with what its form holds beforehand: texts, papers and units to choose from, an amount in đồng.

    ``papers`` are those that may be asked for, or, for who answers, those that were.
    """

    text: str
    amount: int | None
    unit_ids: list[UUID]
    papers: list[str]
    known: list[KnownOut]
    takers: list[TakerOut]


def _offer(action: cases.FlowAction) -> dict[str, Any]:
    told = action.model_dump(include={"id", "name", "name_en", "needs", "confirm", "confirm_en", "paper_form"})
    return {**told, "takes_files": offers.takes_files(action), "ends": offers.ends(action)}


@rest.get("/dossiers/{case_id}/actions", access=SIGNED_IN, response=list[OfferOut])
def list_actions(request: PageRequest, case_id: UUID) -> list[OfferOut]:
    """What this actor may do on the dossier now, each with what it needs."""
    case = cases.access_case(actor=request.actor, case_id=case_id)
    offered = cases.offered_actions(actor=request.actor, case=case, at=request.at)
    return [OfferOut(**_offer(action)) for action in offered]


@rest.get("/dossiers/{case_id}/actions/{action_id}", access=SIGNED_IN, response=OfferDetail)
def read_action(request: PageRequest, case_id: UUID, action_id: str) -> OfferDetail:
    """One offered action with everything its form begins with. 409 where it is not offered now."""
    case = cases.access_case(actor=request.actor, case_id=case_id)
    offered = cases.offered_actions(actor=request.actor, case=case, at=request.at)
    action = next((each for each in offered if each.id == action_id), None)
    if action is None:
        flow = cases.flow_of(case.version_id)
        known = flow.action_by_id.get(action_id)
        raise cases.ActionNotOffered(action=known.name if known else action_id, state=flow.state_by_id[case.state].name)
    known_already = actions.beforehand(case, action, request.at)
    moves_task = "unit" in action.needs and request.actor.kind is ActorKind.OFFICIAL
    takers = queries.takers(actor=request.actor, at=request.at, case_id=case_id) if moves_task else []
    return OfferDetail(
        **_offer(action),
        text=known_already.text,
        amount=known_already.amount,
        unit_ids=[UUID(unit_id) for unit_id in known_already.unit_ids],
        papers=_papers(case, action),
        known=_known(request, case, action),
        takers=[TakerOut(kind=taker.kind, id=taker.id, name=taker.name) for taker in takers],
    )


def _papers(case: cases.Case, action: cases.FlowAction) -> list[str]:
    if "request_supplement" in action.effects:
        return [paper.name for paper in queries.procedure_of_case(case).papers]
    if "paper" in action.needs:
        return list(case.notes.get("supplement_request", {}).get("papers", []))
    return []


def _known(request: PageRequest, case: cases.Case, action: cases.FlowAction) -> list[KnownOut]:
    if "request_supplement" not in action.effects:
        return []
    found = actions.known_papers(actor=request.actor, at=request.at, case=case)
    return [
        KnownOut(paper=one.paper, name=one.name, item_id=one.item.id, title=one.item.title, trust=one.item.trust)
        for one in found
    ]


@rest.post("/dossiers/{case_id}/papers/from-vault", access=READ, response=DossierOut)
def take_into_dossier(request: PageRequest, case_id: UUID, body: TakeIn) -> DossierOut:
    """Put a paper of the applicant's vault into the dossier instead of asking for it."""
    actions.take_into_dossier(
        actor=request.actor, at=request.at, case_id=case_id, paper=body.paper, item_id=body.item_id
    )
    return dossier_of(request, cases.case_view(actor=request.actor, case_id=case_id, at=request.at))


@rest.post("/dossiers/{case_id}/documents/{document_id}/check", access=READ, response=None, status=204)
def check_paper(request: PageRequest, case_id: UUID, document_id: UUID) -> None:
    """Say that a paper was compared with its original: it goes into the applicant's vault as checked."""
    actions.check_paper(actor=request.actor, at=request.at, case_id=case_id, document_id=document_id)


@rest.post("/dossiers/{case_id}/actions/{action_id}", access=SIGNED_IN, response=DossierOut)
def act(request: PageRequest, case_id: UUID, action_id: str, body: ActionIn) -> DossierOut:
    """Do one action of the dossier's flow. With an applicant's go the files uploaded as supplements."""
    stored = [*files.access_files(actor=request.actor, file_ids=body.file_ids).values()]
    if request.actor.kind is ActorKind.CITIZEN:
        actions.act_as_applicant(
            actor=request.actor,
            at=request.at,
            case_id=case_id,
            action_id=action_id,
            reason=body.reason,
            stored=stored,
            seen_seq=body.seen_seq,
        )
    else:
        actions.act_as_official(
            actor=request.actor,
            at=request.at,
            case_id=case_id,
            action_id=action_id,
            inputs=_inputs(body),
            stored=stored,
            seen_seq=body.seen_seq,
            insist=body.insist,
        )
    return dossier_of(request, cases.case_view(actor=request.actor, case_id=case_id, at=request.at))


def _inputs(body: ActionIn) -> cases.Inputs:
    return cases.Inputs(
        reason=body.reason,
        due_date=body.due_date,
        unit_id=body.unit_id,
        assignee_id=body.assignee_id,
        unit_ids=tuple(body.unit_ids),
        papers=tuple(body.papers),
        text=body.text,
        answer=body.answer,
        amount=body.amount,
    )


@rest.get("/dossiers/{case_id}/supplements", access=CITIZEN, response=list[PaperOut])
def list_supplements(request: PageRequest, case_id: UUID) -> list[PaperOut]:
    """The files that one uploaded in answer to a request and has not sent yet; ``paper`` says which one each is."""
    cases.access_case(actor=request.actor, case_id=case_id)
    uploaded = queries.supplement_papers(actor=request.actor, case_id=case_id)
    return [paper_out(one.id, one.title, one.file) for one in uploaded]


@rest.post("/dossiers/{case_id}/supplements", access=CITIZEN, response=PaperOut, status=201)
def add_supplement(
    request: PageRequest, case_id: UUID, action_id: Form[str], title: Form[str], file: File[UploadedFile]
) -> PaperOut:
    """Upload a photo or PDF that goes with the action ``action_id``; ``title`` says which paper it is."""
    row = actions.add_supplement(
        actor=request.actor,
        at=request.at,
        case_id=case_id,
        action_id=action_id,
        title=title[:SHORT],
        upload=file,
        name=file.name or "",
    )
    return paper_out(row.id, row.title, row.file)


@rest.post("/dossiers/{case_id}/supplements/from-vault", access=CITIZEN, response=PaperOut, status=201)
def take_supplement(request: PageRequest, case_id: UUID, body: TakeSupplementIn) -> PaperOut:
    """Use a paper of one's vault again for a paper that was asked for."""
    row = actions.take_supplement(
        actor=request.actor, at=request.at, case_id=case_id, action_id=body.action_id, title=body.title,
        item_id=body.item_id,
    )  # fmt: skip
    return paper_out(row.id, row.title, row.file)


@rest.delete("/dossiers/{case_id}/supplements/{paper_id}", access=CITIZEN, response=list[PaperOut])
def remove_supplement(request: PageRequest, case_id: UUID, paper_id: UUID) -> list[PaperOut]:
    """Take back a file that was not sent yet; what is left is answered."""
    cases.access_case(actor=request.actor, case_id=case_id)
    actions.remove_supplement(actor=request.actor, at=request.at, case_id=case_id, paper_id=paper_id)
    return list_supplements(request, case_id)
