"""Pure decisions: the months of a period, figures of a unit, rows of the open data with small counts put together."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_noop

from tinhso.services.transparency.types import PeriodUnknown, Span

_KEY: Final = re.compile(r"(20\d\d)(?:-(?:q([1-4])|(0[1-9]|1[0-2])))?")
MONTHS_OF_A_QUARTER: Final = 3
#: What stands in the place of procedures too few to be told apart.
OTHERS: Final = "*"


def first_of(year: int, month: int) -> date:
    """The first day of a month; months beyond December are those of the next years."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def span_of(key: str) -> Span:
    """The months that a key names. Raises ``PeriodUnknown``."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise PeriodUnknown
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        start = (int(quarter) - 1) * MONTHS_OF_A_QUARTER + 1
        return Span(key, first_of(year, start), first_of(year, start + MONTHS_OF_A_QUARTER))
    if month:
        return Span(key, first_of(year, int(month)), first_of(year, int(month) + 1))
    return Span(key, date(year, 1, 1), date(year + 1, 1, 1))


def months_before(end: date, count: int) -> list[date]:
    """The first days of the last months before ``end``, oldest first."""
    last = end.year * 12 + end.month - 2
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - count + 1, last + 1)]


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """Counts of dossiers of one unit, or of all, over a period; late time in working minutes."""

    received: int = 0
    online: int = 0
    finished: int = 0
    on_time: int = 0
    supplemented: int = 0
    in_hand_at_end: int = 0
    late_minutes: int = 0
    late_office: int = 0
    late_applicant: int = 0

    @property
    def late(self) -> int:
        """Finished after the promised date."""
        return self.finished - self.on_time

    @property
    def late_others(self) -> int:
        """Late minutes of other agencies and of the system."""
        return self.late_minutes - self.late_office - self.late_applicant


def together(each: Iterable[UnitFigures]) -> UnitFigures:
    """The figures of several units as one."""
    counts = [astuple(one) for one in each]
    return UnitFigures(*map(sum, zip(*counts, strict=True))) if counts else UnitFigures()


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One line of the open data. ``procedure`` is ``*`` for those too few to be told apart; counts are None where even
    together they are too few.
    """

    month: str
    unit_code: str
    unit: str
    procedure: str
    procedure_name: str
    received: int | None
    online: int | None
    supplemented: int | None
    finished: int | None
    on_time: int | None
    late: int | None


#: Columns of the open data: name, kind, meaning.
COLUMNS: Final = (
    ("month", "text", gettext_noop("Tháng, viết yyyy-mm")),
    ("unit_code", "text", gettext_noop("Mã định danh của cơ quan giải quyết")),
    ("unit", "text", gettext_noop("Tên cơ quan giải quyết")),
    ("procedure", "text", gettext_noop("Mã thủ tục; dấu * là các thủ tục ít hồ sơ gộp lại")),
    ("procedure_name", "text", gettext_noop("Tên thủ tục")),
    ("received", "integer", gettext_noop("Hồ sơ tiếp nhận trong tháng")),
    ("online", "integer", gettext_noop("Trong đó nộp trực tuyến")),
    ("supplemented", "integer", gettext_noop("Trong đó bị yêu cầu bổ sung giấy tờ")),
    ("finished", "integer", gettext_noop("Hồ sơ giải quyết xong trong tháng")),
    ("on_time", "integer", gettext_noop("Trong đó không muộn hơn ngày hẹn")),
    ("late", "integer", gettext_noop("Trong đó muộn hơn ngày hẹn")),
)
COUNTS: Final = ("received", "online", "supplemented", "finished", "on_time")


def protected(counts: Mapping[str, Mapping[str, int]], smallest: int) -> list[tuple[str, Mapping[str, int] | None]]:
    """The counts of one unit and month by procedure, so that none speaks of fewer than ``smallest`` dossiers.

    Procedures with fewer dossiers received and finished are put together under ``*``, which comes last; where even
    these are fewer, their counts are not told (None).
    """

    def size(one: Mapping[str, int]) -> int:
        """How many dossiers a row speaks of."""
        return max(one.get("received", 0), one.get("finished", 0))

    told: list[tuple[str, Mapping[str, int] | None]] = [
        (procedure, one) for procedure, one in sorted(counts.items()) if size(one) >= smallest
    ]
    few = [one for one in counts.values() if size(one) < smallest]
    if not few:
        return told
    together = {name: sum(one.get(name, 0) for one in few) for name in COUNTS}
    return [*told, (OTHERS, together if size(together) >= smallest else None)]


def as_text(rows: Iterable[OpenRow]) -> list[Sequence[str]]:
    """Rows as a table of text with its headings; what is not told is empty."""
    names = [name for name, _kind, _meaning in COLUMNS]
    table: list[Sequence[str]] = [names]
    for row in rows:
        values = [getattr(row, name) for name in names]
        table.append(["" if value is None else str(value) for value in values])
    return table
