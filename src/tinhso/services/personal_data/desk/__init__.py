"""Officials' pages: the desk of who is in charge, requests of persons, retention, registers."""

from tinhso.services.personal_data.desk import counter, overview, registers, requests, retention
from tinhso.services.personal_data.desk.face import face

__all__ = ["counter", "face", "overview", "registers", "requests", "retention"]
