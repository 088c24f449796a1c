"""Writes of the portfolio room: following dossiers and drafts, measuring times, proposing and deciding."""

from tinhso.services.portfolio.actions.following import follow_dossiers, follow_drafts, recount

__all__ = ["follow_dossiers", "follow_drafts", "recount"]
