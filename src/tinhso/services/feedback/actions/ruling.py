"""Rules of feedback come into force: complaints become a type of case."""

from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.services.feedback.schema import FeedbackRules

#: The type of case that a complaint is.
CASE_TYPE = "feedback.complaint"
PAGE = cases.CasePage("feedback.desk_complaint", "Phản ánh, kiến nghị", "Complaint")


def apply_rules(change: packs.Change[FeedbackRules]) -> None:
    """Declare how complaints run."""
    for item in change.written:
        flow = packs.current("flows", cases.FlowObject)[item.flow]
        cases.declare_case_type(code=CASE_TYPE, name=PAGE.name, name_en=PAGE.name_en, flow=flow, at=change.at)
