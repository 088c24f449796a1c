"""REST: public figures by unit, and the files of the open data."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpResponseBase
from ninja import Schema

from tinhso.core.access import PUBLIC
from tinhso.core.clock import local
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.organisation import api as organisation
from tinhso.services.transparency import queries, serving
from tinhso.services.transparency.rules import COLUMNS, UnitFigures, span_of, together

rest = RestRoom("transparency", "Công khai")


class PublicFigures(Schema):
    """Counts of dossiers over a period; late time in working minutes, all of it and by whom it is charged to."""

    received: int
    online: int
    supplemented: int
    finished: int
    on_time: int
    late: int
    in_hand_at_end: int
    late_minutes: int
    late_office: int
    late_applicant: int
    late_others: int


class PublicUnit(Schema):
    """One unit: its figures over the period, and its dossiers in hand and past their date now."""

    unit_id: UUID
    key: str
    code: str
    name: str
    in_hand: int
    overdue: int
    figures: PublicFigures


class PublicMonth(Schema):
    """One month: dossiers received and finished, and of these in time."""

    month: date
    received: int
    finished: int
    on_time: int


class PublicUnits(Schema):
    """Every unit over a period, and all together."""

    start: date
    end: date
    whole: PublicFigures
    units: list[PublicUnit]


class PublicUnitTrend(PublicUnit):
    """One unit with its last twelve months."""

    months: list[PublicMonth]


class OpenColumn(Schema):
    """A column of the open data."""

    name: str
    kind: str
    meaning: str


class OpenFileOut(Schema):
    """A file of the open data: ask for it by month and format."""

    month: str
    format: str
    rows: int
    sha256: str
    published_at: datetime


class OpenDataOut(Schema):
    """What the open data are, their columns, and their files, the newest first."""

    id: str
    name: str
    name_en: str
    description: str
    licence: str
    licence_url: str
    smallest: int
    columns: list[OpenColumn]
    files: list[OpenFileOut]


def _figures(one: UnitFigures) -> PublicFigures:
    return PublicFigures(**{name: getattr(one, name) for name in PublicFigures.model_fields})


def _unit(row: queries.UnitRow) -> PublicUnit:
    return PublicUnit(
        unit_id=row.unit.id,
        key=row.unit.key,
        code=row.unit.code,
        name=row.unit.name,
        in_hand=row.in_hand,
        overdue=row.overdue,
        figures=_figures(row.figures),
    )


@rest.get("/public-figures/{period}", access=PUBLIC, response=PublicUnits)
def list_units(request: PageRequest, period: str) -> PublicUnits:
    """Every unit over a period: ``2026``, ``2026-q3`` or ``2026-07``."""
    span = span_of(period)
    rows = queries.units(span, local(request.at).date())
    return PublicUnits(
        start=span.start,
        end=span.end,
        whole=_figures(together(row.figures for row in rows)),
        units=[_unit(row) for row in rows],
    )


@rest.get("/public-figures/{period}/units/{unit_key}", access=PUBLIC, response=PublicUnitTrend)
def read_unit_figures(request: PageRequest, period: str, unit_key: str) -> PublicUnitTrend:
    """One unit over a period, with its last twelve months."""
    span = span_of(period)
    unit = organisation.unit_by_key(unit_key)
    row = queries.unit_row(unit, span, local(request.at).date())
    months = [
        PublicMonth(month=one.month, received=one.received, finished=one.finished, on_time=one.on_time)
        for one in queries.trend(span, local(request.at).date(), [unit.id])
    ]
    return PublicUnitTrend(**_unit(row).model_dump(), months=months)


@rest.get("/open-data", access=PUBLIC, response=OpenDataOut)
def read_open_data(request: PageRequest) -> OpenDataOut:
    """The open data: description, licence, columns, files."""
    about = queries.about()
    names = ("id", "name", "name_en", "description", "licence", "licence_url", "smallest")
    return OpenDataOut(
        **{name: getattr(about, name) for name in names},
        columns=[OpenColumn(name=name, kind=kind, meaning=meaning) for name, kind, meaning in COLUMNS],
        files=[
            OpenFileOut(
                month=f"{one.month:%Y-%m}",
                format=one.format,
                rows=one.rows,
                sha256=one.digest,
                published_at=one.published_at,
            )
            for one in queries.open_files()
        ],
    )


@rest.get("/open-data/{month}/{format}", access=PUBLIC, response=None)
def read_open_file(request: PageRequest, month: str, format: Literal["csv", "json"]) -> HttpResponseBase:  # noqa: A002 -- its name in the address
    """The open data of one month."""
    return serving.file_of(month, format)
