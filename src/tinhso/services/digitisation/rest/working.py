"""REST: true copies of papers of a dossier, plans of old results, lots, scans, entries, samples, signing, progress."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from ninja import File, Form, Query, Schema, UploadedFile
from pydantic import Field

from tinhso.core.access import OFFICIAL, PUBLIC, needs
from tinhso.core.errors import NotFound
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr import api as ocr
from tinhso.services.digitisation import actions, queries
from tinhso.services.digitisation.models import Lot, Plan, Scan
from tinhso.services.digitisation.types import COPY, ENTER, MANAGE, SIGN
from tinhso.services.vault import api as vault

rest = RestRoom("digitisation", "Số hóa giấy tờ và kết quả cũ")
_COPY, _WORK, _RUN, _SEAL = needs(COPY), needs(ENTER), needs(MANAGE), needs(SIGN)
_WIDEST = 1400


class DigitisedFieldOut(Schema):
    """A datum of a kind of paper: dates are ISO when they are read, and any way of writing when they are sent."""

    id: str
    name: str
    name_en: str
    type: Literal["text", "code", "date", "person_id"]
    required: bool


class CopyOut(Schema):
    """A scan of a dossier's paper: what is proposed for it, and once it is signed what was confirmed."""

    id: UUID
    kind: str
    state: str
    reading: str
    proposed: dict[str, str]
    values: dict[str, str]
    fields: list[DigitisedFieldOut]
    number: str
    code: str
    item_id: UUID | None
    signed_at: datetime | None


class DossierPaperOut(Schema):
    """A document of a dossier that can be digitised."""

    document_id: UUID
    paper_id: str
    name: str
    kind: str
    scan_id: UUID | None
    state: str


class ValuesIn(Schema):
    """What stands on a paper, by field."""

    values: dict[str, str] = Field(max_length=20)


class EntryIn(ValuesIn):
    """What one person enters; ``turn`` and ``round`` are what the scan showed before."""

    turn: int = Field(ge=1, le=30_000)
    round: int = Field(ge=1, le=3)


class PuttingAsideIn(Schema):
    """Why a paper is put aside."""

    reason: str = Field(max_length=500)


class WrongIn(Schema):
    """The fields of a sampled paper that are wrong; none where all is right."""

    wrong: list[str] = Field([], max_length=20)


class DigitisationPlanIn(Schema):
    """A new plan: papers of a kind in a unit's books of some years; shares in per cent."""

    unit_id: UUID
    kind: str = Field(max_length=120)
    first_year: int
    last_year: int
    total: int
    sample_percent: int = 10
    error_percent: int = 2


class ProgressOut(Schema):
    """Papers to do, taken in, agreed on, signed, filed in vaults, put aside."""

    total: int
    taken: int
    agreed: int
    signed: int
    filed: int
    out: int
    percent: float


class DigitisationPlanOut(Schema):
    """A plan and how far it has come."""

    id: UUID
    unit_id: UUID
    kind: str
    first_year: int
    last_year: int
    sample_percent: int
    error_percent: int
    progress: ProgressOut


class DigitisationPlanPage(Schema):
    """Plans, newest first."""

    items: list[DigitisationPlanOut]
    total: int
    next: str | None


class FaultOut(Schema):
    """What is wrong with a row of the sheet (0: with a scan)."""

    row: int
    name: str
    reason: str


class LotIntakeOut(Schema):
    """What came of an intake, or would come."""

    taken: int
    again: int
    faults: list[FaultOut]


class SampleOut(Schema):
    """A paper of a sample; ``wrong`` is null until somebody has looked."""

    scan_id: UUID
    name: str
    wrong: list[str] | None


class LotOut(Schema):
    """A lot: state, how often it was begun, how many scans are in which state, its sample."""

    id: UUID
    plan_id: UUID
    number: int
    state: str
    turn: int
    problem: str
    taken_at: datetime
    states: dict[str, int] = {}
    sample: list[SampleOut] = []


class LotPage(Schema):
    """Lots of a plan, newest first, without their states and samples."""

    items: list[LotOut]
    total: int
    next: str | None


class ScanOut(Schema):
    """A scan of a lot. ``round`` is what waits to be entered, 0 for nothing; proposals only for the first round."""

    id: UUID
    lot_id: UUID
    name: str
    kind: str
    state: str
    turn: int
    round: int
    reason: str
    proposed: dict[str, str] = {}
    values: dict[str, str] = {}
    number: str
    item_id: UUID | None


