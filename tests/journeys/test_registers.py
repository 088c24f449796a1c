"""An official mends many records at once, takes it back, hangs a photo on one, and prints its label."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import expect

from screens import DESKTOP, PHONE, Screen

pytestmark = pytest.mark.browser
MARKETS = "/desk/co-so-du-lieu/markets/"


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "#5b8c5a").save(out, "JPEG")
    return out.getvalue()


def test_many_records_are_mended_and_taken_back(screen: Callable[..., Screen]) -> None:
    keeper = screen("co-so-du-lieu", DESKTOP, "quantri")
    page = keeper.open(f"{MARKETS}bang/")
    name = page.locator("[data-field=name]")
    first, second = (name.nth(n).input_value() for n in range(2))
    # A block as a spreadsheet gives it goes down the column; Esc takes one cell back.
    name.nth(0).focus()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", "Chợ Một\nChợ Hai\nChợ Ba")
    name.nth(0).press("Control+V")
    expect(name.nth(2)).to_have_value("Chợ Ba")
    name.nth(0).press("ArrowDown")
    expect(name.nth(1)).to_be_focused()
    name.nth(1).press("Enter")
    name.nth(2).press("Escape")
    expect(page.locator("[data-cells-count]")).to_contain_text("2 ô chưa ghi")
    # What is typed wrong is said by the server at once, by the rules of the form.
    name.nth(1).fill("")
    name.nth(1).press("Tab")
    expect(page.get_by_text("Cần ghi mục này")).to_be_visible()
    keeper.keep("bang")
    name.nth(1).fill("Chợ Hai")
    keeper.press("Ghi các dòng đã sửa")
    expect(page.get_by_text("Đã ghi 2 bản ghi.")).to_be_visible()
    keeper.keep("lan-sua")
    keeper.press("Hoàn tác lần sửa này")
    expect(page.get_by_text("Đã đưa 2 bản ghi về như cũ.")).to_be_visible()
    page = keeper.open(f"{MARKETS}bang/")
    assert [name.nth(n).input_value() for n in range(2)] == [first, second]
    for path, what in (("", "danh-sach"), ("ban-do/", "ban-do"), ("tong-quan/", "tong-quan"), ("cach-xem/", "cach-xem"),
                       ("bang/dong-loat/", "dong-loat"), ("bang/lan/", "cac-lan-sua")):  # fmt: skip
        keeper.open(f"{MARKETS}{path}")
        keeper.keep(what)


def test_a_box_on_the_map_narrows_the_list(screen: Callable[..., Screen]) -> None:
    keeper = screen("co-so-du-lieu-vung", DESKTOP, "quantri")
    page = keeper.open(f"{MARKETS}ban-do/")
    drawn = page.locator("[data-map-box] a")
    every = drawn.count()
    around = drawn.first.bounding_box()
    assert around
    page.mouse.move(around["x"] - 12, around["y"] - 12)
    page.mouse.down()
    page.mouse.move(around["x"] + 25, around["y"] + 25, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("o="))
    assert 0 < page.locator("[data-map-box] a").count() < every
    page.get_by_role("link", name="Mở vùng này thành danh sách").click()
    expect(page.get_by_text("Trong vùng đã chọn trên bản đồ.")).to_be_visible()
    keeper.keep("danh-sach-cua-vung")


def test_a_photo_is_hung_and_a_label_leads_to_the_record(screen: Callable[..., Screen]) -> None:
    keeper = screen("co-so-du-lieu-dien-thoai", PHONE, "quantri")
    page = keeper.open(MARKETS)
    keeper.keep("danh-sach")
    page.locator("tr[data-row] a").first.click()
    record = page.url
    keeper.press("Thêm, sửa ảnh và tệp")
    page.locator("[name=uploads]").set_input_files({"name": "cong.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.locator("[name=caption]").fill("Cổng chính")
    keeper.press("Thêm")
    expect(page.get_by_text("Đã thêm 1 tệp", exact=False)).to_be_visible()
    keeper.keep("anh")
    page.goto(record)
    picture = page.get_by_role("img", name="Cổng chính")
    expect(picture).to_be_visible()
    expect(page.get_by_text("Thêm hoặc bớt ảnh, tệp")).to_be_visible()
    keeper.keep("ban-ghi")
    page.goto(record)
    keeper.press("Ai đã xem")
    keeper.keep("ai-da-xem")
    page.goto(record)
    keeper.press("Nhãn QR")
    expect(page.locator(".ts-labels__item svg")).to_have_count(1)
    keeper.keep("nhan")
    page.get_by_role("link", name=re.compile("Chợ")).first.click()
    keeper.open(f"{MARKETS}ban-do/")
    keeper.keep("ban-do")
    keeper.open(f"{MARKETS}bang/")
    keeper.keep("bang")
    keeper.open(f"{MARKETS}tong-quan/")
    keeper.keep("tong-quan")
