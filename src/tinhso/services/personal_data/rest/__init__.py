"""REST: looks, requests, consents, registers."""

from tinhso.services.personal_data.rest import consents, looks, registers, requests
from tinhso.services.personal_data.rest.room import rest

__all__ = ["consents", "looks", "registers", "requests", "rest"]
