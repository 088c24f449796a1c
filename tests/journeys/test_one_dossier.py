"""One dossier from the search for it to the leader's wall, in a real browser."""

import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from filling import CODE, fill_date, photo, take_in
from screens import DESKTOP, PHONE, WALL, Screen

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]


def find_procedure(me: Screen) -> None:
    """Without accents, then with a typing error; then read what it needs."""
    for words in ("cap ban sao trich luc", "trich lucc ho tich"):
        me.open(f"/thu-tuc/?q={words}")
        expect(me.page.get_by_role("link", name="Cấp bản sao trích lục hộ tịch", exact=False).first).to_be_visible()
    me.keep("tim-thu-tuc")
    me.page.get_by_role("link", name="Cấp bản sao trích lục hộ tịch", exact=False).first.click()
    expect(me.page.get_by_text("Bao lâu")).to_be_visible()
    me.keep("thu-tuc")


def begin(me: Screen) -> None:
    me.press("Nộp hồ sơ")
    me.keep("truoc-khi-bat-dau")
    me.page.get_by_role("button", name=re.compile("^Bắt đầu")).click()
    me.page.locator("#q").fill("phu xuan")
    me.page.locator("#q").press("Enter")
    me.page.get_by_label("Phú Xuân", exact=False).first.check()
    me.keep("co-quan")
    me.press("Tiếp tục")


def answer(me: Screen) -> None:
    """Three steps; the page is left after the first and found again."""
    page = me.page
    expect(page.locator("[name=requester_name]")).to_have_value("Nguyễn Thị Minh Hương")
    page.get_by_label("Cho chính tôi").check()
    me.keep("nguoi-yeu-cau")
    me.press("Tiếp tục")
    expect(page.locator("[name=subject_name]")).to_be_visible()
    me.open("/")
    me.open("/nhap/")
    page.get_by_role("link", name="Cấp bản sao trích lục hộ tịch", exact=False).first.click()
    page.get_by_label("Kết hôn").check()
    expect(page.locator("[name=spouse_name]")).to_be_visible()
    page.get_by_label("Khai sinh", exact=True).check()
    expect(page.locator("[name=spouse_name]")).to_have_count(0)
    page.locator("[name=subject_name]").fill("Nguyễn Thị Minh Hương <script>alert(1)</script>")
    me.press("Tiếp tục")
    me.keep("sai-mot-muc")
    page.locator("[name=subject_name]").fill("Nguyễn Thị Minh Hương")
    fill_date(me, "subject_birth_date")
    page.locator("[name=registered_at]").fill("Xã Phú Hồ, huyện Phú Vang")
    me.keep("ban-sao")
    me.press("Tiếp tục")
    page.locator("[name=copies]").fill("2")
    me.press("Tiếp tục")


def hand_in(me: Screen) -> str:
    """Upload, check, press twice; the code."""
    page = me.page
    page.locator("input[type=file]").first.set_input_files(photo("can-cuoc.jpg"))
    me.keep("giay-to")
    me.press("Tiếp tục")
    expect(page.get_by_role("heading", name="Xem lại trước khi nộp")).to_be_visible()
    me.keep("xem-lai")
    page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    page.wait_for_url("**/da-nop/")
    expect(page.get_by_text("Vì sao là ngày này:", exact=False)).to_be_visible()
    expect(page.locator("svg").first).to_be_visible()
    me.keep("da-nop")
    found = CODE.search(page.inner_text("main"))
    assert found, page.inner_text("main")
    return found[0]


def open_case(me: Screen, code: str) -> None:
    me.open(f"/desk/ho-so/?q={code}")
    me.page.get_by_role("link", name=code, exact=False).first.click()
    expect(me.page.locator("#ho-so")).to_be_visible()


def do(me: Screen, code: str, action: str) -> None:
    """Press one of the case's buttons: its own page opens."""
    open_case(me, code)
    me.page.locator(".ts-case__actions").get_by_text(action, exact=False).first.click()
    expect(me.page.locator("#viec")).to_be_visible()


def confirm(me: Screen, action: str) -> None:
    """Confirm on the action's own page: back to the dossier."""
    me.page.locator("#viec").get_by_role("button", name=action, exact=True).click()
    expect(me.page.locator("#viec")).to_have_count(0)
    expect(me.page.locator("#ho-so")).to_be_visible()


def decide(window: Window, me: Screen, code: str, case_url: str) -> None:
    """Receive, ask for a supplement, get it, draft, sign."""
    clerk = window("tiepnhan", DESKTOP, "tiepnhan")
    clerk.open("/desk/viec/")
    clerk.keep("viec-can-lam")
    do(clerk, code, "Tiếp nhận")
    confirm(clerk, "Tiếp nhận")
    clerk.keep("da-tiep-nhan")
    officer = window("congchuc", DESKTOP, "congchuc")
    do(officer, code, "Yêu cầu bổ sung")
    officer.page.locator("[name=more_papers]").fill("Giấy khai sinh cũ")
    officer.page.locator("[name=reason]").fill("Ảnh căn cước mờ, xin chụp lại cho rõ.")
    officer.keep("yeu-cau-bo-sung")
    confirm(officer, "Yêu cầu bổ sung giấy tờ")
    me.open(case_url)
    expect(me.page.get_by_text("Ảnh căn cước mờ", exact=False).first).to_be_visible()
    me.keep("can-bo-sung")
    me.page.get_by_role("link", name=re.compile("[Bb]ổ sung")).first.click()
    for field in me.page.locator("input[type=file]").all():
        field.set_input_files(photo("ro-hon.jpg"))
    me.keep("bo-sung")
    me.press("Nộp giấy tờ bổ sung")
    expect(me.page).to_have_url(f"{me.address}{case_url}")
    do(officer, code, "Trình ký kết quả")
    officer.keep("du-thao")
    confirm(officer, "Trình ký kết quả")
    officer.keep("da-trinh-ky")


