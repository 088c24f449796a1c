"""Somebody with a phone files birth, residence and health insurance once; three agencies decide, each its part."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import expect

from filling import photo
from people import Person
from screens import DESKTOP, PHONE, Screen
from servers import Installation

pytestmark = pytest.mark.browser
#: What is typed or chosen on each page of the form, by question; dates and addresses in their parts.
PAGES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("nhung-viec-muon-lam", {"wanted": ["residence", "insurance"]}),
    (
        "noi-o",
        {"child_home__commune": "Phường Phú Xuân", "child_home__street": "12 đường Lê Lợi"},
    ),
    ("nguoi-di-khai", {"requester_relation": ["mother"], "situation": ["ordinary"]}),
    (
        "ve-tre",
        {
            "child_name": "Nguyễn Minh An", "child_sex": ["female"], "birth_date": "2/11/2026",
            "has_birth_notice": ["yes"], "birth_place": "Bệnh viện Trung ương Huế", "ethnicity": "Kinh",
            "home_town": "Phường Phú Xuân, thành phố Huế",
        },
    ),
    (
        "cha-me",
        {
            "parents_married": ["yes"], "mother_name": "Nguyễn Thị Minh Hương", "mother_id": "046190000001",
            "mother_birth_date": "2/9/1990", "mother_address__commune": "Phường Phú Xuân",
            "mother_address__street": "12 đường Lê Lợi", "father_name": "Trần Văn Bảo", "father_id": "046085000002",
            "father_birth_date": "5/3/1985", "father_address__commune": "Phường Phú Xuân",
            "father_address__street": "12 đường Lê Lợi",
        },
    ),
    ("ban-sao", {"copies": "1"}),
    (
        "noi-thuong-tru",
        {
            "head_name": "Trần Văn Bảo", "head_id": "046085000002", "head_relation": "Con",
            "consent_way": ["electronic"],
        },
    ),
    ("the-bao-hiem", {"first_clinic": "Trạm Y tế phường Phú Xuân", "card_form": ["electronic"]}),
)  # fmt: skip


def fill(me: Screen, given: Mapping[str, Any]) -> None:
    """Answer the questions of a page; a list is ticked."""
    for name, value in given.items():
        if isinstance(value, list):
            for each in value:
                me.page.locator(f"[name={name}][value={each}]").check()
        elif re.fullmatch(r"\d+/\d+/\d{4}", value):
            for part, digits in zip(("day", "month", "year"), value.split("/"), strict=True):
                me.page.locator(f"[name={name}__{part}]").fill(digits)
        else:
            me.page.locator(f"[name={name}]").fill(value)


def do(platform: Installation, case_id: str, who: str, action: str, **body: Any) -> None:
    """One action of an official."""
    done = Person(platform.address, who).post(f"/dossiers/{case_id}/actions/{action}", json=body)
    assert done.status_code == 200, done.text[:500]


def decide(platform: Installation, case_id: str, officer: str, leader: str, *, clerk: str = "") -> None:
    """An agency receives, handles and signs its part."""
    do(platform, case_id, clerk or officer, "accept")
    do(platform, case_id, officer, "start")
    do(platform, case_id, officer, "submit_for_signature", text="Theo hồ sơ đã nộp và dữ liệu đã có.")
    do(platform, case_id, leader, "sign")


def write(me: Screen) -> None:
    """From the search to the last page of the form."""
    page = me.page
    me.open("/thu-tuc/?q=lien thong khai sinh")
    page.get_by_role("link", name="Liên thông: đăng ký khai sinh", exact=False).first.click()
    expect(page.get_by_role("heading", name="Một lần nộp, nhiều việc", exact=False)).to_be_visible()
    me.keep("thu-tuc")
    me.press("Nộp hồ sơ")
    me.press("Bắt đầu")
    page.locator("#q").fill("phu xuan")
    page.locator("#q").press("Enter")
    page.get_by_label("Phú Xuân", exact=False).first.check()
    me.press("Tiếp tục")
    for name, given in PAGES:
        fill(me, given)
        me.keep(name)
        me.press("Tiếp tục")


def hand_in(me: Screen) -> str:
    """Papers, the last look, filing; the address of the dossier."""
    page = me.page
    page.locator("input[type=file]").first.set_input_files(photo("giay-chung-sinh.jpg"))
    me.keep("giay-to")
    me.press("Tiếp tục")
    expect(page.get_by_role("heading", name="Hồ sơ này gồm các phần")).to_be_visible()
    expect(page.get_by_text("Thời hạn tính từ khi có kết quả", exact=False).first).to_be_visible()
    me.keep("xem-lai")
    page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    page.wait_for_url("**/da-nop/")
    me.keep("da-nop")
    page.get_by_role("link", name="Xem hồ sơ").click()
    expect(page).not_to_have_url(re.compile("/da-nop/$"))
    me.keep("ho-so")
    return page.url.removeprefix(me.address)


def look_at_desk(window: Callable[..., Screen], case_id: str) -> None:
    """The police find their part in their inbox, and from it the whole."""
    police = window("cong-an", DESKTOP, "canbo.ca")
    police.open("/desk/viec/")
    police.keep("viec-can-lam")
    police.open(f"/desk/ho-so/{case_id}/")
    expect(police.page.get_by_text("Giấy khai sinh", exact=False).first).to_be_visible()
    police.keep("phan-cua-cong-an")
    police.page.get_by_role("link", name="thuộc hồ sơ liên thông", exact=False).click()
    expect(police.page.get_by_role("heading", name="Các phần của hồ sơ liên thông")).to_be_visible()
    police.keep("ho-so-chung")


def supplement(me: Screen, case_url: str) -> None:
    """What an agency asks for is answered from the page of the whole."""
    me.open(case_url)
    expect(me.page.get_by_text("Văn bản đồng ý của chủ hộ").first).to_be_visible()
    me.keep("can-bo-sung")
    me.page.get_by_role("link", name=re.compile("Nộp giấy tờ bổ sung")).first.click()
    me.page.locator("input[type=file]").first.set_input_files(photo("dong-y.jpg"))
    me.press("Nộp giấy tờ bổ sung")
    me.page.wait_for_url(f"**{case_url}")


def test_birth_residence_and_insurance_filed_once(screen: Callable[..., Screen], platform: Installation) -> None:
    me = screen("lien-thong", PHONE, "congdan1")
    write(me)
    case_url = hand_in(me)
    whole = f"/dossiers/{case_url.strip('/').split('/')[-1]}"
    citizen = Person(platform.address, "congdan1")
    decide(platform, citizen.get(whole)["parts"][0]["id"], "congchuc", "lanhdao", clerk="tiepnhan")
    me.open(case_url)
    results = me.page.get_by_role("link", name="Tải kết quả", exact=False)
    expect(results).to_have_count(1)
    me.keep("co-giay-khai-sinh")
    residence, insurance = (part["id"] for part in citizen.get(whole)["parts"][1:])
    look_at_desk(screen, residence)
    do(platform, residence, "canbo.ca", "accept")
    do(platform, residence, "canbo.ca", "start")
    do(
        platform, residence, "canbo.ca", "request_supplement",
        reason="Chủ hộ chưa xác nhận trên VNeID.", papers=["Văn bản đồng ý của chủ hộ"],
    )  # fmt: skip
    supplement(me, case_url)
    do(platform, residence, "canbo.ca", "submit_for_signature", text="Đã ghi vào cơ sở dữ liệu về cư trú.")
    do(platform, residence, "lanhdao.ca", "sign")
    decide(platform, insurance, "congchuc.bhxh", "lanhdao.bhxh")
    me.open(case_url)
    expect(me.page.get_by_text("Các phần đã xong").first).to_be_visible()
    expect(results).to_have_count(3)
    me.keep("xong-ca-ba")
    me.press("Đánh giá")
    me.page.get_by_label("5 – Rất hài lòng").check()
    me.press("Gửi đánh giá")
    expect(me.page.get_by_text("Ông/bà đã đánh giá 5 trên 5.")).to_be_visible()
    me.keep("da-danh-gia")


def test_a_life_event_leads_to_the_linked_filing(screen: Callable[..., Screen]) -> None:
    phone = screen("tinh-huong-lien-thong", PHONE, "congdan1")
    phone.open(
        "/tinh-huong/sinh-con/ke-hoach/?has_birth_notice=yes&birth_date=&parents_married=yes&works=no&disability=no"
    )
    expect(phone.page.get_by_role("heading", name="Làm một lần cho nhiều việc")).to_be_visible()
    phone.keep("viec-can-lam")
    phone.page.get_by_role("link", name="Nộp một lần", exact=False).click()
    expect(phone.page.get_by_role("heading", name="Trước khi bắt đầu")).to_be_visible()
