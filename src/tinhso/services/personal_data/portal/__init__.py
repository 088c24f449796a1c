"""Citizens' pages: who looked at one's data, requests, consents, what is done with data at all."""

from tinhso.services.personal_data.portal import consents, looks, requests
from tinhso.services.personal_data.portal.face import face

__all__ = ["consents", "face", "looks", "requests"]
