"""A paper handed in at the counter is read, compared, signed as a true copy, and found in the citizen's vault.

Its name puts it after the journey of the vault, which begins with a single birth certificate of the same citizen.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import expect
from test_vault import ANSWERS, CHILD, SCHOOL, office

from people import TIMEOUT_S, Person
from screens import DESKTOP, PHONE, Screen
from servers import Installation
from tinhso.services.digitisation.actions.demo import drawn_paper

pytestmark = pytest.mark.browser
SCANNED = {"number": "35/2015", "full_name": CHILD, "birth_date": "2015-04-03", "person_id": "046315000003"}


def put(clerk: Person, path: str, body: dict[str, Any]) -> None:
    done = requests.put(f"{clerk.address}/api{path}", json=body, headers=clerk.headers, timeout=TIMEOUT_S)
    assert done.ok, done.text


def file_at_the_counter(platform: Installation, citizen: Person) -> str:
    """A clerk files for a citizen who tells the code of their own page, with a scan of the birth certificate."""
    clerk = Person(platform.address, "tiepnhan")
    draft = clerk.post("/drafts", json={"code": SCHOOL, "at_counter": True}).json()["id"]
    for step, given in ANSWERS.items():
        put(clerk, f"/drafts/{draft}/steps/{step}", {"answers": given})
    put(clerk, f"/drafts/{draft}/unit", {"unit_id": office(citizen)})
    assert clerk.post(f"/drafts/{draft}/mandate/ask").ok
    code = next(one["code"] for one in citizen.get("/mandates")["items"] if one["code"])
    assert clerk.post(f"/drafts/{draft}/mandate/confirm", json={"code": code}).ok
    scan = drawn_paper(SCANNED, issuer="Xã Phú Hồ", place="Phú Hồ")
    paper = {"paper": "birth"}, {"file": ("khai-sinh.jpg", scan, "image/jpeg")}
    assert clerk.post(f"/drafts/{draft}/papers", data=paper[0], files=paper[1]).ok
    filed = clerk.post(f"/drafts/{draft}/submit")
    assert filed.ok, filed.text
    return str(filed.json()["id"])


def test_a_scan_becomes_a_true_copy_in_the_vault(platform: Installation, screen: Callable[..., Screen]) -> None:
    citizen = Person(platform.address, "congdan2")
    dossier = file_at_the_counter(platform, citizen)
    clerk = screen("so-hoa", DESKTOP, "tiepnhan")
    page = clerk.open(f"/desk/ho-so/{dossier}/")
    page.get_by_role("link", name="Quét, đối chiếu và ký sao y").click()
    page.get_by_role("button", name=re.compile("^Số hóa")).first.click()
    # The program has read it: the fields are filled, and the clerk only compares.
    expect(page.locator("[name=full_name]")).to_have_value(CHILD, timeout=60_000)
    expect(page.locator("[name=birth_date]")).to_have_value("03/04/2015")
    expect(page.locator("[name=number]")).to_have_value("35/2015")
    clerk.keep("doi-chieu")
    page.locator("[name=birth_date]").fill("31/02/2015")
    clerk.press("Đúng với bản chính, ký sao y")
    expect(page.get_by_text("Ngày không có thật", exact=False).first).to_be_visible()
    page.locator("[name=birth_date]").fill("03/04/2015")
    clerk.press("Đúng với bản chính, ký sao y")
    expect(page.get_by_text("Đã ký sao y", exact=True)).to_be_visible()
    clerk.keep("da-ky")
    copy = page.request.get(f"{platform.address}{page.get_by_role('link', name='Mở bản sao y').get_attribute('href')}")
    assert copy.body().startswith(b"%PDF")
    page.get_by_role("link", name="Xác minh").click()
    expect(page.get_by_text("Sao y:", exact=False).first).to_be_visible()
    me = screen("so-hoa-nguoi-dan", PHONE, "congdan2")
    page = me.open("/kho/?q=khai+sinh")
    expect(page.get_by_text("Bản sao chứng thực").first).to_be_visible()


def test_old_results_are_entered_on_a_phone(screen: Callable[..., Screen]) -> None:
    officer = screen("so-hoa-lo", PHONE, "congchuc")
    page = officer.open("/desk/so-hoa/")
    expect(page.get_by_role("heading", name="Số hóa kết quả cũ")).to_be_visible()
    officer.keep("ke-hoach")
    page.get_by_role("link", name="Giấy khai sinh, bản sao trích lục khai sinh").first.click()
    page.get_by_role("link", name="Lô 2").click()
    expect(page.get_by_text("Để riêng").first).to_be_visible()
    officer.keep("lo")
    officer.press("Nhập tờ tiếp theo")
    expect(page.get_by_role("button", name="Ghi và sang tờ tiếp")).to_be_visible()
    officer.keep("nhap")
