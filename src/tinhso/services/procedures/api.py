"""The door of the procedures room: its counts, and what guides to procedures are made of.

Questions, their answers and their controls are those of a procedure's form (``rules/form.py``, ``rules/answers.py``,
``rules/controls.py``; the template ``procedures/portal/question.html`` draws one).
"""

from tinhso.services.procedures.actions import render_paper_form, render_unit_form, start_draft
from tinhso.services.procedures.actions.counting import show_records
from tinhso.services.procedures.actions.demo import load_demo_dossiers
from tinhso.services.procedures.queries import (
    Expected,
    all_procedures,
    expected_promise,
    fields_of_administration,
    form_on,
    implementing_units,
    in_progress,
    issued_forms,
    most_used,
    paper_forms,
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
    TemplateObject,
    names_of,
)
from tinhso.services.procedures.types import (
    DossierBlock,
    DossierRated,
    DraftMoved,
    counter_blocks,
    dossier_blocks,
    procedure_blocks,
    search_blocks,
)

__all__ = [
    "DeadlineRule",
    "DossierBlock",
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
    "TemplateObject",
    "all_procedures",
    "answers",
    "controls",
    "counter_blocks",
    "dossier_blocks",
    "expected_promise",
    "fields_of_administration",
    "form",
    "form_on",
    "implementing_units",
    "in_progress",
    "issued_forms",
    "load_demo_dossiers",
    "most_used",
    "names_of",
    "paper_forms",
    "paper_kind",
    "papers_needed",
    "procedure",
    "procedure_blocks",
    "procedure_count",
    "procedure_of_case",
    "procedures_on",
    "rated_with",
    "ratings_of",
    "render_paper_form",
    "render_unit_form",
    "search_blocks",
    "search_procedures",
    "sheets",
    "show_records",
    "start_draft",
    "time_of",
]
