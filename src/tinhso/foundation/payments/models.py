"""Tables of the payments room: what is owed, attempts to pay, what the gateway said, money, ledger, receipts."""

from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.foundation.payments.types import (
    Account,
    DifferenceKind,
    InvoiceState,
    Movement,
    NoticeSource,
    NoticeState,
    OrderState,
    OrderWay,
    PaymentFit,
    RefundState,
)


class Invoice(models.Model):
    """Khoản phải nộp: what somebody owes a unit, whole; ``reference`` is the code that the money carries.

    ``lines`` are name, amount and basis of each fee. At most one is open or paid for one thing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    reference = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True)
    payer_name = models.CharField(max_length=250)
    lines = models.JSONField()
    amount = models.BigIntegerField(help_text="in đồng")
    refunded = models.BigIntegerField(default=0, help_text="in đồng")
    state = models.CharField(max_length=10, choices=InvoiceState, default=InvoiceState.OPEN)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=300, blank=True)

    personal_data = {
        "purpose": "none", "reference": "none", "title": "none", "payer_name": "basic", "lines": "none",
        "state": "none", "closed_reason": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ts_invoice_amount"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")), name="ts_invoice_refunded_within"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "expired"], paid_at__isnull=True)
                | Q(state__in=["paid", "partly", "refunded"], paid_at__isnull=False),
                name="ts_invoice_paid_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "paid", "expired"], refunded=0)
                | Q(state="partly", refunded__gt=0, refunded__lt=F("amount"))
                | Q(state="refunded", refunded=F("amount")),
                name="ts_invoice_state_by_refunds",
            ),
            models.UniqueConstraint(
                fields=["purpose", "subject_id"], condition=Q(state__in=["open", "paid"]), name="ts_invoice_one_holds"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id", "-created_at"], name="ts_invoice_subject"),
            models.Index(fields=["-created_at", "-id"], name="ts_invoice_newest"),
            models.Index(fields=["reference"], name="ts_invoice_reference"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="ts_invoice_open"),
        ]


class Order(models.Model):
    """One attempt to pay an invoice at the gateway; ``code`` is our key of it there, ``qr`` the VietQR text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="orders")
    code = models.CharField(max_length=20, unique=True)
    way = models.CharField(max_length=10, choices=OrderWay)
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.ASKED)
    pay_url = models.CharField(max_length=500, blank=True)
    qr = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    asks = models.PositiveIntegerField(default=0, help_text="how often the gateway was asked about it")
    next_ask_at = models.DateTimeField()

    personal_data = {"code": "none", "way": "none", "state": "none", "pay_url": "none", "qr": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "way"], condition=Q(state__in=["asked", "waiting"]), name="ts_order_one_waits"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="ts_order_forward"),
        ]
        indexes = [
            models.Index(fields=["next_ask_at"], condition=Q(state__in=["asked", "waiting"]), name="ts_order_to_ask")
        ]


class Notice(models.Model):
    """A word about a payment as it came, kept before it is worked: from the gateway, by asking it, of its statement.

    A forged one is kept and never worked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=10, choices=NoticeSource)
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.WAITING)
    content = models.TextField(help_text="the very text that was signed")
    received_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)

    personal_data = {"source": "none", "state": "none", "content": "basic"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", worked_at__isnull=True)
                | (~Q(state="waiting") & Q(worked_at__isnull=False)),
                name="ts_notice_worked",
            )
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(state="waiting"), name="ts_notice_waits"),
            models.Index(fields=["-received_at", "-id"], name="ts_notice_newest"),
        ]


class Payment(models.Model):
    """Money that came in: one transaction of the gateway, once. ``applied`` of ``amount`` pays ``invoice``.

    What was not applied is an excess (its invoice is known) or of unknown origin; ``returned`` of that went back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transaction = models.CharField(max_length=60, unique=True, help_text="the gateway's number of it")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments", null=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", null=True)
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="payment")
    fit = models.CharField(max_length=10, choices=PaymentFit)
    amount = models.BigIntegerField(help_text="in đồng")
    applied = models.BigIntegerField(default=0, help_text="in đồng")
    returned = models.BigIntegerField(default=0, help_text="in đồng")
    content = models.CharField(max_length=200, blank=True, help_text="what the payer's bank passed on")
    paid_at = models.DateTimeField()
    booked_at = models.DateTimeField()

    personal_data = {"transaction": "none", "fit": "none", "content": "basic"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, applied__gte=0, applied__lte=F("amount")), name="ts_payment_amount"
            ),
            models.CheckConstraint(
                condition=Q(returned__gte=0, returned__lte=F("amount") - F("applied")),
                name="ts_payment_returned_within",
            ),
            models.CheckConstraint(condition=Q(applied=0) | Q(invoice__isnull=False), name="ts_payment_applied_to"),
            models.CheckConstraint(
                condition=Q(fit="unknown", invoice__isnull=True) | (~Q(fit="unknown") & Q(invoice__isnull=False)),
                name="ts_payment_known",
            ),
            models.UniqueConstraint(fields=["invoice"], condition=Q(applied__gt=0), name="ts_payment_never_twice"),
        ]
        indexes = [
            models.Index(fields=["paid_at"], name="ts_payment_day"),
            models.Index(fields=["-booked_at", "-id"], condition=~Q(fit="invoice"), name="ts_payment_odd"),
        ]


