"""Reads of the room; each checks who asks."""

from tinhso.engines.registers.queries.finding import Finder, choices, filter_options, unit_labels
from tinhso.engines.registers.queries.imports import access_import, imports, refused_row, refused_rows
from tinhso.engines.registers.queries.matching import matching
from tinhso.engines.registers.queries.opening import (
    Found,
    access_open,
    find_open,
    open_counts,
    open_registers,
)
from tinhso.engines.registers.queries.persons import (
    OwnRecord,
    held_of,
    ids_naming,
    others_fields,
    own_records,
    records_naming,
)
from tinhso.engines.registers.queries.reach import (
    Reach,
    access_register,
    all_registers,
    keepers,
    may,
    reach,
    reading,
    sees_personal,
    units_to_write,
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
from tinhso.engines.registers.queries.registers import MOST, Figures, figures, readable, register_count, versions
from tinhso.engines.registers.queries.requests import access_change, changes, open_change

__all__ = [
    "MOST",
    "Asked",
    "Figures",
    "Finder",
    "Found",
    "OwnRecord",
    "Reach",
    "access_change",
    "access_import",
    "access_open",
    "access_record",
    "access_register",
    "all_registers",
    "changes",
    "choices",
    "count_records",
    "figures",
    "filter_options",
    "find_by_key",
    "find_open",
    "held_of",
    "ids_naming",
    "imports",
    "keepers",
    "matching",
    "may",
    "names_of",
    "open_change",
    "open_counts",
    "open_registers",
    "others_fields",
    "own_records",
    "past_versions",
    "reach",
    "read_out",
    "readable",
    "reading",
    "records",
    "records_naming",
    "refused_row",
    "refused_rows",
    "register_count",
    "sees_personal",
    "unit_labels",
    "units_to_write",
    "versions",
]
