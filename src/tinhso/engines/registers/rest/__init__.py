"""The API of the registers."""

from tinhso.engines.registers.rest import imports, records, registers, requests
from tinhso.engines.registers.rest.room import rest

__all__ = ["imports", "records", "registers", "requests", "rest"]