class ScanPage(Schema):
    """Scans of a lot by name, without what stands on them."""

    items: list[ScanOut]
    total: int
    next: str | None


class StandingOut(Schema):
    """How far a unit has come with a kind of paper."""

    unit_id: UUID
    unit: str
    kind: str
    progress: ProgressOut


class PageIn(Schema):
    """A page of a list by key."""

    after: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=200)


class ScansIn(PageIn):
    """Scans of a lot, all or those in one state."""

    state: str = Field("", max_length=10)


def _copy(scan: Scan) -> CopyOut:
    proposal = queries.proposal_of(scan)
    names = ("id", "kind", "state", "values", "number", "code", "item_id", "signed_at")
    return CopyOut(
        **{name: getattr(scan, name) for name in names},
        reading=proposal.reading.state if proposal.reading else "",
        proposed=dict(proposal.values),
        fields=_fields(scan.kind),
    )


def _fields(kind: str) -> list[DigitisedFieldOut]:
    names = DigitisedFieldOut.model_fields
    return [DigitisedFieldOut(**{name: getattr(one, name) for name in names}) for one in queries.fields_of(kind)]


@rest.get("/digitisation/kinds", access=OFFICIAL, response=dict[str, list[DigitisedFieldOut]])
def list_kinds(request: PageRequest) -> dict[str, list[DigitisedFieldOut]]:
    """The kinds of paper that are digitised, with what is entered of each."""
    return {kind: _fields(kind) for kind in queries.digitised_kinds()}


@rest.get("/digitisation/dossiers/{case_id}", access=_COPY, response=list[DossierPaperOut])
def list_papers(request: PageRequest, case_id: UUID) -> list[DossierPaperOut]:
    """The documents of a dossier in hand that can be digitised."""
    _case, papers = queries.dossier_papers(actor=request.actor, case_id=case_id)
    return [
        DossierPaperOut(
            document_id=one.document.id,
            paper_id=one.required.id,
            name=one.required.name,
            kind=one.kind,
            scan_id=one.scan.id if one.scan else None,
            state=one.scan.state if one.scan else "",
        )
        for one in papers
    ]


@rest.post("/digitisation/dossiers/{case_id}/documents/{document_id}", access=_COPY, response=CopyOut)
def start_copy(request: PageRequest, case_id: UUID, document_id: UUID) -> CopyOut:
    """Take up a document that was handed in; again, the same scan."""
    return _copy(actions.start_copy(actor=request.actor, at=request.at, case_id=case_id, document_id=document_id))


@rest.post("/digitisation/dossiers/{case_id}/scans", access=_COPY, response=CopyOut, status=201)
def add_scan(request: PageRequest, case_id: UUID, paper_id: Form[str], scan: File[UploadedFile]) -> CopyOut:
    """Scan another paper of a dossier in hand and take it up."""
    made = actions.add_scan(
        actor=request.actor, at=request.at, case_id=case_id, paper_id=paper_id, upload=scan, name=scan.name or ""
    )
    return _copy(made)


@rest.get("/digitisation/copies/{scan_id}", access=_COPY, response=CopyOut)
def read_copy(request: PageRequest, scan_id: UUID) -> CopyOut:
    """A scan of a dossier's paper. The reading is recorded."""
    scan = queries.access_copy(actor=request.actor, scan_id=scan_id)
    audit.record_read(actor=request.actor, at=request.at, subject=("scan", scan.id), purpose="digitisation.copy")
    return _copy(scan)


@rest.post("/digitisation/copies/{scan_id}/signature", access=_COPY, response=CopyOut)
def sign_copy(request: PageRequest, scan_id: UUID, given: ValuesIn) -> CopyOut:
    """Confirm what stands on the paper, sign its true copy and file it in the applicant's vault."""
    return _copy(actions.sign_copy(actor=request.actor, at=request.at, scan_id=scan_id, given=given.values))


@rest.get("/digitisation/scans/{scan_id}/pages/{number}", access=OFFICIAL, response=None)
def read_page(request: PageRequest, scan_id: UUID, number: int) -> HttpResponseBase:
    """A page of a scan as JPEG, counted from 1, straightened, for whoever works on it."""
    scan = queries.readable_scan(actor=request.actor, scan_id=scan_id)
    pages = ocr.pages_read(ocr.readings([scan.sha256]).get(scan.sha256))
    content = ocr.picture(scan.scan, number, pages, widest=_WIDEST)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@rest.get("/digitisation/scans/{scan_id}/file", access=OFFICIAL, response=None)
