"""Writes of the payments room."""

from tinhso.foundation.payments.actions.booking import book_notice, book_waiting, keep_notice, take_callback
from tinhso.foundation.payments.actions.invoicing import close_invoice, expire_invoices, open_invoice
from tinhso.foundation.payments.actions.ordering import ask_due, ask_order, begin_order
from tinhso.foundation.payments.actions.reconciling import compare_day, settle_difference
from tinhso.foundation.payments.actions.refunding import approve_refund, ask_refund, decline_refund, send_due

__all__ = [
    "approve_refund",
    "ask_due",
    "ask_order",
    "ask_refund",
    "begin_order",
    "book_notice",
    "book_waiting",
    "close_invoice",
    "compare_day",
    "decline_refund",
    "expire_invoices",
    "keep_notice",
    "open_invoice",
    "send_due",
    "settle_difference",
    "take_callback",
]
