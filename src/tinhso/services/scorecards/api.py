"""The door of the scorecards room: what a measure of another room is made of, and periods as people write them."""

from tinhso.services.scorecards.rules.periods import (
    Period,
    month_of,
    months_until,
    period_asked,
    period_choices,
    read_period,
    told_period,
)
from tinhso.services.scorecards.types import Asked, Measure, MeasureSource, Record, Span, Tally, measures

__all__ = [
    "Asked",
    "Measure",
    "MeasureSource",
    "Period",
    "Record",
    "Span",
    "Tally",
    "measures",
    "month_of",
    "months_until",
    "period_asked",
    "period_choices",
    "read_period",
    "told_period",
]
