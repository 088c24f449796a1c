"""Attempts to pay: opened at the gateway under our code, asked about until it is known what became of them.

No transaction is open while the line is used: the order is kept first, so that a process killed in the middle leaves a
row that the worker asks about, and a press repeated is the same payment.
"""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from tinhso.core.access import SIGNED_IN, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_code, new_id
from tinhso.foundation.payments import ports, queries
from tinhso.foundation.payments.actions.booking import book_notice, keep_notice
from tinhso.foundation.payments.models import Invoice, Order
from tinhso.foundation.payments.rules.vietqr import vietqr
from tinhso.foundation.payments.types import (
    CALLBACK_PATH,
    GATEWAY,
    GatewayRefused,
    GatewayUnreachable,
    InvoiceState,
    NothingToPay,
    NoticeSource,
    OrderState,
    OrderWay,
    PaymentsOff,
)

_CODE_LENGTH: Final = 12
#: The longest purpose that a VietQR code carries.
_LONGEST_PURPOSE: Final = 25
_FIRST_ASK, _LAST_PAUSE = timedelta(seconds=20), timedelta(minutes=15)
_AT_A_TIME: Final = 20
_log = logging.getLogger(__name__)


@action("payments.start_order", access=SIGNED_IN)
def start_order(*, actor: Actor, at: datetime, invoice_id: UUID, way: OrderWay) -> Done[Order]:
    """Keep an attempt to pay before the gateway hears of it; one that still waits is the same.

    Raises ``InvoiceNotFound``, ``NothingToPay``, ``PaymentsOff``.
    """
    invoice = queries.access_invoice(actor=actor, invoice_id=invoice_id)
    rules = queries.rules_in_force()
    if rules is None or not queries.pays_online():
        raise PaymentsOff
    locked = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if locked.state != InvoiceState.OPEN or locked.due_at <= at:
        raise NothingToPay
    waiting = Order.objects.filter(invoice=locked, way=way, state__in=[OrderState.ASKED, OrderState.WAITING]).first()
    if waiting is not None and waiting.expires_at > at:
        return Done(waiting, subject=("invoice", locked.id))
    if waiting is not None:
        # Should it have been paid at the last moment, that money is booked all the same, as soon as the gateway tells.
        Order.objects.filter(pk=waiting.pk).update(state=OrderState.LAPSED)
    code = new_code(_CODE_LENGTH)
    span = timedelta(hours=rules.qr_hours) if way is OrderWay.QR else timedelta(minutes=rules.order_minutes)
    text = ""
    if way is OrderWay.QR:
        text = vietqr(
            bank_bin=rules.bank_bin,
            account=rules.account,
            amount=locked.amount,
            purpose=locked.reference[-_LONGEST_PURPOSE:],
            bill=code,
        )
    made = Order(
        id=new_id(),
        invoice=locked,
        code=code,
        way=way,
        qr=text,
        created_at=at,
        expires_at=at + span,
        next_ask_at=at + _FIRST_ASK,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        made = Order.objects.get(invoice=locked, way=way, state__in=[OrderState.ASKED, OrderState.WAITING])
    return Done(made, subject=("invoice", locked.id), detail={"order": made.code, "way": way})


@action("payments.move_order", access=SYSTEM_ONLY)
def move_order(
    *, actor: Actor, at: datetime, order_id: UUID, state: OrderState, pay_url: str = "", asked: bool = False
) -> Done[Order]:
    """Keep what the gateway said about an order that is not paid; one that is paid stays so."""
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.state in {OrderState.ASKED, OrderState.WAITING}:
        order.state, order.pay_url = state, pay_url or order.pay_url
        order.asks += asked
        pause = min(_FIRST_ASK * 2 ** min(order.asks, 8), _LAST_PAUSE)
        order.next_ask_at = max(order.next_ask_at, at + pause) if asked else order.next_ask_at
        order.save(update_fields=["state", "pay_url", "asks", "next_ask_at"])
    return Done(order, subject=("invoice", order.invoice_id), detail={"order": order.code, "state": state})


def begin_order(*, actor: Actor, at: datetime, invoice_id: UUID, way: OrderWay, return_url: str) -> Order:
    """Open a payment of an invoice at the gateway; ``return_url`` is where the payer comes back to.

    Raises ``InvoiceNotFound``, ``NothingToPay``, ``PaymentsOff``, ``GatewayUnreachable``, ``GatewayRefused``.
    """
    order = start_order(actor=actor, at=at, invoice_id=invoice_id, way=way)
    if order.state == OrderState.WAITING:
        return order
    invoice, gateway = order.invoice, _gateway()
    asked = ports.Asked(
        order=order.code,
        amount=invoice.amount,
        purpose=invoice.reference,
        way=way,
        expires_at=order.expires_at,
        return_url=return_url,
        notify_url=f"{settings.PUBLIC_URL}{CALLBACK_PATH}",
    )
    try:
        opened = gateway.open(asked)
    except ports.Unreachable:
        raise GatewayUnreachable from None
    except ports.Refused as error:
        move_order(actor=GATEWAY, at=at, order_id=order.id, state=OrderState.LAPSED)
        raise GatewayRefused(reason=error.text or error.code) from None
    return move_order(actor=GATEWAY, at=at, order_id=order.id, state=OrderState.WAITING, pay_url=opened.pay_url)


def _gateway() -> ports.PaymentGateway:
    rules = queries.rules_in_force()
    gateway = ports.current_gateway(rules.merchant) if rules else None
    if gateway is None:
        raise PaymentsOff
    return gateway


def ask_order(*, at: datetime, order: Order, source: NoticeSource = NoticeSource.QUERY) -> bool:
    """Ask the gateway what became of an order, and book what it says; whether it was paid.

    Raises ``GatewayUnreachable``, ``PaymentsOff``.
    """
    try:
        standing = _gateway().ask(order.code)
    except ports.Unreachable:
        raise GatewayUnreachable from None
    except ports.Refused:  # it never heard of it, so nobody can have paid it
        standing = ports.Standing(open=False)
    if standing.credit:
        notice = keep_notice(actor=GATEWAY, at=at, source=source, content=standing.credit, genuine=True)
        book_notice(actor=GATEWAY, at=at, notice_id=notice.id)
        return True
    over = not standing.open or order.expires_at <= at
    move_order(
        actor=GATEWAY,
        at=at,
        order_id=order.id,
        state=OrderState.LAPSED if over else OrderState(order.state),
        asked=True,
    )
    return False


def due_orders(at: datetime) -> list[Order]:
    """Orders to ask the gateway about by now, those due longest first."""
    waiting = Order.objects.filter(state__in=[OrderState.ASKED, OrderState.WAITING], next_ask_at__lte=at)
    return list(waiting.order_by("next_ask_at")[:_AT_A_TIME])


def ask_due(at: datetime) -> int:
    """Ask about every order that is due; how many. Stops where the gateway does not answer."""
    done = 0
    for order in due_orders(at):
        try:
            ask_order(at=at, order=order)
        except GatewayUnreachable:
            move_order(actor=GATEWAY, at=at, order_id=order.id, state=OrderState(order.state), asked=True)
            _log.warning("the payment gateway does not answer")
            break
        done += 1
    return done
