"""A flow changed in the browser by one official, published by another: new dossiers run the new way, old ones the old."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from people import Person
from screens import DESKTOP, PHONE, Screen
from thread import ANSWERS, EXTRACT

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
FLOW = "simple"
STEP = "Trả về soát lại"
STEP_ID = "tra_ve_soat_lai"


def file_by_api(me: Person, key: str) -> dict[str, Any]:
    unit = next(unit["id"] for unit in me.get(f"/procedures/{EXTRACT}/units") if "Phú Xuân" in unit["name"])
    filed = me.post("/dossiers", key=key, json={"code": EXTRACT, "unit_id": unit, "answers": ANSWERS})
    assert filed.status_code == 201, filed.text
    return dict(filed.json())


def take_up(kim: Screen, flow_id: str) -> str:
    """The address of the designer of a flow."""
    kim.open(f"/desk/quy-trinh/{flow_id}/")
    kim.press("Sửa quy trình")
    expect(kim.page.get_by_text("Chưa khác bản đang dùng")).to_be_visible()
    return kim.page.url.removeprefix(kim.address)


def test_a_flow_is_changed_tried_published_and_run(screen: Window) -> None:
    kim = screen("quy-trinh", DESKTOP, "kiemsoat")
    citizen = Person(kim.address, "congdan1")
    before = file_by_api(citizen, "filed-before-the-change")
    home = take_up(kim, FLOW)
    kim.keep("so-do")
    page = kim.page
    page.locator("button[value='add:actions@signing']").click()
    page.get_by_label("Tên", exact=True).fill(STEP)
    page.get_by_label("Tên tiếng Anh", exact=True).fill("Back for another look")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("Chuyển đến trạng thái").select_option(label="Đã tiếp nhận, chờ xử lý")
    expect(page.locator("#thay-o-day").get_by_text("không được chuyển mã trạng thái 4 → 2")).to_be_visible()
    kim.keep("buoc-con-sai")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("Chuyển đến trạng thái").select_option(label="Đang thụ lý")
    expect(page.get_by_text("Không có lỗi")).to_be_visible()
    expect(page.locator("#so-do-quy-trinh").get_by_text(STEP, exact=False).first).to_be_visible()
    kim.keep("buoc-da-sua")
    kim.press("Lưu và về sơ đồ")
    expect(page.get_by_text("hồ sơ đang mở, xong theo bản cũ")).to_be_visible()
    kim.keep("so-do-khac")
    kim.press("Ngày hẹn trước và sau")
    expect(page.get_by_text("chưa có nhánh này").first).to_be_visible()
    kim.keep("ngay-hen")
    kim.press("Chạy thử")
    for step in ("Tiếp nhận", "Nhận xử lý", "Trình ký kết quả", STEP):
        page.locator("section[aria-labelledby=buoc-sau]").get_by_role("link", name=step, exact=True).click()
    expect(page.locator(".ts-state", has_text="Đang thụ lý").first).to_be_visible()
    kim.keep("chay-thu")
    change_set = home.split("/quy-trinh/")[0]
    kim.open(f"{change_set}/")
    kim.keep("phieu")
    kim.press("Trình duyệt")

    leader = screen("quy-trinh-duyet", DESKTOP, "lanhdaotinh")
    leader.open(home)
    expect(leader.page.get_by_text("Chỉ xem")).to_be_visible()
    leader.open(f"{change_set}/")
    leader.keep("duyet")
    leader.press("Ban hành")
    expect(leader.page.get_by_text("Đã ban hành").first).to_be_visible()

    page.wait_for_timeout(1100)  # the web processes look for a newer release once a second
    after = file_by_api(citizen, "filed-after-the-change")
    for dossier in (before, after):
        forward(kim.address, str(dossier["id"]))
    refused = Person(kim.address, "lanhdao").post(f"/dossiers/{before['id']}/actions/{STEP_ID}", json={})
    assert refused.status_code in {404, 409}, refused.text
    done = Person(kim.address, "lanhdao").post(f"/dossiers/{before['id']}/actions/sign", json={})
    assert done.json()["state"] == "done", done.text
    back = Person(kim.address, "lanhdao").post(f"/dossiers/{after['id']}/actions/{STEP_ID}", json={})
    assert back.json()["state"] == "handling", back.text


def forward(address: str, case_id: str) -> None:
    """A dossier goes on until it waits for signature."""
    deeds: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("tiepnhan", "accept", {}),
        ("congchuc", "start", {}),
        ("congchuc", "submit_for_signature", {"text": "Theo sổ hộ tịch đã đăng ký."}),
    )
    for who, action, body in deeds:
        answer = Person(address, who).post(f"/dossiers/{case_id}/actions/{action}", json=body)
        assert answer.status_code == 200, (action, answer.text)


def test_a_flow_is_changed_on_a_phone(screen: Window) -> None:
    kim = screen("quy-trinh-dien-thoai", PHONE, "kiemsoat")
    kim.open("/desk/quy-trinh-moi/?tu=with-verification")
    kim.page.locator("[name=name]").fill("Lấy ý kiến rồi soát lại")
    kim.page.locator("[name=flow_id]").fill("lay-y-kien-soat-lai")
    kim.keep("quy-trinh-moi")
    kim.press("Mở trình thiết kế")
    expect(kim.page.get_by_text("Quy trình mới, chưa có bản nào đang áp dụng.")).to_be_visible()
    home = kim.page.url.removeprefix(kim.address)
    kim.keep("so-do")
    kim.press("Thêm trạng thái")
    kim.page.get_by_label("Tên", exact=True).fill("Soát lại ý kiến")
    kim.press("Lưu")
    expect(kim.page.locator("#thay-o-day").get_by_text("không có cách nào đến được", exact=False)).to_be_visible()
    kim.keep("trang-thai")
    for rest in ("buoc/7/", "phan/khau/", "phan/hen-gio/", "phan/chung/", "chay-thu/", "ngay-hen/"):
        kim.open(f"{home}{rest}")
        kim.keep(rest.replace("/", "-").strip("-"))
    kim.open(home)
    for left in (2, 1):
        kim.press(f"Hoàn tác ({left})")
    expect(kim.page.get_by_text("Không có lỗi")).to_be_visible()
