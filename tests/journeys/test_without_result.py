"""Dossiers that end without a result: refused and filed again, taken back, their papers given back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from handling import Office
from screens import DESKTOP, PHONE, Screen
from servers import Installation

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
WHY = "Việc này thuộc thẩm quyền của phường khác; đề nghị nộp tại phường Thuận Hóa."


def test_refused_and_filed_again(platform: Installation, screen: Window) -> None:
    office = Office(platform)
    filed = office.file()
    clerk, me = screen("tu-choi-quay", DESKTOP, "tiepnhan"), screen("tu-choi", PHONE, "congdan2")
    page = clerk.open(f"/desk/ho-so/{filed['id']}/viec/refuse/")
    page.locator("[name=reason]").fill("Không")
    clerk.press("Từ chối tiếp nhận")
    expect(page.get_by_text("Nêu lý do, ít nhất 10 ký tự.").first).to_be_visible()
    page.locator("[name=reason]").fill(WHY)
    clerk.press("Từ chối tiếp nhận")
    expect(page.get_by_text("Phiếu đã sẵn sàng để in")).to_be_visible()
    page = me.open(f"/ho-so/{filed['id']}/")
    expect(page.get_by_text(WHY).first).to_be_visible()
    expect(page.get_by_text("Chưa nộp")).to_have_count(0)
    me.keep("bi-tu-choi")
    me.press("Nộp lại từ hồ sơ này")
    expect(page.get_by_text("Đã chép sang bản nháp.", exact=False)).to_be_visible()
    page.goto(page.url.split("/buoc/")[0] + "/kiem-tra/")
    expect(page.get_by_text("Tôn Nữ Gia An")).to_be_visible()
    me.press("Nộp hồ sơ")
    expect(page.get_by_text("Đã nhận hồ sơ của ông/bà")).to_be_visible()


def test_taken_back_before_and_during(platform: Installation, screen: Window) -> None:
    office = Office(platform)
    early, later = office.file(), office.file()
    office.act("tiepnhan", later, "accept")
    paid = office.person("tiepnhan").post(f"/dossiers/{later['id']}/fees", json={"way": "cash"})
    assert paid.status_code == 201, paid.text
    me = screen("rut-ho-so", PHONE, "congdan2")
    for filed, told in ((early, "không phải nộp phí, lệ phí nữa"), (later, "Rút hồ sơ không tự hoàn tiền")):
        page = me.open(f"/ho-so/{filed['id']}/")
        me.press("Rút hồ sơ")
        expect(page.get_by_text(told)).to_be_visible()
        me.press("Rút hồ sơ")
        expect(page.get_by_text("Nêu lý do, ít nhất 10 ký tự.").first).to_be_visible()
        page.locator("[name=reason]").fill("Tôi đã tìm được bản sao cũ ở nhà.")
        if filed is later:
            me.keep("rut-khi-dang-giai-quyet")
        me.press("Rút hồ sơ")
        expect(page.get_by_role("button", name="Nộp lại từ hồ sơ này")).to_be_visible()
    me.keep("da-rut")


def test_papers_are_given_back_at_the_counter(platform: Installation, screen: Window) -> None:
    office = Office(platform)
    filed = office.file("tiepnhan", channel="counter")
    office.act("tiepnhan", filed, "withdraw", reason="Người nộp xin rút để nộp ở nơi khác.")
    clerk = screen("tra-giay-to", DESKTOP, "tiepnhan")
    page = clerk.open(f"/desk/ho-so/{filed['id']}/")
    clerk.keep("cho-tra")
    clerk.press("Ghi đã trả lại giấy tờ")
    expect(page.get_by_text("Giấy tờ đã trả lại cho")).to_be_visible()
    anybody = screen("tra-cuu-giay-to", PHONE)
    anybody.open(f"/tra-cuu/?ma={filed['code']}")
    expect(anybody.page.get_by_role("button", name="In để nhớ")).to_be_visible()
    anybody.keep("tra-cuu")
