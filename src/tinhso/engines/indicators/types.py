"""Words of the indicators engine: fact sources, values, receipts, errors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.errors import NotFound
from tinhso.core.packs.api import SqlColumn
from tinhso.core.registry import Registry


class Binding(StrEnum):
    """Where an indicator's number comes from."""

    LIVE = "live"
    ATTESTED = "attested"
    NO_SOURCE = "no_source"


@dataclass(frozen=True, slots=True)
class RecordShown:
    """One record behind a number, as a list shows it; ``url`` is empty where the actor may not open it."""

    key: UUID
    title: str
    subtitle: str
    url: str


@dataclass(frozen=True, slots=True)
class FactSource:
    """A table of facts, one row a record, that its room keeps up to date and indicators count.

    ``columns`` are the names that definitions may use; ``unit``, ``subject`` and ``group`` are SQL of the row's unit
    (uuid), its subject (text, such as a procedure) and the group of the subject (text, such as a field).
    ``write`` brings the rows of some keys (None: of all records) up to date, by one statement;
    ``show`` describes records to an actor who opens a number. ``day`` is SQL of the day on which rows are counted that
    stand as they are (the records of a register); empty where rows have dates of their own alone.
    """

    name: str
    title_vi: str
    table: str
    key: str
    columns: Mapping[str, SqlColumn]
    unit: str
    subject: str
    write: Callable[[Sequence[UUID] | None], None]
    show: Callable[[Actor, Sequence[UUID]], list[RecordShown]]
    day: str = ""

    def date_of(self, column: str | None) -> str:
        """SQL of the date by which rows are counted: a column, or the day of what stands."""
        return self.columns[column].sql if column else self.day


#: Filled by the rooms that publish facts, in ``AppConfig.ready()``.
fact_sources: Registry[FactSource] = Registry("fact sources")

PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Months:
    """A half-open run of months, by their first days; ``end`` None is open."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A ratio as it stands: counts, and when they last changed. No denominator, no percentage."""

    numerator: int
    denominator: int
    changed_at: datetime | None = None

    @property
    def percent(self) -> Decimal | None:
        """100 · numerator / denominator, two decimals, half up; None without a denominator."""
        if not self.denominator:
            return None
        return (Decimal(100 * self.numerator) / self.denominator).quantize(PLACES, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a value comes from, so that anybody can count again.

    ``value`` is what the wall shows; ``recounted`` is the same count made anew from the facts for this receipt.
    ``release`` and ``definition`` (digest) fix the rule; ``position`` is how far the facts follow the records.
    """

    indicator: str
    name: str
    name_en: str
    release: int
    definition: str
    source: str
    numerator: str
    denominator: str
    formula_vi: str
    exclusions_vi: str
    legal_basis: tuple[str, ...]
    months: Months
    value: Value
    recounted: Value
    position: str
    made_at: datetime

    @property
    def agrees(self) -> bool:
        """Whether the stored count and the new one are the same to the last record."""
        return (self.value.numerator, self.value.denominator) == (self.recounted.numerator, self.recounted.denominator)


class IndicatorNotFound(NotFound):
    """Không có chỉ số “{indicator}”."""

    code = "indicator_not_found"


class NotMeasured(NotFound):
    """Chỉ số “{indicator}” chưa có nguồn số liệu nào trong hệ thống."""

    code = "not_measured"
