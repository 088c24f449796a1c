"""Fees paid online: once, whatever the gateway does; the books balance; what ends early goes back."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.core import clock
from tinhso.core.errors import Forbidden
from tinhso.core.events.declare import consumers, from_payload
from tinhso.core.events.models import OutboxEvent
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation.tests.people import Person, actor_of, person
from tinhso.foundation.payments import actions as paying
from tinhso.foundation.payments import api as payments
from tinhso.foundation.payments import queries as books
from tinhso.foundation.payments.models import Difference, Entry, Invoice, Notice, Payment, Receipt, Refund
from tinhso.foundation.payments.ports.gateway import CALLBACK, signed
from tinhso.foundation.payments.ports.http import SIGNATURE
from tinhso.foundation.payments.simulator import SimulatedGateway
from tinhso.foundation.payments.tests.lines import KEY, simulated
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
    paying.keep_notice(**keep, content=json.dumps(credit))
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
        ("", 70_000, f"CK {(case.code or '').replace('-', ' ')} le phi"),
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
    assert not books.open_differences(operator).exists()
    assert not books.differences_of(actor=actor_of("tiepnhan"), day=at.date())


def test_pages_of_one_payment(gateway: SimulatedGateway, citizen: Person, file: Callable[..., cases.Case]) -> None:
    """The applicant and the counter pay one invoice; nobody else sees it."""
    case, clerk = file(), person("tiepnhan")
    told = citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    assert "Thanh toán trực tuyến" in told
    assert citizen.client.post(f"/ho-so/{case.id}/nop-phi/").status_code == HTTPStatus.FOUND
    invoice = Invoice.objects.get()
    mine, there = f"/thanh-toan/{invoice.id}/", f"/desk/thanh-toan/{invoice.id}/"
    assert "16.000" in citizen.client.get(mine).content.decode()
    assert person("congdan2").client.get(mine).status_code == HTTPStatus.NOT_FOUND
    gateway.faults.shares = {"error_500": 1}
    assert citizen.client.post(mine, {"cach": "redirect"}).status_code == HTTPStatus.CONFLICT
    gateway.faults.shares = {}
    citizen.client.post(mine, {"cach": "redirect"})
    order = payments.Order.objects.get()
    assert order.pay_url in citizen.client.get(mine, headers={"HX-Request": "true"}).content.decode()
    # The counter shows the same invoice as a QR code; nobody pays twice by it.
    shown = clerk.client.post(f"/desk/ho-so/{case.id}/le-phi/truc-tuyen/")
    assert shown.headers["Location"] == there
    clerk.client.post(there, {"qr": "1"})
    assert "ts-qr" in clerk.client.get(there).content.decode()
    assert person("congchuc.stc").client.get(there).status_code == HTTPStatus.NOT_FOUND
    gateway.pay(order.code)
    told = citizen.client.get(mine).content.decode()
    assert "Tải biên lai" in told
    receipt = Receipt.objects.get()
    assert citizen.client.get(f"/bien-lai/{receipt.id}/").headers["Content-Type"] == "application/pdf"
    assert person("congdan2").client.get(f"/bien-lai/{receipt.id}/").status_code == HTTPStatus.NOT_FOUND
    assert clerk.client.get(f"/desk/thanh-toan/bien-lai/{receipt.id}/").headers["Content-Type"] == "application/pdf"
    assert "Hủy biên nhận" not in clerk.client.get(f"/desk/ho-so/{case.id}/le-phi/").content.decode()


def test_pages_of_the_books(gateway: SimulatedGateway, citizen: Person, file: Callable[..., cases.Case]) -> None:
    """Refunds and days decided on their pages; lists with one and three rows, in as many queries."""
    clerk, leader, operator = person("tiepnhan"), person("lanhdao"), person("quantri")
    invoice, order = begin(file())
    gateway.pay(order.code)
    ask = "/desk/thanh-toan/hoan-tien/de-nghi/"
    # An official asks, another decides.
    money = Payment.objects.get()
    asked = {"payment": money.id, "invoice": invoice.id, "amount": "16.000", "reason": "Nộp nhầm hồ sơ khác."}
    assert clerk.client.post(ask, asked).status_code == HTTPStatus.FORBIDDEN
    assert leader.client.post(ask, {**asked, "reason": "x"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert leader.client.post(ask, asked).status_code == HTTPStatus.FOUND
    back = Refund.objects.get()
    decide = f"/desk/thanh-toan/hoan-tien/{back.id}/quyet-dinh/"
    assert leader.client.post(decide, {"approve": "1"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert operator.client.post(decide, {"approve": "1"}).status_code == HTTPStatus.FOUND
    gateway.tell("", gateway.credit("", 5_000, "không rõ"))
    gateway.faults.shares = {"statement_extra": 1}
    day = clock.today()
    paying.compare_day(actor=operator.actor, at=clock.now() + timedelta(days=1), day=day)
    extra = Difference.objects.get(transaction__startswith="LA")
    one_day = f"/desk/thanh-toan/doi-soat/{day:%Y-%m-%d}/"
    assert operator.client.post(one_day, {"difference": extra.id, "reason": "x"}).status_code == 422
    settled = {"difference": extra.id, "reason": "Phí dịch vụ của ngân hàng."}
    assert operator.client.post(one_day, settled).status_code == HTTPStatus.FOUND
    lists = {
        "/desk/thanh-toan/": clerk, "/desk/thanh-toan/hoan-tien/?tt=approved": clerk, "/desk/thanh-toan/chua-khop/": clerk,
        "/desk/thanh-toan/so-cai/": clerk, "/desk/thanh-toan/tin-bao/": operator, "/desk/thanh-toan/doi-soat/": operator,
        one_day: operator, "/thanh-toan/": citizen,
    }  # fmt: skip
    _counted(lists)  # what processes keep is read once
    one = _counted(lists)
    for _more in range(2):
        other = file()
        gateway.pay(begin(other)[1].code)
    now = _counted(lists)
    assert all(now[path] <= one[path] + 1 for path in lists), (one, now)  # a session may have been renewed
    assert max(one.values()) <= 15
    for path, who in lists.items():
        refused = clerk if who is operator else citizen if who is clerk else clerk
        assert refused.client.get(path).status_code == HTTPStatus.FORBIDDEN, path


def _counted(lists: dict[str, Person]) -> dict[str, int]:
    """How many queries each page takes."""
    found = {}
    for path, who in lists.items():
        with CaptureQueriesContext(connection) as seen:
            assert who.client.get(path).status_code == HTTPStatus.OK, path
        found[path] = len(seen.captured_queries)
    return found


def test_the_same_by_programs(gateway: SimulatedGateway, citizen: Person, file: Callable[..., cases.Case]) -> None:
    case = file()

    def post(who: Person, path: str, **body: object) -> Any:
        return who.client.post(f"/api{path}", body, content_type="application/json")

    made = post(citizen, f"/dossiers/{case.id}/payments").json()
    assert post(person("congdan2"), f"/dossiers/{case.id}/payments").status_code == HTTPStatus.NOT_FOUND
    order = post(citizen, f"/payments/invoices/{made['invoice_id']}/orders", way="qr").json()
    gateway.faults.shares = {"callback_lost": 1}
    content = json.dumps(gateway.pay(order["code"])["credit"])
    call = {"content_type": "application/json", "headers": {SIGNATURE: signed(KEY, CALLBACK, content.encode())}}
    stranger = Client(enforce_csrf_checks=True)
    for state in ("booked", "again"):
        assert stranger.post("/api/payments/callbacks", content, **call).json() == {"state": state}
    assert stranger.post("/api/payments/callbacks", content + " ", **call).status_code == 422
    whole = citizen.client.get(f"/api/payments/invoices/{made['invoice_id']}").json()
    assert (whole["state"], [one["fit"] for one in whole["payments"]]) == ("paid", ["invoice"])
    assert citizen.client.get(f"/api/payments/receipts/{whole['receipt_id']}").content.startswith(b"%PDF")
    operator = person("quantri")
    asked = post(
        person("lanhdao"), "/payments/refunds", payment_id=whole["payments"][0]["id"], amount=6_000, of_fee=True,
        reason="Giảm lệ phí theo nghị quyết.",
    ).json()  # fmt: skip
    assert post(operator, f"/payments/refunds/{asked['id']}/approval").json()["state"] == "approved"
    assert paying.send_due(clock.now()) == 1
    assert operator.client.get(f"/api/payments/refunds/{asked['id']}").json()["state"] == "done"
    ledger = operator.client.get(f"/api/payments/ledger?day={clock.today():%Y-%m-%d}").json()
    assert sum(one["debit"] - one["credit"] for one in ledger["accounts"]) == 0
    assert [one["amount"] for one in ledger["items"]] == [FEE, FEE, 6_000]
    for path in ("invoices", "refunds", "odd", "notices", "days"):
        assert operator.client.get(f"/api/payments/{path}").status_code == HTTPStatus.OK
    assert Receipt.objects.get().voided_at is None
