"""Fees of dossiers: what was taken, what is still owed, what of it can be paid online."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.engines.cases import api as cases
from tinhso.foundation.payments import api as payments
from tinhso.services.procedures.models import FeePayment
from tinhso.services.procedures.queries.dossiers import fee_lines_of, procedure_of_case
from tinhso.services.procedures.rules import fees as fee_rules

#: What is paid for online: the fees of a procedure, and what a flow itself asked for.
DOSSIER_FEE: Final = "dossier_fee"
DOSSIER_DUTY: Final = "dossier_duty"


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


def owed_online(case: cases.Case) -> payments.Owed | None:
    """What a dossier owes now as it is paid online, line by line with its legal basis; None for nothing. One query."""
    if case.fee_due:
        purpose, lines = DOSSIER_DUTY, [payments.Line("Nghĩa vụ tài chính theo thông báo", case.fee_due)]
    else:
        owed = fee_of(case).owed
        if not owed:
            return None
        basis = "; ".join(procedure_of_case(case).fee.legal_basis)
        purpose = DOSSIER_FEE
        lines = [payments.Line(line.name, line.amount, basis) for line in fee_lines_of(case) if line.amount]
        if sum(line.amount for line in lines) != owed:
            lines = [payments.Line("Phí, lệ phí còn phải nộp", owed, basis)]
    return payments.Owed(
        purpose=purpose,
        subject_id=case.id,
        reference=case.code or "",
        title=case.type.name,
        unit_id=case.receiving_unit_id,
        lines=tuple(lines),
        payer_id=case.applicant_id,
        payer_name=case.applicant_name,
    )


def invoices_of_case(case: cases.Case) -> list[payments.Invoice]:
    """What was to be paid online for a dossier, newest first. One query."""
    return payments.invoices_of([case.id]).get(case.id, [])


def recording_payment(case: cases.Case) -> list[cases.FlowAction]:
    """The actions by which a dossier's flow notes, in its present state, that its money came."""
    flow = cases.flow_of(case.version_id)
    return [one for one in flow.actions if "record_payment" in one.effects and case.state in one.from_]


def page_of_paid(invoice: payments.Invoice) -> str:
    """The applicant's page of the dossier that an invoice is for."""
    return f"/ho-so/{invoice.subject_id}/"


def desk_page_of_paid(invoice: payments.Invoice) -> str:
    """The officials' page of it."""
    return f"/desk/ho-so/{invoice.subject_id}/"