def sign(window: Window, code: str) -> None:
    leader = window("lanhdao", DESKTOP, "lanhdao")
    do(leader, code, "Ký ban hành")
    leader.keep("truoc-khi-ky")
    confirm(leader, "Ký ban hành")
    open_case(leader, code)
    expect(leader.page.get_by_text("Kết quả đã ký").first).to_be_visible()
    leader.keep("da-ky")


def take(me: Screen, case_url: str, folder: Path) -> Path:
    """Download the result; a foreign program finds its signatures good."""
    me.open(case_url)
    me.keep("ket-qua")
    with me.page.expect_download() as waiting:
        link = me.page.locator("main a[download], main a[href*='/giay-to/']").first
        link.evaluate("link => link.setAttribute('download', '')")
        link.click()
    path = folder / "ket-qua.pdf"
    waiting.value.save_as(path)
    said = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == 2, said
    return path


def verify(window: Window, path: Path) -> None:
    anybody = window("xac-minh", PHONE)
    anybody.open("/xac-minh/")
    anybody.keep("xac-minh")
    anybody.page.locator("input[type=file]").set_input_files(path)
    anybody.press("Xác minh")
    expect(anybody.page.get_by_text(re.compile("[Vv]ăn bản thật|[Ll]à thật")).first).to_be_visible()
    anybody.keep("that")
    content = path.read_bytes()
    altered = path.with_name("sua.pdf")
    altered.write_bytes(
        content.replace(b"/Type /Catalog", b"/Type /Catalot", 1)
        if b"/Type /Catalog" in content
        else content[:5000] + b"X" + content[5001:]
    )
    anybody.open("/xac-minh/")
    anybody.page.locator("input[type=file]").set_input_files(altered)
    anybody.press("Xác minh")
    expect(anybody.page.get_by_text(re.compile("bị sửa|không còn nguyên|sửa đổi|không đọc được")).first).to_be_visible()
    anybody.keep("da-sua")


def figures(wall: Screen) -> str:
    """What the wall shows now, without the time of day."""
    return wall.page.locator("main").inner_text()


@pytest.mark.parametrize(("name", "size"), [("dien-thoai", PHONE), ("may-tinh", DESKTOP)])
def test_the_whole_thread(name: str, size: dict[str, int], screen: Window, tmp_path: Path) -> None:
    me = screen(name, size, "congdan1")
    me.open("/")
    me.keep("trang-chu")
    find_procedure(me)
    begin(me)
    answer(me)
    code = hand_in(me)
    case_url = me.page.url.removeprefix(me.address).removesuffix("da-nop/")
    anybody = screen(f"{name}-tra-cuu", size)
    anybody.open(f"/tra-cuu/?ma={code}")
    expect(anybody.page.get_by_text(code).first).to_be_visible()
    assert "Minh Hương" not in anybody.page.inner_text("main")
    anybody.keep("tra-cuu")
    decide(screen, me, code, case_url)
    wall = screen(f"{name}-tuong", WALL, "lanhdaotinh")
    wall.open("/wall/tong-quan/")
    before = figures(wall)
    wall.keep("tuong")
    sign(screen, code)
    deadline = time.monotonic() + 20
    while figures(wall) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert figures(wall) != before, "the wall did not move"
    wall.page.locator("main a[href*='/wall/chi-so/']").first.click()
    expect(wall.page.get_by_role("heading", name="Định nghĩa")).to_be_visible()
    expect(wall.page.get_by_role("heading", name="Biên nhận của con số")).to_be_visible()
    expect(wall.page.get_by_text("Đếm lại khớp").first).to_be_visible()
    wall.keep("chi-so")
    path = take(me, case_url, tmp_path)
    verify(screen, path)
    me.open(f"{case_url}danh-gia/")
    me.page.get_by_role("radio").last.check()
    me.keep("danh-gia")
    me.press("Gửi đánh giá")
    me.keep("da-danh-gia")


def test_a_paper_dossier_at_the_counter(screen: Window) -> None:
    clerk = screen("quay", DESKTOP, "tiepnhan")
    clerk.open("/desk/tiep-nhan/?q=trich+luc")
    clerk.keep("quay")
    page = clerk.page
    page.get_by_role("button", name="Cấp bản sao trích lục", exact=False).or_(
        page.get_by_role("link", name="Cấp bản sao trích lục", exact=False)
    ).first.click()
    take_in(clerk, "Trần Thị Giấy", "046190000099")
    form = page.locator("#giay-bien-nhan").get_attribute("src")
    assert form
    paper = page.request.get(f"{clerk.address}{form}")
    assert paper.ok
    assert paper.body().startswith(b"%PDF")
    clerk.keep("da-tiep-nhan")


def test_english_is_one_tap_away(screen: Window) -> None:
    visitor = screen("english", PHONE)
    visitor.open("/")
    visitor.page.get_by_role("button", name=re.compile("English|EN")).locator("visible=true").first.click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.keep("home")
