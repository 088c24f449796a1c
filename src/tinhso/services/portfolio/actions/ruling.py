"""Rules of the review come into force: proposals become a type of case, and what was counted before is counted anew."""

from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.services.portfolio.actions.following import recount_all
from tinhso.services.portfolio.schema import ReviewRules

#: The type of case that a proposal is.
CASE_TYPE = "portfolio.proposal"
PAGE = cases.CasePage(
    "portfolio.proposal", "Đề xuất đơn giản hóa thủ tục hành chính", "Proposal to simplify procedures"
)


def apply_rules(change: packs.Change[ReviewRules]) -> None:
    """Declare how proposals run. The first rules also count what dossiers there are already."""
    for item in change.written:
        flow = packs.current("flows", cases.FlowObject)[item.flow]
        cases.declare_case_type(code=CASE_TYPE, name=PAGE.name, name_en=PAGE.name_en, flow=flow, at=change.at)
    if change.added:
        recount_all()
