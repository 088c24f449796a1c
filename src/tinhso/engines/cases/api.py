"""The door of the case engine."""

from tinhso.engines.cases.actions import (
    ImaginedCase,
    Setting,
    Turn,
    Walk,
    add_alias,
    declare_case_type,
    file_document,
    fire_timers,
    flow_effects,
    imagine_case,
    inputs_for,
    open_cases_of,
    perform,
    reassign,
    stranded,
    submit_case,
    walk,
)
from tinhso.engines.cases.books import (
    book_of_unit,
    dossiers,
    judged_now,
    late_time,
    late_time_of,
    readable,
    tasks_of_case,
)
from tinhso.engines.cases.loads import ASSIGN, Load, loads, tasks_of
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
    case_pages,
    case_view,
    cases_of_applicant,
    count_inbox,
    current_version,
    flow_findings,
    flow_of,
    inbox,
    inbox_figures,
    is_consultation,
    may_read,
    national_moves,
    offered_actions,
    open_cases_by_flow,
    open_dossiers,
    open_task,
    overdue_timers,
    recent_types,
    search_cases,
)
from tinhso.engines.cases.rules import Course, Finding, Ground, LateShare, Severity, Timeliness, judge, unfilled_stages
from tinhso.engines.cases.rules.bpmn_in import BpmnReading, Remark, read_bpmn
from tinhso.engines.cases.rules.bpmn_out import to_bpmn
from tinhso.engines.cases.rules.comparing import Compared, Mark, compare
from tinhso.engines.cases.rules.editing import (
    closed_flow,
    flow_members,
    flow_part_users,
    follow_renames,
    opened_flow,
    take_out_action,
    take_out_state,
)
from tinhso.engines.cases.rules.flow_words import CLOCK_WORDS, EFFECT_WORDS, NEED_WORDS, names_in_flow
from tinhso.engines.cases.rules.layout import Drawing, draw
from tinhso.engines.cases.rules.positions import (
    CHILD_ENDED,
    PART_DONE,
    PART_ENDED,
    World,
    child_events,
    graph_of,
    worlds,
)
from tinhso.engines.cases.rules.routes import Route, routes
from tinhso.engines.cases.schema import FlowAction, FlowObject, FlowTimer, State
from tinhso.engines.cases.standing import WITH_RESULT, PartView, parts_of
from tinhso.engines.cases.types import (
    ActionNotOffered,
    Answer,
    ApologyTooLate,
    Applicant,
    CannotTake,
    CaseChanged,
    CaseMovedOn,
    CaseNotFound,
    CasePage,
    Channel,
    ClockMode,
    CodeTaken,
    DocumentKind,
    IllegalStatusMove,
    InputMissing,
    Inputs,
    NewDocument,
    NotYourTurn,
    Opening,
    Part,
    Party,
    Seat,
    TimerFired,
    UnknownCaseType,
)

__all__ = [
    "ASSIGN", "CHILD_ENDED", "CLOCK_WORDS", "EFFECT_WORDS", "NEED_WORDS", "PART_DONE", "PART_ENDED", "WITH_RESULT",
    "ActionNotOffered", "Answer", "ApologyTooLate", "Applicant", "BpmnReading", "CannotTake", "Case", "CaseChanged",
    "CaseDocument", "CaseEvent", "CaseMovedOn", "CaseNotFound", "CasePage", "CaseView", "Channel", "ClockMode",
    "ClockSegment", "CodeTaken", "Compared", "Course", "DocumentKind", "Drawing", "Finding", "FlowAction",
    "FlowObject", "FlowTimer", "Ground", "IllegalStatusMove", "ImaginedCase", "InboxFigures", "InputMissing",
    "Inputs", "LateShare", "Load", "Mark", "NewDocument", "NotYourTurn", "Opening", "Part", "PartView", "Party",
    "Remark", "Route", "Seat", "Setting", "Severity", "State", "Task", "Timeliness", "TimerFired", "Turn",
    "UnknownCaseType", "Walk", "World", "access_case", "access_document", "add_alias", "book_of_unit",
    "busiest_types", "case_by_code", "case_counts", "case_of_key", "case_pages", "case_view", "cases_of_applicant",
    "child_events", "closed_flow", "compare", "count_inbox", "current_version", "declare_case_type", "dossiers",
    "draw", "file_document", "fire_timers", "flow_effects", "flow_findings", "flow_members", "flow_of",
    "flow_part_users", "follow_renames", "graph_of", "imagine_case", "inbox", "inbox_figures", "inputs_for",
    "is_consultation", "judge", "judged_now", "late_time", "late_time_of", "loads", "may_read", "names_in_flow",
    "national_moves", "offered_actions", "open_cases_by_flow", "open_cases_of", "open_dossiers", "open_task",
    "opened_flow", "overdue_timers", "parts_of", "perform", "read_bpmn", "readable", "reassign", "recent_types",
    "routes", "search_cases", "stranded", "submit_case", "take_out_action", "take_out_state", "tasks_of",
    "tasks_of_case", "to_bpmn", "unfilled_stages", "walk", "worlds",
]  # fmt: skip
