"""Pure decisions of the case engine."""

from tinhso.engines.cases.rules.checking import check_flows, findings_of, unfilled_stages
from tinhso.engines.cases.rules.codes import long_unit, pattern_for, write_code
from tinhso.engines.cases.rules.dating import check_clock_rules, check_codes
from tinhso.engines.cases.rules.erasing import MARK, erased_changes, erased_data, erased_notes
from tinhso.engines.cases.rules.findings import Finding, Severity, errors
from tinhso.engines.cases.rules.judging import Course, Ground, Timeliness, judge
from tinhso.engines.cases.rules.lateness import Held, LateShare, late_shares
from tinhso.engines.cases.rules.table import (
    MINUTES_OF_A_DAY,
    Calendar,
    Span,
    Standing,
    automatic_action,
    charged_time,
    is_legal_move,
    is_offered,
    missing_inputs,
    permission_of,
    replay,
    resume_due,
    timer_moment,
)

__all__ = [
    "MARK", "MINUTES_OF_A_DAY", "Calendar", "Course", "Finding", "Ground", "Held", "LateShare", "Severity", "Span",
    "Standing", "Timeliness", "automatic_action", "charged_time", "check_clock_rules", "check_codes", "check_flows",
    "erased_changes", "erased_data", "erased_notes",
    "errors", "findings_of", "is_legal_move", "is_offered", "judge", "late_shares", "long_unit", "missing_inputs",
    "pattern_for", "permission_of", "replay", "resume_due", "timer_moment", "unfilled_stages", "write_code",
]  # fmt: skip
