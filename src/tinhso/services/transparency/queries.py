"""Reads of the transparency room: figures of units over a period, the files of the open data. All are public."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from tinhso.core.packs import api as packs
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import api as procedures
from tinhso.services.transparency.models import OpenFile
from tinhso.services.transparency.rules import COUNTS, OpenRow, UnitFigures, first_of, months_before, protected
from tinhso.services.transparency.schema import DOSSIERS, OpenDataObject
from tinhso.services.transparency.types import FileNotPublished, Span

RECEIVED: Final = "dossiers-supplemented"
ENDED: Final = "dossiers-ended"
ON_TIME: Final = "dossiers-on-time"
ONLINE: Final = "dossiers-filed-online"
OFFICE: Final = "late-time-office"
APPLICANT: Final = "late-time-applicant"
_ALL: Final = (RECEIVED, ON_TIME, ONLINE, OFFICE, APPLICANT)
_PROGRESS: Final = (RECEIVED, ENDED)
_NONE: Final = indicators.Value(0, 0)
TREND: Final = 12

Values = dict[str, indicators.Value]


def figures_of(values: Values, since: Values, in_hand: int) -> UnitFigures:
    """Figures out of the values of a period, of what came after it, and of what is in hand now.

    What was in hand at the end is what is in hand now, without what came since and with what has ended since: so a
    recent period costs no look into the past.
    """

    def value(name: str, of: Values = values) -> indicators.Value:
        """One value; zero of zero where nothing was counted."""
        return of.get(name, _NONE)

    return UnitFigures(
        received=value(RECEIVED).denominator,
        online=value(ONLINE).numerator,
        finished=value(ON_TIME).denominator,
        on_time=value(ON_TIME).numerator,
        supplemented=value(RECEIVED).numerator,
        in_hand_at_end=in_hand - value(RECEIVED, since).denominator + value(ENDED, since).denominator,
        late_minutes=value(OFFICE).denominator,
        late_office=value(OFFICE).numerator,
        late_applicant=value(APPLICANT).numerator,
    )


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the list, with its dossiers in hand now and those of them past their date."""

    unit: organisation.UnitInfo
    figures: UnitFigures
    in_hand: int
    overdue: int


def units(span: Span, day: date) -> list[UnitRow]:
    """Every unit that had any dossier in the period or has one in hand, by name. Four queries."""
    values = indicators.values_by_unit(_ALL, months=indicators.Months(span.start, span.end))
    since = indicators.values_by_unit(_PROGRESS, months=indicators.Months(span.end, None))
    hand = procedures.in_progress(day)
    rows = []
    for key in {*values, *hand}:
        in_hand, overdue = hand.get(key, (0, 0))
        figures = figures_of(values.get(key, {}), since.get(key, {}), in_hand)
        rows.append(UnitRow(organisation.unit(key), figures, in_hand, overdue))
    return sorted(rows, key=lambda row: row.unit.sort_key)


def unit_row(unit: organisation.UnitInfo, span: Span, day: date) -> UnitRow:
    """One unit over a period. Three queries."""
    values = indicators.values(months=indicators.Months(span.start, span.end), unit_ids=[unit.id], only=_ALL)
    since = indicators.values(months=indicators.Months(span.end, None), unit_ids=[unit.id], only=_PROGRESS)
    in_hand, overdue = procedures.in_progress(day).get(unit.id, (0, 0))
    return UnitRow(unit, figures_of(values, since, in_hand), in_hand, overdue)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month of a unit: how many were received, how many finished, and of these in time."""

    month: date
    received: int
    finished: int
    on_time: int


def trend(span: Span, day: date, unit_ids: Collection[UUID] | None = None) -> list[MonthFigures]:
    """The last twelve months up to the end of a period, or up to the month of ``day`` where that comes first.

    Two queries.
    """
    end = min(span.end, first_of(day.year, day.month + 1))
    months = months_before(end, TREND)
    asked = indicators.Months(months[0], end)
    received = dict(indicators.series(RECEIVED, unit_ids=unit_ids, months=asked))
    finished = dict(indicators.series(ON_TIME, unit_ids=unit_ids, months=asked))
    return [
        MonthFigures(
            month,
            received.get(month, _NONE).denominator,
            finished.get(month, _NONE).denominator,
            finished.get(month, _NONE).numerator,
        )
        for month in months
    ]


# --- open data --------------------------------------------------------------------------------------------------------


def about() -> OpenDataObject:
    """What the open data say of themselves. Raises ``PackObjectNotFound`` where no pack does."""
    return packs.get("open_data", DOSSIERS, OpenDataObject)


def open_months() -> list[date]:
    """Every month in which a dossier was received or finished, oldest first. Two queries."""
    return sorted({month for name in (RECEIVED, ON_TIME) for month, _value in indicators.series(name)})


def open_rows(month: date, smallest: int) -> list[OpenRow]:
    """The open data of a month, by unit and procedure, small counts put together. One query of counts."""
    span = indicators.Months(month, first_of(month.year, month.month + 1))
    found: dict[UUID, dict[str, dict[str, int]]] = {}
    for cell in indicators.counts((RECEIVED, ONLINE, ON_TIME), months=span):
        one = found.setdefault(cell.unit_id, {}).setdefault(cell.subject, {})
        if cell.indicator == RECEIVED:
            one |= {"received": cell.denominator, "supplemented": cell.numerator}
        elif cell.indicator == ONLINE:
            one["online"] = cell.numerator
        else:
            one |= {"finished": cell.denominator, "on_time": cell.numerator}
    names = {item.id: item.name for item in procedures.all_procedures()}
    rows = [
        _row(month, organisation.unit(unit_id), procedure, names.get(procedure, ""), one)
        for unit_id, counts in found.items()
        for procedure, one in protected(counts, smallest)
    ]
    return sorted(rows, key=lambda row: (row.unit_code, row.unit, row.procedure))


def _row(month: date, unit: organisation.UnitInfo, procedure: str, name: str, one: Mapping[str, int] | None) -> OpenRow:
    counts = {count: one.get(count, 0) if one is not None else None for count in COUNTS}
    late = one.get("finished", 0) - one.get("on_time", 0) if one is not None else None
    return OpenRow(f"{month:%Y-%m}", unit.code, unit.name, procedure, name, late=late, **counts)


def open_files() -> list[OpenFile]:
    """The files published, the newest month first."""
    return list(OpenFile.objects.select_related("file").order_by("-month", "format"))


def open_file(month: date, kind: str) -> OpenFile:
    """The file of a month in one format. Raises ``FileNotPublished``."""
    found = OpenFile.objects.select_related("file").filter(month=month, format=kind).first()
    if found is None:
        raise FileNotPublished
    return found
