"""REST: the review of all procedures and of one, dossiers behind a figure, signals, the time cut, proposals."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext
from ninja import Query, Schema
from pydantic import Field

from tinhso.core.access import needs
from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.engines.cases import api as cases
from tinhso.services.portfolio import actions, queries
from tinhso.services.portfolio.rules.figures import Figures, Share
from tinhso.services.portfolio.rules.measures import MEASURES
from tinhso.services.portfolio.rules.told import text_of, title_of
from tinhso.services.portfolio.types import PROPOSE, READ, Period

rest = RestRoom("portfolio", "Rà soát thủ tục")
_SEE = needs(READ)
_SHORT = 120
_MOST = 200


class FiguresOut(Schema):
    """Counts of one procedure over a period, and its working hours; what cannot be told is null."""

    filed: int
    received: int
    online: int
    finished: int
    on_time: int
    supplemented: int
    refused: int
    withdrawn: int
    rated: int
    satisfied: int
    drafts: int
    drafts_filed: int
    drafts_dropped: int
    median_hours: int | None
    p90_hours: int | None
    deadline_hours: int | None


class ReviewRow(Schema):
    """One procedure of the table; ``months`` are the dossiers received in the last twelve months, oldest first."""

    code: str
    name: str
    name_en: str
    field: str
    level: str
    figures: FiguresOut
    months: list[int]


class ReviewPage(Schema):
    """Procedures in the order asked for, the sums over all of them, and the cursor of the next page."""

    items: list[ReviewRow]
    total: int
    sums: FiguresOut
    next: str | None


class StageTimeOut(Schema):
    """Working minutes that finished dossiers spent in a state, with a unit, charged to a party, counted or not."""

    state: str
    charged_to: str
    counts: bool
    unit_id: UUID
    minutes: int


class StepLeftOut(Schema):
    """A step of the form: the drafts that came to it and those that stopped there; empty for the check at the end."""

    step: str
    came: int
    stopped: int


class StopOut(Schema):
    """Drafts that stopped ``at`` a question, ``after`` one, or ``unsaved``."""

    step: str
    question: str
    how: str
    drafts: int


class ReviewMonth(Schema):
    """One month, named by its first day."""

    month: date
    received: int
    finished: int
    on_time: int


class PartCount(Schema):
    """How many of a part: a paper that was asked for, a tenth of the deadline that was used."""

    part: str
    count: int


class ProcedureReview(Schema):
    """One procedure over a period, and its last twelve months."""

    code: str
    name: str
    name_en: str
    figures: FiguresOut
    months: list[ReviewMonth]
    stages: list[StageTimeOut]
    papers: list[PartCount]
    used: list[PartCount]
    steps: list[StepLeftOut]
    stops: list[StopOut]


class DossierBehind(Schema):
    """A dossier behind a figure, without anything of a person; ``readable`` says whether one may open it."""

    id: UUID
    code: str | None
    state: str
    unit_id: UUID
    filed_at: datetime
    finished_at: datetime | None
    readable: bool


class DossiersBehind(Schema):
    """Dossiers behind a figure with what the figure means, and the cursor of the next page."""

    definition: str
    items: list[DossierBehind]
    total: int | None
    next: str | None


class SignalOut(Schema):
    """Something that stands out, in words and numbers, and what would usually be proposed."""

    kind: str
    codes: list[str]
    title: str
    text: str
    remedy: str
    numbers: dict[str, float]


class ReadingOut(Schema):
    """One reading of the time-cut target: by deadlines (minutes, or procedures) and by real times (hours, …)."""

    indicator: str
    name: str
    name_en: str
    numerator: int
    denominator: int
    percent: float | None
    actual_numerator: int
    actual_denominator: int
    actual_percent: float | None
    target: str | None
    state: str | None


class TimeRow(Schema):
    """One procedure's time in working hours."""

    code: str
    baseline_hours: int
    current_hours: int
    cut_percent: float | None
    median_hours: int | None
    p90_hours: int | None


class TimeCutOut(Schema):
    """Both readings beside each other, and the procedures, those cut most first."""

    readings: list[ReadingOut]
    items: list[TimeRow]
    total: int | None
    next: str | None


class ProposalIn(Schema):
    """A proposal; ``key`` is made by the client, so that sending twice makes one."""

    key: str = Field(min_length=8, max_length=60)
    remedy: str = Field(max_length=20)
    procedures: list[str] = Field(max_length=20)
    title: str = Field(max_length=300)
    reason: str = Field(max_length=4000)
    owner_id: UUID | None = None
    new_days: int | None = Field(None, ge=0, le=10_000)
    minutes_saved: int = Field(0, ge=0, le=10_000)


class ProposalStepIn(Schema):
    """What goes with an action on a proposal."""

    reason: str = Field("", max_length=4000)
    document_number: str = Field("", max_length=60)
    release: int | None = None
    seen_seq: int | None = None


