"""REST: the catalogue, drafts, dossiers, the inbox. Every operation calls the same verbs and reads as the pages."""

from tinhso.services.procedures.rest import acting, catalogue, dossiers, drafts, inbox, versions
from tinhso.services.procedures.rest.room import rest

__all__ = ["acting", "catalogue", "dossiers", "drafts", "inbox", "rest", "versions"]
