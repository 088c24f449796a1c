"""The same service for whoever has a slow line, no mouse, or a browser that runs no script."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, FileChooser, Locator, Page, expect
from playwright.sync_api import TimeoutError as NotInTime

from filling import photo
from screens import PHONE, Screen
from servers import Installation
from tinhso.foundation.identity.api import DEMO_PASSWORD

pytestmark = pytest.mark.browser
#: What a first visit may cost on a slow line, with fonts, styles and scripts, as it travels.
HEAVIEST = 100_000
FIRST_VISITS = (
    "/", "/thu-tuc/", "/thu-tuc/?q=khai+sinh", "/thu-tuc/1.001193/", "/tinh-huong/", "/tinh-huong/sinh-con/",
    "/tra-cuu/", "/xac-minh/", "/tai-khoan/dang-nhap/",
)  # fmt: skip


@pytest.mark.parametrize("path", FIRST_VISITS)
def test_a_first_visit_is_light(browser: Browser, platform: Installation, path: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    travelled: list[int] = []
    network.on("Network.loadingFinished", lambda told: travelled.append(int(told["encodedDataLength"])))
    answer = page.goto(f"{platform.address}{path}", wait_until="networkidle")
    assert answer is not None
    assert answer.ok
    context.close()
    assert sum(travelled) <= HEAVIEST


def reach(page: Page, wanted: Locator) -> None:
    """Move the focus forward until it is there."""
    expect(wanted).to_be_visible()
    for _ in range(150):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {wanted}")


def enter(page: Page, wanted: Locator, text: str = "") -> None:
    """Reach it, write ``text`` or press Enter."""
    reach(page, wanted)
    if text:
        page.keyboard.insert_text(text)
    else:
        page.keyboard.press("Enter")


def choose(page: Page, wanted: Locator) -> FileChooser:
    """Reach the box of a file and open it; a page that is still settling is asked once more, as people do."""
    for patience_ms in (5_000, 15_000):
        page.wait_for_load_state("networkidle")
        reach(page, wanted)
        with suppress(NotInTime):
            with page.expect_file_chooser(timeout=patience_ms) as chosen:
                page.keyboard.press("Enter")
            return chosen.value
    pytest.fail("the keyboard does not open the box of a file")


def button(page: Page, name: str) -> Locator:
    found = page.get_by_role("button", name=name, exact=True)
    return found.or_(page.get_by_role("link", name=name, exact=True)).locator("visible=true").first


def test_a_dossier_is_filed_by_keyboard_alone(screen: Callable[..., Screen]) -> None:
    phone = screen("ban-phim", PHONE, "congdan1")
    page = phone.page
    phone.open("/thu-tuc/2.000635/")
    enter(page, button(page, "Nộp hồ sơ"))
    enter(page, page.get_by_role("button", name="Bắt đầu", exact=False))
    enter(page, page.locator("#q"), "phu xuan")
    page.keyboard.press("Enter")
    reach(page, page.get_by_label("Phú Xuân", exact=False).locator("visible=true").first)
    page.keyboard.press("Space")
    enter(page, button(page, "Tiếp tục"))
    reach(page, page.get_by_label("Cho chính tôi"))
    page.keyboard.press("Space")
    enter(page, button(page, "Tiếp tục"))
    reach(page, page.get_by_label("Khai sinh", exact=True))
    page.keyboard.press("Space")
    enter(page, page.locator("[name=subject_name]"), "Nguyễn Thị Minh Hương")
    for part, value in (("day", "2"), ("month", "9"), ("year", "1990")):
        enter(page, page.locator(f"[name=subject_birth_date__{part}]"), value)
    enter(page, page.locator("[name=registered_at]"), "Xã Phú Hồ, huyện Phú Vang")
    enter(page, button(page, "Tiếp tục"))
    enter(page, page.locator("[name=copies]"), "1")
    enter(page, button(page, "Tiếp tục"))
    choose(page, page.locator("input[type=file]").first).set_files(photo())
    enter(page, button(page, "Tiếp tục"))
    enter(page, button(page, "Nộp hồ sơ"))
    page.wait_for_url("**/da-nop/")
    phone.keep("da-nop")


def test_a_dossier_is_filed_without_script(browser: Browser, platform: Installation) -> None:
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{platform.address}/tai-khoan/dang-nhap/?next=/thu-tuc/2.000635/")
    page.locator("[name=login]").fill("congdan2")
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("[name=password]").press("Enter")
    button(page, "Nộp hồ sơ").click()
    page.get_by_role("button", name="Bắt đầu", exact=False).click()
    page.locator("#q").fill("phu xuan")
    page.locator("#q").press("Enter")
    page.get_by_label("Phú Xuân", exact=False).first.check()
    button(page, "Tiếp tục").click()
    page.get_by_label("Cho chính tôi").check()
    button(page, "Tiếp tục").click()
    page.get_by_label("Kết hôn").check()
    page.locator("[name=subject_name]").fill("Trần Văn Bình")
    for part, value in (("day", "2"), ("month", "9"), ("year", "1990")):
        page.locator(f"[name=subject_birth_date__{part}]").fill(value)
    page.locator("[name=registered_at]").fill("Xã Phú Hồ, huyện Phú Vang")
    button(page, "Tiếp tục").click()
    # The answer opened a question, which only the server could tell.
    expect(page.get_by_text("mở thêm câu hỏi", exact=False)).to_be_visible()
    page.locator("[name=spouse_name]").fill("Lê Thị Hoa")
    button(page, "Tiếp tục").click()
    page.locator("[name=copies]").fill("1")
    button(page, "Tiếp tục").click()
    page.locator("input[type=file]").first.set_input_files(photo())
    button(page, "Tiếp tục").click()
    expect(page.get_by_role("heading", name="Xem lại trước khi nộp")).to_be_visible()
    button(page, "Nộp hồ sơ").click()
    page.wait_for_url("**/da-nop/")
    context.close()
