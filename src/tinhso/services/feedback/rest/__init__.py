"""REST: ratings, complaints, surveys."""

from tinhso.services.feedback.rest import complaints, ratings, surveys
from tinhso.services.feedback.rest.room import rest

__all__ = ["complaints", "ratings", "rest", "surveys"]
