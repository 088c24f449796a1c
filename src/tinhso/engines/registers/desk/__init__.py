"""Officials' pages: the registers, one list, one record, its form, requests, files out."""

from tinhso.engines.registers.desk import doubles, editing, former, importing, lists, merging, one, requesting
from tinhso.engines.registers.desk.face import face

__all__ = ["doubles", "editing", "face", "former", "importing", "lists", "merging", "one", "requesting"]
