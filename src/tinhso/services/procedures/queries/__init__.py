"""Reads of the procedures room: the catalogue, drafts, dossiers, flows, and what officials look at before they act."""

from tinhso.services.procedures.queries.asked import asked_again, asked_again_counts
from tinhso.services.procedures.queries.catalogue import (
    Expected,
    all_procedures,
    expected_promise,
    field_counts,
    fields_of_administration,
    implementing_units,
    most_used,
    part_procedures,
    procedure,
    procedure_count,
    procedures_on,
    promises_now,
    recently_received,
    resolve,
    search_procedures,
    seat_unit,
    suggestions,
    unit_of_part,
)
from tinhso.services.procedures.queries.delivery import post_rules, post_zones
from tinhso.services.procedures.queries.desk import (
    MINUTES_OF_A_DAY,
    Nearness,
    Taker,
    offered_at_once,
    own_calendar,
    soon_until,
    takers,
    waiting,
)
from tinhso.services.procedures.queries.dossiers import (
    AnswerShown,
    Told,
    address_of,
    answers_shown,
    counted_and_paused,
    document_titles,
    end_of,
    fee_lines_of,
    form_of,
    form_on,
    issued_forms,
    may_file_again,
    opinion_of,
    paper_form,
    paper_forms,
    papers_given,
    procedure_of_case,
    rating_of,
    ratings_of,
    requests_for_papers,
    result_of,
    supplement_papers,
    told_steps,
    waits_for_applicant,
)
from tinhso.services.procedures.queries.drafts import (
    DraftView,
    access_draft,
    case_of_draft,
    channel_of,
    draft_paper,
    draft_view,
    drafts_of,
    expected_for,
    procedure_of_draft,
)
from tinhso.services.procedures.queries.fees import (
    FeeStanding,
    desk_page_of_paid,
    fee_of,
    fees_of,
    invoices_of_case,
    may_collect,
    owed_online,
    page_of_paid,
    recording_payment,
)
from tinhso.services.procedures.queries.flows import (
    MOST_OF_BPMN,
    BpmnDraft,
    FlowRow,
    flow,
    flow_marks,
    flow_of_body,
    flows_on,
    procedures_to_try,
    procedures_under,
    read_bpmn,
)
from tinhso.services.procedures.queries.helping import (
    Deed,
    TeamFigures,
    access_help,
    act_under_mandate,
    deeds_under,
    helped_by,
    helping_actor,
    team_figures,
)
from tinhso.services.procedures.queries.imports import (
    access_import,
    catalogue_book,
    catalogue_table,
    reasons,
    refused_sheets,
)
from tinhso.services.procedures.queries.kept import (
    KnownPaper,
    answer_of_prefill,
    fitting,
    handles,
    holder_of,
    holders_of_draft,
    kept_for_supplement,
    known_papers,
    numbers_named,
    papers_of_draft,
    prefilled,
    unchecked_documents,
)
from tinhso.services.procedures.queries.linked import (
    PartStanding,
    expected_parts,
    parts_by_whole,
    parts_standing,
    rated_with,
    whole_of,
)
from tinhso.services.procedures.queries.mandates import holds, is_confirmed, is_mandate_code, mandate_code, own_mandates
from tinhso.services.procedures.queries.media import MEDIA_PURPOSE, media_name, media_path
from tinhso.services.procedures.queries.places import PlacesOn, gazetteer
from tinhso.services.procedures.queries.progress import in_progress

__all__ = [
    "MEDIA_PURPOSE", "MINUTES_OF_A_DAY", "MOST_OF_BPMN", "AnswerShown", "BpmnDraft", "Deed", "DraftView", "Expected",
    "FeeStanding", "FlowRow", "KnownPaper", "Nearness", "PartStanding", "PlacesOn", "Taker", "TeamFigures", "Told",
    "access_draft", "access_help", "access_import", "act_under_mandate", "address_of", "all_procedures",
    "answer_of_prefill", "answers_shown", "asked_again", "asked_again_counts", "case_of_draft", "catalogue_book",
    "catalogue_table", "channel_of", "counted_and_paused", "deeds_under", "desk_page_of_paid", "document_titles",
    "draft_paper", "draft_view", "drafts_of", "end_of", "expected_for", "expected_parts", "expected_promise",
    "fee_lines_of", "fee_of", "fees_of", "field_counts", "fields_of_administration", "fitting", "flow", "flow_marks",
    "flow_of_body", "flows_on", "form_of", "form_on", "gazetteer", "handles", "helped_by", "helping_actor", "holder_of",
    "holders_of_draft", "holds", "implementing_units", "in_progress", "invoices_of_case", "is_confirmed",
    "is_mandate_code", "issued_forms", "kept_for_supplement", "known_papers", "mandate_code", "may_collect",
    "may_file_again", "media_name", "media_path", "most_used", "numbers_named", "offered_at_once", "opinion_of",
    "owed_online", "own_calendar", "own_mandates", "page_of_paid", "paper_form", "paper_forms", "papers_given",
    "papers_of_draft", "part_procedures", "parts_by_whole", "parts_standing", "post_rules", "post_zones", "prefilled",
    "procedure", "procedure_count", "procedure_of_case", "procedure_of_draft", "procedures_on", "procedures_to_try",
    "procedures_under", "promises_now", "rated_with", "rating_of", "ratings_of", "read_bpmn", "reasons",
    "recently_received", "recording_payment", "refused_sheets", "requests_for_papers", "resolve", "result_of",
    "search_procedures", "seat_unit", "soon_until", "suggestions", "supplement_papers", "takers", "team_figures",
    "told_steps", "unchecked_documents", "unit_of_part", "waiting", "waits_for_applicant", "whole_of",
]  # fmt: skip
