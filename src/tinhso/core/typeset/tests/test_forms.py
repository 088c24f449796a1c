"""Paper forms: words from the common pack, values from a dossier, read back with poppler."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from tinhso.core.typeset import FormContext, PaperForm, long_date, render_form

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
)
VALUES = {
    "unit": {"name": "Trung tâm Phục vụ hành chính công"},
    "applicant": {"name": "Nguyễn Văn Ưởng", "address": "12 Lê Lợi"},
    "dossier": {
        "procedure_name": "Đăng ký khai sinh",
        "papers": [{"name": "Tờ khai #1", "kind": "Bản chính", "count": 1}],
    },
    "action": {"reason": 'thiếu #import "x" *giấy*'},
    "officer": {"name": "Hồ Thị Mừng", "title": "Giám đốc"},
}


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_forms_of_the_circular_in_force_are_there() -> None:
    in_force = {form.number for form in FORMS.values() if form.instrument == "TT 03/2025/TT-VPCP"}
    assert {"01", "02", "03", "04", "05"} <= in_force


@pytest.mark.parametrize("name", FORMS)
def test_a_form_prints_its_words_and_values(name: str) -> None:
    text = text_of(render_form(FORMS[name], CONTEXT, VALUES))
    assert FORMS[name].name.upper() in text
    assert CODE in text
    assert "Nguyễn Văn Ưởng" in text
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