class Refund(models.Model):
    """Hoàn tiền: money of one payment on its way back. Its id is the request id at the gateway: asked twice, done once.

    ``of_fee`` of the amount was the fee itself, the rest an excess. Who asked does not approve.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField(help_text="in đồng")
    of_fee = models.BooleanField()
    state = models.CharField(max_length=10, choices=RefundState, default=RefundState.ASKED)
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=250)
    asked_by_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=250, blank=True)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True, help_text="why it was declined, or what the gateway said")
    transaction = models.CharField(max_length=60, blank=True, help_text="the gateway's number of it")
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    personal_data = {
        "state": "none", "reason": "none", "asked_by": "basic", "decided_by": "basic", "answer": "none",
        "transaction": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ts_refund_amount"),
            models.CheckConstraint(condition=~Q(reason=""), name="ts_refund_says_why"),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | Q(asked_by_id__isnull=True)
                | ~Q(decided_by_id=F("asked_by_id")),
                name="ts_refund_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="ts_refund_done_when",
            ),
            models.UniqueConstraint(
                fields=["payment", "of_fee"],
                condition=Q(state__in=["asked", "approved", "refused"]),
                name="ts_refund_one_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="approved"), name="ts_refund_to_send"),
            models.Index(fields=["-asked_at", "-id"], name="ts_refund_newest"),
        ]


class Entry(models.Model):
    """Bút toán: money moves from one account to another, so that the sum of the ledger is always zero. Append-only.

    ``cause_id`` is what moved it: an invoice, a payment or a refund; a cause moves money once in one way.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    movement = models.CharField(max_length=10, choices=Movement)
    debit = models.CharField(max_length=10, choices=Account)
    credit = models.CharField(max_length=10, choices=Account)
    amount = models.BigIntegerField(help_text="in đồng")
    cause_id = models.UUIDField()
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="entries", null=True)

    personal_data = {"movement": "none", "debit": "none", "credit": "none"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ts_entry_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ts_entry_moves"),
            models.UniqueConstraint(fields=["cause_id", "movement"], name="ts_entry_once"),
        ]
        indexes = [models.Index(fields=["at", "id"], name="ts_entry_day")]


class ReceiptNumber(models.Model):
    """The last number of a unit's receipts in a year: from 1 on 1 January, without gaps."""

    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    personal_data: dict[str, str] = {}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="ts_receipt_number_once")]


class Receipt(models.Model):
    """Biên lai điện tử (NĐ 254/2026): one a paid invoice, numbered by unit and year; voided, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="receipt")
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    symbol = models.CharField(max_length=20, help_text="ký hiệu")
    amount = models.BigIntegerField(help_text="in đồng")
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_reason = models.CharField(max_length=500, blank=True)

    personal_data = {"symbol": "none", "voided_reason": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="ts_receipt_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="ts_receipt_from_one"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_reason="")
                | (Q(voided_at__isnull=False) & ~Q(voided_reason="")),
                name="ts_receipt_voided_says_why",
            ),
        ]


class Reconciliation(models.Model):
    """Đối soát: a day's statement of the gateway beside our books; written anew each time it is compared."""

    day = models.DateField(primary_key=True)
    compared_at = models.DateTimeField()
    compared_by = models.CharField(max_length=250)
    lines = models.PositiveIntegerField(help_text="of the statement")
    theirs = models.BigIntegerField(help_text="what came in less what went back by the statement, in đồng")
    ours = models.BigIntegerField(help_text="the same by our books, in đồng")

    personal_data = {"compared_by": "basic"}


class Difference(models.Model):
    """One transaction about which statement and books differ, until it is settled with a reason or gone.

    Amounts are in đồng, negative for money that went back; null where one side does not know it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=10, choices=DifferenceKind)
    transaction = models.CharField(max_length=60)
    order = models.CharField(max_length=60, blank=True)
    theirs = models.BigIntegerField(null=True)
    ours = models.BigIntegerField(null=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=250, blank=True)
    settled_reason = models.CharField(max_length=500, blank=True)

    personal_data = {
        "kind": "none", "transaction": "none", "order": "none", "settled_by": "basic", "settled_reason": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "transaction"], name="ts_difference_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_reason="")
                | (Q(settled_at__isnull=False) & ~Q(settled_reason="")),
                name="ts_difference_settled_says_why",
            ),
        ]
        indexes = [models.Index(fields=["found_at"], condition=Q(settled_at__isnull=True), name="ts_difference_open")]
