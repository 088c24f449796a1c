"""Fees of a dossier at the counter."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.access import SIGNED_IN, needs
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import FeePayment
from tinhso.services.procedures.rest.room import rest

_RECEIVE = needs("cases.receive")


class PaymentOut(Schema):
    """A receipt; ``amount`` in đồng, ``way`` cash, transfer or online. A cancelled one says when and why."""

    number: str
    amount: int
    way: str
    reference: str
    payer_name: str
    taken_by: str
    paid_at: datetime
    cancelled_at: datetime | None
    reason: str


class FeesOut(Schema):
    """What a dossier costs, what is still owed (đồng), the receipt that holds, and those cancelled."""

    fee: int
    owed: int
    payment: PaymentOut | None
    cancelled: list[PaymentOut]


class InvoiceRef(Schema):
    """What is paid online of a dossier: the invoice (``/payments/invoices``), đồng, open, paid, refunded or expired."""

    invoice_id: UUID
    amount: int
    state: str


class CollectIn(Schema):
    """How the fees were paid; ``reference`` of the bank or payment platform where it was not in cash."""

    way: str = Field("cash", max_length=10)
    reference: str = Field("", max_length=60)
    payer_name: str = Field("", max_length=250)


class CancelFeeIn(Schema):
    """Why a receipt is cancelled."""

    reason: str = Field(max_length=500)


def _payment(row: FeePayment) -> PaymentOut:
    return PaymentOut(**{name: getattr(row, name) for name in PaymentOut.model_fields})


def _fees(request: PageRequest, case_id: UUID) -> FeesOut:
    standing = queries.fee_of(cases.access_case(actor=request.actor, case_id=case_id))
    return FeesOut(
        fee=standing.fee,
        owed=standing.owed,
        payment=_payment(standing.payment) if standing.payment else None,
        cancelled=[_payment(row) for row in standing.cancelled],
    )


@rest.get("/dossiers/{case_id}/fees", access=_RECEIVE, response=FeesOut)
def read_fees(request: PageRequest, case_id: UUID) -> FeesOut:
    """What a dossier costs and what is still owed."""
    return _fees(request, case_id)


@rest.post("/dossiers/{case_id}/fees", access=_RECEIVE, response=FeesOut, status=201)
def collect_fee(request: PageRequest, case_id: UUID, body: CollectIn) -> FeesOut:
    """Take what is owed, whole. 409 for who comes second, with who took it."""
    actions.collect_fee(actor=request.actor, at=request.at, case_id=case_id, **body.dict())
    return _fees(request, case_id)


@rest.post("/dossiers/{case_id}/fees/cancelling", access=_RECEIVE, response=FeesOut)
def cancel_fee(request: PageRequest, case_id: UUID, body: CancelFeeIn) -> FeesOut:
    """Cancel a receipt that was written by mistake."""
    actions.cancel_fee(actor=request.actor, at=request.at, case_id=case_id, reason=body.reason)
    return _fees(request, case_id)


@rest.post("/dossiers/{case_id}/payments", access=SIGNED_IN, response=InvoiceRef, status=201)
def open_payment(request: PageRequest, case_id: UUID) -> InvoiceRef:
    """Make what a dossier owes an invoice that can be paid online; asked for again it is the same. 409 for nothing."""
    invoice = actions.open_payment(actor=request.actor, at=request.at, case_id=case_id)
    return InvoiceRef(invoice_id=invoice.id, amount=invoice.amount, state=invoice.state)