def read_file(request: PageRequest, scan_id: UUID) -> HttpResponseBase:
    """The signed true copy; not found before. The reading is recorded."""
    scan = queries.readable_scan(actor=request.actor, scan_id=scan_id)
    if scan.file is None:
        raise NotFound
    audit.record_read(actor=request.actor, at=request.at, subject=("scan", scan.id), purpose="digitisation.file")
    return files.file_response(scan.file, inline=True)


def _progress(done: queries.Progress) -> ProgressOut:
    return ProgressOut(**{name: getattr(done, name) for name in ProgressOut.model_fields})


def plans_told(plans: list[Plan]) -> list[DigitisationPlanOut]:
    """Plans with their progress, as they go out."""
    counted = queries.progress_of({plan.id: plan for plan in plans})
    names = [name for name in DigitisationPlanOut.model_fields if name != "progress"]
    return [
        DigitisationPlanOut(**{name: getattr(plan, name) for name in names}, progress=_progress(counted[plan.id]))
        for plan in plans
    ]


@rest.get("/digitisation/plans", access=_WORK, response=DigitisationPlanPage)
def list_plans(request: PageRequest, asked: Query[PageIn]) -> DigitisationPlanPage:
    """The plans of one's units."""
    page = queries.plans(actor=request.actor, after=asked.after or None, limit=asked.limit)
    return DigitisationPlanPage(items=plans_told(list(page.items)), total=page.total or 0, next=page.next_cursor)


@rest.post("/digitisation/plans", access=_RUN, response=DigitisationPlanOut, status=201)
def make_plan(request: PageRequest, plan: DigitisationPlanIn) -> DigitisationPlanOut:
    """Plan the old results of a unit."""
    new = actions.NewPlan(**plan.model_dump())
    return plans_told([actions.make_plan(actor=request.actor, at=request.at, plan=new)])[0]


@rest.get("/digitisation/plans/{plan_id}", access=_WORK, response=DigitisationPlanOut)
def read_plan(request: PageRequest, plan_id: UUID) -> DigitisationPlanOut:
    """One plan."""
    return plans_told([queries.access_plan(actor=request.actor, plan_id=plan_id)])[0]


@rest.post("/digitisation/plans/{plan_id}/lots", access=_RUN, response=LotIntakeOut)
def take_lot(
    request: PageRequest,
    plan_id: UUID,
    scans: File[list[UploadedFile]],
    sheet: File[UploadedFile] = None,  # type: ignore[assignment]  # ninja's way of an optional file
    only_try: Form[bool] = False,
) -> LotIntakeOut:
    """Take a lot in: scans or a ZIP of scans, with a sheet or without. ``only_try`` stores nothing."""
    made = actions.take_lot(
        actor=request.actor,
        at=request.at,
        plan_id=plan_id,
        scans=actions.scans_of_uploads(scans),
        sheet=files.read_upload(sheet) if sheet else b"",
        only_try=only_try,
    )
    faults = [FaultOut(row=one.row, name=one.name, reason=one.reason) for one in made.faults]
    return LotIntakeOut(taken=made.taken, again=made.again, faults=faults)


def _lot(lot: Lot, *, whole: bool) -> LotOut:
    names = ("id", "plan_id", "number", "state", "turn", "problem", "taken_at")
    more: dict[str, Any] = {}
    if whole:
        sample = [SampleOut(scan_id=c.scan_id, name=c.scan.name, wrong=c.wrong) for c in queries.checks_of(lot)]
        more = {"states": queries.states_of(lot), "sample": sample}
    return LotOut(**{name: getattr(lot, name) for name in names}, **more)


@rest.get("/digitisation/plans/{plan_id}/lots", access=_WORK, response=LotPage)
def list_lots(request: PageRequest, plan_id: UUID, asked: Query[PageIn]) -> LotPage:
    """The lots of a plan."""
    plan = queries.access_plan(actor=request.actor, plan_id=plan_id)
    page = queries.lots_of(plan, after=asked.after or None, limit=asked.limit)
    items = [_lot(lot, whole=False) for lot in page.items]
    return LotPage(items=items, total=page.total or 0, next=page.next_cursor)


@rest.get("/digitisation/lots/{lot_id}", access=_WORK, response=LotOut)
def read_lot(request: PageRequest, lot_id: UUID) -> LotOut:
    """One lot with its states and its sample."""
    return _lot(queries.access_lot(actor=request.actor, lot_id=lot_id), whole=True)


