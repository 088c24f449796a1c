"""Citizens' pages: finding a procedure, filing a dossier, following it."""

from tinhso.services.procedures.portal import (
    acting,
    answering,
    assets,
    catalogue,
    delivery,
    dossiers,
    drafting,
    home,
    mandates,
    papers,
    versions,
)

__all__ = [
    "acting", "answering", "assets", "catalogue", "delivery", "dossiers", "drafting", "home", "mandates", "papers",
    "versions",
]  # fmt: skip
