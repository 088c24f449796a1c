"""Reads of the portfolio room: figures, one procedure opened, signals, times, proposals."""

from tinhso.services.portfolio.queries.counts import (
    Trend,
    figures,
    period_between,
    reach,
    rules_in_force,
    units_counted,
)
from tinhso.services.portfolio.queries.one import OneProcedure, dossiers_behind, one_procedure, procedure
from tinhso.services.portfolio.queries.proposals import (
    Frozen,
    ProposalShown,
    proposal,
    proposals,
    releases_touching,
    since,
)
from tinhso.services.portfolio.queries.review import ALL, PAGE, SORTS, Asked, Review, Row, review
from tinhso.services.portfolio.queries.signals import about, last_year, signals
from tinhso.services.portfolio.queries.times import READINGS, ProcedureTimes, Reading, TimeCut, time_cut
from tinhso.services.portfolio.rules.figures import Figures

__all__ = [
    "ALL", "PAGE", "READINGS", "SORTS", "Asked", "Figures", "Frozen", "OneProcedure", "ProcedureTimes",
    "ProposalShown", "Reading", "Review", "Row", "TimeCut", "Trend", "about", "dossiers_behind", "figures",
    "last_year", "one_procedure", "period_between", "procedure", "proposal", "proposals", "reach", "releases_touching",
    "review", "rules_in_force", "signals", "since", "time_cut", "units_counted",
]  # fmt: skip
