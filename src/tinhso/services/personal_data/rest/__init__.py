"""REST: looks, requests, consents."""

from tinhso.services.personal_data.rest import consents, looks, requests
from tinhso.services.personal_data.rest.room import rest

__all__ = ["consents", "looks", "requests", "rest"]
