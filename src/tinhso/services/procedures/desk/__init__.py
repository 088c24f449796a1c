"""The officials' pages of procedures: inbox, dossier, acting, counter, search; the catalogue and the designer."""

from tinhso.services.procedures.desk import (
    acting,
    catalogue,
    counter,
    designing,
    dossier,
    inbox,
    papers,
    search,
    sheets,
)
from tinhso.services.procedures.desk.face import face

__all__ = ["acting", "catalogue", "counter", "designing", "dossier", "face", "inbox", "papers", "search", "sheets"]
