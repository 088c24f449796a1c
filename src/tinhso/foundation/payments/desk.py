"""The desk's pages: invoices and their money, refunds to decide, money that fits nothing, days compared, the ledger."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import needs
from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.core.i18n import format_money
from tinhso.core.ui.forms import BadInput, as_uuid, read_date, written
from tinhso.foundation.files import api as files
from tinhso.foundation.payments import actions, queries
from tinhso.foundation.payments.models import Payment
from tinhso.foundation.payments.queries.purposes import purposes
from tinhso.foundation.payments.rules.receipts import number_text
from tinhso.foundation.payments.types import (
    READ,
    RECONCILE,
    REFUND,
    Account,
    AmountInvalid,
    GatewayRefused,
    GatewayUnreachable,
    InvoiceState,
    NothingToPay,
    NoticeState,
    NotRefundable,
    OrderState,
    OrderWay,
    PaymentsOff,
    ReasonMissing,
    RefundState,
    SamePerson,
)

_SEE: Final = needs(READ)
_REFUND: Final = needs(REFUND)
_RECONCILE: Final = needs(RECONCILE)
face = Face("desk", room="payments")
face.navigation(gettext_noop("Khoản thu"), "payments.desk_invoices", access=_SEE, order=62, icon="money")
face.navigation(
    gettext_noop("Hoàn tiền"),
    "payments.desk_refunds",
    access=_REFUND,
    order=63,
    icon="back",
    badge=queries.waiting_refunds,
)
face.navigation(
    gettext_noop("Đối soát thanh toán"),
    "payments.desk_days",
    access=_RECONCILE,
    order=64,
    icon="chart",
    badge=queries.open_differences,
)

_DRAWN: Final = {
    InvoiceState.OPEN: "waiting", InvoiceState.PAID: "done", InvoiceState.PARTLY_REFUNDED: "stopped",
    InvoiceState.REFUNDED: "stopped", InvoiceState.EXPIRED: "stopped",
}  # fmt: skip
REFUNDS: Final = {
    RefundState.ASKED: "waiting", RefundState.APPROVED: "running", RefundState.DONE: "done",
    RefundState.REFUSED: "refused", RefundState.DECLINED: "stopped",
}  # fmt: skip


def _number(row: Any) -> str:
    receipt = getattr(row, "receipt", None)
    return number_text(receipt.symbol, receipt.number) if receipt else ""


@face.page("thanh-toan/", name="payments.desk_invoices", access=_SEE)
def invoices(request: PageRequest) -> HttpResponseBase:
    """Invoices of the official's units, by state and by the code of the dossier."""
    state = request.GET.get("tt", "")
    text = written(request.GET, "ma", 60)
    page = queries.list_invoices(actor=request.actor, state=state, text=text, after=request.GET.get("after") or None)
    context = {
        "rows": [(row, _DRAWN[InvoiceState(row.state)], _number(row)) for row in page.items],
        "state": state,
        "text": text,
        "states": InvoiceState.choices,
        "here": "invoices",
        **page_links(request, page),
    }
    return render(request, "payments/desk/invoices.html", context)


@face.page("thanh-toan/<uuid:invoice_id>/", name="payments.desk_invoice", access=_SEE, methods=("GET", "POST"))
def invoice(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """One invoice: the VietQR code for who stands at the counter, what happened to it; refunds are asked for here."""
    if request.method == "POST":
        address = f"{settings.PUBLIC_URL}{reverse('payments.desk_invoice', args=[invoice_id])}"
        try:
            actions.begin_order(
                actor=request.actor, at=request.at, invoice_id=invoice_id, way=OrderWay.QR, return_url=address
            )
        except (GatewayUnreachable, GatewayRefused, NothingToPay, PaymentsOff) as error:
            messages.error(request, error.message)
        return redirect("payments.desk_invoice", invoice_id=invoice_id)
    return _invoice_page(request, invoice_id, {})


def _invoice_page(request: PageRequest, invoice_id: UUID, errors: dict[str, str]) -> HttpResponseBase:
    view = queries.invoice_view(actor=request.actor, invoice_id=invoice_id)
    found = view.invoice
    qr = next((o for o in view.orders if o.state == OrderState.WAITING and o.way == OrderWay.QR), None)
    context = {
        "invoice": found,
        "kind": _DRAWN[InvoiceState(found.state)],
        "is_open": found.state == InvoiceState.OPEN,
        "qr": qr if qr and qr.expires_at > request.at else None,
        "rules": queries.rules_in_force(),
        "receipt": view.receipt,
        "number": _number(view),
        "orders": view.orders,
        "payments": view.payments,
        "refundable": [(one, *queries.refundable(one)) for one in view.payments if any(queries.refundable(one))],
        "refunds": [(one, REFUNDS[RefundState(one.state)]) for one in view.refunds],
        "entries": view.entries,
        "may_refund": queries.may_refund(request.actor, found),
        "can_pay": queries.pays_online(),
        "dossier_url": purposes.get(found.purpose).desk_page(found),
        "errors": errors,
        "given": {name: written(request.POST, name, 500) for name in ("reason", "amount")},
    }
    part = "standing" if "HX-Request" in request.headers else "invoice"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, f"payments/desk/{part}.html", context, status=status)


