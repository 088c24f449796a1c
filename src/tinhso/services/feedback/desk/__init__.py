"""Officials' pages: ratings of units, complaints, tablets, surveys."""

from tinhso.services.feedback.desk import complaints, ratings, surveys, tablets
from tinhso.services.feedback.desk.face import face

__all__ = ["complaints", "face", "ratings", "surveys", "tablets"]
