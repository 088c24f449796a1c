"""Fees paid online: once, whatever the gateway does; the books balance; what ends early goes back."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum

from tinhso.core import clock
from tinhso.core.errors import Forbidden
from tinhso.core.events.declare import consumers, from_payload
from tinhso.core.events.models import OutboxEvent
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.foundation.payments import actions as paying
from tinhso.foundation.payments import api as payments
from tinhso.foundation.payments import queries as books
from tinhso.foundation.payments.models import Entry, Invoice, Notice, Payment, Receipt, Refund
from tinhso.foundation.payments.simulator import SimulatedGateway
from tinhso.foundation.payments.tests.lines import simulated
from tinhso.foundation.payments.types import (
    Account,
    GatewayUnreachable,
    InvoiceNotFound,
    InvoiceState,
    NoticeState,
    NotRefundable,
    OrderState,
    OrderWay,
    PaymentFit,
    RefundState,
    SamePerson,
)
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import FeePayment
from tinhso.services.procedures.tests.conftest import do
from tinhso.services.procedures.types import FeeAlreadyPaid, NothingOwed, PaidOnline

FEE = 16_000


@pytest.fixture
def gateway(province: None) -> Iterator[SimulatedGateway]:
    with simulated() as made:
        yield made


def begin(case: cases.Case, way: OrderWay = OrderWay.REDIRECT) -> tuple[Invoice, payments.Order]:
    """The applicant opens a payment of what the dossier owes."""
    me, at = actor_of("congdan1"), clock.now()
    invoice = actions.open_payment(actor=me, at=at, case_id=case.id)
    return invoice, paying.begin_order(actor=me, at=at, invoice_id=invoice.id, way=way, return_url="http://here/")


def react(consumer: str) -> None:
    """Hand the events of this test's own transaction to a consumer, as the relay would after the commit."""
    for row in OutboxEvent.objects.order_by("id"):
        for each in consumers[consumer]:
            if each.event_name == row.name:
                each.handle([from_payload(row.name, row.payload)], clock.now())
    OutboxEvent.objects.all().delete()


def balance(account: Account) -> int:
    """Debits less credits of an account."""
    debits = Entry.objects.filter(debit=account).aggregate(total=Sum("amount"))["total"] or 0
    credits_ = Entry.objects.filter(credit=account).aggregate(total=Sum("amount"))["total"] or 0
    return debits - credits_


def state_of(invoice: Invoice) -> str:
    return Invoice.objects.get(pk=invoice.pk).state


def test_paid_online_once_whatever_the_gateway_does(gateway: SimulatedGateway, file: Callable[..., cases.Case]) -> None:
    case = file()
    invoice, order = begin(case)
    assert begin(case) == (invoice, order)
    assert (invoice.amount, invoice.reference) == (FEE, case.code)
    assert order.pay_url.endswith(order.code)
    gateway.faults.shares = {"callback_twice": 1}
    gateway.pay(order.code)
    gateway.tell("", gateway.orders[order.code]["credit"])
    assert state_of(invoice) == InvoiceState.PAID
    receipt = Receipt.objects.select_related("file").get()
    assert (receipt.number, receipt.amount) == (1, FEE)
    assert files.read_file(receipt.file).startswith(b"%PDF")
    paid = queries.fee_of(case)
    assert paid.payment is not None
    assert (paid.owed, paid.payment.way, paid.payment.number) == (0, "online", books_number(receipt))
    assert [row.state for row in Notice.objects.order_by("received_at")] == ["booked", *["again"] * 3]
    assert (balance(Account.HELD), balance(Account.RECEIVABLE), balance(Account.FEES)) == (FEE, 0, -FEE)
    with pytest.raises(NothingOwed):
        actions.open_payment(actor=actor_of("congdan1"), at=clock.now(), case_id=case.id)
    clerk = actor_of("tiepnhan")
    with pytest.raises(FeeAlreadyPaid):
        actions.collect_fee(actor=clerk, at=clock.now(), case_id=case.id, way="cash")
    with pytest.raises(PaidOnline):
        actions.cancel_fee(actor=clerk, at=clock.now(), case_id=case.id, reason="Ghi nhầm cách nộp tiền.")
    with pytest.raises(InvoiceNotFound):
        books.access_invoice(actor=actor_of("congdan2"), invoice_id=invoice.id)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.update(amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            transaction="GD-2", invoice=invoice, notice=Notice.objects.order_by("-received_at")[0], fit="invoice",
            amount=FEE, applied=FEE, paid_at=clock.now(), booked_at=clock.now(),
        )  # fmt: skip


