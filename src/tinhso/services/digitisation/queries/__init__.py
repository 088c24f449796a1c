"""Reads of digitising."""

from tinhso.services.digitisation.queries.dossiers import (
    DossierPaper,
    access_copy,
    access_paper,
    access_required,
    dossier_papers,
    may_copy,
    papers_of_dossier,
    required_papers,
)
from tinhso.services.digitisation.queries.kinds import day_of, digitised_kinds, fields_of
from tinhso.services.digitisation.queries.plans import (
    Progress,
    Standing,
    access_lot,
    access_plan,
    changes_of,
    lots_of,
    plans,
    progress_of,
    signed_by_month,
    standings,
    states_of,
)
from tinhso.services.digitisation.queries.scans import (
    ROUNDS,
    Proposal,
    access_scan,
    checks_of,
    entered_by,
    entries_of,
    last_hand,
    next_scan,
    person_of,
    proposal_of,
    readable_scan,
    scans_of,
    unit_ids,
    waiting,
)

__all__ = [
    "ROUNDS", "DossierPaper", "Progress", "Proposal", "Standing", "access_copy", "access_lot", "access_paper",
    "access_plan", "access_required", "access_scan", "changes_of", "checks_of", "day_of", "digitised_kinds",
    "dossier_papers", "entered_by", "entries_of", "fields_of", "last_hand", "lots_of", "may_copy", "next_scan",
    "papers_of_dossier", "person_of", "plans", "progress_of", "proposal_of", "readable_scan", "required_papers",
    "scans_of", "signed_by_month", "standings", "states_of", "unit_ids", "waiting",
]  # fmt: skip
