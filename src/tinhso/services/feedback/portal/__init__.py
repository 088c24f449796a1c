"""Citizens' pages: rating by the link on paper, the tablet of a counter, complaints, surveys."""

from tinhso.services.feedback.portal import complaints, rating, surveys
from tinhso.services.feedback.portal.face import face

__all__ = ["complaints", "face", "rating", "surveys"]
