"""Writes of the room."""

from tinhso.engines.registers.actions.applying import apply_registers, impact_of_registers, stranded_by
from tinhso.engines.registers.actions.demo import load_demo_registers
from tinhso.engines.registers.actions.requesting import approve_change, ask_change, refuse_change, withdraw_change
from tinhso.engines.registers.actions.writing import add_record, change_record, end_record, review_record

__all__ = [
    "add_record",
    "apply_registers",
    "approve_change",
    "ask_change",
    "change_record",
    "end_record",
    "impact_of_registers",
    "load_demo_registers",
    "refuse_change",
    "review_record",
    "stranded_by",
    "withdraw_change",
]
