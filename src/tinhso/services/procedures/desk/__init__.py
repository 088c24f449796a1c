"""The pages of officials: inbox, dossier, acting, counter, search; the catalogue, the designer and flows."""

from tinhso.services.procedures.desk import (
    acting,
    asked,
    bpmn,
    catalogue,
    counter,
    designing,
    dossier,
    fees,
    flows,
    helping,
    inbox,
    papers,
    playing,
    search,
    sheets,
)
from tinhso.services.procedures.desk.face import face

__all__ = [
    "acting", "asked", "bpmn", "catalogue", "counter", "designing", "dossier", "face", "fees", "flows", "helping",
    "inbox", "papers", "playing", "search", "sheets",
]  # fmt: skip
