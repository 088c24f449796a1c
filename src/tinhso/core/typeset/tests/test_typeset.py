"""What comes out is read back with poppler and pypdf, which know nothing of us."""

import datetime as dt
import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tinhso.core.typeset import (
    Fields,
    FontsMissing,
    LabelledValue,
    LayoutFailed,
    NumberedList,
    OfficialDocument,
    Paragraph,
    SheetColumn,
    Signer,
    Table,
    TableShape,
    Verification,
    code128_svg,
    document_number,
    long_date,
    qr_svg,
    render_document,
    render_pdf,
    render_sheet,
)

VOWELS = "ơ ư ế ữ ặ ỗ Ơ Ư Ế Ữ Đ đ ỹ"


def document(**changes: Any) -> OfficialDocument:
    values: dict[str, Any] = {
        "authority": "Ủy ban nhân dân\nthành phố Huế",
        "issuer": "Sở Tư pháp",
        "number": "05/QĐ-STP",
        "place": "Huế",
        "issued_date": dt.date(2026, 2, 3),
        "type": "Quyết định",
        "abstract": "Về việc cấp bản sao trích lục",
        "legal_bases": ["Căn cứ Luật Hộ tịch;"],
        "enacting": ["QUYẾT ĐỊNH:"],
        "body": [
            Paragraph(lead="Điều 1.", text=f"Nội dung {VOWELS}"),
            Fields(fields=[LabelledValue(label="Họ và tên", value="Nguyễn Văn Ưởng", strong=True)]),
            Table(table=TableShape(columns=["STT", "Giấy tờ"], widths=[1, 4], rows=[["1", "Tờ khai"]])),
            NumberedList(numbered=["Một", "Hai"]),
        ],
        "recipients": ["Như Điều 3", "Lưu: VT"],
        "signer": Signer(authority=["KT. Giám đốc"], title="Phó Giám đốc", name="Trần Thị Hữu Phước"),
        "verification": Verification(code="ABCD-EFGH", url="https://hue.example/xac-minh/ABCDEFGH/"),
    }
    return OfficialDocument(**(values | changes))


def text_of(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def fonts_of(pdf: bytes, folder: Path) -> list[list[str]]:
    path = folder / "a.pdf"
    path.write_bytes(pdf)
    table = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True).stdout.decode()
    return [line.split() for line in table.splitlines()[2:]]


def test_a_decision_has_the_nine_components() -> None:
    text = text_of(render_document(document()))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN",
        "SỞ TƯ PHÁP",
        "Số: 05/QĐ-STP",
        "Huế, ngày 03 tháng 02 năm 2026",
        "QUYẾT ĐỊNH",
        "Về việc cấp bản sao trích lục",
        "Căn cứ Luật Hộ tịch;",
        "Điều 1.",
        VOWELS,
        "Họ và tên: Nguyễn Văn Ưởng",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Trần Thị Hữu Phước",
        "Nơi nhận:",
        "- Lưu: VT.",
        "ABCD-EFGH",
    ):
        assert part in text


def test_a_letter_has_its_abstract_under_the_number() -> None:
    text = text_of(render_document(document(type=None, addressees=["Sở Y tế", "Sở Nội vụ"], enacting=[])))
    assert "V/v Về việc" in text
    assert "Kính gửi:" in text
    assert "- Sở Nội vụ." in text


def test_only_our_fonts_are_used_and_embedded(tmp_path: Path) -> None:
    rows = fonts_of(render_document(document()), tmp_path)
    assert rows
    for row in rows:
        assert "Tinos" in row[0]
        assert row[-5] == "yes"


def test_pages_are_numbered_from_the_second_on_a4() -> None:
    pdf = render_document(document(body=[Paragraph(text="Một đoạn dài. " * 60)] * 12, verification=None))
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 2
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    assert pages[0].extract_text().split()[0] != "1"
    assert pages[1].extract_text().split()[0] == "2"


def test_two_signature_fields_wait_on_the_last_page() -> None:
    reader = PdfReader(io.BytesIO(render_document(document(body=[Paragraph(text="Dài. " * 900)]))))
    fields = {field["/T"]: field for field in reader.trailer["/Root"]["/AcroForm"]["/Fields"]}
    assert set(fields) == {"signer", "seal"}
    left, bottom, right, top = (float(value) for value in fields["seal"]["/Rect"])
    signer = [float(value) for value in fields["signer"]["/Rect"]]
    assert 290 < left < right < 570
    assert 40 < bottom < top < 800
    # The seal covers about a third of the signature, on its left.
    assert 0.15 < (right - signer[0]) / (signer[2] - signer[0]) < 0.4
    assert fields["seal"]["/P"].get_object() == reader.pages[-1].get_object()


@pytest.mark.parametrize(
    "hostile",
    ['#import "x.typ": *', "*đậm*", "$x^2$", "\\ \\n", '#read("/etc/passwd")', "<a> @b `c` [d] {{ e }}", "// x"],
)
def test_text_stays_text(hostile: str) -> None:
    pdf = render_document(document(body=[Paragraph(text=hostile)], abstract=hostile, recipients=[hostile]))
    assert hostile in text_of(pdf)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_layout(text: str) -> None:
    assert render_document(document(body=[Paragraph(text=text or "-")], abstract=text)).startswith(b"%PDF")


def test_a_draft_says_so() -> None:
    assert "DỰ THẢO" in PdfReader(io.BytesIO(render_document(document(is_draft=True)))).pages[0].extract_text().replace(
        "\n", ""
    )


def test_a_sheet_repeats_its_head() -> None:
    pdf = render_sheet(
        title="Sổ theo dõi",
        columns=[SheetColumn("Mã", 2), SheetColumn("Lệ phí", 1, numeric=True)],
        rows=[["a", "50.000 đ"]] * 120,
    )
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 1
    assert all("Lệ phí" in page.extract_text() for page in pages)
    assert f"{len(pages)}/{len(pages)}" in pages[-1].extract_text()


def test_a_layout_that_does_not_fit_says_why() -> None:
    with pytest.raises(LayoutFailed) as failed:
        render_pdf("nd30.typ", {"title": "x"})
    assert "nd30.typ" in failed.value.message


def test_missing_fonts_are_named(settings: Any, tmp_path: Path) -> None:
    settings.FONT_DIR = tmp_path
    with pytest.raises(FontsMissing) as missing:
        render_pdf("nd30.typ", {})
    assert "Tinos" in missing.value.message


def test_numbers_and_dates_are_written_as_the_decree_says() -> None:
    assert document_number(5, "QĐ-UBND") == "05/QĐ-UBND"
    assert document_number(308, "KH-UBND") == "308/KH-UBND"
    assert long_date(dt.date(2026, 9, 2)) == "ngày 02 tháng 9 năm 2026"
    assert long_date(None) == "ngày … tháng … năm …"


def test_codes_are_drawn() -> None:
    assert qr_svg("https://hue.example/").startswith("<svg")
    # "A" in Code 128: start B, A, check symbol, stop: 11 + 11 + 11 + 13 modules and two quiet zones, 2 units each.
    assert 'width="132"' in code128_svg("A")
    with pytest.raises(ValueError, match="ASCII"):
        code128_svg("Huế")
