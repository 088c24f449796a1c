"""Reads of the room; each checks who asks."""

from tinhso.engines.registers.queries.finding import finder
from tinhso.engines.registers.queries.reach import (
    Reach,
    access_register,
    all_registers,
    may,
    reach,
    reading,
    sees_personal,
)
from tinhso.engines.registers.queries.records import (
    Asked,
    access_record,
    count_records,
    find_by_key,
    names_of,
    past_versions,
    read_out,
    records,
)
from tinhso.engines.registers.queries.registers import MOST, Figures, figures, readable, register_count
from tinhso.engines.registers.queries.requests import access_change, changes, open_change

__all__ = [
    "MOST",
    "Asked",
    "Figures",
    "Reach",
    "access_change",
    "access_record",
    "access_register",
    "all_registers",
    "changes",
    "count_records",
    "figures",
    "find_by_key",
    "finder",
    "may",
    "names_of",
    "open_change",
    "past_versions",
    "reach",
    "read_out",
    "readable",
    "reading",
    "records",
    "register_count",
    "sees_personal",
]
