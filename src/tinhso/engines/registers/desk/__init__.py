"""Officials' pages: the registers, one list, as cells and as a map, one record, its form, requests, files out."""

from tinhso.engines.registers.desk import (
    attached,
    batches,
    calendars,
    collecting,
    editing,
    grid,
    importing,
    labels,
    listening,
    lists,
    maps,
    one,
    overview,
    requesting,
    views,
)
from tinhso.engines.registers.desk.face import face

__all__ = [
    "attached",
    "batches",
    "calendars",
    "collecting",
    "editing",
    "face",
    "grid",
    "importing",
    "labels",
    "listening",
    "lists",
    "maps",
    "one",
    "overview",
    "requesting",
    "views",
]
