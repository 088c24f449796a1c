"""Rules of personal data come into force: requests of persons become a type of case."""

from typing import Final

from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.services.personal_data.schema import PrivacyRules

#: The type of case that a request is.
CASE_TYPE: Final = "personal_data.request"
PAGE: Final = cases.CasePage("personal_data.desk_request", "Yêu cầu về dữ liệu cá nhân", "Personal data request")


def apply_rules(change: packs.Change[PrivacyRules]) -> None:
    """Declare how requests run."""
    for item in change.written:
        flow = packs.current("flows", cases.FlowObject)[item.flow]
        cases.declare_case_type(code=CASE_TYPE, name=PAGE.name, name_en=PAGE.name_en, flow=flow, at=change.at)
