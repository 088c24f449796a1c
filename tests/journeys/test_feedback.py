"""Somebody is not satisfied at a counter, complains from their own telephone, is answered, and rates the answer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from screens import DESKTOP, PHONE, Screen

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
TABLET = {"width": 1024, "height": 768}
TEXT = "Quầy 2 chỉ có một người nên tôi phải chờ rất lâu."
ANSWER = "Từ ngày mai quầy 2 có thêm một người vào buổi sáng."


def press_a_face(head: Screen, tablet: Screen) -> str:
    """The head of the unit registers a tablet; a face is pressed there, with a reason. The id of the rating."""
    page = head.open("/desk/may-danh-gia/")
    page.locator("[name=name]").fill("Quầy 2")
    head.press("Đăng ký")
    expect(page.get_by_text("Đã đăng ký")).to_be_visible()
    link = page.locator("p.ts-code").inner_text()
    page = tablet.open(f"/may-danh-gia/{link.partition('/may-danh-gia/')[2]}")
    expect(page.get_by_role("heading", name="Ông/bà có hài lòng")).to_be_visible()
    tablet.keep("ba-khuon-mat")
    tablet.press("Không hài lòng")
    expect(page.get_by_text("Vì sao ông/bà chưa hài lòng?")).to_be_visible()
    tablet.keep("vi-sao")
    page.get_by_label("Phải chờ lâu").check()
    tablet.press("Gửi")
    expect(page.get_by_role("link", name="Người tiếp theo")).to_be_visible()
    tablet.keep("cam-on")
    return page.url.rstrip("/").rpartition("/")[2]


def answer_and_publish(officer: Screen) -> None:
    """An officer finds the complaint in the inbox, answers and publishes it."""
    page = officer.open("/desk/viec/")
    expect(page.get_by_text("Phản ánh, kiến nghị").first).to_be_visible()
    officer.open("/desk/phan-anh/")
    officer.keep("danh-sach")
    page.get_by_role("link", name=TEXT).click()
    officer.press("Tiếp nhận")
    expect(page.locator("#answer [name=reason]")).to_be_visible()
    page.locator("#answer [name=reason]").fill(ANSWER)
    officer.keep("tra-loi")
    officer.press("Trả lời")
    expect(page.locator("#publish [name=public_text]")).to_be_visible()
    officer.press("Công khai")
    expect(page.get_by_text("Đã trả lời, đã công khai")).to_be_visible()
    officer.keep("da-cong-khai")


def test_a_complaint_goes_from_a_face_to_its_published_answer(screen: Window) -> None:
    head = screen("phan-anh-lanh-dao", DESKTOP, "lanhdao")
    rating = press_a_face(head, screen("phan-anh-may", TABLET))
    citizen = screen("phan-anh-dien-thoai", PHONE)
    page = citizen.open(f"/phan-anh/gui/?danh_gia={rating}")
    page.locator("[name=text]").fill(TEXT)
    citizen.press("Gửi phản ánh")
    expect(page.get_by_text("Ghi họ tên.").first).to_be_visible()
    page.locator("[name=name]").fill("Đỗ Thị Thử")
    page.locator("[name=phone]").fill("0912 000 111")
    citizen.keep("gui")
    citizen.press("Gửi phản ánh")
    expect(page.get_by_text("Đã gửi. Giữ mã phản ánh")).to_be_visible()
    own = page.url.removeprefix(citizen.address)
    answer_and_publish(screen("phan-anh-can-bo", DESKTOP, "congchuc"))
    citizen.open(own)
    expect(page.get_by_text(ANSWER).first).to_be_visible()
    page.locator("[name=face][value=good]").check()
    citizen.keep("danh-gia-tra-loi")
    citizen.press("Gửi đánh giá")
    expect(page.get_by_text("Ông/bà đã đánh giá câu trả lời này")).to_be_visible()
    citizen.open("/phan-anh/")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    citizen.keep("cong-khai")
    citizen.open("/khao-sat/")
    page.get_by_role("link", name="Mức hài lòng với bộ phận một cửa").click()
    expect(page.get_by_role("button", name="Gửi trả lời")).to_be_visible()
    citizen.keep("khao-sat")
    citizen.open(page.url.removeprefix(citizen.address) + "ket-qua/")
    expect(page.get_by_text("người đã trả lời")).to_be_visible()
    citizen.keep("ket-qua")
    page = head.open("/desk/danh-gia/?ky=2026")
    expect(page.get_by_text("lượt đánh giá").first).to_be_visible()
    head.keep("muc-hai-long")
    head.open("/desk/khao-sat/")
    page.get_by_role("link", name="Mức hài lòng với bộ phận một cửa").click()
    head.press("Soạn bản mới")
    expect(page.get_by_role("heading", name="Thêm câu hỏi")).to_be_visible()
    head.keep("soan-phieu")
