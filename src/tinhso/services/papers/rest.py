"""REST: the log book, the control slip, hand-over sheets, prints of many papers."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext
from ninja import Query, Schema
from pydantic import Field

from tinhso.core import sheets
from tinhso.core.access import needs
from tinhso.core.errors import NotFound
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.services.papers import actions, queries
from tinhso.services.papers.models import PrintRun, Sheet
from tinhso.services.papers.types import GIVE, MOST, READ, Handover, SheetKind
from tinhso.services.procedures import api as procedures

rest = RestRoom("papers", "Giấy tờ của bộ phận một cửa")
_SEE = needs(READ)
_HAND = needs(GIVE)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BookLine(Schema):
    """One dossier of the log book, as people read it."""

    case_id: UUID
    code: str
    procedure: str
    applicant: str
    address: str
    contact: str
    unit: str
    received_at: str
    promised_at: str
    finished_at: str
    returned_at: str
    channel: str
    note: str


class BookPageOut(Schema):
    """Dossiers in the order in which they came, with their number, and the cursor of the next page."""

    items: list[BookLine]
    total: int
    next: str | None


class BookIn(Schema):
    """A unit, the days from ``start`` to ``last``, both counted (the last seven where absent), and a procedure."""

    unit_id: UUID
    start: date | None = None
    last: date | None = None
    procedure: str = Field("", max_length=120)

    def asked(self, at: datetime) -> queries.Asked:
        """The same with its days filled in. Raises ``InvalidInput``."""
        start, last = queries.period_of(self.start, self.last, at)
        return queries.Asked(self.unit_id, start, last, self.procedure)


class BookPageIn(BookIn):
    """A page of the log book."""

    after: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=MOST)


class TransferOut(Schema):
    """One hand-over; ``verdict`` is on_time, late, holding, holding_late, or empty where nothing is judged."""

    giver: str
    taker: str
    by: str
    at: datetime
    planned: datetime | None
    actual: datetime | None
    verdict: str


class LateShareOut(Schema):
    """Working minutes after the promised date, charged to one party at one unit."""

    charged_to: str
    unit_id: UUID
    minutes: int


class SlipOut(Schema):
    """A control slip; the late shares sum to the whole late time."""

    code: str
    transfers: list[TransferOut]
    late: list[LateShareOut]


class SheetLine(Schema):
    """One dossier of a sheet; ``state`` is waiting, taken, left (with its reason) or cancelled; of the post also
    delivered (to ``ended_with``) or returned (with its reason).
    """

    case_id: UUID
    code: str
    state: str
    tracking: str
    reason: str
    ended_at: datetime | None
    ended_with: str


class SheetOut(Schema):
    """A hand-over sheet."""

    id: UUID
    number: str
    kind: str
    state: str
    from_unit_id: UUID
    to_unit_id: UUID | None
    carrier: str
    content: str
    made_by: str
    made_at: datetime
    closed_by: str
    closed_at: datetime | None
    may_take: bool
    may_cancel: bool
    entries: list[SheetLine] = []


class SheetPage(Schema):
    """Sheets, newest first, without their dossiers."""

    items: list[SheetOut]
    total: int
    next: str | None


class SheetIn(Schema):
    """A new sheet: for a unit (``to_unit_id``) or the post (``carrier``); ``tracking`` numbers by dossier."""

    kind: SheetKind
    case_ids: list[UUID] = Field(min_length=1, max_length=MOST)
    to_unit_id: UUID | None = None
    carrier: str = Field("", max_length=200)
    content: str = Field("", max_length=300)
    tracking: dict[UUID, str] = {}


class TakingIn(Schema):
    """The confirmation of a sheet: the reason of each dossier not taken; who signed for the carrier."""

    left: dict[UUID, str] = {}
    taker: str = Field("", max_length=250)


class CancellingIn(Schema):
    """Why a sheet is taken back."""

    reason: str = Field(max_length=500)


class TrackingIn(Schema):
    """Tracking numbers by dossier."""

    tracking: dict[UUID, str] = Field(min_length=1, max_length=MOST)


class PostOutcomesIn(Schema):
    """By dossier: who got it from the post, or why it came back."""

    delivered: dict[UUID, str] = {}
    returned: dict[UUID, str] = {}


class PostLine(Schema):
    """A result that waits for the post: to whom, where."""

    case_id: UUID
    code: str
    unit_id: UUID
    recipient: str
    phone: str
    address: str
    zone: str


class PostPage(Schema):
    """Results that wait for the post, the longest waiting first."""

    items: list[PostLine]
    total: int
    next: str | None


class GivingBackIn(Schema):
    """Who took the papers of a dossier back."""

    taker: str = Field(max_length=250)
    note: str = Field("", max_length=500)


class GivenBackOut(Schema):
    """Papers that went back to who brought them."""

    case_id: UUID
    taker: str
    note: str
    given_by: str
    at: datetime


class PrintIn(Schema):
    """Which form, by its purpose, of which dossiers."""

    case_ids: list[UUID] = Field(min_length=1, max_length=MOST)
    purpose: Literal["receipt", "supplement_request", "refusal", "apology", "stop_notice", "control_slip"]


class PrintOut(Schema):
    """A print: ``running`` or ``done``; how many of its dossiers are done; codes of those that have no such paper."""

    id: UUID
    purpose: str
    state: str
    total: int
    done: int
    missing: list[str]


class PaperFormOut(Schema):
    """A form of the one-stop shop: what it is for, under which instrument and number, and when it holds."""

    id: str
    purpose: str
    instrument: str
    number: str
    name: str
    name_en: str
    valid_from: date | None
    valid_to: date | None


@rest.get("/papers/forms", access=_SEE, response=list[PaperFormOut])
def list_forms(request: PageRequest) -> list[PaperFormOut]:
    """Every form, of every instrument that ever held, by instrument and number."""
    forms = sorted(procedures.paper_forms(), key=lambda form: (form.instrument, form.number))
    names = ("id", "purpose", "instrument", "number", "name", "name_en")
    return [
        PaperFormOut(
            **{name: getattr(form, name) or "" for name in names}, valid_from=form.valid_from, valid_to=form.valid_to
        )
        for form in forms
    ]


@rest.get("/papers/log-book", access=_SEE, response=BookPageOut)
def read_book(request: PageRequest, asked: Query[BookPageIn]) -> BookPageOut:
    """The dossiers of a unit by day; none of a unit whose dossiers one may not read."""
    page = queries.book_page(
        actor=request.actor, asked=asked.asked(request.at), after=asked.after or None, limit=asked.limit
    )
    names = [name for name in BookLine.model_fields if name != "case_id"]
    items = [BookLine(case_id=row.case.id, **{name: getattr(row, name) for name in names}) for row in page.items]
    return BookPageOut(items=items, total=page.total or 0, next=page.next_cursor)


@rest.get("/papers/log-book/{kind}", access=_SEE, response=None)
def export_book(request: PageRequest, kind: Literal["pdf", "xlsx", "csv"], asked: Query[BookIn]) -> HttpResponseBase:
    """The whole log book as its form, as a workbook or as CSV. The reading is recorded."""
    wanted = asked.asked(request.at)
    audit.record_read(actor=request.actor, at=request.at, subject=("unit", wanted.unit_id), purpose="papers.log_book")
    if kind == "pdf":
        drawn = actions.draw_book(actor=request.actor, at=request.at, asked=wanted)
        return files.pdf_response(drawn, name="so-theo-doi.pdf")
    rows = actions.book_table(actor=request.actor, asked=wanted)
    if kind == "xlsx":
        content = sheets.write_xlsx([(gettext("Sổ theo dõi hồ sơ"), rows)])
        return HttpResponse(content, content_type=_XLSX)
    return HttpResponse(sheets.write_csv(rows), content_type="text/csv; charset=utf-8")


def _slip(request: PageRequest, case_id: UUID) -> queries.Slip:
    made = queries.control_slip(actor=request.actor, at=request.at, case_id=case_id)
    audit.record_read(actor=request.actor, at=request.at, subject=("case", case_id), purpose="papers.slip")
    return made


@rest.get("/papers/control-slips/{case_id}", access=_SEE, response=SlipOut)
def read_slip(request: PageRequest, case_id: UUID) -> SlipOut:
    """The control slip of a dossier. The reading is recorded."""
    made = _slip(request, case_id)
    return SlipOut(
        code=made.case.code or "",
        transfers=[
            TransferOut(
                giver=one.giver,
                taker=one.taker,
                by=made.givers.get(one.at, ""),
                at=one.at,
                planned=one.planned,
                actual=one.actual,
                verdict=one.verdict,
            )
            for one in made.transfers
        ],
        late=[LateShareOut(charged_to=s.charged_to, unit_id=s.unit_id, minutes=s.minutes) for s in made.late],
    )


@rest.get("/papers/control-slips/{case_id}/pdf", access=_SEE, response=None)
def print_slip(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """The control slip of a dossier as PDF. The reading is recorded."""
    made = _slip(request, case_id)
    content = actions.draw_slip(actor=request.actor, at=request.at, slip=made)
    return files.pdf_response(content, name=f"{made.case.code}-kiem-soat.pdf")


def _sheet(request: PageRequest, sheet: Sheet, *, whole: bool) -> SheetOut:
    entries = queries.entries_of(sheet) if whole else []
    names = (
        "id", "kind", "state", "from_unit_id", "to_unit_id", "carrier", "content", "made_by", "made_at", "closed_by",
        "closed_at",
    )  # fmt: skip
    return SheetOut(
        **{name: getattr(sheet, name) for name in names},
        number=queries.number_of(sheet),
        may_take=queries.may_take(request.actor, sheet),
        may_cancel=queries.may_cancel(request.actor, sheet),
        entries=[
            SheetLine(
                case_id=e.case_id,
                code=e.case.code or "",
                state=e.state,
                tracking=e.tracking,
                reason=e.reason,
                ended_at=e.ended_at,
                ended_with=e.ended_with,
            )
            for e in entries
        ],
    )


@rest.get("/papers/handovers", access=_HAND, response=SheetPage)
def list_sheets(
    request: PageRequest, standing: Literal["to_take", "given", "all"] = "all", after: str = "", limit: int = 50
) -> SheetPage:
    """Sheets, newest first: those one may take, those given that wait, or all that one may read."""
    page = queries.sheets(actor=request.actor, standing=standing, after=after or None, limit=min(max(limit, 1), MOST))
    items = [_sheet(request, sheet, whole=False) for sheet in page.items]
    return SheetPage(items=items, total=page.total or 0, next=page.next_cursor)


@rest.post("/papers/handovers", access=_HAND, response=SheetOut, status=201)
def make_sheet(request: PageRequest, sheet: SheetIn) -> SheetOut:
    """Make a sheet of one's own unit. All or nothing."""
    handover = Handover(
        sheet.kind, tuple(sheet.case_ids), sheet.to_unit_id, sheet.carrier, sheet.content, dict(sheet.tracking)
    )
    made = actions.make_sheet(actor=request.actor, at=request.at, handover=handover)
    return _sheet(request, queries.access_sheet(actor=request.actor, sheet_id=made.id), whole=True)


