"""Words of the scorecards room: spans of time, measures and where they count, tallies, records, errors."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.db import Page
from tinhso.core.errors import InvalidInput, NotFound
from tinhso.core.registry import Registry

READ = "scorecards.read"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time as a score looks at it: from ``starts`` until before ``ends``, and what is known then."""

    starts: datetime
    ends: datetime

    @property
    def last_day(self) -> date:
        """The last day that the span has any part of."""
        return local(self.ends - timedelta(microseconds=1)).date()


@dataclass(frozen=True, slots=True)
class Tally:
    """Of ``counted`` records, ``met`` have what the measure asks for."""

    met: int = 0
    counted: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.met + other.met, self.counted + other.counted)


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a tally, without anything of a person. ``url`` is empty where the actor may not open it."""

    key: str
    code: str
    title: str
    unit_id: UUID
    met: bool
    url: str


#: Counts some measures over some spans, of some units or all: by measure, place of the span, and unit.
Counter = Callable[[Sequence[str], Sequence[Span], Collection[UUID] | None], Mapping[tuple[str, int, UUID], Tally]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records behind a measure: over which span, of which units (None: all), met, not met or both."""

    measure: str
    span: Span
    unit_ids: Collection[UUID] | None = None
    met: bool | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class MeasureSource:
    """Where measures are counted. ``count`` and ``records`` read the same rule, so that a figure opens to what it is.

    Pages of ``records`` go by their key. A source that does not know how things stood earlier has no part in a trend.
    """

    name: str
    knows_the_past: bool
    count: Counter
    records: Callable[[Actor, Asked], Page[Record]]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a component counts, record by record: which records count, and which of them have what is asked for.

    ``title`` and ``definition`` are msgids.
    """

    id: str
    title: str
    definition: str
    source: MeasureSource


#: What components of schemes may name, filled in ``AppConfig.ready()``.
measures: Registry[Measure] = Registry("measures")


class SchemeNotFound(NotFound):
    """Không có bộ chỉ số “{scheme}”."""

    code = "scheme_not_found"


class SchemeNotInForce(InvalidInput):
    """Bộ chỉ số “{scheme}” không áp dụng cho kỳ {period}."""

    code = "scheme_not_in_force"


class ComponentNotFound(NotFound):
    """Bộ chỉ số không có thành phần “{component}”, hoặc thành phần đó chưa có nguồn số liệu."""

    code = "component_not_found"


class UnitNotSeen(NotFound):
    """Không có cơ quan này, hoặc tài khoản này không được xem chỉ số của cơ quan đó."""

    code = "unit_not_seen"


class PeriodUnreadable(InvalidInput):
    """Kỳ “{period}” không đọc được. Ghi dạng 2026-11 (tháng), 2026-Q4 (quý) hoặc 2026 (năm)."""

    code = "period_unreadable"


class PeriodAhead(InvalidInput):
    """Kỳ {period} chưa bắt đầu nên chưa có gì để tính."""

    code = "period_ahead"
