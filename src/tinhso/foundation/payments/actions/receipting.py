"""Electronic receipts: the next number of the unit and year, drawn as PDF, kept, voided where money went back."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection

from tinhso.core.clock import local
from tinhso.core.i18n import format_datetime, format_money
from tinhso.core.ids import new_id
from tinhso.core.typeset import FormContext, long_date, render_form
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.payments import queries
from tinhso.foundation.payments.models import Invoice, Payment, Receipt
from tinhso.foundation.payments.queries.purposes import purposes
from tinhso.foundation.payments.rules import receipts
from tinhso.foundation.payments.types import PaymentsOff

_TAKE_NUMBER: Final = """
    INSERT INTO ts_payments_receiptnumber (unit_id, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (unit_id, year) DO UPDATE SET last = ts_payments_receiptnumber.last + 1 RETURNING last
"""


def next_number(invoice: Invoice, at: datetime) -> tuple[int, str, int]:
    """The next receipt of the invoice's unit in the year: number, ký hiệu, year; without gaps, in the caller's
    transaction. Raises ``PaymentsOff`` where the pack says nothing.
    """
    rules = queries.rules_in_force()
    if rules is None:
        raise PaymentsOff
    year = local(at).year
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NUMBER, [invoice.unit_id, year])
        return int(cursor.fetchone()[0]), receipts.symbol_of(rules.symbol, year), year


def draw_receipt(invoice: Invoice, payment: Payment, *, number: int, symbol: str, year: int, at: datetime) -> Receipt:
    """Typeset a receipt and keep it, in the caller's transaction."""
    rules = queries.rules_in_force()
    if rules is None:
        raise PaymentsOff
    issuer = invoice.unit.name.upper()
    values = {
        "receipt": {"symbol": symbol, "number": f"{number:07}"},
        "payer": invoice.payer_name,
        "title": invoice.title,
        "reference": invoice.reference,
        "lines": receipts.lines_shown(invoice.lines),
        "amount": format_money(invoice.amount),
        "words": receipts.in_words(invoice.amount),
        "gateway": rules.gateway,
        "transaction": payment.transaction,
        "paid_at": format_datetime(payment.paid_at),
    }
    context = FormContext(
        issuer=issuer,
        place=organisation.place_of(organisation.unit(invoice.unit_id), local(at).date()),
        date_text=long_date(local(at).date()),
        code=invoice.reference,
        code_url=f"{settings.PUBLIC_URL}{purposes.get(invoice.purpose).page(invoice)}",
    )
    file = files.store_bytes(
        at=at,
        content=render_form(receipts.receipt_form(rules.receipt_name, symbol), context, values),
        media_type="application/pdf",
        name=f"{invoice.reference}-bien-lai-{number:07}.pdf",
        purpose="payments.receipt",
        owner_id=invoice.payer_id,
    )
    made = Receipt(
        id=new_id(),
        invoice=invoice,
        unit_id=invoice.unit_id,
        year=year,
        number=number,
        symbol=symbol,
        amount=invoice.amount,
        file=file,
        issued_at=at,
    )
    made.save(force_insert=True)
    return made


def void_receipt(invoice: Invoice, at: datetime, reason: str) -> None:
    """Hủy biên lai: it stays, with the reason."""
    Receipt.objects.filter(invoice=invoice, voided_at__isnull=True).update(voided_at=at, voided_reason=reason[:500])
