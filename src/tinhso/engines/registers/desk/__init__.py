"""Officials' pages: the registers, one list, one record, its form, requests, files out."""

from tinhso.engines.registers.desk import editing, lists, one, requesting
from tinhso.engines.registers.desk.face import face

__all__ = ["editing", "face", "lists", "one", "requesting"]
