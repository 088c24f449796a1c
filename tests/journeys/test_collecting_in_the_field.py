"""An officer fills sheets in the field without a line: kept, sent later once, refused ones mended, shown to nobody else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from screens import PHONE, Screen

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
#: What a session that has ended takes with it; the browser keeps the rest.
SESSION = re.compile("sessionid")
PATH = "/desk/thu-thap/climate_stations/"


def fill(page: Page, code: str, name: str) -> None:
    page.locator("[name=code]").fill(code)
    page.locator("[name=name]").fill(name)
    for select in page.locator("form[data-collect] select").all():
        if not select.input_value():
            select.select_option(index=1)
    page.locator("[name=place]").fill("16.4637, 107.5909")
    page.get_by_role("button", name="Ghi phiếu").click()


def found(screen: Screen, text: str) -> Any:
    answer = screen.page.context.request.get(f"{screen.address}/api/registers/climate_stations/records?q={text}")
    return answer.json()["total"]


def test_sheets_are_kept_without_a_line_and_sent_once(screen: Window) -> None:
    officer = screen("thu-thap", PHONE, "quantri")
    page = officer.open(PATH)
    expect(page.get_by_text("Trang này đã dùng được khi mất mạng.")).to_be_visible()
    context = page.context
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="Thu thập tại chỗ")).to_be_visible()
    fill(page, "KTTV-88001", "Trạm ngoại tuyến một")
    expect(page.get_by_text("Đang mất mạng")).to_be_visible()
    fill(page, "KTTV-88001", "Trạm ngoại tuyến hai")
    # Kept is what the list shows.
    expect(page.locator("[data-collect-list] li")).to_have_count(2)
    page.reload()
    expect(page.locator("[data-collect-list] li")).to_have_count(2)
    officer.keep("cho-gui")
    # The line comes back: the first is taken, the second has its key and comes back with the reason.
    context.set_offline(False)
    expect(page.get_by_text("Có phiếu chưa được nhận")).to_be_visible()
    expect(page.locator("[data-collect-list] li")).to_have_count(1)
    officer.keep("tra-lai")
    page.get_by_role("button", name="Sửa").click()
    page.locator("[name=code]").fill("KTTV-88002")
    page.get_by_role("button", name="Ghi phiếu").click()
    expect(page.get_by_text("Đã gửi xong mọi phiếu.")).to_be_visible()
    assert found(officer, "tram ngoai tuyen") == 2
    # The session ends between writing and sending; whoever else signs in sees nothing of it.
    context.set_offline(True)
    fill(page, "KTTV-88003", "Trạm ngoại tuyến ba")
    expect(page.locator("[data-collect-list] li")).to_have_count(1)
    context.clear_cookies(name=SESSION)
    context.set_offline(False)
    expect(page.get_by_text("Phiên làm việc đã hết.")).to_be_visible()
    officer.sign_in("congchuc.sxd")
    other = officer.open(PATH.replace("climate_stations", "planning_zones"))
    expect(other.locator("[data-collect-list] li")).to_have_count(0)
    context.clear_cookies(name=SESSION)
    officer.sign_in("quantri")
    page = officer.open(PATH)
    expect(page.get_by_text("Đã gửi xong mọi phiếu.")).to_be_visible()
    assert found(officer, "tram ngoai tuyen") == 3
