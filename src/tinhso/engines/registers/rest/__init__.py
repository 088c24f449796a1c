"""The API of the registers."""

from tinhso.engines.registers.rest import (
    attached,
    batches,
    calendars,
    collecting,
    databases,
    doubles,
    govstack,
    imports,
    listening,
    looking,
    opening,
    records,
    registers,
    requests,
    views,
)
from tinhso.engines.registers.rest.room import rest

__all__ = [
    "attached",
    "batches",
    "calendars",
    "collecting",
    "databases",
    "doubles",
    "govstack",
    "imports",
    "listening",
    "looking",
    "opening",
    "records",
    "registers",
    "requests",
    "rest",
    "views",
]
