"""What is put right afterwards: a plan's figures, a paper that was put aside, the number of whom a paper is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.foundation.identity import api as identity
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.actions import copying
from tinhso.services.digitisation.actions.planning import figure_problems
from tinhso.services.digitisation.models import Lot, Plan, PlanChange, Scan
from tinhso.services.digitisation.types import (
    ENTER,
    MANAGE,
    PERSON,
    EntryInvalid,
    LotState,
    NotReady,
    PlanInvalid,
    PlanMovedOn,
    ScanState,
    SomebodyWasFaster,
)

_FIGURES: Final = ("total", "sample_percent", "error_percent")


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan says from now on, and why; ``seen`` is the number of the last change that the person has read."""

    total: int
    sample_percent: int
    error_percent: int
    reason: str
    seen: int = 0


@action("digitisation.change_plan", access=needs(MANAGE))
def change_plan(*, actor: Actor, at: datetime, plan_id: UUID, change: Change) -> Done[Plan]:
    """Sửa tổng số tờ, tỷ lệ mẫu, tỷ lệ sai cho phép: what was is kept with who changed it and why. The shares hold for
    samples that are drawn from now on.

    Raises ``PlanNotFound``, ``PlanInvalid``, ``PlanMovedOn`` where somebody else has changed it since.
    """
    plan = queries.access_plan(actor=actor, plan_id=plan_id, permission=MANAGE, lock=True)
    problems = figure_problems(change.total, change.sample_percent, change.error_percent)
    if not change.reason.strip():
        problems["reason"] = gettext("Ghi lý do sửa kế hoạch.")
    if problems:
        raise PlanInvalid(fields=problems)
    last = queries.changes_of(plan)[:1]
    number = last[0].number if last else 0
    if number != change.seen:
        raise PlanMovedOn
    row = PlanChange(
        plan=plan, number=number + 1, reason=change.reason.strip()[:500], changed_by=actor.name, changed_at=at,
        **{name: getattr(plan, name) for name in _FIGURES},
    )  # fmt: skip
    plan.total, plan.sample_percent, plan.error_percent = change.total, change.sample_percent, change.error_percent
    plan.save(update_fields=_FIGURES)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise PlanMovedOn from None
    return Done(plan, subject=("plan", plan.id), detail={"number": row.number})


@action("digitisation.bring_back", access=needs(ENTER))
def bring_back(*, actor: Actor, at: datetime, scan_id: UUID) -> Done[Scan]:
    """Đưa một tờ để riêng trở lại lô của nó: it is entered anew by two. A lot that is signed opens again for it.

    Raises ``ScanNotFound``, ``SomebodyWasFaster``, ``NotReady`` while its lot is looked at or signed.
    """
    found = queries.access_scan(actor=actor, scan_id=scan_id)
    lot = Lot.objects.select_for_update(of=("self",)).get(scans=found)
    scan = queries.access_scan(actor=actor, scan_id=scan_id, lock=True)
    if scan.state != ScanState.OUT:
        raise SomebodyWasFaster(who=queries.last_hand(scan))
    if lot.state == LotState.DONE:
        lot.state, lot.turn, lot.closed_at = LotState.OPEN, lot.turn + 1, None
        lot.save(update_fields=["state", "turn", "closed_at"])
    elif lot.state != LotState.OPEN:
        raise NotReady(state=lot.get_state_display())
    was = scan.reason
    scan.state, scan.turn, scan.reason, scan.values = ScanState.FIRST, scan.turn + 1, "", {}
    scan.save(update_fields=["state", "turn", "reason", "values"])
    return Done(scan, subject=("scan", scan.id), detail={"was": was})


@action("digitisation.name_holder", access=needs(MANAGE))
def name_holder(*, actor: Actor, at: datetime, scan_id: UUID, number: str, found_in: str) -> Done[Scan]:
    """Ghi số định danh tìm được sau cho một tờ đã ký: it goes into the vault of whom it is about, once.

    ``found_in`` says where the number was found; that stands in the log, the number does not. Raises ``ScanNotFound``,
    ``EntryInvalid``, ``SomebodyWasFaster`` where it is filed already.
    """
    scan = queries.access_scan(actor=actor, scan_id=scan_id, permission=MANAGE, lock=True)
    if scan.state != ScanState.SIGNED or scan.item_id is not None:
        raise SomebodyWasFaster(who=queries.last_hand(scan))
    wrong: dict[str, str] = {}
    if identity.person_key(number) is None:
        wrong["person_id"] = gettext("Số định danh cá nhân gồm đúng 12 chữ số, như in trên thẻ căn cước.")
    if not found_in.strip():
        wrong["found_in"] = gettext("Ghi đã tìm số này ở đâu.")
    if wrong:
        raise EntryInvalid(fields=wrong)
    scan.values = {**scan.values, PERSON: "".join(char for char in number if char.isdigit())}
    scan.item_id = copying.file_signed(scan, at)
    scan.save(update_fields=["values", "item"])
    return Done(scan, subject=("scan", scan.id), detail={"found_in": found_in.strip()[:300]})
