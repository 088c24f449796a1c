"""The officials' pages of procedures: inbox, dossier, acting, counter, search; flows and trying them out."""

from tinhso.services.procedures.desk import acting, bpmn, counter, dossier, flows, inbox, papers, playing, search
from tinhso.services.procedures.desk.face import face

__all__ = ["acting", "bpmn", "counter", "dossier", "face", "flows", "inbox", "papers", "playing", "search"]
