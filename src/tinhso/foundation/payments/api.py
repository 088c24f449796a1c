"""The door of the payments room: what is owed is made an invoice, and how it stands."""

from tinhso.foundation.payments.actions import ask_refund, begin_order, close_invoice, open_invoice
from tinhso.foundation.payments.models import Invoice, Order, Receipt
from tinhso.foundation.payments.queries import (
    holding_invoices,
    invoice_count,
    invoice_view,
    invoices_of,
    pays_online,
    refundable,
    rules_in_force,
)
from tinhso.foundation.payments.queries.purposes import Purpose, purposes
from tinhso.foundation.payments.rules.receipts import number_text
from tinhso.foundation.payments.types import (
    GATEWAY,
    READ,
    AlreadyPaid,
    GatewayRefused,
    GatewayUnreachable,
    InvoicePaid,
    InvoiceState,
    Line,
    NothingToPay,
    NotRefundable,
    OrderWay,
    Owed,
    PaymentsOff,
)

__all__ = [
    "GATEWAY",
    "READ",
    "AlreadyPaid",
    "GatewayRefused",
    "GatewayUnreachable",
    "Invoice",
    "InvoicePaid",
    "InvoiceState",
    "Line",
    "NotRefundable",
    "NothingToPay",
    "Order",
    "OrderWay",
    "Owed",
    "PaymentsOff",
    "Purpose",
    "Receipt",
    "ask_refund",
    "begin_order",
    "close_invoice",
    "holding_invoices",
    "invoice_count",
    "invoice_view",
    "invoices_of",
    "number_text",
    "open_invoice",
    "pays_online",
    "purposes",
    "refundable",
    "rules_in_force",
]
