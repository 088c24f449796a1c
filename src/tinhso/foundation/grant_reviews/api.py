"""The door of the room: nothing above needs more of it than its pages; tests and commands open a round by hand."""

from tinhso.foundation.grant_reviews.actions import keep_reviews

__all__ = ["keep_reviews"]
