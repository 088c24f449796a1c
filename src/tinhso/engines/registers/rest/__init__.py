"""The API of the registers."""

from tinhso.engines.registers.rest import (
    calendars,
    collecting,
    databases,
    govstack,
    imports,
    listening,
    opening,
    records,
    registers,
    requests,
)
from tinhso.engines.registers.rest.room import rest

__all__ = [
    "calendars",
    "collecting",
    "databases",
    "govstack",
    "imports",
    "listening",
    "opening",
    "records",
    "registers",
    "requests",
    "rest",
]