def books_number(receipt: Receipt) -> str:
    return payments.number_text(receipt.symbol, receipt.number)


def test_taken_at_the_counter_first_the_money_goes_back(
    gateway: SimulatedGateway, file: Callable[..., cases.Case]
) -> None:
    case, at = file(), clock.now()
    invoice, order = begin(case, OrderWay.QR)
    assert order.qr
    assert not order.pay_url
    actions.collect_fee(actor=actor_of("tiepnhan"), at=at, case_id=case.id, way="cash")
    assert state_of(invoice) == InvoiceState.EXPIRED
    gateway.scan(order.qr)
    (money,) = Payment.objects.all()
    assert (money.fit, money.applied) == (PaymentFit.SECOND, 0)
    assert not Receipt.objects.exists()
    assert FeePayment.objects.get(cancelled_at__isnull=True).way == "cash"
    (back,) = Refund.objects.all()
    leader, system = actor_of("lanhdao"), actor_of("quantri")
    with pytest.raises(Forbidden):
        paying.approve_refund(actor=actor_of("tiepnhan"), at=at, refund_id=back.id)
    gateway.faults.shares = {"refund_refused": 1}
    paying.approve_refund(actor=leader, at=at, refund_id=back.id)
    with pytest.raises(NotRefundable):
        paying.approve_refund(actor=system, at=at, refund_id=back.id)
    assert paying.send_due(clock.now()) == 0
    back.refresh_from_db()
    assert (back.state, back.answer) == (RefundState.REFUSED, "Tài khoản của người nộp đã đóng")
    paying.approve_refund(actor=system, at=clock.now(), refund_id=back.id)
    gateway.faults.shares = {"error_500": 1}
    assert paying.send_due(clock.now()) == 0
    gateway.faults.shares = {}
    assert paying.send_due(clock.now() + timedelta(minutes=5)) == 1
    assert len(gateway.refunds) == 1
    assert {balance(account) for account in Account} == {0}


def test_what_is_not_told_is_asked_and_what_is_killed_goes_on(
    gateway: SimulatedGateway, file: Callable[..., cases.Case]
) -> None:
    invoice, order = begin(file())
    gateway.faults.shares = {"callback_lost": 1}
    gateway.pay(order.code)
    assert state_of(invoice) == InvoiceState.OPEN
    assert paying.ask_due(clock.now()) == 0
    assert paying.ask_due(clock.now() + timedelta(minutes=1)) == 1
    assert state_of(invoice) == InvoiceState.PAID
    # A process died between keeping and booking: the worker books what was kept.
    other, second = begin(file())
    gateway.faults.shares = {"callback_lost": 1}
    credit = gateway.pay(second.code)["credit"]
    keep = {"actor": payments.GATEWAY, "at": clock.now(), "source": "callback", "genuine": True}
    paying.keep_notice(**keep, content=__import__("json").dumps(credit))
    assert paying.book_waiting(clock.now()) == 1
    assert state_of(other) == InvoiceState.PAID
    assert [row.number for row in Receipt.objects.order_by("number")] == [1, 2]
    # A process died between keeping an attempt and opening it: the gateway never heard of it.
    third, _order = begin(file(), OrderWay.QR)
    lost = payments.Order.objects.get(invoice=third)
    gateway.orders.pop(lost.code)
    assert paying.ask_due(clock.now() + timedelta(minutes=1)) == 1
    lost.refresh_from_db()
    assert lost.state == OrderState.LAPSED


