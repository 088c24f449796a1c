"""Writes of the room."""

from tinhso.engines.registers.actions.applying import (
    apply_registers,
    impact_of_registers,
    stranded_by,
    touched,
)
from tinhso.engines.registers.actions.demo import load_demo_registers
from tinhso.engines.registers.actions.going_back import take_again
from tinhso.engines.registers.actions.importing import (
    begin_import,
    confirm_import,
    continue_imports,
    drop_import,
    mend_row,
)
from tinhso.engines.registers.actions.likening import Likely, likely_doubles
from tinhso.engines.registers.actions.matching import continue_match, continue_matching, judge_pair, search_doubles
from tinhso.engines.registers.actions.merging import decide_merge, merge_records, undo_merge
from tinhso.engines.registers.actions.requesting import approve_change, ask_change, refuse_change, withdraw_change
from tinhso.engines.registers.actions.writing import add_record, change_record, end_record, review_record

__all__ = [
    "Likely",
    "add_record",
    "apply_registers",
    "approve_change",
    "ask_change",
    "begin_import",
    "change_record",
    "confirm_import",
    "continue_imports",
    "continue_match",
    "continue_matching",
    "decide_merge",
    "drop_import",
    "end_record",
    "impact_of_registers",
    "judge_pair",
    "likely_doubles",
    "load_demo_registers",
    "mend_row",
    "merge_records",
    "refuse_change",
    "review_record",
    "search_doubles",
    "stranded_by",
    "take_again",
    "touched",
    "undo_merge",
    "withdraw_change",
]
