"""Fees online: what a dossier owes becomes an invoice, what was paid its receipt, what ends early a refund.

Two things can be owed: the fees of the procedure (``DOSSIER_FEE``), which the counter takes as well, and what the flow
itself asked for (``DOSSIER_DUTY``), whose payment moves the dossier on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.core.access import SIGNED_IN, SYSTEM, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.db import insert_rows
from tinhso.core.errors import Forbidden
from tinhso.core.events.api import outbox_rows
from tinhso.engines.cases import api as cases
from tinhso.foundation.payments import api as payments
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import FeePayment
from tinhso.services.procedures.queries.fees import DOSSIER_DUTY
from tinhso.services.procedures.types import FeeMoved, NothingOwed, PaymentWay

#: National statuses of a dossier that ends before anybody works on it: not received, taken back.
_ENDED_EARLY: Final = frozenset({"3", "7"})
_WORKED_ON: Final = frozenset({"4", "5", "6", "9"})
_ENDED: Final = {
    "3": "Hồ sơ không được tiếp nhận nên được hoàn phí, lệ phí",
    "7": "Người nộp rút hồ sơ trước khi giải quyết nên được hoàn phí, lệ phí",
}
_RECEIPT: Final = "Biên lai điện tử"


@action("procedures.open_payment", access=SIGNED_IN)
def open_payment(*, actor: Actor, at: datetime, case_id: UUID) -> Done[payments.Invoice]:
    """Make what a dossier owes an invoice that can be paid online; asked for again it is the same.

    For its applicant, and for who takes fees at its counter. Raises ``NothingOwed``, ``CaseNotFound``, ``Forbidden``
    and what ``payments.open_invoice`` raises.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    if actor.kind is not ActorKind.CITIZEN and not queries.may_collect(actor, case):
        raise Forbidden
    owed = queries.owed_online(case)
    if owed is None:
        raise NothingOwed
    invoice = payments.open_invoice(actor=actor, at=at, owed=owed)
    return Done(invoice, subject=("case", case.id), detail={"amount": invoice.amount})


def fee_taken(invoice: payments.Invoice, number: str, reference: str, at: datetime) -> bool:
    """Write down the receipt of fees that were paid online; False where they are not owed any more."""
    case = cases.Case.objects.get(pk=invoice.subject_id)
    if queries.fee_of(case).owed != invoice.amount:
        return False
    row = FeePayment(
        case=case,
        unit_id=invoice.unit_id,
        number=number,
        year=local(at).year,
        amount=invoice.amount,
        way=PaymentWay.ONLINE,
        reference=reference,
        payer_name=invoice.payer_name,
        taken_by=payments.GATEWAY.name,
        paid_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # a counter took them at the same moment
        return False
    tell_moved(row, at)
    return True


def fee_returned(invoice: payments.Invoice, reason: str, at: datetime) -> None:
    """The fees went back: the receipt stays, cancelled, with the reason."""
    row = FeePayment.objects.select_for_update().filter(case_id=invoice.subject_id, cancelled_at__isnull=True).first()
    if row is not None and row.way == PaymentWay.ONLINE:
        row.cancelled_at, row.cancelled_by, row.reason = at, payments.GATEWAY.name, reason[:500]
        row.save(update_fields=["cancelled_at", "cancelled_by", "reason"])
        tell_moved(row, at)


def tell_moved(row: FeePayment, at: datetime) -> None:
    """Tell that fees were taken or given back, in the caller's transaction."""
    insert_rows(outbox_rows([moved(row)], at))


def moved(row: FeePayment) -> FeeMoved:
    """What is told of a receipt."""
    return FeeMoved(row.case_id, row.id, paid=row.cancelled_at is None)


def duty_taken(invoice: payments.Invoice, _number: str, _reference: str, _at: datetime) -> bool:
    """Whether what a flow asked for is still owed; the dossier moves on after the transaction (``record_duties``)."""
    case = cases.Case.objects.get(pk=invoice.subject_id)
    return case.fee_due == invoice.amount


def duty_returned(_invoice: payments.Invoice, _reason: str, _at: datetime) -> None:
    """What a flow asked for went back: the dossier is where its flow is."""


def record_duties(events: Sequence[payments.InvoicePaid], at: datetime) -> None:
    """Move dossiers on whose flow waited for the money, with the receipt as its proof."""
    for event in events:
        if event.purpose != DOSSIER_DUTY:
            continue
        case = cases.access_case(actor=SYSTEM, case_id=event.subject_id)
        receipt = payments.Receipt.objects.filter(invoice_id=event.invoice_id).first()
        chosen = next((one for one in queries.recording_payment(case)), None)
        if not case.fee_due or chosen is None or receipt is None:
            continue  # an official has recorded it already
        document = cases.NewDocument(receipt.file_id, _RECEIPT, cases.DocumentKind.OTHER)
        inputs = cases.Inputs(documents=(document,))
        cases.perform(actor=payments.GATEWAY, at=at, case_id=case.id, action_id=chosen.id, inputs=inputs)


def refund_early_ends(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Ask for a refund of what was paid online for dossiers that ended before work began; an official decides."""
    ended = {event.case_id: event.status for event in events if event.status in _ENDED_EARLY}
    if not ended:
        return
    for case_id, invoices in payments.invoices_of(ended).items():
        for purpose in {one.purpose for one in invoices if one.state == payments.InvoiceState.OPEN}:
            payments.close_invoice(
                actor=SYSTEM, at=at, purpose=purpose, subject_id=case_id, reason="Hồ sơ đã kết thúc, không phải nộp"
            )
        told = cases.CaseEvent.objects.filter(case_id=case_id, changes__status__in=list(_WORKED_ON))
        if not told.exists():
            for invoice in invoices:
                _ask_back(invoice, _ENDED[ended[case_id]], at)


def _ask_back(invoice: payments.Invoice, reason: str, at: datetime) -> None:
    payment = invoice.payments.filter(applied__gt=0).select_related("invoice").first()
    if payment is None or invoice.state != payments.InvoiceState.PAID:
        return
    try:
        payments.ask_refund(
            actor=SYSTEM, at=at, payment_id=payment.id, amount=invoice.amount, of_fee=True, reason=reason
        )
    except payments.NotRefundable:  # somebody has asked already
        return
