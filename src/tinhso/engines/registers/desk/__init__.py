"""Officials' pages: the registers, one list, one record, its form, requests, files out."""

from tinhso.engines.registers.desk import editing, importing, lists, one, requesting
from tinhso.engines.registers.desk.face import face

__all__ = ["editing", "face", "importing", "lists", "one", "requesting"]
