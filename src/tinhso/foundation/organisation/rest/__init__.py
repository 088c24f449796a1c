"""REST: units and territory, posts, delegations; whether somebody may do something."""

from tinhso.foundation.organisation.rest import decisions, structure
from tinhso.foundation.organisation.rest.room import rest

__all__ = ["decisions", "rest", "structure"]
