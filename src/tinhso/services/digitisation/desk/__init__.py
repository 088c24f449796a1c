"""The desk's pages: true copies at the counter, plans, lots, entering."""

from tinhso.services.digitisation.desk import copies, correcting, entering, lots, plans
from tinhso.services.digitisation.desk.face import face

__all__ = ["copies", "correcting", "entering", "face", "lots", "plans"]
