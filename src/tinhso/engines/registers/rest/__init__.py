"""The API of the registers."""

from tinhso.engines.registers.rest import attached, batches, imports, looking, records, registers, requests, views
from tinhso.engines.registers.rest.room import rest

__all__ = ["attached", "batches", "imports", "looking", "records", "registers", "requests", "rest", "views"]
