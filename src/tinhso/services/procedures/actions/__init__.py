"""Writes of the procedures room: drafting, filing, rating, issuing papers, signing results."""

from tinhso.services.procedures.actions.drafting import add_paper, choose_unit, discard_draft, remove_paper, save_step, start_draft
from tinhso.services.procedures.actions.filing import Filing, submit_dossier, submit_draft

from tinhso.services.procedures.actions.issuing import draft_of_result, issue_paper_form, preview_result, render_paper_form
from tinhso.services.procedures.actions.rating import rate_dossier

__all__ = [
    "Filing", "add_paper", "choose_unit", "discard_draft", "draft_of_result", "issue_paper_form", "preview_result",
    "rate_dossier", "remove_paper", "render_paper_form", "save_step", "start_draft", "submit_dossier", "submit_draft",
]  # fmt: skip
