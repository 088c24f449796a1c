"""Refunds: asked for with a reason, decided by somebody else, sent by the worker, booked once the money went."""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.core.access import SYSTEM_ONLY, Actor, ActorKind, needs
from tinhso.core.actions import Done, action
from tinhso.core.db import insert_rows
from tinhso.core.errors import Forbidden
from tinhso.core.i18n import format_money
from tinhso.core.ids import new_id
from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.foundation.payments import ports, queries
from tinhso.foundation.payments.actions.invoicing import entry_of
from tinhso.foundation.payments.actions.receipting import void_receipt
from tinhso.foundation.payments.models import Invoice, Payment, Refund
from tinhso.foundation.payments.queries.purposes import purposes
from tinhso.foundation.payments.types import (
    GATEWAY,
    LEAST_REASON,
    REFUND,
    Account,
    AmountInvalid,
    InvoiceState,
    Movement,
    NotRefundable,
    PaymentNotFound,
    ReasonMissing,
    RefundState,
    SamePerson,
)

RETURNED: Final = NoticeKind(
    "payments.returned",
    "Đã hoàn {amount} của hồ sơ {reference}",
    "Tiền về tài khoản đã dùng để nộp, theo thời gian của ngân hàng.",
    frozenset({Channel.IN_APP, Channel.EMAIL}),
)
_FIRST_PAUSE, _LAST_PAUSE = timedelta(seconds=20), timedelta(hours=1)
_AT_A_TIME: Final = 20
_log = logging.getLogger(__name__)


def _said(reason: str) -> str:
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonMissing(fields={"reason": ReasonMissing().message})
    return reason.strip()[:500]


