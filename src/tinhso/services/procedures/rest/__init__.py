"""REST: the catalogue, drafts, dossiers, the inbox, flows, the designer. Every operation calls the pages' own verbs."""

from tinhso.services.procedures.rest import (
    acting,
    asked,
    catalogue,
    designing,
    dossiers,
    drafts,
    fees,
    flows,
    helping,
    inbox,
    mandates,
    sheets,
    versions,
)
from tinhso.services.procedures.rest.room import rest

__all__ = [
    "acting", "asked", "catalogue", "designing", "dossiers", "drafts", "fees", "flows", "helping", "inbox", "mandates",
    "rest", "sheets", "versions",
]  # fmt: skip
