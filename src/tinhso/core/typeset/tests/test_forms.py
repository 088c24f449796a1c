"""Paper forms: words from the common pack, values from a dossier, read back with poppler."""

import datetime as dt
import io
import subprocess
from pathlib import Path

import pytest
import yaml
import zxingcpp
from PIL import Image
from pydantic import ValidationError
from pypdf import PdfReader

from tinhso.core.typeset import FormContext, PaperForm, filled_table, long_date, render_form

FOLDER = Path(__file__).parents[5] / "packs" / "common" / "templates" / "forms"
FORMS = {
    path.stem: PaperForm.model_validate(yaml.load(path.read_text(), Loader=yaml.CSafeLoader))
    for path in sorted(FOLDER.glob("*.yaml"))
}
CODE = "H57.50.05.13-261008-0975"
CONTEXT = FormContext(
    authority="UBND phường Thuận Hóa",
    issuer="Trung tâm Phục vụ hành chính công",
    place="Huế",
    date_text=long_date(dt.date(2026, 10, 8)),
    code=CODE,
    code_url=f"https://hue.example/tra-cuu/{CODE}/",
    links=(("Quét để đánh giá", f"https://hue.example/danh-gia/{'a1' * 16}~{'Zy_' * 14}/"),),
)
VALUES = {
    "unit": {"name": "Trung tâm Phục vụ hành chính công"},
    "applicant": {"name": "Nguyễn Văn Ưởng", "address": "12 Lê Lợi"},
    "dossier": {
        "procedure_name": "Đăng ký khai sinh",
        "papers": [{"name": "Tờ khai #1", "kind": "Bản chính", "count": 1}],
    },
    "action": {"reason": 'thiếu #import "x" *giấy*'},
    "transfers": [{"giver": "Người nộp", "taker": "Nguyễn Văn Ưởng"}],
    "rows": [{"code": CODE, "applicant": "Nguyễn Văn Ưởng"}],
    "officer": {"name": "Hồ Thị Mừng", "title": "Giám đốc"},
}


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_forms_of_the_circular_in_force_are_there() -> None:
    in_force = {form.number for form in FORMS.values() if form.instrument == "TT 03/2025/TT-VPCP"}
    assert in_force == {f"0{number}" for number in range(1, 8)}
    assert {form.number for form in FORMS.values() if form.instrument == "TT 01/2018/TT-VPCP"} == in_force - {"07"}


def test_the_same_number_means_another_form_under_another_instrument() -> None:
    names = {(form.instrument[:5], form.number): form.name for form in FORMS.values()}
    assert names["TT 01", "05"] == names["TT 03", "06"] == "Phiếu kiểm soát quá trình giải quyết hồ sơ"
    assert names["TT 01", "06"] == names["TT 03", "07"] == "Sổ theo dõi hồ sơ"
    assert names["TT 03", "05"] == "Thông báo dừng giải quyết hồ sơ"


def test_a_long_table_lies_across_and_repeats_its_headings() -> None:
    rows = [{"code": f"H57.01-261008-{n:04d}", "applicant": "Nguyễn Văn Ưởng"} for n in range(120)]
    values = {"rows": rows, "book": {"total": "120"}}
    pdf = render_form(FORMS["tt03-2025-07"], CONTEXT.model_copy(update={"code": ""}), values)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 2
    for page in pages[:-1]:
        assert page.mediabox.width > page.mediabox.height
        assert "Tên cá nhân" in page.extract_text()
    table = filled_table(FORMS["tt03-2025-07"], values)
    assert table[0][:2] == ["TT", "Mã hồ sơ"]
    assert table[-1][:2] == ["120", "H57.01-261008-0119"]
    assert table[-1][-1] == "", "a spreadsheet has no dotted lines"


@pytest.mark.parametrize("name", ["tt01-2018-01", "tt03-2025-01", "tt03-2025-06"])
def test_a_scanner_reads_the_codes_of_a_printed_form(name: str) -> None:
    pdf = render_form(FORMS[name], CONTEXT, VALUES)
    drawn = subprocess.run(
        ["pdftoppm", "-r", "200", "-gray", "-f", "1", "-l", "1"], input=pdf, capture_output=True, check=True
    )
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.stdout)))
    assert {one.text for one in read} == {CODE, CONTEXT.code_url, CONTEXT.links[0][1]}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_prints_its_words_and_values(name: str) -> None:
    text = text_of(render_form(FORMS[name], CONTEXT, VALUES))
    assert FORMS[name].name.upper() in text
    assert CODE in text
    assert "Nguyễn Văn Ưởng" in text or "Ưởng" in text, "a narrow cell breaks its lines"
    assert "{{" not in text
    assert "…" in text, "what is not known stays a dotted line"


def test_values_are_text_and_blocks_may_be_left_out() -> None:
    form = PaperForm.model_validate(
        {
            "instrument": "TT 00/2026",
            "number": "09",
            "name": "Phiếu thử",
            "body": [
                {"text": "{{ hostile }}"},
                {"text": "không in", "when": "absent"},
                {"each": "items", "numbered": "{{ entry }} của {{ owner }}"},
                {"each": "items", "columns": [{"title": "TT", "value": "{{ index }}"}]},
            ],
            "signatures": [{"title": "Người lập"}],
        }
    )
    hostile = '#import "x" *đậm* $x$ {{ owner }}'
    text = text_of(render_form(form, CONTEXT, {"hostile": hostile, "items": ["một", "hai"], "owner": "Ân"}))
    assert hostile in text
    assert "không in" not in text
    assert "1. một của Ân 2. hai của Ân" in text
    assert "TT 1 2" in text


@pytest.mark.parametrize(
    "block", [{}, {"text": "a", "numbered": "b"}, {"numbered": "b"}, {"text": "a", "each": "x"}, {"texts": "a"}]
)
def test_a_block_of_no_sort_is_refused(block: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        PaperForm.model_validate(
            {"instrument": "x", "number": "1", "name": "x", "body": [block], "signatures": [{"title": "a"}]}
        )
