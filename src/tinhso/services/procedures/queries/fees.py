"""Fees of dossiers: what was taken, what is still owed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.engines.cases import api as cases
from tinhso.services.procedures.models import FeePayment
from tinhso.services.procedures.rules import fees as fee_rules


@dataclass(frozen=True, slots=True)
class FeeStanding:
    """What a dossier costs and what is still ``owed``, in đồng; the ``payment`` that holds, and those cancelled."""

    fee: int
    owed: int
    payment: FeePayment | None
    cancelled: tuple[FeePayment, ...]


def fees_of(found: Collection[cases.Case]) -> Mapping[UUID, FeeStanding]:
    """How the fees of some dossiers stand, by dossier. Of a linked one its parts are paid, not the whole. One query."""
    payments: dict[UUID, list[FeePayment]] = {}
    for row in FeePayment.objects.filter(case_id__in=[case.id for case in found]).order_by("paid_at"):
        payments.setdefault(row.case_id, []).append(row)
    return {case.id: _standing(case, payments.get(case.id, [])) for case in found}


def _standing(case: cases.Case, payments: Collection[FeePayment]) -> FeeStanding:
    fee = 0 if case.settings.get("parts") else case.data.get("fee", 0)
    holds = next((row for row in payments if row.cancelled_at is None), None)
    owed = fee_rules.owed(
        fee, collected=holds.amount if holds else 0, status=case.status, notes=case.notes, fee_due=case.fee_due
    )
    return FeeStanding(fee, owed, holds, tuple(row for row in payments if row.cancelled_at is not None))


def fee_of(case: cases.Case) -> FeeStanding:
    """How the fees of a dossier stand. One query."""
    return fees_of([case])[case.id]


def may_collect(actor: Actor, case: cases.Case) -> bool:
    """Whether an official may take the fees of a dossier: at its counter, or where it is decided."""
    return any(actor.can("cases.receive", unit_id=unit_id) for unit_id in {case.unit_id, case.receiving_unit_id})
