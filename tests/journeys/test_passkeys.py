"""A citizen makes a passkey, signs in by it alone, names and removes it; an official proves herself by hers and goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from screens import DESKTOP, PHONE, Screen

pytestmark = pytest.mark.browser
NAME, PASSWORD = "khoatruycap", "mot cau that dai de nho"


def with_device(page: Page) -> Any:
    """A device that keeps passkeys and knows its owner; returns the line to it."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return line


def add_passkey(window: Screen, name: str) -> None:
    """Make a passkey; the password once more stands before it."""
    page = window.open("/tai-khoan/hai-lop/")
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.locator("[name=name]").fill(name)
    window.keep("them-khoa-truy-cap")
    page.get_by_role("button", name="Tạo khóa trên thiết bị này").click()
    expect(page.get_by_text("Mã dự phòng").first).to_be_visible()


def test_a_passkey_instead_of_a_password(screen: Callable[..., Screen]) -> None:
    window = screen("khoa-truy-cap", PHONE)
    page = window.page
    with_device(page)
    window.open("/tai-khoan/dang-ky/")
    for name, text in (("full_name", "Lê Thị Khóa"), ("username", NAME), ("password1", PASSWORD)):
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=password1]").press("Enter")
    expect(page).not_to_have_url(f"{window.address}/tai-khoan/dang-ky/")
    add_passkey(window, "Điện thoại của Hương")
    window.open("/tai-khoan/hai-lop/")
    expect(page.get_by_text("Điện thoại của Hương").first).to_be_visible()
    window.keep("cac-khoa-truy-cap")
    page.context.clear_cookies()
    window.open("/tai-khoan/dang-nhap/?next=/tai-khoan/")
    window.keep("dang-nhap-bang-khoa")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_role("heading", name="Tài khoản của tôi")).to_be_visible()
    page.context.clear_cookies()
    window.open("/tai-khoan/dang-nhap/")
    page.locator("[name=login]").fill(NAME)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("heading", name="Nhập mã xác thực")).to_have_count(0)
    window.open("/tai-khoan/khoa-truy-cap/xac-nhan/?next=/tai-khoan/hai-lop/")
    window.keep("xac-nhan-bang-khoa")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.get_by_role("link", name="Đổi tên").click()
    page.locator("[name=name]").fill("Khóa cũ")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Khóa cũ").first).to_be_visible()
    page.get_by_role("link", name="Gỡ", exact=False).last.click()
    page.get_by_role("button", name="Gỡ khóa").click()
    expect(page.get_by_text("Khóa cũ")).to_have_count(0)


def test_the_ladder_as_an_official_sees_it(screen: Callable[..., Screen]) -> None:
    window = screen("muc-bao-dam", DESKTOP, "quantri")
    for path, what in (("muc-bao-dam/", "muc-bao-dam"), ("tai-khoan/lau-khong-dung/", "lau-khong-dung")):
        expect(window.open(f"/desk/{path}").locator("h1")).to_be_visible()
        window.keep(what)
