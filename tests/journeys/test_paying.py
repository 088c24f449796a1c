"""A fee paid online on a phone: through the gateway's page, back to a receipt, seen as paid at the counter."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from handling import Office
from screens import DESKTOP, PHONE, Screen
from servers import Installation
from tinhso.foundation.payments.simulator import SimulatedGateway

pytestmark = pytest.mark.browser


def test_a_fee_is_paid_online(till: SimulatedGateway, platform: Installation, screen: Callable[..., Screen]) -> None:
    office = Office(platform)
    dossier = office.file()
    me, clerk = screen("nop-phi", PHONE, "congdan2"), screen("nop-phi-quay", DESKTOP, "tiepnhan")
    page = me.open(f"/ho-so/{dossier['id']}/")
    me.press("Thanh toán trực tuyến")
    expect(page.get_by_role("heading", name="Nộp phí, lệ phí")).to_be_visible()
    # The counter shows a code for the same invoice, which nobody scans.
    clerk.open(f"/desk/ho-so/{dossier['id']}/le-phi/")
    clerk.press("Thu bằng mã VietQR")
    clerk.press("Hiện mã VietQR")
    expect(clerk.page.get_by_text("Mã VietQR cho người nộp")).to_be_visible()
    clerk.keep("ma-qr")
    me.press("Thanh toán trực tuyến")
    expect(page.get_by_role("link", name="Sang trang thanh toán")).to_be_visible()
    me.keep("truoc-khi-tra")
    me.press("Sang trang thanh toán")
    page.get_by_role("button", name="Trả tiền").click()
    expect(page.get_by_role("link", name="Tải biên lai")).to_be_visible()
    me.keep("da-tra")
    # The counter's page tells by itself.
    expect(clerk.page.get_by_role("link", name="Mở biên lai để in")).to_be_visible()
    clerk.open(f"/desk/ho-so/{dossier['id']}/le-phi/")
    expect(clerk.page.get_by_role("heading", name="Biên nhận thu phí, lệ phí")).to_be_visible()
    clerk.keep("bien-nhan")
    page = me.open("/thanh-toan/")
    expect(page.get_by_text(dossier["code"])).to_be_visible()
    me.keep("thanh-toan")
    clerk.open("/desk/thanh-toan/")
    expect(clerk.page.get_by_role("link", name=dossier["code"])).to_be_visible()
    clerk.keep("khoan-thu")
    assert len([one for one in till.orders.values() if one["credit"]]) >= 1
