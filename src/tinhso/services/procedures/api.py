"""The door of the procedures room: its counts, and what guides to procedures are made of.

Questions, their answers and their controls are those of a procedure's form (``rules/form.py``, ``rules/answers.py``,
``rules/controls.py``; the template ``procedures/portal/question.html`` draws one).
"""

from tinhso.services.procedures.actions import start_draft
from tinhso.services.procedures.actions.demo import load_demo_dossiers
from tinhso.services.procedures.actions.filing import Filing, submit_dossier
from tinhso.services.procedures.queries import (
    Expected,
    all_procedures,
    answer_of_prefill,
    expected_promise,
    fee_lines_of,
    fields_of_administration,
    implementing_units,
    most_used,
    procedure,
    procedure_count,
    procedure_of_case,
    procedures_on,
    rated_with,
    ratings_of,
    result_of,
    search_procedures,
    told_steps,
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
    FilingLink,
    FormInvalid,
    NoSuchUnit,
    ProcedureNotFound,
    counter_blocks,
    filing_links,
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
    "Filing",
    "FilingLink",
    "Form",
    "FormInvalid",
    "FormStep",
    "Index",
    "NoSuchUnit",
    "ProcedureNotFound",
    "ProcedureObject",
    "Question",
    "RequiredPaper",
    "all_procedures",
    "answer_of_prefill",
    "answers",
    "controls",
    "counter_blocks",
    "expected_promise",
    "fee_lines_of",
    "fields_of_administration",
    "filing_links",
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
    "result_of",
    "search_blocks",
    "search_procedures",
    "sheets",
    "start_draft",
    "submit_dossier",
    "time_of",
    "told_steps",
]