def test_forged_unknown_less_and_more(gateway: SimulatedGateway, file: Callable[..., cases.Case]) -> None:
    case = file()
    invoice, order = begin(case)
    gateway.faults.shares = {"callback_forged": 1}
    gateway.pay(order.code, amount=FEE + 1_000)
    assert Notice.objects.get().state == NoticeState.FORGED
    assert not Payment.objects.exists()
    gateway.faults.shares = {}
    for code, amount, content in (
        ("", 9_000, "chuyen tien"),
        (order.code, 5_000, ""),
        ("", 70_000, f"CK {case.code} le phi"),
    ):
        gateway.tell("", gateway.credit(code, amount, content))
    fits = dict(Payment.objects.values_list("amount", "fit"))
    assert fits == {9_000: PaymentFit.UNKNOWN, 5_000: PaymentFit.LESS, 70_000: PaymentFit.MORE}
    assert state_of(invoice) == InvoiceState.PAID
    assert (balance(Account.EXCESS), balance(Account.UNKNOWN)) == (-59_000, -9_000)
    assert {row.amount for row in Refund.objects.all()} == {5_000, 54_000}
    operator, at = actor_of("quantri"), clock.now()
    unknown = Payment.objects.get(fit=PaymentFit.UNKNOWN)
    asked = paying.ask_refund(
        actor=operator, at=at, payment_id=unknown.id, amount=9_000, of_fee=False, reason="Không rõ nguồn, trả lại."
    )
    with pytest.raises(SamePerson):
        paying.approve_refund(actor=operator, at=at, refund_id=asked.id)
    with pytest.raises(Forbidden):
        paying.ask_refund(
            actor=actor_of("congdan1"), at=at, payment_id=unknown.id, amount=1, of_fee=False, reason="Xin lại tiền."
        )


def test_the_gateway_is_away(gateway: SimulatedGateway, file: Callable[..., cases.Case]) -> None:
    case = file()
    gateway.faults.shares = {"error_500": 1}
    with pytest.raises(GatewayUnreachable):
        begin(case)
    gateway.faults.shares = {}
    _invoice, order = begin(case)
    assert [order.code] == list(gateway.orders)
    paying.expire_invoices(clock.now() + timedelta(days=31))
    assert order.invoice.state == InvoiceState.OPEN
    paying.ask_due(clock.now() + timedelta(days=31))
    assert paying.expire_invoices(clock.now() + timedelta(days=31)) == 1
    assert {balance(account) for account in Account} == {0}


def test_refused_before_work_the_fee_goes_back(gateway: SimulatedGateway, file: Callable[..., cases.Case]) -> None:
    case = file()
    invoice, order = begin(case)
    gateway.pay(order.code)
    do("tiepnhan", case, "refuse", reason="Không thuộc thẩm quyền của phường.")
    react("procedures.payments")
    (back,) = Refund.objects.all()
    assert (back.amount, back.of_fee, back.state) == (FEE, True, RefundState.ASKED)
    paying.approve_refund(actor=actor_of("lanhdao"), at=clock.now(), refund_id=back.id)
    assert paying.send_due(clock.now()) == 1
    assert state_of(invoice) == InvoiceState.REFUNDED
    receipt = Receipt.objects.get()
    assert receipt.voided_at is not None
    assert receipt.voided_reason == back.reason
    assert FeePayment.objects.get().cancelled_at is not None
    assert {balance(account) for account in Account} == {0}


def test_a_day_is_compared(gateway: SimulatedGateway, file: Callable[..., cases.Case]) -> None:
    at = clock.now()
    (told, first), (lost, second) = begin(file()), begin(file())
    gateway.pay(first.code)
    gateway.faults.shares = {"callback_lost": 1}
    gateway.pay(second.code)
    gateway.faults.shares = {"statement_extra": 1}
    operator, tomorrow = actor_of("quantri"), at + timedelta(days=1)
    done = paying.compare_day(actor=operator, at=tomorrow, day=at.date())
    assert {state_of(told), state_of(lost)} == {InvoiceState.PAID}
    assert (done.lines, done.theirs, done.ours) == (3, 2 * FEE + 50_000, 2 * FEE)
    (extra,) = books.differences_of(actor=operator, day=at.date())
    assert (extra.kind, extra.theirs) == ("not_here", 50_000)
    paying.settle_difference(
        actor=operator, at=tomorrow, difference_id=extra.id, reason="Phí dịch vụ của ngân hàng, đã xác nhận."
    )
    paying.compare_day(actor=operator, at=tomorrow, day=at.date())
    assert books.difference_count(operator) == 0
    assert not books.differences_of(actor=actor_of("tiepnhan"), day=at.date())
