"""The officials' pages of procedures: inbox, dossier, acting, counter, search."""

from tinhso.services.procedures.desk import acting, counter, dossier, inbox, papers, search
from tinhso.services.procedures.desk.face import face

__all__ = ["acting", "counter", "dossier", "face", "inbox", "papers", "search"]
