"""Officials' pages of the review."""

from tinhso.services.portfolio.desk import one, review
from tinhso.services.portfolio.desk.face import face

__all__ = ["face", "one", "review"]
