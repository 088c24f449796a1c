"""REST: the catalogue, drafts, dossiers, the inbox, flows. Every operation calls the verbs and reads of the pages."""

from tinhso.services.procedures.rest import acting, catalogue, dossiers, drafts, flows, inbox, versions
from tinhso.services.procedures.rest.room import rest

__all__ = ["acting", "catalogue", "dossiers", "drafts", "flows", "inbox", "rest", "versions"]
