"""The intake judges by content; names are cleaned. No database."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.files.rules import POLICY, clean_name, content_disposition, examine
from tinhso.foundation.files.tests import samples
from tinhso.foundation.files.types import (
    FileActive,
    FileBomb,
    FileEmpty,
    FileInfected,
    FileLocked,
    FileRefused,
    FileTooLarge,
    FileTypeDiffers,
    FileTypeUnknown,
    FileUnreadable,
    ImageTooLarge,
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"

GOOD = [
    ("giấy khai sinh.pdf", samples.pdf(), "application/pdf"),
    ("khong-duoi", samples.pdf(), "application/pdf"),
    ("ảnh.JPG", samples.picture(), "image/jpeg"),
    ("ảnh.png", samples.picture("PNG"), "image/png"),
    ("ảnh.webp", samples.picture("WEBP"), "image/webp"),
    ("don.docx", samples.docx(), DOCX),
    ("bang.xlsx", samples.xlsx(), XLSX),
    ("don.odt", samples.odt(), ODT),
]

MEGABYTE = 1024 * 1024
BAD = [
    ("rong.pdf", b"", FileEmpty),
    ("anh.pdf", samples.picture("PNG"), FileTypeDiffers),
    ("don.pdf.exe", samples.pdf(), FileTypeDiffers),
    ("chuong-trinh.pdf", b"MZ\x90\x00" + b"\0" * 300, FileTypeUnknown),
    ("trang.jpg", b"<html><script>alert(1)</script></html>", FileTypeUnknown),
    ("anh.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', FileTypeUnknown),
    ("nen.zip", samples.archive({"a.txt": b"a"}), FileTypeUnknown),
    ("hong.pdf", b"%PDF-1.7\n" + b"\xff" * 400, FileUnreadable),
    ("cut.jpg", samples.picture(size=(640, 480))[:900], FileUnreadable),
    ("cut.png", samples.picture("PNG", size=(640, 480))[:200], FileUnreadable),
    ("khoa.pdf", samples.pdf(password="bi-mat"), FileLocked),
    ("js.pdf", samples.pdf(script="app.alert(1)"), FileActive),
    ("mo.pdf", samples.pdf(launch="cmd.exe"), FileActive),
    ("macro.docx", samples.docx({"word/vbaProject.bin": b"x"}), FileActive),
    ("exe.docx", samples.docx({"word/embeddings/a.bin": b"MZ" + b"\0" * 99}), FileActive),
    ("long.docx", samples.docx({"word/embeddings/a.zip": b"PK"}), FileBomb),
    ("bom.docx", samples.docx({"word/media/a.bin": b"\0" * (20 * MEGABYTE)}), FileBomb),
    ("nhieu.docx", samples.docx({f"word/{n}.xml": b"" for n in range(2100)}), FileBomb),
    ("cut.docx", samples.docx()[:-30], FileUnreadable),
    ("bom.png", samples.huge_png(), ImageTooLarge),
    ("eicar.pdf", samples.EICAR, FileInfected),
    ("eicar.com", samples.EICAR, FileInfected),
    ("an.pdf", samples.pdf() + samples.EICAR, FileInfected),
    ("an.docx", samples.docx({"word/media/x.bin": samples.EICAR}), FileInfected),
]


@pytest.mark.parametrize(("name", "content", "media_type"), GOOD, ids=[row[0] for row in GOOD])
def test_content_decides_the_sort(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    assert examine(path, name=name, policy=POLICY).media_type == media_type


@pytest.mark.parametrize(("name", "content", "refusal"), BAD, ids=[row[0] for row in BAD])
def test_bad_files_are_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, refusal: type[FileRefused]
) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        examine(path, name=name, policy=POLICY)
    assert type(refused.value) is refusal
    assert name in refused.value.message
    assert "Bản nháp vẫn được giữ" in refused.value.message


def test_a_file_past_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(samples.pdf())
    with pytest.raises(FileTooLarge):
        examine(path, name="a.pdf", policy=replace(POLICY, max_bytes=10))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system32\\a.pdf", "a.pdf"),
        ("C:\\Users\\a b.pdf", "a b.pdf"),
        ("/", "tep.pdf"),
        ("", "tep.pdf"),
        ("...", "tep.pdf"),
        (".pdf", "tep.pdf"),
        ("hoa\u202efdp.exe", "hoafdp.exe.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("Giấy khai sinh.pdf", "Giấy khai sinh.pdf"),
        (unicodedata.normalize("NFD", "Giấy.pdf"), "Giấy.pdf"),
        ("con.pdf", "tep con.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("<script>.pdf", "script.pdf"),
        ("a" * 500 + ".pdf", "a" * 120 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, cleaned: str) -> None:
    assert clean_name(name, extension=".pdf") == cleaned


@given(st.text(max_size=300))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    cleaned = clean_name(name, extension=".pdf")
    assert cleaned == clean_name(cleaned, extension=".pdf")
    assert cleaned.endswith(".pdf")
    assert len(cleaned.removesuffix(".pdf")) > 0
    assert len(cleaned) <= 140
    assert not cleaned.startswith((".", "-", " "))
    assert not set(cleaned) & set('/\\:<>"|?*;%')
    assert not any(unicodedata.category(char)[0] == "C" for char in cleaned)


@given(st.text(max_size=300))
def test_the_header_is_one_plain_line(name: str) -> None:
    header = content_disposition(clean_name(name, extension=".pdf"), inline=False)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
