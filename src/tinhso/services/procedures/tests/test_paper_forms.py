"""The paper forms that the one-stop shop hands out are found by instrument and number, and print."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from tinhso.core.typeset import FormContext, long_date, read_forms, render_form

FORMS = read_forms(Path(__file__).parents[1] / "paper_forms")
CODE = "H57.50.05.13-261008-0975"
CONTEXT = FormContext(
    authority="UBND phường Thuận Hóa",
    issuer="Trung tâm Phục vụ hành chính công",
    place="Huế",
    date_text=long_date(dt.date(2026, 10, 8)),
    code=CODE,
    code_url=f"https://hue.example/tra-cuu/{CODE}/",
)
VALUES = {
    "applicant": {"name": "Nguyễn Văn Ưởng", "address": "12 Lê Lợi"},
    "procedure": {"name": "Đăng ký khai sinh"},
    "papers": [{"name": "Tờ khai", "kind": "Bản chính", "count": 1}],
    "items": [{"name": "Giấy chứng sinh"}],
    "reason": 'thiếu #import "x" *giấy*',
    "received_at": "14:05 08/10/2026",
    "official": {"name": "Hồ Thị Mừng"},
    "signer": {"title": "Giám đốc", "name": "Lê Ân"},
}


def test_forms_of_the_circular_in_force_are_there() -> None:
    assert {number for instrument, number in FORMS if instrument == "TT 03/2025/TT-VPCP"} == {
        "01",
        "02",
        "03",
        "04",
        "05",
    }
    assert FORMS["TT 03/2025/TT-VPCP", "05"].name == "Thông báo dừng giải quyết hồ sơ"


@pytest.mark.parametrize("number", ["01", "02", "03", "04", "05"])
def test_a_form_prints_its_words_and_values(number: str) -> None:
    form = FORMS["TT 03/2025/TT-VPCP", number]
    pdf = render_form(form, CONTEXT, VALUES)
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    assert form.name.upper() in " ".join(text.split())
    assert CODE in text
    assert "Nguyễn Văn Ưởng" in text
    assert "{{" not in text
    assert "…" in text, "what is not known stays a dotted line"
    if number != "01":
        assert VALUES["reason"] in " ".join(text.split())
