"""The door of the procedures room: its counts, and what guides to procedures are made of.

Questions, their answers and their controls are those of a procedure's form (``rules/form.py``, ``rules/answers.py``,
``rules/controls.py``; the template ``procedures/portal/question.html`` draws one).
"""

from tinhso.services.procedures.actions import start_draft
from tinhso.services.procedures.actions.demo import load_demo_dossiers
from tinhso.services.procedures.queries import (
    Expected,
    all_procedures,
    expected_promise,
    fields_of_administration,
    implementing_units,
    most_used,
    procedure,
    procedure_count,
    procedure_of_case,
    procedures_on,
    rated_with,
    ratings_of,
    search_procedures,
)
from tinhso.services.procedures.rules import answers, controls, form, sheets
from tinhso.services.procedures.rules.needs import papers_needed
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
    names_of,
)
from tinhso.services.procedures.types import (
    DossierRated,
    DraftMoved,
    counter_blocks,
    procedure_blocks,
    search_blocks,
)

__all__ = [
    "DeadlineRule",
    "DossierRated",
    "DraftMoved",
    "Entry",
    "Expected",
    "FeeItem",
    "Form",
    "FormStep",
    "Index",
    "ProcedureObject",
    "Question",
    "RequiredPaper",
    "all_procedures",
    "answers",
    "controls",
    "counter_blocks",
    "expected_promise",
    "fields_of_administration",
    "form",
    "implementing_units",
    "load_demo_dossiers",
    "most_used",
    "names_of",
    "paper_kind",
    "papers_needed",
    "procedure",
    "procedure_blocks",
    "procedure_count",
    "procedure_of_case",
    "procedures_on",
    "rated_with",
    "ratings_of",
    "search_blocks",
    "search_procedures",
    "sheets",
    "start_draft",
    "time_of",
]
