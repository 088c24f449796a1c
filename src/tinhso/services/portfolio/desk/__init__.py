"""Officials' pages of the review."""

from tinhso.services.portfolio.desk import one, proposals, review, signals, times
from tinhso.services.portfolio.desk.face import face

__all__ = ["face", "one", "proposals", "review", "signals", "times"]
