"""REST: indicators, their values, receipts and the records behind them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from ninja import Schema

from tinhso.core.access import OFFICIAL, PUBLIC
from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.engines.indicators import api

rest = RestRoom("indicators", "Chỉ số")


class IndicatorOut(Schema):
    """A definition with its value now. ``figure`` is what it measures, in ``unit``; ``percent`` the same where that is
    a share; null where nothing was counted or nothing measures it.
    """

    id: str
    name: str
    name_en: str
    unit: str
    binding: str
    formula_vi: str
    numerator: int | None = None
    denominator: int | None = None
    figure: float | None = None
    percent: float | None = None
    changed_at: datetime | None = None


class ReceiptOut(Schema):
    """Where a value comes from; ``agrees`` says that counting anew gives the same."""

    indicator: str
    release: int
    definition: str
    source: str
    numerator: str
    denominator: str
    counted: int
    out_of: int
    recounted: int
    recounted_out_of: int
    agrees: bool
    position: str
    made_at: datetime


class MonthOut(Schema):
    """The value of one month, named by its first day."""

    month: date
    numerator: int
    denominator: int
    percent: float | None


class UnitValueOut(Schema):
    """The value of one unit."""

    unit_id: UUID
    numerator: int
    denominator: int
    percent: float | None


class RecordOut(Schema):
    """One record behind a number."""

    key: UUID
    title: str
    subtitle: str


class RecordPage(Schema):
    """A page of records; ``next`` is the cursor of the following page."""

    items: list[RecordOut]
    next: str | None


def _counts(item: api.IndicatorObject, value: api.Value) -> dict[str, Any]:
    figure = item.measured(value)
    return {
        "numerator": value.numerator,
        "denominator": value.denominator,
        "percent": float(figure) if figure is not None and item.measure == "share" else None,
    }


def _out(item: api.IndicatorObject, value: api.Value | None) -> IndicatorOut:
    figure = item.measured(value) if value else None
    return IndicatorOut(
        id=item.id,
        name=item.name,
        name_en=item.name_en,
        unit=item.unit,
        binding=item.binding,
        formula_vi=item.formula_vi,
        numerator=value.numerator if value else None,
        denominator=value.denominator if value else None,
        figure=float(figure) if figure is not None else None,
        percent=float(figure) if figure is not None and item.measure == "share" else None,
        changed_at=value.changed_at if value else None,
    )


def months(start: date | None, end: date | None) -> api.Months:
    """The months asked for.

    Raises ``InvalidInput`` where they do not begin on the first of a month or run backwards.
    """
    if (start and start.day != 1) or (end and end.day != 1) or (start and end and start >= end):
        problem = gettext("Tháng bắt đầu và kết thúc ghi bằng ngày 1, bắt đầu trước kết thúc.")
        raise InvalidInput(fields={"start": problem})
    return api.Months(start, end)


@rest.get("/indicators", access=PUBLIC, response=list[IndicatorOut])
def list_indicators(request: PageRequest, start: date | None = None, end: date | None = None) -> list[IndicatorOut]:
    """Every indicator in force with its value over some months (all where none are given)."""
    values = api.values(months=months(start, end))
    return [_out(item, values.get(item.id)) for item in api.indicators().values()]


@rest.get("/indicators/{indicator_id}", access=PUBLIC, response=IndicatorOut)
def read_indicator(
    request: PageRequest, indicator_id: str, start: date | None = None, end: date | None = None
) -> IndicatorOut:
    """One indicator with its value."""
    item = api.indicator(indicator_id)
    return _out(item, api.value(indicator_id, months=months(start, end)) if item.binding is api.Binding.LIVE else None)


@rest.get("/indicators/{indicator_id}/months", access=OFFICIAL, response=list[MonthOut])
def list_months(
    request: PageRequest, indicator_id: str, start: date | None = None, end: date | None = None
) -> list[MonthOut]:
    """The value month by month, oldest first; months without records are absent."""
    item = api.indicator(indicator_id)
    found = api.series(item.id, months=months(start, end))
    return [MonthOut(month=month, **_counts(item, value)) for month, value in found]


@rest.get("/indicators/{indicator_id}/units", access=OFFICIAL, response=list[UnitValueOut])
def list_units(
    request: PageRequest, indicator_id: str, start: date | None = None, end: date | None = None
) -> list[UnitValueOut]:
    """The value of each unit that has any records, the most records first."""
    item = api.indicator(indicator_id)
    found = api.by_unit(item.id, months=months(start, end))
    return [UnitValueOut(unit_id=unit_id, **_counts(item, value)) for unit_id, value in found]


@rest.get("/indicators/{indicator_id}/receipt", access=OFFICIAL, response=ReceiptOut)
def read_receipt(
    request: PageRequest, indicator_id: str, start: date | None = None, end: date | None = None
) -> ReceiptOut:
    """The receipt behind a value, counted anew for the asking."""
    receipt = api.receipt(indicator_id, at=request.at, months=months(start, end))
    return ReceiptOut(
        indicator=receipt.indicator,
        release=receipt.release,
        definition=receipt.definition,
        source=receipt.source,
        numerator=receipt.numerator,
        denominator=receipt.denominator,
        counted=receipt.value.numerator,
        out_of=receipt.value.denominator,
        recounted=receipt.recounted.numerator,
        recounted_out_of=receipt.recounted.denominator,
        agrees=receipt.agrees,
        position=receipt.position,
        made_at=receipt.made_at,
    )


@rest.get("/indicators/{indicator_id}/records", access=OFFICIAL, response=RecordPage)
def list_records(
    request: PageRequest,
    indicator_id: str,
    met: bool | None = None,
    start: date | None = None,
    end: date | None = None,
    after: str | None = None,
) -> RecordPage:
    """The records that a number counts, within the units the official may see."""
    page = api.records_behind(
        actor=request.actor, at=request.at, indicator_id=indicator_id, months=months(start, end), met=met, after=after
    )
    rows = [RecordOut(key=row.key, title=row.title, subtitle=row.subtitle) for row in page.items]
    return RecordPage(items=rows, next=page.next_cursor)
