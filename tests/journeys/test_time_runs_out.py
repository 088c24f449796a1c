"""Papers asked for once and no more; a date that passed, the apology for it, and to whom the late days are charged."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from handling import Office
from screens import DESKTOP, PHONE, Screen
from servers import Installation

pytestmark = pytest.mark.browser
Window = Callable[..., Screen]
WHY = "Cán bộ phụ trách nghỉ ốm, hồ sơ phải chuyển cho người khác thụ lý."


def test_papers_are_not_asked_for_twice(platform: Installation, screen: Window) -> None:
    office = Office(platform)
    filed = office.file()
    office.act("tiepnhan", filed, "accept")
    asked = {"reason": "Ảnh căn cước mờ, xin chụp lại.", "papers": ["Ảnh căn cước"]}
    office.act("congchuc", filed, "request_supplement", **asked)
    me = screen("bo-sung-mot-lan", PHONE, "congdan2")
    page = me.open(f"/ho-so/{filed['id']}/")
    expect(page.get_by_text("Cần ông/bà bổ sung giấy tờ")).to_be_visible()
    office.supplement(filed)
    officer = screen("bo-sung-can-bo", DESKTOP, "congchuc")
    page = officer.open(f"/desk/ho-so/{filed['id']}/")
    expect(page.get_by_text("không được yêu cầu thêm lần nữa", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="Yêu cầu bổ sung giấy tờ")).to_have_count(0)
    officer.keep("khong-hoi-nua")
    again = office.person("congchuc").post(f"/dossiers/{filed['id']}/actions/request_supplement", json=asked)
    assert again.status_code == 409, again.text
    me.open(f"/ho-so/{filed['id']}/")
    expect(me.page.get_by_text("Cần ông/bà bổ sung giấy tờ")).to_have_count(0)


def test_late_with_an_apology(platform: Installation, screen: Window) -> None:
    office = Office(platform)
    late = office.late("congchuc", offered="extend")
    officer = screen("tre-hen-can-bo", DESKTOP, "congchuc")
    page = officer.open(f"/desk/ho-so/{late['id']}/viec/extend/")
    officer.press("Xin lỗi và hẹn lại ngày trả")
    expect(page.get_by_text("Nêu lý do, ít nhất 10 ký tự.").first).to_be_visible()
    expect(page.get_by_text("Chọn một ngày sau hôm nay.").first).to_be_visible()
    officer.keep("thieu-ly-do")
    new_date = datetime.now(UTC) + timedelta(days=5)
    page.locator("[name=reason]").fill(WHY)
    page.locator("[name=due_date]").fill(f"{new_date:%d/%m/%Y}")
    officer.press("Xin lỗi và hẹn lại ngày trả")
    expect(page.get_by_text("Phiếu đã sẵn sàng để in")).to_be_visible()
    expect(page.get_by_text("Trễ", exact=False).first).to_be_visible()
    expect(page.get_by_text("Theo Bộ chỉ số 766: quá hạn", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="Xin lỗi và hẹn lại ngày trả")).to_have_count(0)
    officer.keep("da-xin-loi")
    shares = office.person("congchuc").get(f"/papers/control-slips/{late['id']}")["late"]
    assert shares and all(share["minutes"] > 0 for share in shares)
    assert len({(share["charged_to"], share["unit_id"]) for share in shares}) == len(shares), "each charged once"
    me = screen("tre-hen", PHONE, late["citizen"])
    page = me.open(f"/ho-so/{late['id']}/")
    expect(page.get_by_text(WHY).first).to_be_visible()
    expect(page.get_by_text("Cơ quan xin lỗi", exact=False)).to_be_visible()
    expect(page.get_by_text("Trễ hẹn").first).to_be_visible()
    me.keep("doc-loi-xin-loi")
