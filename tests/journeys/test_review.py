"""A controller reads the review, opens where drafts stop, proposes a shorter deadline; a leader decides."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from screens import DESKTOP, PHONE, Screen

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
HOME = "/desk/ra-soat/"


def propose(kim: Screen) -> str:
    """Open what stands out, and propose a shorter deadline; the address of the proposal."""
    page = kim.page
    kim.open(f"{HOME}?co_ho_so=co&tu=01/01/2026&xep=-worked")
    expect(page.get_by_role("heading", name="Rà soát thủ tục")).to_be_visible()
    kim.keep("bang-thu-tuc")
    kim.open(f"{HOME}dau-hieu/")
    row = page.locator("tr", has_text="Bản nháp hay bỏ dở").first
    kim.keep("dau-hieu")
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Bản nháp bỏ dở ở câu hỏi nào")).to_be_visible()
    kim.open(f"{page.url.removeprefix(kim.address)}?tu=01/01/2026#ban-nhap")
    expect(page.get_by_text("dừng ở câu chưa trả lời được").first).to_be_visible()
    kim.keep("mot-thu-tuc")
    page.locator("a[href*='/so-do/on_time/']").click()
    expect(page.get_by_role("heading", name="Định nghĩa")).to_be_visible()
    kim.keep("ho-so-phia-sau")
    kim.open(f"{HOME}thoi-gian/")
    expect(page.get_by_role("heading", name="phần thời gian đã cắt")).to_be_visible()
    kim.keep("cat-giam-thoi-gian")
    kim.open(f"{HOME}de-xuat/moi/?cach=shorten&thu_tuc=2.000181&ngay=10")
    page.locator("[name=title]").fill("Rút thời hạn bán lẻ thuốc lá còn 10 ngày")
    page.locator("[name=phut]").fill("15")
    kim.press("Lưu đề xuất")
    expect(page.get_by_text("Nêu lý do, ít nhất").first).to_be_visible()
    kim.keep("con-thieu")
    page.locator("[name=reason]").fill("Chín phần mười hồ sơ xong trong một ngày làm việc.")
    page.locator("[name=owner]").select_option(index=1)
    kim.press("Lưu đề xuất")
    expect(page.get_by_text("Số liệu của một năm qua đã được chốt kèm")).to_be_visible()
    kim.press("Gửi lấy ý kiến")
    page.locator("#submit [name=reason]").fill("Các cơ quan đã cho ý kiến, đều thống nhất.")
    kim.press("Trình quyết định")
    expect(page.get_by_text("Đã lấy ý kiến, chờ quyết định")).to_be_visible()
    kim.keep("da-trinh")
    return page.url.removeprefix(kim.address)


@pytest.mark.parametrize(
    ("size", "name"), [pytest.param(DESKTOP, "ra-soat", marks=pytest.mark.deep), (PHONE, "ra-soat-dien-thoai")]
)
def test_a_proposal_is_tracked_to_its_decision(screen: Window, size: dict[str, int], name: str) -> None:
    kim = screen(name, size, "kiemsoat")
    address = propose(kim)
    leader = screen(f"{name}-lanh-dao", size, "lanhdaotinh")
    page = leader.open("/desk/viec/")
    expect(page.get_by_text("Đề xuất đơn giản hóa thủ tục hành chính").first).to_be_visible()
    leader.keep("viec-can-lam")
    leader.open(address)
    page.locator("#accept [name=document_number]").fill("128/QĐ-UBND")
    page.locator("#accept [name=reason]").fill("Đồng ý theo đề nghị của kiểm soát thủ tục.")
    leader.keep("quyet-dinh")
    leader.press("Chấp thuận")
    expect(page.get_by_text("Được chấp thuận, chờ thực hiện")).to_be_visible()
    kim.open(address)
    expect(kim.page.get_by_text("128/QĐ-UBND")).to_be_visible()
    kim.keep("duoc-chap-thuan")
