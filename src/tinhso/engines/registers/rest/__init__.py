"""The API of the registers."""

from tinhso.engines.registers.rest import records, registers, requests
from tinhso.engines.registers.rest.room import rest

__all__ = ["records", "registers", "requests", "rest"]