@face.page("thanh-toan/hoan-tien/de-nghi/", name="payments.desk_ask_refund", access=_REFUND, methods=("POST",))
def ask_refund(request: PageRequest) -> HttpResponseBase:
    """Ask that money goes back: of the fee of an invoice, or money of unknown origin."""
    key = as_uuid(request.POST.get("invoice", ""))
    amount = written(request.POST, "amount", 20).replace(".", "").replace(" ", "").removesuffix("đ")
    try:
        made = actions.ask_refund(
            actor=request.actor,
            at=request.at,
            payment_id=_uuid(request.POST.get("payment", "")),
            amount=int(amount) if amount.isdecimal() else 0,
            of_fee=key is not None,
            reason=written(request.POST, "reason", 500),
        )
    except (AmountInvalid, ReasonMissing, NotRefundable) as error:
        errors = dict(error.fields) or {"reason": error.message}
        return _invoice_page(request, key, errors) if key else _odd_page(request, errors)
    told = gettext("Đã đề nghị hoàn {amount}; chờ người khác duyệt.")
    messages.success(request, told.format(amount=format_money(made.amount)))
    return redirect("payments.desk_refund", refund_id=made.id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@face.page("thanh-toan/bien-lai/<uuid:receipt_id>/", name="payments.desk_receipt", access=_SEE)
def receipt(request: PageRequest, receipt_id: UUID) -> HttpResponseBase:
    """The PDF of a receipt."""
    return files.file_response(queries.access_receipt(actor=request.actor, receipt_id=receipt_id).file, inline=True)


@face.page("thanh-toan/hoan-tien/", name="payments.desk_refunds", access=_SEE)
def refunds(request: PageRequest) -> HttpResponseBase:
    """Refunds of the official's units: those that wait, and all others."""
    state = request.GET.get("tt", RefundState.ASKED)
    page = queries.list_refunds(actor=request.actor, state=state, after=request.GET.get("after") or None)
    context = {
        "rows": [(row, REFUNDS[RefundState(row.state)]) for row in page.items],
        "state": state,
        "states": RefundState.choices,
        "here": "refunds",
        **page_links(request, page),
    }
    return render(request, "payments/desk/refunds.html", context)


@face.page("thanh-toan/hoan-tien/<uuid:refund_id>/", name="payments.desk_refund", access=_SEE)
def refund(request: PageRequest, refund_id: UUID) -> HttpResponseBase:
    """One refund, with the form that decides about it."""
    return _refund_page(request, refund_id, {})


def _refund_page(request: PageRequest, refund_id: UUID, errors: dict[str, str]) -> HttpResponseBase:
    found = queries.access_refund(actor=request.actor, refund_id=refund_id)
    waits = found.state in {RefundState.ASKED, RefundState.REFUSED}
    context = {
        "refund": found,
        "invoice": found.payment.invoice,
        "kind": REFUNDS[RefundState(found.state)],
        "may_decide": waits and queries.may_refund(request.actor, found.payment.invoice),
        "own": found.asked_by_id is not None and found.asked_by_id == request.actor.account_id,
        "errors": errors,
        "reason": written(request.POST, "reason", 500),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "payments/desk/refund.html", context, status=status)


@face.page(
    "thanh-toan/hoan-tien/<uuid:refund_id>/quyet-dinh/", name="payments.desk_decide", access=_REFUND, methods=("POST",)
)
def decide(request: PageRequest, refund_id: UUID) -> HttpResponseBase:
    """Let money go back, or keep it with the reason."""
    try:
        if "approve" in request.POST:
            actions.approve_refund(actor=request.actor, at=request.at, refund_id=refund_id)
            told = gettext("Đã duyệt; hệ thống gửi lệnh hoàn cho cổng thanh toán trong ít giây.")
        else:
            reason = written(request.POST, "reason", 500)
            actions.decline_refund(actor=request.actor, at=request.at, refund_id=refund_id, reason=reason)
            told = gettext("Đã ghi không duyệt, có lý do.")
    except (SamePerson, NotRefundable, ReasonMissing) as error:
        return _refund_page(request, refund_id, dict(error.fields) or {"reason": error.message})
    messages.success(request, told)
    return redirect("payments.desk_refund", refund_id=refund_id)


@face.page("thanh-toan/chua-khop/", name="payments.desk_odd", access=_SEE)
def odd(request: PageRequest) -> HttpResponseBase:
    """Money that pays no invoice, or more than one asks for; what is of unknown origin is sent back from here."""
    return _odd_page(request, {})


def _odd_page(request: PageRequest, errors: dict[str, str]) -> HttpResponseBase:
    page = queries.list_odd_payments(actor=request.actor, after=request.GET.get("after") or None)
    context = {
        "rows": [(row, queries.refundable(row)[1] if row.invoice_id is None else 0) for row in page.items],
        "may_refund": queries.may_refund(request.actor, None),
        "errors": errors,
        "here": "odd",
        **page_links(request, page),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "payments/desk/odd.html", context, status=status)


@face.page("thanh-toan/tin-bao/", name="payments.desk_notices", access=_RECONCILE)
def notices(request: PageRequest) -> HttpResponseBase:
    """What the gateway said, and what somebody said in its name."""
    state = request.GET.get("tt", "")
    page = queries.list_notices(actor=request.actor, state=state, after=request.GET.get("after") or None)
    context = {
        "rows": [(row, _NOTICES[NoticeState(row.state)], _paid(row)) for row in page.items],
        "state": state,
        "states": NoticeState.choices,
        "here": "notices",
        **page_links(request, page),
    }
    return render(request, "payments/desk/notices.html", context)


_NOTICES: Final = {
    NoticeState.WAITING: "waiting", NoticeState.BOOKED: "done", NoticeState.AGAIN: "done",
    NoticeState.FORGED: "refused", NoticeState.UNREADABLE: "refused",
}  # fmt: skip


def _paid(row: Any) -> Payment | None:
    return getattr(row, "payment", None)


@face.page("thanh-toan/so-cai/", name="payments.desk_ledger", access=_SEE)
def ledger(request: PageRequest) -> HttpResponseBase:
    """The ledger of a day: its entries, and what moved by account."""
    try:
        day = read_date(request.GET, "ngay") or local(request.at).date()
        problem = ""
    except BadInput as error:
        day, problem = local(request.at).date(), error.message
    page = queries.list_entries(actor=request.actor, day=day, after=request.GET.get("after") or None)
    context = {
        "rows": page.items,
        "sums": [(Account(one.account).label, one) for one in queries.movements_of_day(actor=request.actor, day=day)],
        "day": day,
        "problem": problem,
        "here": "ledger",
        **page_links(request, page),
    }
    return render(request, "payments/desk/ledger.html", context)


@face.page("thanh-toan/doi-soat/", name="payments.desk_days", access=_RECONCILE, methods=("GET", "POST"))
def days(request: PageRequest) -> HttpResponseBase:
    """Days compared with the gateway's statement; a day is compared now."""
    problem = ""
    if request.method == "POST":
        try:
            day = read_date(request.POST, "ngay") or local(request.at).date() - timedelta(days=1)
            actions.compare_day(actor=request.actor, at=request.at, day=day)
        except (BadInput, TinhSoError) as error:
            problem = error.message
        else:
            return redirect("payments.desk_day", day=day.isoformat())
    page = queries.list_days(actor=request.actor, after=request.GET.get("after") or None)
    context = {
        "rows": page.items,
        "yesterday": local(request.at).date() - timedelta(days=1),
        "connected": queries.pays_online(),
        "problem": problem,
        "here": "days",
        **page_links(request, page),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render(request, "payments/desk/days.html", context, status=status)


@face.page("thanh-toan/doi-soat/<slug:day>/", name="payments.desk_day", access=_RECONCILE, methods=("GET", "POST"))
def one_day(request: PageRequest, day: str) -> HttpResponseBase:
    """What differs about a day and why; a difference is settled with its reason."""
    try:
        found = queries.access_day(actor=request.actor, day=date.fromisoformat(day))
    except ValueError:
        raise Http404 from None
    errors: dict[str, str] = {}
    asked = request.POST.get("difference", "")
    if request.method == "POST":
        try:
            actions.settle_difference(
                actor=request.actor,
                at=request.at,
                difference_id=_uuid(asked),
                reason=written(request.POST, "reason", 500),
            )
        except TinhSoError as error:
            errors = dict(error.fields) or {"reason": error.message}
        else:
            messages.success(request, gettext("Đã khép chênh lệch, có ghi lý do."))
            return redirect("payments.desk_day", day=day)
    context = {
        "one": found,
        "rows": queries.differences_of(actor=request.actor, day=found.day),
        "errors": errors,
        "asked": asked,
        "reason": written(request.POST, "reason", 500),
        "here": "days",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "payments/desk/day.html", context, status=status)
