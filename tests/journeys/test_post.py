"""A result that the post brings: chosen on a phone, paid at the counter, handed to the post, delivered."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from handling import Office
from screens import DESKTOP, PHONE, Screen
from servers import Installation

pytestmark = pytest.mark.browser


def choose_post(me: Screen, draft: str) -> None:
    """On the check page: the post, with something missing first; the answer comes back to the check page."""
    page = me.open(f"/nhap/{draft}/kiem-tra/")
    expect(page.get_by_text("Tự nhận: bản điện tử ở đây")).to_be_visible()
    page.get_by_role("link", name="Sửa cách nhận kết quả").click()
    page.get_by_label("Bưu chính mang đến nhà").check()
    page.get_by_label("Địa chỉ nhận").fill("12 Lê Lợi, phường Phú Xuân, Huế")
    me.press("Lưu và quay lại kiểm tra")
    expect(page.get_by_role("link", name="Chọn nơi nhận ở trong hay ngoài tỉnh.")).to_be_visible()
    me.keep("thieu-noi-nhan")
    page.locator("#zone").select_option(index=1)
    me.press("Lưu và quay lại kiểm tra")
    expect(page.get_by_text("trả cho người phát khi nhận")).to_be_visible()
    me.keep("kiem-tra")


def send(clerk: Screen, code: str, fee: str) -> str:
    """Refused while the fee is owed; taken, the dossier goes on a sheet, the post signs: the address of the sheet."""
    page = clerk.open("/desk/ban-giao/buu-chinh/")
    page.get_by_label(f"Chọn hồ sơ {code}").check()
    clerk.keep("cho-buu-chinh")
    clerk.press("Lập phiếu giao bưu chính")
    page.locator("[name^=tracking-]").first.fill("EB123456789VN")
    clerk.press("Lập phiếu")
    expect(page.get_by_text("phí, lệ phí chưa thu", exact=False).first).to_be_visible()
    clerk.keep("chua-thu-phi")
    clerk.open(f"/desk/ho-so/?q={code}")
    page.get_by_role("link", name=code).first.click()
    clerk.press("Thu phí, lệ phí")
    clerk.press(f"Thu {fee}", exact=False)
    expect(page.get_by_role("heading", name="Biên nhận thu phí, lệ phí")).to_be_visible()
    clerk.keep("bien-nhan")
    clerk.open("/desk/ban-giao/buu-chinh/")
    page.get_by_label(f"Chọn hồ sơ {code}").check()
    clerk.press("Lập phiếu giao bưu chính")
    page.locator("[name^=tracking-]").first.fill("EB123456789VN")
    clerk.press("Lập phiếu")
    expect(page.get_by_label("Người của bưu chính ký nhận")).to_be_visible()
    page.get_by_label("Người của bưu chính ký nhận").fill("Bưu tá Nguyễn Văn Thư")
    clerk.press("Ghi nhận bưu chính đã nhận")
    expect(page.get_by_role("heading", name="Kết quả phát")).to_be_visible()
    clerk.keep("da-giao")
    return page.url.removeprefix(clerk.address)


def test_the_post_brings_a_result(platform: Installation, screen: Callable[..., Screen]) -> None:
    office = Office(platform)
    me, clerk = screen("buu-chinh", PHONE, "congdan2"), screen("buu-chinh-quay", DESKTOP, "tiepnhan")
    draft = office.draft()
    choose_post(me, draft)
    me.press("Nộp hồ sơ")
    me.page.wait_for_url("**/da-nop/")
    mine = me.page.url.removeprefix(me.address).removesuffix("da-nop/")
    dossier = office.person("congdan2").get(f"/dossiers/{mine.strip('/').split('/')[-1]}")
    office.decide(dossier)
    me.open_until(mine, "Đã có kết quả, sắp giao bưu chính")
    owed = me.page.get_by_text(re.compile(r"Chưa nộp \d\.000"))
    expect(owed).to_be_visible()
    # What it costs is the catalogue's, in which other journeys publish.
    fee = re.findall(r"\d\.000", owed.inner_text())[0]
    sheet = send(clerk, dossier["code"], fee)
    page = clerk.open(sheet)
    page.locator("[name^=outcome-]").select_option("delivered")
    clerk.press("Ghi kết quả phát")
    expect(page.get_by_text("Ghi tên người đã nhận.")).to_be_visible()
    page.locator("[name^=word-]").fill("Trần Văn Bảo")
    clerk.press("Ghi kết quả phát")
    expect(page.get_by_text("Đã ghi kết quả phát.")).to_be_visible()
    me.open(mine)
    expect(me.page.get_by_text("người nhận: Trần Văn Bảo")).to_be_visible()
    expect(me.page.get_by_text("EB123456789VN")).to_be_visible()
    me.keep("da-phat")
