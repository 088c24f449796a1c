"""Pack section ``review_rules``: from when figures point at something, what an hour costs, the baseline of times."""

from datetime import date
from typing import Final

from pydantic import Field

from tinhso.core.packs.api import PackObject, PackView
from tinhso.services.portfolio.types import DECIDE, PROPOSE, READ

#: The one object of the section that is in force.
RULES: Final = "ra-soat"


class ReviewRules(PackObject):
    """How the portfolio of procedures is reviewed. There is one such object, ``ra-soat``.

    A percentage is a whole number; ``baseline_hours`` gives the working hours that the law allowed a procedure on
    ``baseline_date`` where they are known from before the first release.
    """

    flow: str
    never_used_days: int = Field(365, ge=30, le=3650)
    fewest_dossiers: int = Field(5, ge=1, le=10_000)
    deadline_percent: int = Field(200, ge=110, le=1000)
    supplement_percent: int = Field(20, ge=1, le=100)
    online_percent: int = Field(50, ge=1, le=100)
    drop_percent: int = Field(40, ge=1, le=100)
    alike_percent: int = Field(80, ge=50, le=100)
    draft_days: int = Field(14, ge=1, le=365)
    decision_days: int = Field(30, ge=1, le=365)
    cost_of_hour: int = Field(ge=0)
    time_cut_percent: int = Field(30, ge=1, le=100)
    time_cut_scope: str = ""
    time_cut_scope_en: str = ""
    baseline_date: date
    baseline_hours: dict[str, int] = {}


def check_rules(view: PackView) -> None:
    """The flow of proposals is there and asks for permissions that reviewers hold."""
    for item in view.objects("review_rules", ReviewRules).values():
        if item.id != RULES:
            view.problem(item, "id", "phần này chỉ có một đối tượng", expected=RULES)
        flow = view.reference(item, "flow", "flows", item.flow)
        if flow is not None and getattr(flow, "read_by", "") != READ:
            view.problem(item, "flow", "quy trình đề xuất phải có read_by", expected=READ)
        for action in getattr(flow, "actions", ()):
            if action.permission not in {"", PROPOSE, DECIDE}:
                view.problem(item, "flow", f"bước {action.id} dùng quyền khác", expected=f"{PROPOSE}, {DECIDE}")
        for code in item.baseline_hours:
            view.reference(item, f"baseline_hours.{code}", "procedures", code)
