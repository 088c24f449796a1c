"""Writes of the case engine: opening a case, acting on it, firing timers, filing a document, declaring a type."""

from tinhso.engines.cases.actions.acting import fire_timers, perform
from tinhso.engines.cases.actions.declaring import declare_case_type, open_cases_of
from tinhso.engines.cases.actions.filing import file_document
from tinhso.engines.cases.actions.opening import submit_case
from tinhso.engines.cases.actions.turn import Turn, effects

__all__ = [
    "Turn", "declare_case_type", "effects", "file_document", "fire_timers", "open_cases_of", "perform", "submit_case",
]  # fmt: skip
