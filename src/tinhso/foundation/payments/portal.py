"""Citizens' pages: what I owe and have paid, one payment from beginning to receipt."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from tinhso.core.access import CITIZEN
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.foundation.files import api as files
from tinhso.foundation.payments import actions, queries
from tinhso.foundation.payments.queries.purposes import purposes
from tinhso.foundation.payments.rules.receipts import number_text
from tinhso.foundation.payments.types import (
    GatewayRefused,
    GatewayUnreachable,
    InvoiceState,
    NothingToPay,
    OrderState,
    OrderWay,
    PaymentsOff,
    RefundState,
)

face = Face("portal", room="payments")
face.navigation("Thanh toán", "payments.mine", access=CITIZEN, order=35, icon="money")

#: Which drawn state stands for how an invoice stands.
DRAWN = {
    InvoiceState.OPEN: "waiting", InvoiceState.PAID: "done", InvoiceState.PARTLY_REFUNDED: "stopped",
    InvoiceState.REFUNDED: "stopped", InvoiceState.EXPIRED: "stopped",
}  # fmt: skip


@face.page("thanh-toan/", name="payments.mine", access=CITIZEN)
def mine(request: PageRequest) -> HttpResponseBase:
    """What the person owes and has paid, newest first, with the receipts."""
    page = queries.list_invoices(actor=request.actor, after=request.GET.get("after") or None)
    rows = [(invoice, DRAWN[InvoiceState(invoice.state)], _number_of(invoice)) for invoice in page.items]
    return render(request, "payments/portal/mine.html", {"rows": rows, **page_links(request, page)})


def _number_of(invoice: Any) -> str:
    receipt = getattr(invoice, "receipt", None)
    return number_text(receipt.symbol, receipt.number) if receipt else ""


@face.page("thanh-toan/<uuid:invoice_id>/", name="payments.pay", access=CITIZEN, methods=("GET", "POST"))
def pay(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """What is owed and why; paying it at the gateway or by VietQR; how it stands, as our books say and nobody else.

    Whoever comes back from the gateway reads here whether the money has arrived. htmx gets the part that changes.
    """
    problem = ""
    if request.method == "POST":
        way = OrderWay.QR if request.POST.get("cach") == OrderWay.QR else OrderWay.REDIRECT
        try:
            actions.begin_order(
                actor=request.actor, at=request.at, invoice_id=invoice_id, way=way, return_url=_address(invoice_id)
            )
        except (GatewayUnreachable, GatewayRefused, NothingToPay, PaymentsOff) as error:
            problem = error.message
        else:
            return redirect(f"{reverse('payments.pay', args=[invoice_id])}?cach={way}")
    context = {**standing(request, invoice_id), "problem": problem, "asked_way": request.GET.get("cach", "")}
    part = "standing" if "HX-Request" in request.headers else "pay"
    return render(
        request, f"payments/portal/{part}.html", context, status=HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    )


def _address(invoice_id: UUID) -> str:
    return f"{settings.PUBLIC_URL}{reverse('payments.pay', args=[invoice_id])}"


def standing(request: PageRequest, invoice_id: UUID) -> dict[str, Any]:
    """An invoice as its payer reads it."""
    view = queries.invoice_view(actor=request.actor, invoice_id=invoice_id)
    invoice, receipt = view.invoice, view.receipt
    waiting = {one.way: one for one in view.orders if one.state == OrderState.WAITING and one.expires_at > request.at}
    return {
        "invoice": invoice,
        "page_url": purposes.get(invoice.purpose).page(invoice),
        "kind": DRAWN[InvoiceState(invoice.state)],
        "state": InvoiceState(invoice.state).label,
        "is_open": invoice.state == InvoiceState.OPEN,
        "redirect": waiting.get(OrderWay.REDIRECT),
        "qr": waiting.get(OrderWay.QR),
        "rules": queries.rules_in_force(),
        "receipt": receipt,
        "number": number_text(receipt.symbol, receipt.number) if receipt else "",
        "refunds": [(one, RefundState(one.state).label) for one in view.refunds if one.state != RefundState.DECLINED],
        "can_pay": queries.pays_online(),
    }


@face.page("bien-lai/<uuid:receipt_id>/", name="payments.receipt", access=CITIZEN)
def receipt(request: PageRequest, receipt_id: UUID) -> HttpResponseBase:
    """The PDF of a receipt of one's own."""
    found = queries.access_receipt(actor=request.actor, receipt_id=receipt_id)
    return files.file_response(found.file, inline="tai" not in request.GET)
