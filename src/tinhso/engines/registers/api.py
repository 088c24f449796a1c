"""The door of the registers."""

from tinhso.engines.registers.actions import (
    add_record,
    approve_change,
    ask_change,
    change_record,
    end_record,
    load_demo_registers,
    refuse_change,
)
from tinhso.engines.registers.queries import (
    Asked,
    Facts,
    access_record,
    access_register,
    all_registers,
    count_records,
    facts_of,
    records,
    records_of,
    register_count,
    sees_personal,
)
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import (
    Provenance,
    Record,
    RecordChanged,
    RecordsImported,
    RecordsMerged,
    Source,
    Verb,
)

__all__ = [
    "Asked",
    "Facts",
    "Provenance",
    "Record",
    "RecordChanged",
    "RecordsImported",
    "RecordsMerged",
    "RegisterField",
    "RegisterObject",
    "Source",
    "Verb",
    "access_record",
    "access_register",
    "add_record",
    "all_registers",
    "approve_change",
    "ask_change",
    "change_record",
    "count_records",
    "end_record",
    "facts_of",
    "load_demo_registers",
    "records",
    "records_of",
    "refuse_change",
    "register_count",
    "sees_personal",
]
