"""Citizens' pages: finding a procedure, filing a dossier, following it."""

from tinhso.services.procedures.portal import acting, answering, catalogue, dossiers, drafting, home, papers, versions

__all__ = ["acting", "answering", "catalogue", "dossiers", "drafting", "home", "papers", "versions"]
