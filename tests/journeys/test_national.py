"""A dossier filed at the national portal: it arrives, its status goes back; what is out of step is seen, and mended."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from handling import Office
from national import as_filed_there
from screens import DESKTOP, Screen
from servers import Installation
from tinhso.core import clock
from tinhso.services.national_portal.simulator import Portal

pytestmark = pytest.mark.browser
#: Company registration is filed at the national portal, and decided by the department of finance.
COMPANY, OFFICER = "2.001583", "congchuc.stc"
HOME = "/desk/cong-quoc-gia/"
#: The portal is asked for news every half minute.
PATIENCE_S = 75.0


def until(found: Callable[[], Any], what: str) -> Any:
    """Wait for the worker."""
    deadline = time.monotonic() + PATIENCE_S
    while not (answer := found()):
        assert time.monotonic() < deadline, what
        time.sleep(0.3)
    return answer


def there(portal: Portal, code: str) -> str:
    """The status of a dossier at the portal."""
    known = portal.memory.dossier(code)
    return str(known["TrangThai"]) if known else ""


def test_filed_there_and_decided_here(
    portal: tuple[Portal, str], platform: Installation, screen: Callable[..., Screen]
) -> None:
    office, (national, _address) = Office(platform), portal
    (unit,) = office.person(OFFICER).get(f"/procedures/{COMPANY}/units")
    asked = as_filed_there(unit["code"], clock.now(), MaTTHC=COMPANY)
    wrong, right = national.file({**asked, "SoDinhDanh": "123"}), national.file(asked)
    operator = office.person("quantri")

    def dossier(code: str) -> Any:
        return next(iter(operator.get(f"/national-portal/dossiers?q={code}")["items"]), None)

    def waits(code: str) -> bool:
        return bool(operator.get(f"/national-portal/dossiers?kind=waiting&q={code}")["items"])

    until(lambda: dossier(wrong) and (dossier(right) or {}).get("case_id"), "nothing arrived")
    officer, watcher = screen("cong-so", DESKTOP, OFFICER), screen("cong-lech", DESKTOP, "quantri")
    page = officer.open(f"/desk/ho-so/?q={right}")
    page.locator("main").get_by_role("link", name="H57", exact=False).first.click()
    expect(page.get_by_text(right).first).to_be_visible()
    officer.keep("nop-o-cong")
    page.locator(".ts-case__actions").get_by_text("Tiếp nhận", exact=False).first.click()
    page.locator("#viec").get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(page.locator("#ho-so")).to_be_visible()
    until(lambda: there(national, right) == "2", "the receipt did not go back")
    page = watcher.open(f"{HOME}?ma={wrong}")
    expect(page.get_by_text("Số định danh không hợp với loại đối tượng")).to_be_visible()
    watcher.keep("khong-nhan-duoc")
    # The person corrects the number there; pressed again, the dossier is taken.
    national.change(wrong, SoDinhDanh="046190000001")
    page.locator("main th[scope=row] a").first.click()
    watcher.press("Lấy lại từ Cổng")
    until(lambda: dossier(wrong)["case_id"], "the corrected dossier was not taken")
    # The line breaks: what waits is told, and pressed again when it is whole.
    national.faults.shares["error_500"] = 1.0
    try:
        office.act(OFFICER, {"id": dossier(right)["case_id"]}, "start")
        until(lambda: waits(right), "nothing waits")
        page = watcher.open(f"{HOME}?loai=waiting&ma={right}")
        expect(page.locator("main").get_by_text("Đang chờ gửi, nhận").nth(1)).to_be_visible()
        watcher.keep("cho-gui")
    finally:
        national.faults.shares.clear()
    page.locator("main th[scope=row] a").first.click()
    watcher.press("Thử lại")
    until(lambda: there(national, right) == "4", "the start did not go back")
    page.reload()
    expect(page.get_by_text("Vì sao lệch")).to_have_count(0)
