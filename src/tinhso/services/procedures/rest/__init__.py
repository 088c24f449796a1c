"""REST of the procedures room: catalogue, drafts, dossiers and inbox; flows and trying them out."""

from tinhso.services.procedures.rest import dossiers, flows

__all__ = ["dossiers", "flows"]
