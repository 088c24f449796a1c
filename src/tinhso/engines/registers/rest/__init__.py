"""The API of the registers."""

from tinhso.engines.registers.rest import imports, opening, records, registers, requests
from tinhso.engines.registers.rest.room import rest

__all__ = ["imports", "opening", "records", "registers", "requests", "rest"]
