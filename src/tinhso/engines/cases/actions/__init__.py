"""Writes of the case engine: opening a case, acting on it, firing timers, filing a document, declaring a type."""

from tinhso.engines.cases.actions.acting import fire_timers, perform
from tinhso.engines.cases.actions.declaring import declare_case_type, open_cases_of
from tinhso.engines.cases.actions.filing import file_document
from tinhso.engines.cases.actions.opening import submit_case
from tinhso.engines.cases.actions.turn import Turn, flow_effects

__all__ = [
    "Turn", "declare_case_type", "file_document", "fire_timers", "flow_effects", "open_cases_of", "perform",
    "submit_case",
]  # fmt: skip
