"""Officials' pages: requests of persons."""

from tinhso.services.personal_data.desk import requests
from tinhso.services.personal_data.desk.face import face

__all__ = ["face", "requests"]
