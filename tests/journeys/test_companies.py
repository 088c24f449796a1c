"""A director files for the company and an accountant takes the result; a neighbour files with a citizen at home."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from filling import CODE
from handling import Office
from people import TIMEOUT_S, Person
from screens import DESKTOP, PHONE, Screen
from servers import Installation

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
EXTRACT, COMPANY, TAX_CODE = "2.000635", "Công ty TNHH Sông Hương", "0100109106"
RECORD = {
    "requester": {
        "requester_name": "Nguyễn Thị Minh Hương", "requester_id": "046190000001", "for_whom": "family",
    },
    "record": {
        "record_type": "birth", "subject_name": "Tôn Nữ Gia Bảo", "subject_birth_date": "2015-04-03",
        "registered_at": "Xã Phú Hồ",
    },
    "delivery": {"copies": 1},
}  # fmt: skip


def apart(screen: Window, name: str, size: dict[str, int], username: str) -> Screen:
    """A window with a session of its own: for whom it acts is nobody else's."""
    made: Screen = screen(name, size)
    made.sign_in(username)
    return made


def write(platform: Installation, headers: dict[str, str], draft: str, unit_id: str) -> None:
    """Answer the form and choose the office, as a program does it for whom the headers name."""

    def put(path: str, body: dict[str, Any]) -> None:
        address = f"{platform.address}/api/drafts/{draft}{path}"
        saved = requests.put(address, json=body, headers=headers, timeout=TIMEOUT_S)
        assert saved.ok, saved.text

    for step, answers in RECORD.items():
        put(f"/steps/{step}", {"answers": answers})
    put("/unit", {"unit_id": unit_id})


def office(person: Person) -> str:
    units = person.get(f"/procedures/{EXTRACT}/units")
    return str(next(unit["id"] for unit in units if "Phú Xuân" in unit["name"]))


def hand_in(me: Screen, draft: str) -> None:
    me.open(f"/nhap/{draft}/kiem-tra/")
    expect(me.page.get_by_role("heading", name="Xem lại trước khi nộp")).to_be_visible()
    me.press("Nộp hồ sơ")


def open_account(director: Screen, registrar: Screen) -> None:
    director.open("/to-chuc/dang-ky/")
    for name, text in (("tax_code", TAX_CODE), ("name", COMPANY)):
        director.page.locator(f"[name={name}]").fill(text)
    director.page.locator("[name=kind]").select_option("company")
    director.keep("de-nghi")
    director.press("Gửi đề nghị")
    expect(director.page.get_by_text("Chờ duyệt")).to_be_visible()
    registrar.open("/desk/tai-khoan-to-chuc/")
    registrar.keep("cho-duyet")
    registrar.page.get_by_role("link", name=COMPANY).click()
    registrar.page.get_by_label("Tôi đã đối chiếu bản chính", exact=False).check()
    registrar.keep("mot-de-nghi")
    registrar.press("Mở tài khoản")
    expect(registrar.page.get_by_text("Đổi người đại diện theo pháp luật")).to_be_visible()
    registrar.keep("to-chuc")


def act_for_company(me: Screen) -> None:
    me.open("/to-chuc/")
    me.press("Làm thay tổ chức này", exact=False)
    expect(me.page.get_by_text("Đang làm thay")).to_be_visible()


def test_a_director_files_and_an_accountant_takes_the_result(platform: Installation, screen: Window) -> None:
    director = apart(screen, "giam-doc", PHONE, "congdan1")
    open_account(director, apart(screen, "duyet-to-chuc", DESKTOP, "congchuc.stc"))
    act_for_company(director)
    director.keep("lam-thay")
    director.open("/to-chuc/dai-dien/")
    director.page.locator("[name=username]").fill("congdan2")
    director.page.get_by_label("Nhận kết quả").check()
    director.press("Giao quyền")
    expect(director.page.get_by_text("Đã giao quyền", exact=False)).to_be_visible()
    director.keep("nguoi-dai-dien")
    me = Person(platform.address, "congdan1")
    chosen = me.get("/identity/companies")[0]["acting_for"]
    headers = {**me.headers, "X-Acting-For": chosen}
    begun = requests.post(
        f"{platform.address}/api/drafts", json={"code": EXTRACT}, headers=headers, timeout=TIMEOUT_S
    ).json()
    write(platform, headers, begun["id"], office(me))
    hand_in(director, begun["id"])
    director.page.wait_for_url("**/da-nop/")
    case_id = director.page.url.split("/")[-3]
    director.press("Trở lại là tôi")
    expect(director.page.get_by_text("Đang làm thay")).to_have_count(0)
    Office(platform).decide({"id": case_id})
    accountant = apart(screen, "ke-toan", PHONE, "congdan2")
    assert accountant.open(f"/ho-so/{case_id}/").get_by_text("Không tìm thấy", exact=False).count()
    act_for_company(accountant)
    accountant.open(f"/ho-so/{case_id}/")
    link = accountant.page.locator("main a[href*='/giay-to/']").first
    taken = accountant.page.request.get(f"{platform.address}{link.get_attribute('href')}")
    assert taken.ok
    assert taken.body().startswith(b"%PDF")


def test_a_neighbour_files_with_a_citizen_at_home(platform: Installation, screen: Window) -> None:
    helper = apart(screen, "giup-dan", PHONE, "giupdan")
    helper.open("/desk/giup-dan/thu-tuc/?q=trich+luc")
    helper.keep("chon-thu-tuc")
    helper.page.get_by_role("link", name="Cấp bản sao trích lục", exact=False).first.click()
    helper.page.locator("[name=name]").fill("Nguyễn Thị Minh Hương")
    helper.page.locator("[name=number]").fill("046190000001")
    helper.page.get_by_label("2 giờ").check()
    helper.keep("giup-ai")
    helper.press("Gửi mã cho người dân")
    helper.keep("ma")
    citizen = screen("duoc-giup", PHONE, "congdan1")
    citizen.open("/uy-quyen/")
    citizen.keep("ma-de-doc")
    code = citizen.page.locator("strong").filter(has_text=re.compile(r"^\d{6}$")).inner_text()
    helper.page.locator("[name=code]").fill(code)
    helper.press("Bắt đầu giúp")
    helper.keep("dang-giup")
    member = Person(platform.address, "giupdan")
    helped = member.get("/helping")[0]
    headers = {**member.headers, "X-Acting-For": helped["acting_for"]}
    write(platform, headers, helped["draft_id"], office(member))
    helper.press("Làm hồ sơ cùng người dân")
    expect(helper.page.get_by_text("Đang giúp")).to_be_visible()
    hand_in(helper, helped["draft_id"])
    expect(helper.page.get_by_text("Đã nộp hồ sơ")).to_be_visible()
    filed = CODE.search(helper.page.inner_text("main"))
    assert filed
    helper.keep("da-nop")
    helper.press("Kết thúc")
    expect(helper.page.get_by_text("Bạn chưa giúp ai")).to_be_visible()
    assert helper.page.get_by_text("Minh Hương").count() == 0
    helper.keep("het-giup")
    citizen.open("/uy-quyen/")
    citizen.page.get_by_text("Người giúp đã làm gì", exact=False).click()
    expect(citizen.page.get_by_text("Kết thúc việc giúp")).to_be_visible()
    citizen.keep("da-lam-gi")
    citizen.open("/ho-so/")
    expect(citizen.page.get_by_text(filed[0]).first).to_be_visible()
