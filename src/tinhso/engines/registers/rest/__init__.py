"""The API of the registers."""

from tinhso.engines.registers.rest import databases, govstack, imports, opening, records, registers, requests
from tinhso.engines.registers.rest.room import rest

__all__ = ["databases", "govstack", "imports", "opening", "records", "registers", "requests", "rest"]