class ProposalOut(Schema):
    """A proposal with the state of its case, its frozen figures, its saving, and what one may do on it now."""

    id: UUID
    code: str | None
    remedy: str
    procedures: list[str]
    title: str
    reason: str
    author: str
    owner_id: UUID
    created_at: datetime
    due_at: datetime | None
    state: str
    seq: int
    new_days: int | None
    yearly_volume: int
    minutes_saved: int
    hour_cost: int
    saved_hours: float
    saved_cost: int
    formula: str
    before: dict[str, dict[str, float | int | str | None]]
    after: dict[str, dict[str, float | int | str | None]] | None
    document_number: str
    release: int | None
    in_force_date: date | None
    offered: list[str] = []


class ProposalPage(Schema):
    """Proposals, newest first."""

    items: list[ProposalOut]
    next: str | None


class ReviewPeriodIn(Schema):
    """The days from ``start`` to ``last``, both counted (the present quarter where absent), of one unit or of all."""

    start: date | None = None
    last: date | None = None
    unit_id: UUID | None = None

    def period(self, at: datetime) -> Period:
        """The days asked for. Raises ``PeriodInvalid``."""
        return queries.period_between(self.start, self.last, at)


class ReviewIn(ReviewPeriodIn):
    """What the table is asked for; ``sort`` is the name of a figure, ``-`` before it for the largest first."""

    field: str = Field("", max_length=_SHORT)
    level: str = Field("", max_length=20)
    used_only: bool = False
    sort: str = Field("-received", max_length=20)
    after: str = Field("", max_length=_SHORT)
    limit: int = Field(queries.PAGE, ge=1, le=_MOST)


def _figures(one: Figures) -> FiguresOut:
    return FiguresOut(**{name: getattr(one, name) for name in FiguresOut.model_fields})


@rest.get("/portfolio/procedures", access=_SEE, response=ReviewPage)
def list_review(request: PageRequest, asked: Query[ReviewIn]) -> ReviewPage:
    """Every procedure of the catalogue with its figures over a period."""
    wanted = queries.Asked(
        asked.period(request.at), asked.field, asked.level, asked.unit_id, asked.used_only, asked.sort
    )
    found = queries.review(actor=request.actor, at=request.at, asked=wanted, after=asked.after, limit=asked.limit)
    rows = [
        ReviewRow(
            code=row.item.id,
            name=row.item.name,
            name_en=row.item.name_en,
            field=row.item.field,
            level=row.item.level,
            figures=_figures(row.figures),
            months=list(row.trend.received) if row.trend else [],
        )
        for row in found.page.items
    ]
    return ReviewPage(items=rows, total=found.page.total or 0, sums=_figures(found.sums), next=found.page.next_cursor)


@rest.get("/portfolio/procedures/{code}", access=_SEE, response=ProcedureReview)
def read_review(request: PageRequest, code: str, asked: Query[ReviewPeriodIn]) -> ProcedureReview:
    """One procedure: figures, months, where its time goes, where drafts stop, which papers are asked for again."""
    one = queries.one_procedure(
        actor=request.actor, at=request.at, code=code, period=asked.period(request.at), unit_id=asked.unit_id
    )
    return ProcedureReview(
        code=one.item.id,
        name=one.item.name,
        name_en=one.item.name_en,
        figures=_figures(one.figures),
        months=[
            ReviewMonth(month=m.first, received=m.received, finished=m.finished, on_time=m.on_time) for m in one.months
        ],
        stages=[
            StageTimeOut(state=s.state, charged_to=s.charged_to, counts=s.counts, unit_id=s.unit_id, minutes=s.minutes)
            for s in one.stages
        ],
        papers=[PartCount(part=part, count=count) for part, count in one.papers],
        used=[PartCount(part=str(tenth), count=count) for tenth, count in one.used],
        steps=[StepLeftOut(step=s.step, came=s.came, stopped=s.stopped) for s in one.dropped.steps],
        stops=[StopOut(step=s.step, question=s.question, how=s.how, drafts=s.drafts) for s in one.dropped.stops],
    )


@rest.get("/portfolio/procedures/{code}/dossiers/{measure}", access=_SEE, response=DossiersBehind)
def list_dossiers_behind(
    request: PageRequest,
    code: str,
    measure: str,
    asked: Query[ReviewPeriodIn],
    met: bool | None = None,
    after: str | None = None,
) -> DossiersBehind:
    """The dossiers that a figure counts; ``met`` keeps those that have what it asks about, or the others."""
    page = queries.dossiers_behind(
        actor=request.actor,
        code=code,
        measure=measure,
        period=asked.period(request.at),
        unit_id=asked.unit_id,
        met=met,
        after=after,
    )
    rows = [
        DossierBehind(
            id=case.id,
            code=case.code,
            state=case.state,
            unit_id=case.unit_id,
            filed_at=case.filed_at,
            finished_at=case.finished_at,
            readable=cases.may_read(request.actor, case),
        )
        for case in page.items
    ]
    definition = gettext(MEASURES[measure].definition)
    return DossiersBehind(definition=definition, items=rows, total=page.total, next=page.next_cursor)


