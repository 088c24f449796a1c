"""The room of payments."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Payments."""

    name = "tinhso.foundation.payments"
    label = "ts_payments"
    verbose_name = "Thanh toán"

    def ready(self) -> None:
        """Enter the permissions, the pack section and the notices."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.health import counters
        from tinhso.core.packs.api import Section, sections
        from tinhso.core.personal import Holding, holdings
        from tinhso.foundation.notifications.api import kinds
        from tinhso.foundation.payments import queries, schema
        from tinhso.foundation.payments.actions import booking, refunding
        from tinhso.foundation.payments.models import Invoice
        from tinhso.foundation.payments.types import READ, RECONCILE, REFUND

        permissions.add(READ, Permission(READ, "Xem khoản thu, biên lai điện tử và sổ cái thanh toán"))
        permissions.add(REFUND, Permission(REFUND, "Đề nghị và duyệt hoàn tiền"))
        permissions.add(RECONCILE, Permission(RECONCILE, "Đối soát với cổng thanh toán"))
        sections.add(
            "payment_rules",
            Section(
                "payment_rules",
                schema.PaymentRules,
                "Thanh toán trực tuyến",
                "foundation.payments",
                check=schema.check_rules,
            ),
        )
        for kind in (booking.PAID, booking.EXCESS, refunding.RETURNED):
            kinds.add(kind.code, kind)
        counters.add("payments", queries.invoice_count)
        holdings.add(
            "payments.invoices",
            Holding(
                Invoice,
                "payer_id",
                "Khoản phải nộp",
                {
                    "reference": "Mã",
                    "title": "Nội dung",
                    "payer_name": "Người nộp tiền",
                    "lines": "Từng khoản",
                    "amount": "Số tiền (đồng)",
                    "paid_at": "Nộp lúc",
                },
            ),
        )
