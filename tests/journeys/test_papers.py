"""A clerk hands dossiers over and prints; an officer confirms without one; anybody reads how the ward does."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from screens import DESKTOP, PHONE, Screen

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
BOOK = "/desk/so-theo-doi/?tu=01/01/2026&den=31/12/2026"


def hand_over(clerk: Screen) -> str:
    """Tick two dossiers of the log book and make a sheet for the own ward's officers; its address."""
    page = clerk.open(BOOK)
    expect(page.get_by_role("heading", name="Sổ theo dõi hồ sơ")).to_be_visible()
    clerk.keep("so-theo-doi")
    for place in (0, 1):
        page.locator("[name=ho_so]").nth(place).check()
    clerk.press("Lập phiếu bàn giao")
    page.locator("[name=to_unit]").select_option(label="Ủy ban nhân dân phường Phú Xuân")
    clerk.keep("lap-phieu")
    clerk.press("Lập phiếu")
    expect(page.get_by_text("Bên nhận chưa xác nhận")).to_be_visible()
    return page.url.removeprefix(clerk.address)


@pytest.mark.parametrize(
    ("size", "name"), [pytest.param(DESKTOP, "giay-to", marks=pytest.mark.deep), (PHONE, "giay-to-dien-thoai")]
)
def test_papers_change_hands_and_the_public_sees_figures(screen: Window, size: dict[str, int], name: str) -> None:
    clerk = screen(name, size, "tiepnhan")
    sheet = hand_over(clerk)
    officer = screen(f"{name}-can-bo", size, "congchuc")
    page = officer.open("/desk/ban-giao/")
    officer.keep("cho-nhan")
    page.locator(f"a[href='{sheet}']").click()
    page.locator("[name=taken]").first.uncheck()
    officer.press("Xác nhận đã nhận")
    expect(page.get_by_text("Ghi lý do không nhận.")).to_be_visible()
    officer.keep("thieu-ly-do")
    page.locator("[name^=reason-]").first.fill("Thiếu bản gốc")
    officer.press("Xác nhận đã nhận")
    expect(page.get_by_text("Đã xác nhận phiếu bàn giao.")).to_be_visible()
    officer.keep("da-nhan")
    page.locator("a.ts-code").nth(1).click()
    expect(page.get_by_role("heading", name="Kiểm soát và bàn giao")).to_be_visible()
    page = clerk.open(BOOK)
    page.locator("[name=ho_so]").first.check()
    clerk.press("In của các hồ sơ đã chọn")
    expect(page.get_by_text("Đã xong")).to_be_visible()
    clerk.keep("da-in")
    anybody = screen(f"{name}-nguoi-dan", size)
    page = anybody.open("/cong-khai/?ky=2026")
    page.get_by_role("link", name="Ủy ban nhân dân phường Phú Xuân").click()
    expect(page.get_by_text("hồ sơ tiếp nhận", exact=True)).to_be_visible()
    anybody.keep("cong-khai")
    anybody.open("/du-lieu-mo/")
    expect(page.get_by_role("link", name="CC BY 4.0")).to_be_visible()
    anybody.keep("du-lieu-mo")