@rest.get("/papers/handovers/{sheet_id}", access=_SEE, response=SheetOut)
def read_sheet(request: PageRequest, sheet_id: UUID) -> SheetOut:
    """A sheet with its dossiers."""
    return _sheet(request, queries.access_sheet(actor=request.actor, sheet_id=sheet_id), whole=True)


@rest.get("/papers/handovers/{sheet_id}/pdf", access=_SEE, response=None)
def print_sheet(request: PageRequest, sheet_id: UUID) -> HttpResponseBase:
    """A sheet with its two signatories, as PDF."""
    sheet = queries.access_sheet(actor=request.actor, sheet_id=sheet_id)
    content = actions.draw_sheet(at=request.at, sheet=sheet, entries=queries.entries_of(sheet))
    return files.pdf_response(content, name=f"ban-giao-{sheet.number:02d}-{sheet.year}.pdf")


@rest.post("/papers/handovers/{sheet_id}/taking", access=_HAND, response=SheetOut)
def take_sheet(request: PageRequest, sheet_id: UUID, taking: TakingIn) -> SheetOut:
    """Confirm a sheet, whole or without some."""
    actions.take_sheet(actor=request.actor, at=request.at, sheet_id=sheet_id, left=taking.left, taker=taking.taker)
    return read_sheet(request, sheet_id)


