"""A citizen books a time by telephone, checks in at the kiosk, is called, files at the counter with a scan, and is done."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from filling import take_in
from screens import DESKTOP, PHONE, WALL, Screen

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
TOUCH = {"width": 1080, "height": 1400}
BOOKING = re.compile(r"\b[2-9A-HJ-NP-Z]{8}\b")


def book(me: Screen) -> str:
    """From the page of a procedure to the code of the booking."""
    page = me.page
    me.open("/thu-tuc/2.000635/")
    page.get_by_role("link", name="Đặt lịch nộp trực tiếp tại quầy").click()
    page.locator("[name=xa]").fill("phu xuan")
    me.press("Tìm nơi gần")
    expect(page.get_by_text("Nơi ông/bà ở")).to_be_visible()
    me.keep("chon-trung-tam")
    page.get_by_role("link", name="Trung tâm Phục vụ hành chính công phường Phú Xuân").first.click()
    page.locator(".ts-days a").last.click()
    page.get_by_role("button", name="Đặt lịch").click()
    expect(page.get_by_text("Ghi họ tên người sẽ đến").first).to_be_visible()
    me.keep("con-thieu")
    page.locator("[name=gio]").first.check()
    page.locator("[name=name]").fill("Trần Thị Đến")
    page.locator("[name=phone]").fill("0912 345 678")
    page.get_by_role("button", name="Đặt lịch").click()
    expect(page.get_by_text("Mang theo gì")).to_be_visible()
    me.keep("da-dat")
    found = BOOKING.search(page.inner_text(".ts-filed__code"))
    assert found
    with page.expect_download() as waiting:
        me.press("Thêm vào lịch của tôi")
    assert waiting.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    return found[0]


def register(leader: Screen) -> str:
    """A machine for the ward's centre; its link."""
    leader.open("/desk/trung-tam/may/")
    leader.page.locator("[name=name]").fill("Máy cạnh cửa chính")
    leader.press("Đăng ký")
    link = leader.page.locator(".ts-notice .ts-code").first.inner_text()
    leader.keep("may-lay-so")
    return link[link.index("/kiosk/") :]


def check_in(kiosk: Screen, link: str, code: str) -> str:
    """The number of the ticket; a number for the elderly is looked at on the way."""
    page = kiosk.page
    kiosk.open(link)
    expect(page.get_by_role("heading", name="Ông/bà đến làm việc gì?")).to_be_visible()
    kiosk.keep("may")
    page.get_by_role("link", name="Tôi được ưu tiên").click()
    kiosk.keep("uu-tien")
    page.get_by_role("link", name="Không thuộc trường hợp nào").click()
    page.locator("#code").fill("abcd2345")
    kiosk.press("Báo đã đến")
    expect(page.get_by_role("alert")).to_contain_text("Không tìm thấy lịch hẹn")
    page.locator("#code").fill(code.lower())
    page.locator("#code").press("Enter")
    other_time = page.get_by_role("button", name="Lấy số ngay bây giờ")
    number = page.locator(".ts-ticket__number")
    expect(other_time.or_(number)).to_be_visible()
    if other_time.count():
        kiosk.keep("khac-ngay")
        other_time.click()
    expect(number).to_be_visible()
    kiosk.keep("so")
    return number.inner_text()


def file_and_finish(clerk: Screen) -> None:
    """The form of the booking's procedure is open; scan, receive, finish the number."""
    page = clerk.page
    take_in(clerk, "Trần Thị Đến", "046190000088")
    clerk.keep("da-tiep-nhan")
    clerk.press("Xong với số này")
    expect(page.get_by_role("button", name="Gọi số tiếp")).to_be_visible()


def test_from_the_booking_to_the_end_of_the_visit(screen: Window) -> None:
    me = screen("dat-lich", PHONE)
    code = book(me)
    leader = screen("trung-tam-lanh-dao", DESKTOP, "lanhdao")
    link = register(leader)
    clerk = screen("quay-goi-so", DESKTOP, "tiepnhan")
    clerk.open("/desk/quay/")
    clerk.keep("chon-quay")
    clerk.page.get_by_role("button", name="Mở quầy Quầy 4").click()
    number = check_in(screen("may-lay-so", TOUCH), link, code)
    wall = screen("phong-cho", WALL)
    wall.open("/phong-cho/hue.phuong-phu-xuan/")
    expect(wall.page.get_by_text(number)).to_be_visible()
    clerk.open("/desk/quay/")
    clerk.keep("hang-cho")
    clerk.page.keyboard.press("n")
    expect(clerk.page.locator(".ts-counter__ticket")).to_have_text(number)
    clerk.keep("dang-goi")
    expect(wall.page.locator(".ts-hall__call--fresh")).to_contain_text("Quầy 4")
    wall.keep("dang-goi")
    clerk.page.keyboard.press("b")
    file_and_finish(clerk)
    clerk.keep("xong")
    expect(wall.page.locator(".ts-hall__call")).to_have_count(0)
    leader.open("/desk/trung-tam/")
    expect(leader.page.get_by_role("heading", name="Theo giờ lấy số")).to_be_visible()
    leader.keep("thoi-gian-cho")
    leader.open("/desk/tai-viec/")
    expect(leader.page.get_by_text("Phạm Quốc Anh").first).to_be_visible()
    leader.keep("tai-viec")
    stranger = screen("may-la", PHONE)
    stranger.open("/kiosk/")
    expect(stranger.page.get_by_text("chưa được đăng ký làm máy lấy số").first).to_be_visible()
