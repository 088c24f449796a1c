"""Words of the programme room."""

from enum import StrEnum

from tinhso.core.errors import NotFound

READ = "programme.read"


class TargetState(StrEnum):
    """How a target stands against what is measured now."""

    MET = "met"
    NEAR = "near"
    BEHIND = "behind"
    NO_RECORDS = "no_records"
    NOT_MEASURED = "not_measured"
    NOT_COMPARABLE = "not_comparable"


class SystemState(StrEnum):
    """How a system of the inventory stands in this province."""

    SERVED = "served"
    INTEGRATED = "integrated"
    ELSEWHERE = "elsewhere"
    PLANNED = "planned"
    NOT_APPLICABLE = "not_applicable"


class TargetNotFound(NotFound):
    """Không có chỉ tiêu này trong chương trình đang áp dụng."""

    code = "target_not_found"
