"""The API of the registers."""

from tinhso.engines.registers.rest import doubles, imports, records, registers, requests
from tinhso.engines.registers.rest.room import rest

__all__ = ["doubles", "imports", "records", "registers", "requests", "rest"]
