"""Reads of the portfolio room: figures of all procedures and of one, the dossiers behind them."""

from tinhso.services.portfolio.queries.counts import (
    HIDDEN_DRAFTS,
    Trend,
    figures,
    reach,
    rules_in_force,
    trends,
    units_counted,
)
from tinhso.services.portfolio.queries.one import (
    Dropped,
    OneProcedure,
    StageTime,
    dossiers_behind,
    one_procedure,
    procedure,
)
from tinhso.services.portfolio.queries.review import ALL, PAGE, SORTS, Asked, Review, Row, review

__all__ = [
    "ALL", "HIDDEN_DRAFTS", "PAGE", "SORTS", "Asked", "Dropped", "OneProcedure", "Review", "Row", "StageTime", "Trend",
    "dossiers_behind", "figures", "one_procedure", "procedure", "reach", "review", "rules_in_force", "trends",
    "units_counted",
]  # fmt: skip
