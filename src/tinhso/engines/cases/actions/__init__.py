"""Writes of the case engine: opening a case, acting on it, firing timers, filing a document, declaring a type; and the
same turns on imagined cases, which write nothing.
"""

from tinhso.engines.cases.actions.acting import fire_timers, perform
from tinhso.engines.cases.actions.assigning import reassign
from tinhso.engines.cases.actions.chronicling import (
    NAME_MARK,
    PERSON_MARK,
    PHONE_MARK,
    Chronicle,
    Life,
    begin_chronicle,
    write_chronicles,
)
from tinhso.engines.cases.actions.declaring import declare_case_type, open_cases_of
from tinhso.engines.cases.actions.filing import file_document
from tinhso.engines.cases.actions.guarding import stranded
from tinhso.engines.cases.actions.imagining import ImaginedCase, Setting, imagine_case, inputs_for
from tinhso.engines.cases.actions.naming import add_alias
from tinhso.engines.cases.actions.opening import submit_case
from tinhso.engines.cases.actions.turn import Turn, flow_effects
from tinhso.engines.cases.actions.walking import Walk, walk

__all__ = [
    "NAME_MARK", "PERSON_MARK", "PHONE_MARK", "Chronicle", "ImaginedCase", "Life", "Setting", "Turn", "Walk",
    "add_alias", "begin_chronicle", "declare_case_type", "file_document", "fire_timers", "flow_effects", "imagine_case",
    "inputs_for", "open_cases_of", "perform", "reassign", "stranded", "submit_case", "walk", "write_chronicles",
]  # fmt: skip
