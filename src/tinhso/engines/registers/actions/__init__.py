"""Writes of the room."""

from tinhso.engines.registers.actions.answering import change_answering
from tinhso.engines.registers.actions.applying import (
    apply_registers,
    impact_of_registers,
    stranded_by,
    touched_by,
)
from tinhso.engines.registers.actions.attaching import attach_files, describe_file, remove_file, restore_file
from tinhso.engines.registers.actions.batches import ask_rows, save_rows, undo_batch
from tinhso.engines.registers.actions.calendars import make_calendar_link, withdraw_calendar_link
from tinhso.engines.registers.actions.collecting import collect_record
from tinhso.engines.registers.actions.demo import load_demo_registers
from tinhso.engines.registers.actions.duties import STALE, measure_all, measure_quality, remind_keepers
from tinhso.engines.registers.actions.going_back import take_again
from tinhso.engines.registers.actions.importing import (
    begin_import,
    confirm_import,
    continue_import,
    continue_imports,
    drop_import,
    mend_row,
)
from tinhso.engines.registers.actions.likening import Likely, likely_doubles
from tinhso.engines.registers.actions.listening import add_listener, plan_deliveries, send_again, stop_listener
from tinhso.engines.registers.actions.matching import continue_match, continue_matching, judge_pair, search_doubles
from tinhso.engines.registers.actions.merging import decide_merge, merge_records, undo_merge
from tinhso.engines.registers.actions.proposing import proposed_for
from tinhso.engines.registers.actions.requesting import approve_change, ask_change, refuse_change, withdraw_change
from tinhso.engines.registers.actions.sending import send_due
from tinhso.engines.registers.actions.viewing import delete_view, restore_view, save_view
from tinhso.engines.registers.actions.writing import add_record, change_record, end_record, review_record

__all__ = [
    "STALE",
    "Likely",
    "add_listener",
    "add_record",
    "apply_registers",
    "approve_change",
    "ask_change",
    "ask_rows",
    "attach_files",
    "begin_import",
    "change_answering",
    "change_record",
    "collect_record",
    "confirm_import",
    "continue_import",
    "continue_imports",
    "continue_match",
    "continue_matching",
    "decide_merge",
    "delete_view",
    "describe_file",
    "drop_import",
    "end_record",
    "impact_of_registers",
    "judge_pair",
    "likely_doubles",
    "load_demo_registers",
    "make_calendar_link",
    "measure_all",
    "measure_quality",
    "mend_row",
    "merge_records",
    "plan_deliveries",
    "proposed_for",
    "refuse_change",
    "remind_keepers",
    "remove_file",
    "restore_file",
    "restore_view",
    "review_record",
    "save_rows",
    "save_view",
    "search_doubles",
    "send_again",
    "send_due",
    "stop_listener",
    "stranded_by",
    "take_again",
    "touched_by",
    "undo_batch",
    "undo_merge",
    "withdraw_calendar_link",
    "withdraw_change",
]
