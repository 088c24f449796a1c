"""Plans and lots, and how far they have come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.db import Page, keyset
from tinhso.core.i18n import named
from tinhso.services.digitisation.models import Lot, Plan, PlanChange, Scan
from tinhso.services.digitisation.queries.scans import unit_ids
from tinhso.services.digitisation.types import ENTER, MANAGE, SIGN, LotNotFound, PlanNotFound, ScanState

_SEEN_BY = (ENTER, MANAGE, SIGN)


@dataclass(frozen=True, slots=True)
class Progress:
    """Papers of a plan: to do, taken in, agreed on, signed, signed and filed in a vault, put aside."""

    total: int
    taken: int = 0
    agreed: int = 0
    signed: int = 0
    filed: int = 0
    out: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            self.total + other.total, self.taken + other.taken, self.agreed + other.agreed,
            self.signed + other.signed, self.filed + other.filed, self.out + other.out,
        )  # fmt: skip

    @property
    def percent(self) -> float:
        """Signed papers of those to do; more than planned is still all."""
        return min(100.0, round(100 * self.signed / self.total, 1)) if self.total else 0.0


_COUNTS: Mapping[str, Count] = {
    "taken": Count("id"),
    "agreed": Count("id", filter=Q(state__in=[ScanState.AGREED, ScanState.SIGNED])),
    "signed": Count("id", filter=Q(state=ScanState.SIGNED)),
    "filed": Count("id", filter=Q(state=ScanState.SIGNED, item__isnull=False)),
    "out": Count("id", filter=Q(state=ScanState.OUT)),
}


def progress_of(plans: Mapping[UUID, Plan]) -> dict[UUID, Progress]:
    """How far each plan has come. One query."""
    rows = Scan.objects.filter(plan_id__in=plans).values_list("plan_id").annotate(**_COUNTS)
    counted = {key: dict(zip(_COUNTS, figures, strict=True)) for key, *figures in rows}
    return {key: Progress(plan.total, **counted.get(key, {})) for key, plan in plans.items()}


def plans(*, actor: Actor, after: str | None = None, limit: int = 50) -> Page[Plan]:
    """The plans of the units that one works for, newest first."""
    rows = Plan.objects.select_related("unit")
    units = unit_ids(actor, *_SEEN_BY)
    rows = rows if units is None else rows.filter(unit_id__in=units)
    return keyset(rows, order=("-made_at", "-id"), after=after, limit=limit, total=rows.count())


def access_plan(*, actor: Actor, plan_id: UUID, permission: str = "", lock: bool = False) -> Plan:
    """A plan of a unit that one works for, or over which one holds ``permission``. Raises ``PlanNotFound``."""
    found = Plan.objects.select_for_update(of=("self",)) if lock else Plan.objects
    plan = found.select_related("unit").filter(pk=plan_id).first()
    asked = [permission] if permission else _SEEN_BY
    if plan is None or not any(actor.can(one, unit_id=plan.unit_id) for one in asked):
        raise PlanNotFound
    return plan


def changes_of(plan: Plan) -> list[PlanChange]:
    """What a plan said before each change, newest first. One query."""
    return list(PlanChange.objects.filter(plan=plan).order_by("-number"))


def lots_of(plan: Plan, *, after: str | None = None, limit: int = 50) -> Page[Lot]:
    """The lots of a plan, newest first, each with the ``count`` of its scans and how many are ``ready``."""
    settled = [ScanState.AGREED, ScanState.SIGNED, ScanState.OUT]
    rows = Lot.objects.filter(plan=plan).annotate(
        count=Count("scans"), ready=Count("scans", filter=Q(scans__state__in=settled))
    )
    return keyset(rows, order=("-number", "-id"), after=after, limit=limit, total=rows.count())


def access_lot(*, actor: Actor, lot_id: UUID, permission: str = "", lock: bool = False) -> Lot:
    """A lot of a unit that one works for, or over which one holds ``permission``. Raises ``LotNotFound``."""
    found = Lot.objects.select_for_update(of=("self",)) if lock else Lot.objects
    lot = found.select_related("plan__unit").filter(pk=lot_id).first()
    asked = [permission] if permission else _SEEN_BY
    if lot is None or not any(actor.can(one, unit_id=lot.plan.unit_id) for one in asked):
        raise LotNotFound
    return lot


def states_of(lot: Lot) -> dict[str, int]:
    """How many scans of a lot are in each state. One query."""
    return dict(Scan.objects.filter(lot=lot).values_list("state").annotate(Count("id")))


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the progress of the province: a unit, a kind, and how far they have come."""

    unit_id: UUID
    unit: str
    kind: str
    progress: Progress


def standings() -> list[Standing]:
    """The progress of every unit and kind, whoever asks: figures without any person. Two queries."""
    found = {plan.id: plan for plan in Plan.objects.select_related("unit")}
    counted = progress_of(found)
    lines: dict[tuple[UUID, str], Standing] = {}
    for plan in found.values():
        key, done = (plan.unit_id, plan.kind), counted[plan.id]
        so_far = lines[key].progress + done if key in lines else done
        lines[key] = Standing(plan.unit_id, named(plan.unit), plan.kind, so_far)
    return list(lines.values())


def signed_by_month(at: datetime, months: int = 12) -> list[tuple[str, int]]:
    """(year-month, papers of plans signed) of the last months that have any, oldest first. One query."""
    zone = local(at).tzinfo
    rows = Scan.objects.filter(plan__isnull=False, signed_at__isnull=False)
    counted = rows.annotate(month=TruncMonth("signed_at", tzinfo=zone)).values_list("month").annotate(n=Count("id"))
    return [(f"{month:%Y-%m}", n) for month, n in counted.order_by("-month")[:months]][::-1]
