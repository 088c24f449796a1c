"""Somebody with a phone has a child: the life event, its questions, the plan, and the beginning of the first procedure."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from screens import DESKTOP, PHONE, Screen

#: A browser without voices is given one that speaks into an attribute of the page.
VOICE = """
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const synthesis = {
  getVoices: () => [{ lang: "vi-VN", name: "Thử" }],
  speak: (each) => {
    document.documentElement.dataset.spoken = `${document.documentElement.dataset.spoken ?? ""}${each.text}|`;
    setTimeout(() => each.onend(), 5);
  },
  cancel: () => {},
  addEventListener: () => {},
};
Object.defineProperty(window, "speechSynthesis", { value: synthesis });
"""


@pytest.mark.browser
def test_from_a_birth_to_the_first_dossier(screen: Callable[..., Screen]) -> None:
    phone = screen("co-em-be", PHONE, "congdan1")
    page = phone.page
    page.add_init_script(VOICE)
    phone.open("/")
    phone.keep("trang-dau")
    phone.press("Gia đình có em bé")
    phone.keep("cau-hoi-dau")
    page.get_by_label("Có", exact=True).check()
    phone.press("Tiếp tục")
    phone.keep("ngay-sinh")
    phone.press("Tiếp tục")
    for number in range(3):
        page.get_by_label("Có" if number == 0 else "Không", exact=True).check()
        phone.press("Tiếp tục")
    page.get_by_label("Ông/bà ở xã, phường nào?").fill("xa khong co")
    phone.press("Xem việc cần làm")
    phone.keep("xa-phuong-sai")
    page.get_by_label("Ông/bà ở xã, phường nào?").fill("phuong phu xuan")
    phone.press("Xem việc cần làm")
    expect(page.get_by_role("heading", name="Việc cần làm")).to_be_visible()
    phone.keep("viec-can-lam")
    assert "birth_date=&" in page.url and "xa=Ph" in page.url
    page.get_by_role("button", name="Đọc to").click()
    expect(page.locator("html")).to_have_attribute("data-spoken", re.compile("Đăng ký khai sinh"))
    page.go_back()
    page.go_forward()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="In trang này")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Nộp hồ sơ").first.click()
    expect(page.get_by_role("heading", name="Trước khi bắt đầu")).to_be_visible()
    phone.keep("truoc-khi-bat-dau")
    phone.press("Bắt đầu")
    expect(page.get_by_role("heading", name="Nộp hồ sơ cho nơi nào?")).to_be_visible()
    phone.keep("noi-nop")


@pytest.mark.browser
def test_a_procedure_and_its_history_at_a_desk(screen: Callable[..., Screen]) -> None:
    desk = screen("lich-su", DESKTOP)
    desk.open("/thu-tuc/1.001193/")
    desk.keep("thu-tuc")
    desk.page.get_by_role("link", name="Lịch sử thay đổi").click()
    desk.keep("lich-su")
    desk.page.get_by_role("link", name="Đọc phiên bản này").first.click()
    expect(desk.page.get_by_text("Phiên bản đang áp dụng")).to_be_visible()
    desk.keep("phien-ban")
    desk.open("/tinh-huong/")
    desk.keep("tinh-huong")