@rest.get("/portfolio/signals", access=_SEE, response=list[SignalOut])
def list_signals(request: PageRequest) -> list[SignalOut]:
    """What stands out in the figures of the last year, most dossiers first."""
    return [
        SignalOut(
            kind=signal.kind,
            codes=list(signal.codes),
            title=title_of(signal),
            text=text_of(signal, queries.about(signal)),
            remedy=signal.remedy,
            numbers=dict(signal.numbers),
        )
        for signal in queries.signals(actor=request.actor, at=request.at)
    ]


@rest.get("/portfolio/time-cut", access=_SEE, response=TimeCutOut)
def read_time_cut(request: PageRequest, after: str = "") -> TimeCutOut:
    """The time-cut target in both readings, and the time of each procedure."""
    found = queries.time_cut(actor=request.actor, at=request.at, after=after[:_SHORT])
    rows = [
        TimeRow(
            code=row.item.id,
            baseline_hours=row.baseline,
            current_hours=row.current,
            cut_percent=row.cut.percent,
            median_hours=row.median,
            p90_hours=row.p90,
        )
        for row in found.page.items
    ]
    readings = [_reading(one) for one in found.readings]
    return TimeCutOut(readings=readings, items=rows, total=found.page.total, next=found.page.next_cursor)


def _reading(one: queries.Reading) -> ReadingOut:
    actual: Share = one.actual
    return ReadingOut(
        indicator=one.indicator.id,
        name=one.indicator.name,
        name_en=one.indicator.name_en,
        numerator=one.value.numerator,
        denominator=one.value.denominator,
        percent=float(one.value.percent) if one.value.percent is not None else None,
        actual_numerator=actual.part,
        actual_denominator=actual.whole,
        actual_percent=actual.percent,
        target=one.standing.target.id if one.standing else None,
        state=one.standing.state if one.standing else None,
    )


@rest.get("/portfolio/proposals", access=_SEE, response=ProposalPage)
def list_proposals(request: PageRequest, code: str = "", remedy: str = "", after: str | None = None) -> ProposalPage:
    """Proposals that one may read, newest first; about one procedure, or of one sort."""
    page = queries.proposals(actor=request.actor, code=code[:_SHORT], remedy=remedy[:20], after=after)
    return ProposalPage(items=[_proposal(shown) for shown in page.items], next=page.next_cursor)


@rest.post("/portfolio/proposals", access=needs(PROPOSE), response=ProposalOut, status=201)
def propose(request: PageRequest, given: ProposalIn) -> ProposalOut:
    """Write a proposal; the figures of the last year are frozen with it."""
    draft = actions.Draft(
        remedy=given.remedy,
        procedures=given.procedures,
        title=given.title,
        reason=given.reason,
        owner_id=given.owner_id,
        new_days=given.new_days,
        minutes_saved=given.minutes_saved,
    )
    if "\x00" in f"{given.title}{given.reason}{given.key}":
        raise InvalidInput(fields={"title": gettext("Có ký tự không dùng được.")})
    made = actions.propose(actor=request.actor, at=request.at, draft=draft, key=given.key)
    return read_proposal(request, made.case_id)


@rest.get("/portfolio/proposals/{proposal_id}", access=_SEE, response=ProposalOut)
def read_proposal(request: PageRequest, proposal_id: UUID) -> ProposalOut:
    """One proposal, with what one may do on it now."""
    shown = queries.proposal(actor=request.actor, at=request.at, proposal_id=proposal_id)
    found = cases.offered_actions(actor=request.actor, case=shown.case, at=request.at)
    return _proposal(shown, [action.id for action in found])


@rest.post("/portfolio/proposals/{proposal_id}/actions/{action_id}", access=_SEE, response=ProposalOut)
def advance_proposal(request: PageRequest, proposal_id: UUID, action_id: str, given: ProposalStepIn) -> ProposalOut:
    """Do one action of the proposal's flow."""
    step = actions.Step(
        action_id[:60],
        given.reason.replace("\x00", ""),
        given.document_number.replace("\x00", ""),
        given.release,
        given.seen_seq,
    )
    actions.advance(actor=request.actor, at=request.at, proposal_id=proposal_id, step=step)
    return read_proposal(request, proposal_id)


def _proposal(shown: queries.ProposalShown, offered: list[str] | None = None) -> ProposalOut:
    row, case, saving = shown.row, shown.case, shown.saving
    kept = {
        name: getattr(row, name)
        for name in ProposalOut.model_fields
        if name not in {"id", "code", "due_at", "state", "seq", "saved_hours", "saved_cost", "formula", "offered"}
    }
    return ProposalOut(
        id=row.case_id,
        code=case.code,
        due_at=case.due_at,
        state=case.state,
        seq=case.seq,
        saved_hours=saving.hours,
        saved_cost=saving.cost,
        formula=saving.formula,
        offered=offered or [],
        **kept,
    )
