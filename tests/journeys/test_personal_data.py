"""Somebody sees on a telephone that an official opened their dossier, asks why, and asks for all that is kept of them."""

import json
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from handling import Office
from screens import DESKTOP, PHONE, Screen
from servers import Installation

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
WHY = "Tôi nộp ở phường khác, sao cơ quan này mở hồ sơ của tôi?"
ANSWER = "Công chức mở hồ sơ vì được giao thụ lý; việc này đúng chức trách."


def answer(officer: Screen, what: str, words: str) -> None:
    """The officer in charge acknowledges the newest request of a kind, and answers it."""
    page = officer.open("/desk/du-lieu/yeu-cau/?loc=open")
    page.get_by_role("link", name=what).first.click()
    officer.press("Báo đã nhận")
    expect(page.locator("#fulfil [name=reason]")).to_be_visible()
    page.locator("#fulfil [name=identity][value=account]").check()
    if page.locator("#fulfil [name=upheld]").count():
        page.locator("#fulfil [name=upheld][value=no]").check()
    page.locator("#fulfil [name=reason]").fill(words)
    officer.keep("tra-loi")
    officer.press("Trả lời, thực hiện yêu cầu")
    expect(page.get_by_text(words).first).to_be_visible()


def test_a_look_is_contested_and_the_data_are_fetched(screen: Window, platform: Installation) -> None:
    dossier = Office(platform).file()
    citizen = screen("du-lieu-dien-thoai", PHONE, "congdan2")
    officer = screen("du-lieu-can-bo", DESKTOP, "congchuc")
    code = dossier["code"]
    page = officer.open(f"/desk/ho-so/{dossier['id']}/")
    expect(page.get_by_text(code).first).to_be_visible()
    page = citizen.open("/du-lieu/ai-da-xem/")
    expect(page.get_by_text(code).first).to_be_visible()
    citizen.keep("ai-da-xem")
    page.get_by_role("link", name="Công chức Tư pháp").first.click()
    page.locator("[name=text]").fill(WHY)
    citizen.keep("hoi")
    citizen.press("Hỏi về lần xem này")
    expect(page.get_by_text("Hạn trả lời")).to_be_visible()
    own = page.url.removeprefix(citizen.address)
    keeper = screen("du-lieu-phu-trach", DESKTOP, "baovedulieu")
    keeper.open("/desk/du-lieu/")
    keeper.keep("ban-lam-viec")
    answer(keeper, "Hỏi về một lần xem dữ liệu", ANSWER)
    page = citizen.open(own)
    expect(page.get_by_text(ANSWER)).to_be_visible()
    citizen.open("/du-lieu/yeu-cau/moi/")
    page.locator("[name=kind][value=access]").check()
    citizen.keep("yeu-cau")
    citizen.press("Gửi yêu cầu")
    expect(page.get_by_text("Đã gửi yêu cầu.")).to_be_visible()
    own = page.url.removeprefix(citizen.address)
    answer(keeper, "Cung cấp bản dữ liệu của tôi", "Gửi ông/bà bản dữ liệu.")
    citizen.open(own)
    citizen.keep("ban-du-lieu")
    with page.expect_download() as waited:
        citizen.press("Tải bản dữ liệu của tôi")
    with zipfile.ZipFile(waited.value.path()) as archive:
        told = json.loads(archive.read("du-lieu.json"))
    assert any(code == row.get("code") for one in told["holdings"] for row in one["rows"])
    citizen.open("/du-lieu/dong-y/")
    citizen.keep("dong-y")
    page.get_by_role("button", name="Tôi đồng ý Mời trả lời khảo sát").click()
    expect(page.get_by_text("Đang đồng ý")).to_be_visible()
