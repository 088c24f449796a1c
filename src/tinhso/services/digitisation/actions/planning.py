"""Plans: how many papers of a kind a unit has to digitise."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.ids import new_id
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.models import Plan
from tinhso.services.digitisation.types import MANAGE, PlanInvalid, PlanNotFound, PlanThere

_FIRST_YEAR: Final = 1900


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What a plan says: papers of ``kind`` in the books of the years, so many; the shares of samples, per cent."""

    unit_id: UUID
    kind: str
    first_year: int
    last_year: int
    total: int
    sample_percent: int = 10
    error_percent: int = 2


@action("digitisation.make_plan", access=needs(MANAGE))
def make_plan(*, actor: Actor, at: datetime, plan: NewPlan) -> Done[Plan]:
    """Lập kế hoạch số hóa kết quả cũ của một đơn vị. Raises ``PlanInvalid``, ``PlanThere``, ``PlanNotFound``."""
    if not actor.can(MANAGE, unit_id=plan.unit_id):
        raise PlanNotFound
    problems = _problems(plan, local(at).year)
    if problems:
        raise PlanInvalid(fields=problems)
    years = {"first_year": plan.first_year, "last_year": plan.last_year}
    if Plan.objects.filter(unit_id=plan.unit_id, kind=plan.kind, **years).exists():
        raise PlanThere
    row = Plan(
        id=new_id(), unit_id=plan.unit_id, kind=plan.kind, **years, total=plan.total,
        sample_percent=plan.sample_percent, error_percent=plan.error_percent, made_by=actor.name, made_at=at,
    )  # fmt: skip
    return Done(row, rows=[row], subject=("plan", row.id), detail={"kind": plan.kind, "total": plan.total})


def _problems(plan: NewPlan, this_year: int) -> dict[str, str]:
    found: dict[str, str] = {}
    if plan.kind not in queries.digitised_kinds():
        found["kind"] = gettext("Chọn một loại trong danh sách.")
    if not _FIRST_YEAR <= plan.first_year <= this_year:
        found["first_year"] = gettext("Năm từ {first} đến nay.").format(first=_FIRST_YEAR)
    if not plan.first_year <= plan.last_year <= this_year:
        found["last_year"] = gettext("Năm cuối không trước năm đầu và không sau năm nay.")
    return found | figure_problems(plan.total, plan.sample_percent, plan.error_percent)


def figure_problems(total: int, sample_percent: int, error_percent: int) -> dict[str, str]:
    """What is wrong with the figures of a plan, by field."""
    found: dict[str, str] = {}
    if not 1 <= total <= 100_000_000:
        found["total"] = gettext("Ghi số tờ cần số hóa, từ 1.")
    if not 1 <= sample_percent <= 100:
        found["sample_percent"] = gettext("Tỷ lệ mẫu từ 1 đến 100 %.")
    if not 0 <= error_percent <= 100:
        found["error_percent"] = gettext("Tỷ lệ sai cho phép từ 0 đến 100 %.")
    return found
