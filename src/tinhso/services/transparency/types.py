"""Words of the transparency room: periods, figures of a unit, errors."""

from dataclasses import dataclass
from datetime import date

from tinhso.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Span:
    """Months in a row: from the first day of one until before the first day of another. ``key`` names them in an
    address: ``2026``, ``2026-q3``, ``2026-07``.
    """

    key: str
    start: date
    end: date


class PeriodUnknown(NotFound):
    """Không có kỳ số liệu này. Viết 2026, 2026-q3 hoặc 2026-07."""

    code = "period_unknown"


class FileNotPublished(NotFound):
    """Chưa có tệp dữ liệu mở của tháng này."""

    code = "file_not_published"
