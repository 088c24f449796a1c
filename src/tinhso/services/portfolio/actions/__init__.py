"""Writes of the portfolio room: following dossiers and drafts, measuring times, proposing and deciding."""

from tinhso.services.portfolio.actions.following import follow_dossiers, follow_drafts, recount
from tinhso.services.portfolio.actions.measuring import measure_times
from tinhso.services.portfolio.actions.proposing import CARRY_OUT, DECISIONS, Draft, Step, advance, new_key, propose

__all__ = [
    "CARRY_OUT", "DECISIONS", "Draft", "Step", "advance", "follow_dossiers", "follow_drafts", "measure_times",
    "new_key", "propose", "recount",
]  # fmt: skip
