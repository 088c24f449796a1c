"""Pack section ``payment_rules``: into which account people pay, how long an invoice holds, how receipts are named."""

from typing import Final

from pydantic import Field

from tinhso.core.packs.api import PackObject, PackView

#: The one object of the section that is in force.
RULES: Final = "thanh-toan"


class PaymentRules(PackObject):
    """How a province takes payments online. There is one such object, ``thanh-toan``.

    ``bank_bin`` (six digits of NAPAS) and ``account`` receive what people transfer; ``merchant`` is our name at the
    gateway; ``symbol`` is the beginning of the receipts' ký hiệu, to which the year is added. ``invoice_days`` and
    ``order_minutes`` (``qr_hours``) say how long an invoice, and an attempt to pay it, can be paid.
    """

    name: str
    name_en: str = ""
    gateway: str
    gateway_en: str = ""
    merchant: str = Field(pattern=r"^[A-Z0-9-]{3,40}$")
    bank: str
    bank_bin: str = Field(pattern=r"^\d{6}$")
    account: str = Field(pattern=r"^[0-9A-Z]{4,19}$")
    account_name: str = Field(max_length=70)
    symbol: str = Field(pattern=r"^[0-9A-Z]{3,10}$")
    receipt_name: str = "Biên lai thu phí, lệ phí"
    invoice_days: int = Field(30, ge=1, le=365)
    order_minutes: int = Field(15, ge=5, le=120)
    qr_hours: int = Field(24, ge=1, le=168)


def check_rules(view: PackView) -> None:
    """There is one object."""
    for item in view.objects("payment_rules", PaymentRules).values():
        if item.id != RULES:
            view.problem(item, "id", "phần này chỉ có một đối tượng", expected=RULES)
