"""The door of the procedures room: its counts, and what guides to procedures are made of.

Questions, their answers and their controls are those of a procedure's form (``rules/form.py``, ``rules/controls.py``;
the template ``procedures/portal/question.html`` draws one).
"""

from tinhso.services.procedures.actions.demo import load_demo_dossiers
from tinhso.services.procedures.queries import (
    Expected,
    expected_promise,
    implementing_units,
    procedure_count,
    procedures_on,
)
from tinhso.services.procedures.rules import controls, form
from tinhso.services.procedures.rules.search import Entry, Index
from tinhso.services.procedures.rules.told import paper_kind, time_of
from tinhso.services.procedures.schema import (
    DeadlineRule,
    FeeItem,
    Form,
    FormStep,
    ProcedureObject,
    Question,
    RequiredPaper,
)
from tinhso.services.procedures.types import search_blocks

__all__ = [
    "DeadlineRule",
    "Entry",
    "Expected",
    "FeeItem",
    "Form",
    "FormStep",
    "Index",
    "ProcedureObject",
    "Question",
    "RequiredPaper",
    "controls",
    "expected_promise",
    "form",
    "implementing_units",
    "load_demo_dossiers",
    "paper_kind",
    "procedure_count",
    "procedures_on",
    "search_blocks",
    "time_of",
]
