"""A procedure designed in the browser by one official, published by another, filed by a citizen a minute later."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from people import Person
from screens import DESKTOP, PHONE, Screen
from thread import ANSWERS, EXTRACT

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
NEW = "1.999002"
NAME = "Cấp bản sao trích lục gửi về nhà"


def office(me: Person) -> str:
    return str(next(unit["id"] for unit in me.get(f"/procedures/{EXTRACT}/units") if "Phú Xuân" in unit["name"]))


def file_by_api(me: Person, code: str, **changed: object) -> dict[str, Any]:
    body = {"code": code, "unit_id": office(me), "answers": {**ANSWERS, **changed}}
    filed = me.post("/dossiers", key=f"{code}-{len(changed)}", json=body)
    assert filed.status_code == 201, filed.text
    return dict(filed.json())


def begin(kim: Screen) -> str:
    """A copy of an existing procedure; the address of its designer."""
    page = kim.page
    kim.open("/desk/danh-muc/?q=trich luc ho tich")
    kim.keep("danh-muc")
    page.locator("tr", has_text=EXTRACT).get_by_role("link", name="Sao").click()
    page.locator("[name=code]").fill(NEW)
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=name_en]").fill("Copy of an extract sent home")
    kim.keep("thu-tuc-moi")
    kim.press("Mở trình thiết kế")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    return page.url.split("/phan/")[0].removeprefix(kim.address)


def ask(kim: Screen, home: str, label: str, kind: str, when: tuple[str, str] | None = None) -> None:
    """One more question at the end of the third step."""
    page = kim.page
    kim.open(f"{home}/phan/to-khai/")
    kim.press("Thêm câu hỏi vào bước 3")
    page.get_by_label("Câu hỏi", exact=True).first.fill(label)
    page.get_by_label("Kiểu trả lời").select_option(kind)
    page.get_by_label("Câu hỏi tiếng Anh").fill(f"{label} (en)")
    if when:
        page.get_by_text("Luôn luôn. Đặt điều kiện").click()
        condition = page.locator(".ts-condition")
        condition.get_by_label("Câu hỏi").select_option(label=when[0])
        condition.get_by_label("Giá trị").fill(when[1])
    kim.press("Lưu")
    expect(page.get_by_text("Không có lỗi")).to_be_visible()


def preview(kim: Screen, home: str) -> None:
    """The step as a citizen sees it: the branch opens by the answer."""
    page = kim.page
    kim.open(f"{home}/xem-thu/2/?lai")
    expect(page.get_by_text("Địa chỉ nhận")).to_have_count(0)
    page.get_by_label("Có", exact=True).check()
    expect(page.get_by_text("Địa chỉ nhận")).to_be_visible()
    kim.keep("xem-thu")
    page.locator("[name=copies]").fill("3")
    page.locator("[name=dia_chi_nhan]").fill("12 Lê Lợi")
    kim.press("Tiếp tục")
    expect(page.get_by_role("heading", name="Hết tờ khai")).to_be_visible()
    kim.keep("het-to-khai")


@pytest.mark.parametrize(
    ("name", "size"),
    [pytest.param("thiet-ke", DESKTOP, marks=pytest.mark.deep), ("thiet-ke-dien-thoai", PHONE)],
)
def test_what_the_designer_shows_stands_in_nobodys_way(name: str, size: dict[str, int], screen: Window) -> None:
    kim = screen(name, size, "kiemsoat")
    kim.open("/desk/danh-muc/?q=khai sinh")
    kim.page.locator("tr", has_text="1.001193").get_by_role("button", name="Sửa").click()
    expect(kim.page).to_have_url(re.compile("/phan/"))
    home = kim.page.url.split("/phan/")[0].removeprefix(kim.address)
    for part in ("chung", "giay-to", "phi", "thoi-han", "quy-trinh", "to-khai", "can-cu"):
        kim.open(f"{home}/phan/{part}/")
        kim.keep(part)
    kim.open(f"{home}/cau-hoi/0/0/")
    kim.keep("cau-hoi")
    kim.open("/desk/sua-doi/")
    kim.keep("phieu-cua-toi")
    kim.open("/desk/danh-muc/nhap/")
    kim.keep("nhap")
    table = f"ma,ten,cap\n{EXTRACT},Tên khác,cấp xả lũ\n".encode()
    kim.page.set_input_files("[name=table]", {"name": "bang.csv", "mimeType": "text/csv", "buffer": table})
    kim.press("Nhập")
    expect(kim.page.get_by_text("cấp xả lũ", exact=False)).to_be_visible()
    kim.keep("da-nhap")


def test_designed_published_and_filed(screen: Window) -> None:
    kim = screen("soan", DESKTOP, "kiemsoat")
    citizen = Person(kim.address, "congdan1")
    before = file_by_api(citizen, EXTRACT)
    home = begin(kim)
    ask(kim, home, "Gửi bản giấy về nhà?", "yesno")
    ask(kim, home, "Địa chỉ nhận", "text", ("Gửi bản giấy về nhà?", "có"))
    kim.keep("cau-hoi-re-nhanh")
    preview(kim, home)
    change_set = home.split("/thu-tuc/")[0]
    # The procedure of the dossier that is on its way changes in the same change set.
    kim.open(f"/desk/danh-muc/?q={EXTRACT}&phieu={change_set.rsplit('/', 1)[-1]}")
    kim.page.locator("tr", has_text=EXTRACT).get_by_role("button", name="Sửa").click()
    expect(kim.page).to_have_url(re.compile("/phan/"))
    kim.page.goto(f"{kim.page.url.split('/phan/')[0]}/phan/phi/")
    amount = kim.page.locator("[name='fee.items.0.amount']")
    amount.fill("5.000")
    with kim.page.expect_response(lambda answer: answer.request.method == "POST"):
        amount.press("Tab")
    expect(kim.page.get_by_role("button", name=re.compile("^Hoàn tác"))).to_be_visible()
    kim.open(f"{change_set}/")
    kim.keep("phieu")
    kim.press("Trình duyệt")
    expect(kim.page.get_by_text("Chờ duyệt")).to_be_visible()

    leader = screen("duyet", DESKTOP, "lanhdaotinh")
    leader.open("/desk/ban-hanh/")
    leader.keep("cho-ban-hanh")
    leader.open(f"{change_set}/")
    expect(leader.page.get_by_text("8.000").first).to_be_visible()
    # At least the one above; other journeys may have left dossiers of it too.
    expect(leader.page.get_by_text(re.compile(r"[1-9]\d* hồ sơ đang mở")).first).to_be_visible()
    leader.keep("duyet")
    leader.press("Ban hành")
    expect(leader.page.get_by_text("Đã ban hành").first).to_be_visible()
    leader.keep("da-ban-hanh")

    me = screen("nop", PHONE, "congdan1")
    me.page.wait_for_timeout(1100)  # the web processes look for a newer release once a second
    me.open(f"/thu-tuc/{NEW}/")
    expect(me.page.get_by_role("heading", name=NAME)).to_be_visible()
    me.keep("thu-tuc-moi")
    refused = citizen.post(
        "/dossiers",
        key="lacks-an-address",
        json={"code": NEW, "unit_id": office(citizen), "answers": {**ANSWERS, "gui_ban_giay_ve_nha": "yes"}},
    )
    assert refused.status_code == 422
    assert "dia_chi_nhan" in refused.text
    after = file_by_api(citizen, NEW, gui_ban_giay_ve_nha="yes", dia_chi_nhan="12 Lê Lợi")
    me.open(f"/ho-so/{after['id']}/")
    me.page.get_by_text("Những gì ông/bà đã khai").click()
    expect(me.page.get_by_text("12 Lê Lợi").first).to_be_visible()
    me.keep("ho-so-moi")
    finish(kim.address, str(before["id"]))


def finish(address: str, case_id: str) -> None:
    """A dossier that was filed under the old version goes on to its end under the old rules."""
    deeds: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("tiepnhan", "accept", {}),
        ("congchuc", "start", {}),
        ("congchuc", "submit_for_signature", {"text": "Theo sổ hộ tịch đã đăng ký."}),
        ("lanhdao", "sign", {}),
    )
    for who, action, body in deeds:
        answer = Person(address, who).post(f"/dossiers/{case_id}/actions/{action}", json=body)
        assert answer.status_code == 200, (action, answer.text)
    assert answer.json()["state"] == "done"
