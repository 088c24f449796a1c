"""REST: schemes, units beside each other, one unit with its months, and the records behind a component."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from tinhso.core.access import needs
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.core.rest import RestRoom
from tinhso.services.scorecards import queries
from tinhso.services.scorecards.rules.periods import Period, month_of, read_period
from tinhso.services.scorecards.rules.scoring import ComponentScore, Score
from tinhso.services.scorecards.types import READ

rest = RestRoom("scorecards", "Chấm điểm")
_SEE = needs(READ)


class SchemeOut(Schema):
    """A scheme and since when it holds."""

    id: str
    name: str
    name_en: str
    valid_from: date | None
    valid_to: date | None


class TallyOut(Schema):
    """What was counted for a measure."""

    measure: str
    numerator: int
    denominator: int


class ComponentScoreOut(Schema):
    """A component; ``standing`` is ``scored``, ``not_applicable`` or ``no_source`` (which waits for ``waits_for``)."""

    code: str
    name: str
    name_en: str
    source: str
    maximum: Decimal
    standing: str
    percent: Decimal | None
    points: Decimal | None
    waits_for: str
    tallies: list[TallyOut]


class ScoreOut(Schema):
    """Points of what could be reached; ``maximum`` is what the whole scheme is worth."""

    points: Decimal
    reachable: Decimal
    maximum: Decimal
    percent: Decimal | None
    components: list[ComponentScoreOut]


class UnitScoreOut(Schema):
    """A unit, with all below it."""

    unit_id: UUID
    unit: str
    score: ScoreOut


class ComparisonOut(Schema):
    """The units that one may see, most points first, and all of them as one."""

    scheme: str
    period: str
    together: ScoreOut
    units: list[UnitScoreOut]


class MonthScoreOut(Schema):
    """A month of a unit."""

    month: str
    points: Decimal
    reachable: Decimal
    percent: Decimal | None


class OpenedOut(UnitScoreOut):
    """One unit over a period and in the months before its end."""

    scheme: str
    period: str
    months: list[MonthScoreOut]


class ScoreRecordOut(Schema):
    """A record behind a component, without anything of a person."""

    key: str
    code: str
    title: str
    unit_id: UUID
    met: bool


class ScoreRecordsOut(Schema):
    """Records behind a measure with what it means, and the cursor of the next page."""

    measure: str
    items: list[ScoreRecordOut]
    next: str | None


class ScoreRecordsIn(Schema):
    """Which records: of which measure of the component, met or not, from where on."""

    period: str = Field("", max_length=20)
    measure: str = Field("", max_length=60)
    met: bool | None = None
    after: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=500)


def _period(request: PageRequest, text: str) -> Period:
    return read_period(text) if text else month_of(request.at.date())


def _component(one: ComponentScore) -> ComponentScoreOut:
    of = one.component
    return ComponentScoreOut(
        code=of.code,
        name=of.name,
        name_en=of.name_en,
        source=of.source,
        maximum=of.maximum,
        standing=one.standing.value,
        percent=one.percent,
        points=one.points,
        waits_for=named(of, "waits_for"),
        tallies=[
            TallyOut(measure=name, numerator=tally.met, denominator=tally.counted)
            for name, tally in zip(of.measures, one.tallies, strict=False)
        ],
    )


def _score(score: Score) -> ScoreOut:
    return ScoreOut(
        points=score.points,
        reachable=score.reachable,
        maximum=score.maximum,
        percent=score.percent,
        components=[_component(one) for one in score.components()],
    )


@rest.get("/scorecards", access=_SEE, response=list[SchemeOut])
def list_schemes(request: PageRequest) -> list[SchemeOut]:
    """The schemes, the newest first."""
    return [
        SchemeOut(id=one.id, name=one.name, name_en=one.name_en, valid_from=one.valid_from, valid_to=one.valid_to)
        for one in queries.schemes()
    ]


@rest.get("/scorecards/{scheme_id}/units", access=_SEE, response=ComparisonOut)
def list_units(request: PageRequest, scheme_id: str, period: str = "") -> ComparisonOut:
    """Units beside each other over ``2026-11``, ``2026-Q4`` or ``2026`` (the present month where absent)."""
    asked = _period(request, period)
    found = queries.compare(actor=request.actor, at=request.at, scheme_id=scheme_id, period=asked)
    units = [UnitScoreOut(unit_id=one.unit.id, unit=one.unit.name, score=_score(one.score)) for one in found.units]
    return ComparisonOut(scheme=found.scheme.id, period=asked.name, together=_score(found.together), units=units)


@rest.get("/scorecards/{scheme_id}/units/{unit_id}", access=_SEE, response=OpenedOut)
def read_unit(request: PageRequest, scheme_id: str, unit_id: UUID, period: str = "") -> OpenedOut:
    """One unit, and each of the last twelve months."""
    asked = _period(request, period)
    found = queries.open_unit(actor=request.actor, at=request.at, scheme_id=scheme_id, period=asked, unit_id=unit_id)
    months = [
        MonthScoreOut(month=month.name, points=one.points, reachable=one.reachable, percent=one.percent)
        for month, one in found.months
    ]
    return OpenedOut(
        unit_id=found.unit.id,
        unit=found.unit.name,
        score=_score(found.score),
        scheme=found.scheme.id,
        period=asked.name,
        months=months,
    )


@rest.get("/scorecards/{scheme_id}/units/{unit_id}/components/{component}", access=_SEE, response=ScoreRecordsOut)
def list_records(
    request: PageRequest, scheme_id: str, unit_id: UUID, component: str, asked: Query[ScoreRecordsIn]
) -> ScoreRecordsOut:
    """The records that count for a component and against it."""
    found = queries.records_behind(
        actor=request.actor,
        at=request.at,
        scheme_id=scheme_id,
        period=_period(request, asked.period),
        unit_id=unit_id,
        component=component,
        measure=asked.measure,
        met=asked.met,
        after=asked.after or None,
        limit=asked.limit,
    )
    items = [
        ScoreRecordOut(key=one.key, code=one.code, title=one.title, unit_id=one.unit_id, met=one.met)
        for one in found.page.items
    ]
    return ScoreRecordsOut(measure=found.measure.id, items=items, next=found.page.next_cursor)
