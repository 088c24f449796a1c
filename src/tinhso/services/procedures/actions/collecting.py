"""Fees at the counter: taken whole under a receipt, cancelled where that was a mistake, asked before handing over."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import Forbidden
from tinhso.core.i18n import format_datetime, format_money
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.payments import api as payments
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.issuing import take_number
from tinhso.services.procedures.actions.paying import moved
from tinhso.services.procedures.models import FeePayment
from tinhso.services.procedures.queries.fees import DOSSIER_FEE
from tinhso.services.procedures.types import FeeAlreadyPaid, FeeInvalid, FeeOwed, NothingOwed, PaidOnline, PaymentWay

#: The series of receipts among the numbers of a unit (NĐ 30/2020, Điều 15).
SERIES: Final = "BN"
LEAST_REASON: Final = 10


def _counter(actor: Actor, case: cases.Case) -> UUID:
    """The unit at whose counter an official stands. Raises ``Forbidden``."""
    if actor.unit_id is None or not queries.may_collect(actor, case):
        raise Forbidden
    return actor.unit_id


@action("procedures.collect_fee", access=needs("cases.receive"))
def collect_fee(
    *, actor: Actor, at: datetime, case_id: UUID, way: str, reference: str = "", payer_name: str = ""
) -> Done[FeePayment]:
    """Thu phí, lệ phí: take what a dossier still owes, whole, and give it the unit's next receipt number.

    Raises ``FeeAlreadyPaid`` for who comes second, ``NothingOwed``, ``FeeInvalid``, ``CaseNotFound``, ``Forbidden``.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    unit_id = _counter(actor, case)
    if way not in PaymentWay.values:
        raise FeeInvalid(fields={"way": gettext("Chọn cách nộp.")})
    if way != PaymentWay.CASH and not reference.strip():
        raise FeeInvalid(fields={"reference": gettext("Ghi mã giao dịch trên chứng từ nộp tiền.")})
    standing = queries.fee_of(case)
    if standing.payment is not None:
        raise _already(standing.payment)
    if not standing.owed:
        raise NothingOwed
    try:
        payments.close_invoice(
            actor=actor, at=at, purpose=DOSSIER_FEE, subject_id=case.id, reason="Đã nộp tại nơi tiếp nhận"
        )
    except payments.AlreadyPaid as error:
        raise FeeAlreadyPaid(who=payments.GATEWAY.name, when=error.data["when"], number=error.data["number"]) from None
    row = FeePayment(
        case=case,
        unit_id=unit_id,
        number=take_number(organisation.unit(unit_id), SERIES, at),
        year=local(at).year,
        amount=standing.owed,
        way=way,
        reference="" if way == PaymentWay.CASH else reference.strip()[:60],
        payer_name=payer_name.strip()[:250] or case.applicant_name,
        taken_by=actor.name,
        paid_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody took them at the same moment
        raise _already(FeePayment.objects.get(case=case, cancelled_at__isnull=True)) from None
    detail = {"number": row.number, "amount": row.amount, "way": way}
    return Done(row, events=[moved(row)], subject=("case", case.id), detail=detail)


def _already(payment: FeePayment) -> FeeAlreadyPaid:
    return FeeAlreadyPaid(who=payment.taken_by, when=format_datetime(payment.paid_at), number=payment.number)


@action("procedures.cancel_fee", access=needs("cases.receive"))
def cancel_fee(*, actor: Actor, at: datetime, case_id: UUID, reason: str) -> Done[FeePayment]:
    """Hủy biên nhận: cancel what was written by mistake; the receipt stays with its reason and the fee is owed again.

    Raises ``NothingOwed`` where nothing was taken, ``PaidOnline`` (that money is refunded), ``FeeInvalid``,
    ``CaseNotFound``, ``Forbidden``.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    _counter(actor, case)
    row = FeePayment.objects.select_for_update().filter(case=case, cancelled_at__isnull=True).first()
    if row is None:
        raise NothingOwed
    if payments.holding_invoices(DOSSIER_FEE, case.id).filter(state=payments.InvoiceState.PAID).exists():
        raise PaidOnline(number=row.number)
    if len(reason.strip()) < LEAST_REASON:
        raise FeeInvalid(fields={"reason": gettext("Nêu lý do, ít nhất 10 ký tự.")})
    row.cancelled_at, row.cancelled_by, row.reason = at, actor.name, reason.strip()[:500]
    row.save(update_fields=["cancelled_at", "cancelled_by", "reason"])
    return Done(row, events=[moved(row)], subject=("case", case.id), detail={"number": row.number})


def check_paid(found: Collection[cases.Case]) -> None:
    """Before results are handed over: that nothing is owed for any of them. Raises ``FeeOwed``."""
    standing = queries.fees_of(found)
    unpaid = [case for case in found if standing[case.id].owed]
    if unpaid:
        amount = sum(standing[case.id].owed for case in unpaid)
        raise FeeOwed(amount=format_money(amount), codes=", ".join(case.code or "" for case in unpaid))
