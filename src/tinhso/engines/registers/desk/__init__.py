"""Officials' pages: the registers, one list, one record, its form, requests, files out."""

from tinhso.engines.registers.desk import calendars, collecting, editing, importing, listening, lists, one, requesting
from tinhso.engines.registers.desk.face import face

__all__ = ["calendars", "collecting", "editing", "face", "importing", "listening", "lists", "one", "requesting"]
