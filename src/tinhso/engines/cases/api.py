"""The door of the case engine."""

from tinhso.engines.cases.actions import (
    Turn,
    declare_case_type,
    file_document,
    fire_timers,
    flow_effects,
    open_cases_of,
    perform,
    submit_case,
)
from tinhso.engines.cases.models import Case, CaseDocument, CaseEvent, ClockSegment, Task
from tinhso.engines.cases.queries import (
    CaseView,
    InboxFigures,
    access_case,
    access_document,
    busiest_types,
    case_by_code,
    case_counts,
    case_of_key,
    case_view,
    cases_of_applicant,
    count_inbox,
    current_version,
    flow_of,
    inbox,
    inbox_figures,
    may_read,
    offered_actions,
    open_task,
    overdue_timers,
    recent_types,
    search_cases,
)
from tinhso.engines.cases.schema import FlowAction, FlowObject, State
from tinhso.engines.cases.types import (
    ActionNotOffered,
    Answer,
    Applicant,
    CaseChanged,
    CaseMovedOn,
    CaseNotFound,
    Channel,
    ClockMode,
    DocumentKind,
    IllegalStatusMove,
    InputMissing,
    Inputs,
    NewDocument,
    NotYourTurn,
    Opening,
    Party,
    Seat,
    TimerFired,
    UnknownCaseType,
)

__all__ = [
    "ActionNotOffered", "Answer", "Applicant", "Case", "CaseChanged", "CaseDocument", "CaseEvent", "CaseMovedOn",
    "CaseNotFound", "CaseView", "Channel", "ClockMode", "ClockSegment", "DocumentKind", "FlowAction", "FlowObject",
    "IllegalStatusMove", "InboxFigures", "InputMissing", "Inputs", "NewDocument", "NotYourTurn", "Opening", "Party",
    "Seat", "State", "Task", "TimerFired", "Turn", "UnknownCaseType", "access_case", "access_document",
    "busiest_types", "case_by_code", "case_counts", "case_of_key", "case_view", "cases_of_applicant", "count_inbox",
    "current_version", "declare_case_type", "file_document", "fire_timers", "flow_effects", "flow_of", "inbox",
    "inbox_figures", "may_read", "offered_actions", "open_cases_of", "open_task", "overdue_timers", "perform",
    "recent_types", "search_cases", "submit_case",
]  # fmt: skip
