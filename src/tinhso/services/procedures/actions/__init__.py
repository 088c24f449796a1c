"""Writes of the procedures room: drafting, filing, answering, rating, issuing papers, signing results."""

from tinhso.services.procedures.actions.asking import known_papers, take_into_dossier
from tinhso.services.procedures.actions.collecting import cancel_fee, check_paid, collect_fee
from tinhso.services.procedures.actions.designing import add_media, begin_flow, begin_new, take_up
from tinhso.services.procedures.actions.drafting import (
    add_paper,
    choose_delivery,
    choose_unit,
    discard_draft,
    purge_drafts,
    remove_paper,
    restore_draft,
    save_step,
    start_draft,
)
from tinhso.services.procedures.actions.filing import Filing, submit_dossier, submit_draft
from tinhso.services.procedures.actions.handling import (
    MOST_AT_ONCE,
    Beforehand,
    Outcome,
    act_as_official,
    act_on_several,
    beforehand,
)
from tinhso.services.procedures.actions.helping import HOURS, ask_help, confirm_help, end_help, record_help
from tinhso.services.procedures.actions.importing import continue_import, continue_imports, import_catalogue
from tinhso.services.procedures.actions.issuing import (
    draft_of_result,
    issue_paper_form,
    preview_result,
    render_paper_form,
    render_unit_form,
)
from tinhso.services.procedures.actions.keeping import check_paper, keep_earlier_results, keep_papers, keep_results
from tinhso.services.procedures.actions.mandating import (
    CODE_SECONDS,
    ask_mandate,
    confirm_mandate,
    end_mandate,
    record_mandate,
)
from tinhso.services.procedures.actions.paying import open_payment
from tinhso.services.procedures.actions.rating import rate_dossier
from tinhso.services.procedures.actions.reading import Opened, open_dossier
from tinhso.services.procedures.actions.refiling import file_again
from tinhso.services.procedures.actions.reusing import looks_at_others, record_offered, take_paper
from tinhso.services.procedures.actions.supplementing import (
    act_as_applicant,
    add_supplement,
    remove_supplement,
    take_result,
    take_supplement,
)

__all__ = [
    "CODE_SECONDS", "HOURS", "MOST_AT_ONCE", "Beforehand", "Filing", "Opened", "Outcome", "act_as_applicant",
    "act_as_official", "act_on_several", "add_media", "add_paper", "add_supplement", "ask_help", "ask_mandate",
    "beforehand", "begin_flow", "begin_new", "cancel_fee", "check_paid", "check_paper", "choose_delivery",
    "choose_unit", "collect_fee", "confirm_help", "confirm_mandate", "continue_import", "continue_imports",
    "discard_draft", "draft_of_result", "end_help", "end_mandate", "file_again", "import_catalogue",
    "issue_paper_form", "keep_earlier_results", "keep_papers", "keep_results", "known_papers", "looks_at_others",
    "open_dossier", "open_payment", "preview_result", "purge_drafts", "rate_dossier", "record_help", "record_mandate",
    "record_offered", "remove_paper", "remove_supplement", "render_paper_form", "render_unit_form", "restore_draft",
    "save_step", "start_draft", "submit_dossier", "submit_draft", "take_into_dossier", "take_paper", "take_result",
    "take_supplement", "take_up",
]  # fmt: skip
