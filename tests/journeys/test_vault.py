"""A paper from the vault, on a phone: a result fills the slot of the next dossier, is let go, and taken again by one tap."""

import re
import time
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import expect

from filling import photo
from people import TIMEOUT_S, Person
from screens import PHONE, Screen
from servers import Installation

pytestmark = pytest.mark.browser
#: Cấp bản sao trích lục hộ tịch, then tuyển sinh trung học cơ sở, which needs a birth certificate.
EXTRACT, SCHOOL = "2.000635", "3.000182"
CHILD = "Tôn Nữ Gia An"
RECORD = {
    "requester_name": "Trần Văn Bảo", "requester_id": "046085000002", "for_whom": "family", "record_type": "birth",
    "subject_name": CHILD, "subject_birth_date": "2015-04-03", "registered_at": "Xã Phú Hồ", "copies": 1,
}  # fmt: skip
ANSWERS = {
    "requester": {
        "requester_name": "Trần Văn Bảo", "requester_id": "046085000002", "requester_phone": "0900000002",
        "requester_address": "12 đường Lê Lợi", "requester_relation": "father",
    },
    "pupil": {
        "pupil_name": CHILD, "pupil_birth_date": "2015-04-03", "pupil_id": "046315000003", "grade": "g6",
        "present_school": "Tiểu học Phú Hồ", "residence_kind": "permanent",
    },
    "choice_step": {
        "new_school": "THCS Phú Hồ", "start_date": "2027-09-01", "selective": "no", "priority": "none",
        "boarding": "no",
    },
}  # fmt: skip


def office(citizen: Person) -> str:
    found = citizen.get(f"/procedures/{EXTRACT}/units")
    return str(next(unit["id"] for unit in found if "Phú Xuân" in unit["name"]))


def signed_result(platform: Installation, citizen: Person) -> None:
    """File a birth extract and have it signed; wait until the worker has filed it in the vault."""
    body = {"code": EXTRACT, "unit_id": office(citizen), "answers": RECORD}
    made = citizen.post("/dossiers", key="journey-vault", json=body)
    assert made.ok, made.text
    for username, action in (("tiepnhan", "accept"), ("congchuc", "start"), ("congchuc", "submit_for_signature"), ("lanhdao", "sign")):  # fmt: skip
        official = Person(platform.address, username)
        given = {"text": "Trích lục khai sinh."} if action == "submit_for_signature" else {}
        done = official.post(f"/dossiers/{made.json()['id']}/actions/{action}", json=given)
        assert done.ok, done.text
    deadline = time.monotonic() + 20
    while not citizen.get("/vault/items?kind=khai-sinh")["items"] and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [row["dossier"] for row in citizen.get("/vault/items?kind=khai-sinh")["items"]] == [made.json()["code"]]


def test_a_paper_from_the_vault(platform: Installation, screen: Callable[..., Screen]) -> None:
    citizen = Person(platform.address, "congdan2")
    signed_result(platform, citizen)
    me = screen("kho-giay-to", PHONE, "congdan2")
    me.open("/kho/?q=khai+sinh")
    expect(me.page.get_by_text("Còn hiệu lực").first).to_be_visible()
    me.keep("kho")
    me.page.get_by_role("link", name="Bản sao trích lục hộ tịch").first.click()
    expect(me.page.get_by_text(CHILD).first).to_be_visible()
    me.keep("mot-giay")
    me.open("/kho/them/")
    me.keep("tai-len")
    draft = citizen.post("/drafts", json={"code": SCHOOL}).json()
    assert draft["answers"]["pupil_name"] == CHILD
    for step, given in ANSWERS.items():
        address = f"{platform.address}/api/drafts/{draft['id']}/steps/{step}"
        saved = requests.put(address, json={"answers": given}, headers=citizen.headers, timeout=TIMEOUT_S)
        assert saved.ok, saved.text
    chosen = requests.put(
        f"{platform.address}/api/drafts/{draft['id']}/unit", json={"unit_id": office(citizen)},
        headers=citizen.headers, timeout=TIMEOUT_S,
    )  # fmt: skip
    assert chosen.ok, chosen.text
    me.open(f"/nhap/{draft['id']}/buoc/pupil/")
    me.keep("da-dien-san")
    me.open(f"/nhap/{draft['id']}/giay-to/")
    expect(me.page.get_by_text("Lấy từ kho giấy tờ", exact=False).first).to_be_visible()
    me.keep("da-co-giay")
    me.page.get_by_role("button", name=re.compile("^Bỏ")).first.click()
    expect(me.page.get_by_text("Lấy từ kho giấy tờ", exact=False)).to_have_count(0)
    me.keep("da-bo-ra")
    me.page.get_by_role("button", name=re.compile("^Dùng lại")).click()
    expect(me.page.get_by_text("Lấy từ kho giấy tờ", exact=False).first).to_be_visible()
    me.page.locator("input[type=file]").first.set_input_files(photo())
    me.press("Tiếp tục")
    expect(me.page.get_by_role("heading", name="Xem lại trước khi nộp")).to_be_visible()
    me.keep("xem-lai")
    me.press("Nộp hồ sơ")
    me.page.wait_for_url("**/da-nop/")
    me.open("/kho/?q=khai+sinh")
    me.page.get_by_role("link", name="Bản sao trích lục hộ tịch").first.click()
    expect(me.page.get_by_text("Tuyển sinh trung học cơ sở", exact=False).first).to_be_visible()
    me.keep("da-dung-o-dau")
