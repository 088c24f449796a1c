"""What people type, choose and attach on the pages of a dossier."""

import io
import re
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from screens import Screen

#: A dossier code as pages show it.
CODE = re.compile(r"H57[.\d]*-\d{6}-\d+")


def photo(name: str = "anh.jpg") -> Any:
    """A photograph from a telephone."""
    made = io.BytesIO()
    Image.new("RGB", (800, 600), "white").save(made, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": made.getvalue()}


def fill_date(me: Screen, name: str) -> None:
    """2 September 1990 in the three boxes of a date."""
    for part, value in (("day", "2"), ("month", "9"), ("year", "1990")):
        me.page.locator(f"[name={name}__{part}]").fill(value)


def take_in(clerk: Screen, person: str, number: str) -> None:
    """A clerk writes the extract of somebody who stands at the counter, scans a paper, and receives the dossier."""
    page = clerk.page
    page.locator("[name=requester_name]").fill(person)
    page.locator("[name=requester_id]").fill(number)
    page.get_by_label("Cho chính tôi").check()
    page.get_by_label("Khai sinh", exact=True).check()
    page.locator("[name=subject_name]").fill(person)
    fill_date(clerk, "subject_birth_date")
    page.locator("[name=registered_at]").fill("Xã Phú Hồ")
    page.locator("[name=copies]").fill("1")
    page.locator("input[type=file]").first.set_input_files(photo("quet.jpg"))
    clerk.keep("nhap-tai-quay")
    page.locator("#tiep-nhan").click()
    expect(page.get_by_text("Đã tiếp nhận hồ sơ").first).to_be_visible()
    assert CODE.search(page.inner_text("main"))
