"""Pure decisions of the case engine."""

from tinhso.engines.cases.rules.checking import check_flows, findings_of, unfilled_stages
from tinhso.engines.cases.rules.findings import Finding, Severity, errors
from tinhso.engines.cases.rules.lateness import Held, LateShare, late_shares
from tinhso.engines.cases.rules.table import (
    MINUTES_OF_A_DAY,
    Calendar,
    Span,
    Standing,
    automatic_action,
    charged_time,
    dossier_code,
    is_legal_move,
    is_offered,
    missing_inputs,
    permission_of,
    replay,
    resume_due,
    timer_moment,
)

__all__ = [
    "MINUTES_OF_A_DAY", "Calendar", "Finding", "Held", "LateShare", "Severity", "Span", "Standing",
    "automatic_action", "charged_time", "check_flows", "dossier_code", "errors", "findings_of", "is_legal_move",
    "is_offered", "late_shares", "missing_inputs", "permission_of", "replay", "resume_due", "timer_moment",
    "unfilled_stages",
]  # fmt: skip