@rest.post("/papers/handovers/{sheet_id}/cancelling", access=_HAND, response=SheetOut)
def cancel_sheet(request: PageRequest, sheet_id: UUID, cancelling: CancellingIn) -> SheetOut:
    """Take a sheet back that nobody has confirmed."""
    actions.cancel_sheet(actor=request.actor, at=request.at, sheet_id=sheet_id, reason=cancelling.reason)
    return read_sheet(request, sheet_id)


@rest.post("/papers/handovers/{sheet_id}/tracking", access=_HAND, response=SheetOut)
def record_tracking(request: PageRequest, sheet_id: UUID, tracking: TrackingIn) -> SheetOut:
    """Write down the tracking numbers of a sheet for the post."""
    actions.record_tracking(actor=request.actor, at=request.at, sheet_id=sheet_id, tracking=tracking.tracking)
    return read_sheet(request, sheet_id)


@rest.post("/papers/handovers/{sheet_id}/delivery", access=_HAND, response=SheetOut)
def record_delivery(request: PageRequest, sheet_id: UUID, delivery: PostOutcomesIn) -> SheetOut:
    """Write down what the post delivered and what it brought back; what was delivered is handed over in its dossier."""
    actions.record_delivery(actor=request.actor, at=request.at, sheet_id=sheet_id, **delivery.dict())
    return read_sheet(request, sheet_id)


