"""Writes of the procedures room: drafting, filing, rating, issuing papers, signing results."""

from tinhso.services.procedures.actions.drafting import add_paper, choose_unit, discard_draft, remove_paper, save_step, start_draft
from tinhso.services.procedures.actions.filing import Filing, submit_dossier, submit_draft

from tinhso.services.procedures.actions.rating import rate_dossier

__all__ = [
    "Filing", "add_paper", "choose_unit", "discard_draft", "rate_dossier", "remove_paper",
    "save_step", "start_draft", "submit_dossier", "submit_draft",
]  # fmt: skip