@rest.post("/digitisation/lots/{lot_id}/sample", access=_RUN, response=LotOut)
def draw_sample(request: PageRequest, lot_id: UUID) -> LotOut:
    """Draw the sample of a lot that is entered."""
    return _lot(actions.draw_sample(actor=request.actor, at=request.at, lot_id=lot_id), whole=True)


@rest.post("/digitisation/lots/{lot_id}/signature", access=_SEAL, response=LotOut)
def sign_lot(request: PageRequest, lot_id: UUID) -> LotOut:
    """Sign a lot that passed; ask for it until it is ``done``."""
    return _lot(actions.sign_lot(actor=request.actor, at=request.at, lot_id=lot_id), whole=True)


def scan_told(scan: Scan, *, whole: bool) -> ScanOut:
    """A scan as it goes out; what stands on it where ``whole``."""
    names = ("id", "lot_id", "name", "kind", "state", "turn", "reason", "number", "item_id")
    waits = queries.ROUNDS.get(scan.state, 0)
    shown = {"proposed": dict(queries.proposal_of(scan).values) if waits == 1 else {}, "values": scan.values}
    return ScanOut(**{name: getattr(scan, name) for name in names}, round=waits, **(shown if whole else {}))


@rest.get("/digitisation/lots/{lot_id}/scans", access=_WORK, response=ScanPage)
def list_scans(request: PageRequest, lot_id: UUID, asked: Query[ScansIn]) -> ScanPage:
    """The scans of a lot."""
    lot = queries.access_lot(actor=request.actor, lot_id=lot_id)
    page = queries.scans_of(lot, state=asked.state, after=asked.after or None, limit=asked.limit)
    items = [scan_told(scan, whole=False) for scan in page.items]
    return ScanPage(items=items, total=page.total or 0, next=page.next_cursor)


@rest.get("/digitisation/next", access=_WORK, response=ScanOut | None)
def read_next(request: PageRequest, lot_id: UUID | None = None) -> ScanOut | None:
    """The next scan for this person to enter, null where none waits. The reading is recorded."""
    scan = queries.next_scan(actor=request.actor, lot_id=lot_id)
    return read_scan(request, scan.id) if scan else None


@rest.get("/digitisation/scans/{scan_id}", access=_WORK, response=ScanOut)
def read_scan(request: PageRequest, scan_id: UUID) -> ScanOut:
    """A scan of a lot. The reading is recorded."""
    scan = queries.access_scan(actor=request.actor, scan_id=scan_id)
    audit.record_read(actor=request.actor, at=request.at, subject=("scan", scan.id), purpose="digitisation.enter")
    return scan_told(scan, whole=True)


@rest.post("/digitisation/scans/{scan_id}/entries", access=_WORK, response=ScanOut)
def enter(request: PageRequest, scan_id: UUID, entry: EntryIn) -> ScanOut:
    """Enter a paper, or settle where two differ."""
    done = actions.enter(
        actor=request.actor, at=request.at, scan_id=scan_id, given=entry.values, seen_turn=entry.turn,
        seen_round=entry.round,
    )  # fmt: skip
    return scan_told(done, whole=False)


@rest.post("/digitisation/scans/{scan_id}/putting-aside", access=_WORK, response=ScanOut)
def put_aside(request: PageRequest, scan_id: UUID, given: PuttingAsideIn) -> ScanOut:
    """Put a paper aside that cannot be entered."""
    done = actions.put_aside(actor=request.actor, at=request.at, scan_id=scan_id, reason=given.reason)
    return scan_told(done, whole=False)


@rest.post("/digitisation/scans/{scan_id}/check", access=_WORK, response=LotOut)
def check_sample(request: PageRequest, scan_id: UUID, given: WrongIn) -> LotOut:
    """Check a paper of a sample; the last one decides over the lot."""
    lot = actions.check_sample(actor=request.actor, at=request.at, scan_id=scan_id, wrong=given.wrong)
    return _lot(lot, whole=True)


@rest.get("/digitisation/progress", access=PUBLIC, response=list[StandingOut])
def read_progress(request: PageRequest) -> list[StandingOut]:
    """How far every unit has come with every kind of paper; figures only."""
    return [
        StandingOut(
            unit_id=one.unit_id, unit=one.unit, kind=vault.kind_name(one.kind), progress=_progress(one.progress)
        )
        for one in queries.standings()
    ]
