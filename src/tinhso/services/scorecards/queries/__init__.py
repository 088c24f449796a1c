"""Reads of the scorecards room."""

from tinhso.services.scorecards.queries.measures import MEASURES
from tinhso.services.scorecards.queries.scores import (
    Behind,
    Comparison,
    Opened,
    UnitScore,
    compare,
    open_unit,
    records_behind,
    scheme_for,
    schemes,
)

__all__ = [
    "MEASURES", "Behind", "Comparison", "Opened", "UnitScore", "compare", "open_unit", "records_behind", "scheme_for",
    "schemes",
]  # fmt: skip