@action("payments.ask_refund", access=needs(REFUND))
def ask_refund(*, actor: Actor, at: datetime, payment_id: UUID, amount: int, of_fee: bool, reason: str) -> Done[Refund]:
    """Đề nghị hoàn tiền: of the fee that a payment paid (``of_fee``) or of what came in beyond it, in đồng.

    Somebody else decides. Raises ``PaymentNotFound``, ``AmountInvalid``, ``ReasonMissing``, ``NotRefundable``,
    ``Forbidden``.
    """
    payment = Payment.objects.select_related("invoice").filter(pk=payment_id).first()
    if payment is None:
        raise PaymentNotFound
    _check_scope(actor, payment.invoice)
    said = _said(reason)
    left = queries.refundable(payment)[0 if of_fee else 1]
    if left <= 0:
        raise NotRefundable
    if not 0 < amount <= left:
        raise AmountInvalid(fields={"amount": AmountInvalid().message})
    made = Refund(
        id=new_id(),
        payment=payment,
        amount=amount,
        of_fee=of_fee,
        reason=said,
        asked_by=actor.name,
        asked_by_id=actor.account_id,
        asked_at=at,
        next_try_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # one waits already
        raise NotRefundable from None
    return Done(made, subject=("refund", made.id), detail={"amount": amount, "transaction": payment.transaction})


def _check_scope(actor: Actor, invoice: Invoice | None) -> None:
    if actor.kind is not ActorKind.SYSTEM and not queries.may_refund(actor, invoice):
        raise Forbidden


def _locked(actor: Actor, refund_id: UUID, states: set[RefundState]) -> Refund:
    """A refund on which the actor may decide, its row locked. Raises ``RefundNotFound``, ``NotRefundable``."""
    seen = queries.access_refund(actor=actor, refund_id=refund_id)
    _check_scope(actor, seen.payment.invoice)
    refund = Refund.objects.select_for_update().get(pk=seen.pk)
    if refund.state not in states:
        raise NotRefundable
    return refund


@action("payments.approve_refund", access=needs(REFUND))
def approve_refund(*, actor: Actor, at: datetime, refund_id: UUID) -> Done[Refund]:
    """Duyệt hoàn tiền, or try again what the gateway refused: the worker sends it.

    Raises ``RefundNotFound``, ``SamePerson``, ``NotRefundable`` for who comes second, ``Forbidden``.
    """
    refund = _locked(actor, refund_id, {RefundState.ASKED, RefundState.REFUSED})
    if refund.asked_by_id is not None and refund.asked_by_id == actor.account_id:
        raise SamePerson
    refund.state, refund.answer, refund.next_try_at = RefundState.APPROVED, "", at
    refund.decided_by, refund.decided_by_id, refund.decided_at = actor.name, actor.account_id, at
    refund.save()
    return Done(refund, subject=("refund", refund.id), detail={"amount": refund.amount})


@action("payments.decline_refund", access=needs(REFUND))
def decline_refund(*, actor: Actor, at: datetime, refund_id: UUID, reason: str) -> Done[Refund]:
    """Không duyệt hoàn tiền: the money stays, the reason too.

    Raises ``RefundNotFound``, ``ReasonMissing``, ``SamePerson``, ``NotRefundable``, ``Forbidden``.
    """
    refund = _locked(actor, refund_id, {RefundState.ASKED, RefundState.REFUSED})
    if refund.asked_by_id is not None and refund.asked_by_id == actor.account_id:
        raise SamePerson
    refund.state, refund.answer = RefundState.DECLINED, _said(reason)
    refund.decided_by, refund.decided_by_id, refund.decided_at = actor.name, actor.account_id, at
    refund.save()
    return Done(refund, subject=("refund", refund.id))


@action("payments.book_refund", access=SYSTEM_ONLY)
def book_refund(*, actor: Actor, at: datetime, refund_id: UUID, transaction: str, done_at: datetime) -> Done[Refund]:
    """Book money that went back: ledger, invoice, and the receipt voided where nothing of the fee is left."""
    seen = Refund.objects.select_related("payment").get(pk=refund_id)
    key = seen.payment.invoice_id
    invoice = Invoice.objects.select_for_update().get(pk=key) if key else None
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
    if refund.state != RefundState.APPROVED:
        return Done(refund)
    refund.state, refund.transaction, refund.done_at = RefundState.DONE, transaction, done_at
    refund.save()
    if refund.of_fee and invoice is not None:
        account = Account.FEES
        invoice.refunded += refund.amount
        whole = invoice.refunded == invoice.amount
        invoice.state = InvoiceState.REFUNDED if whole else InvoiceState.PARTLY_REFUNDED
        invoice.save(update_fields=["refunded", "state"])
        if whole:
            void_receipt(invoice, at, refund.reason)
            purposes.get(invoice.purpose).returned(invoice, refund.reason, at)
    else:
        account = Account.EXCESS if invoice is not None else Account.UNKNOWN
        payment.returned += refund.amount
        payment.save(update_fields=["returned"])
    entry = entry_of(invoice, Movement.REFUNDED, (account, Account.HELD), refund.amount, refund.id, at)
    if invoice is not None and invoice.payer_id is not None:
        data = {"amount": format_money(refund.amount), "reference": invoice.reference}
        link = f"/thanh-toan/{invoice.id}/"
        insert_rows(
            notify(RETURNED.code, to=[invoice.payer_id], at=at, data=data, link=link, subject=("invoice", invoice.id))
        )
    return Done(refund, rows=[entry], subject=("refund", refund.id), detail={"amount": refund.amount})


@action("payments.refund_not_sent", access=SYSTEM_ONLY)
def refund_not_sent(*, actor: Actor, at: datetime, refund_id: UUID, refusal: str) -> Done[Refund]:
    """Keep that the gateway refused (its words) or did not answer (none): the latter is tried again by itself."""
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.state == RefundState.APPROVED:
        refund.tries += 1
        refund.next_try_at = at + min(_FIRST_PAUSE * 2 ** min(refund.tries, 8), _LAST_PAUSE)
        if refusal:
            refund.state, refund.answer = RefundState.REFUSED, refusal[:500]
        refund.save()
    return Done(refund, subject=("refund", refund.id), detail={"refused": bool(refusal)})


def due_refunds(at: datetime) -> list[UUID]:
    """Refunds to send by now."""
    waiting = Refund.objects.filter(state=RefundState.APPROVED, next_try_at__lte=at).order_by("next_try_at")
    return list(waiting.values_list("id", flat=True)[:_AT_A_TIME])


def send_due(at: datetime) -> int:
    """Send refunds that were approved; how many were done. A refund sent again is the same refund there."""
    rules = queries.rules_in_force()
    gateway = ports.current_gateway(rules.merchant) if rules else None
    if gateway is None:
        return 0
    done = 0
    for key in due_refunds(at):
        refund = Refund.objects.select_related("payment").get(pk=key)
        try:
            back = gateway.refund(
                request=str(refund.id),
                transaction=refund.payment.transaction,
                amount=refund.amount,
                reason=refund.reason,
            )
        except ports.Unreachable:
            refund_not_sent(actor=GATEWAY, at=at, refund_id=key, refusal="")
            _log.warning("the payment gateway does not answer")
            break
        except ports.Refused as error:
            refund_not_sent(actor=GATEWAY, at=at, refund_id=key, refusal=error.text or error.code)
        else:
            book_refund(actor=GATEWAY, at=at, refund_id=key, transaction=back.transaction, done_at=back.at)
            done += 1
    return done
