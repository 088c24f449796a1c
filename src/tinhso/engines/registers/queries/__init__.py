"""Reads of the room; each checks who asks."""

from tinhso.engines.registers.queries.attached import access_record_file, may_open, record_files
from tinhso.engines.registers.queries.batches import access_batch, batches, is_undone
from tinhso.engines.registers.queries.checking import problems_of
from tinhso.engines.registers.queries.facts import Facts, facts_of
from tinhso.engines.registers.queries.finding import Finder, cell_names, choices, unit_labels
from tinhso.engines.registers.queries.imports import access_import, imports, refused_row, refused_rows
from tinhso.engines.registers.queries.mapping import Mapped, Spot, mapped, may_map
from tinhso.engines.registers.queries.quality import broken_counts, measured, stale_units, trend
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
    past_version,
    past_versions,
    read_out,
    records,
    records_of,
)
from tinhso.engines.registers.queries.registers import MOST, Figures, figures, readable, register_count, versions
from tinhso.engines.registers.queries.requests import access_change, changes, open_change
from tinhso.engines.registers.queries.seen import Onlooker, may_see_readers, onlookers, readings
from tinhso.engines.registers.queries.views import access_view, deleted_views, views

__all__ = [
    "MOST",
    "Asked",
    "Facts",
    "Figures",
    "Finder",
    "Mapped",
    "Onlooker",
    "Reach",
    "Spot",
    "access_batch",
    "access_change",
    "access_import",
    "access_record",
    "access_record_file",
    "access_register",
    "access_view",
    "all_registers",
    "batches",
    "broken_counts",
    "cell_names",
    "changes",
    "choices",
    "count_records",
    "deleted_views",
    "facts_of",
    "figures",
    "find_by_key",
    "imports",
    "is_undone",
    "keepers",
    "mapped",
    "may",
    "may_map",
    "may_open",
    "may_see_readers",
    "measured",
    "names_of",
    "onlookers",
    "open_change",
    "past_version",
    "past_versions",
    "problems_of",
    "reach",
    "read_out",
    "readable",
    "reading",
    "readings",
    "record_files",
    "records",
    "records_of",
    "refused_row",
    "refused_rows",
    "register_count",
    "sees_personal",
    "stale_units",
    "trend",
    "unit_labels",
    "units_to_write",
    "versions",
    "views",
]