@rest.get("/papers/post", access=_HAND, response=PostPage)
def list_post(request: PageRequest, after: str = "", limit: int = 50) -> PostPage:
    """Results of the own units that are ready and wait to be handed to the post."""
    page = queries.waiting_for_post(actor=request.actor, after=after or None, limit=min(max(limit, 1), MOST))
    names = ("unit_id", "recipient", "phone", "address", "zone")
    items = [
        PostLine(case_id=row.case_id, code=row.case.code or "", **{name: getattr(row, name) for name in names})
        for row in page.items
    ]
    return PostPage(items=items, total=page.total or 0, next=page.next_cursor)


@rest.post("/papers/given-back/{case_id}", access=_HAND, response=GivenBackOut, status=201)
def give_back(request: PageRequest, case_id: UUID, body: GivingBackIn) -> GivenBackOut:
    """Note who took back the papers of a dossier that was refused, stopped or withdrawn; once."""
    row = actions.give_back(actor=request.actor, at=request.at, case_id=case_id, **body.dict())
    return GivenBackOut(**{name: getattr(row, name) for name in GivenBackOut.model_fields})


def _run(run: PrintRun) -> PrintOut:
    return PrintOut(
        id=run.id, purpose=run.purpose, state=run.state, total=len(run.case_ids), done=run.done, missing=run.missing
    )


@rest.post("/papers/prints", access=_SEE, response=PrintOut, status=201)
def start_print(request: PageRequest, wanted: PrintIn) -> PrintOut:
    """Print one form of up to 200 dossiers into one file; ask for it until it is ``done``."""
    return _run(
        actions.start_print(actor=request.actor, at=request.at, case_ids=wanted.case_ids, purpose=wanted.purpose)
    )


@rest.get("/papers/prints/{run_id}", access=_SEE, response=PrintOut)
def read_print(request: PageRequest, run_id: UUID) -> PrintOut:
    """How far one's own print has come."""
    return _run(queries.access_run(actor=request.actor, run_id=run_id))


@rest.get("/papers/prints/{run_id}/file", access=_SEE, response=None)
def read_print_file(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """The file of a print that is done; not found before."""
    run = queries.access_run(actor=request.actor, run_id=run_id)
    if run.file is None:
        raise NotFound
    return files.file_response(run.file, inline=True)
