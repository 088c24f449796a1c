"""The catalogue as a spreadsheet: out and in again, bad rows returned, nothing hostile read."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.core import clock
from tinhso.core.packs.models import ChangedObject
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.rules import catalogue_sheets, sheets
from tinhso.services.procedures.rules.catalogue_sheets import HEADINGS
from tinhso.services.procedures.tests.conftest import EXTRACT, Person, person
from tinhso.services.procedures.types import TableUnreadable

ROWS = [["ma", "ten"], ["1", "=1+1"], ["2", '-Đỗ; "Lê", \'x'], ["3", "a\nb <&>"], ["", "'tên"]]


@pytest.fixture
def author(province: None) -> Person:
    return person("kiemsoat")


@pytest.mark.parametrize(
    "write", [sheets.write_csv, lambda rows: sheets.write_xlsx([("Một", rows), ("Hai", [["khác"]])])]
)
def test_a_table_is_read_back_as_it_was(write) -> None:
    assert sheets.read(write(ROWS)) == ROWS


def test_no_cell_is_taken_for_a_formula() -> None:
    assert b"\n1,'=1+1" in sheets.write_csv(ROWS).replace(b"\r\n", b"\n")
    assert b">'=1+1<" in zipfile.ZipFile(io.BytesIO(sheets.write_xlsx([("Một", ROWS)]))).read(
        "xl/worksheets/sheet1.xml"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no",
        b"\xff\xfe\x00",
        b"a" * (sheets.MOST_BYTES + 1),
        b"ma,ten\n" + b"1,x\n" * sheets.MOST_ROWS,
        b"," * 100,
    ],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(sheets.SheetUnreadable):
        sheets.read(content)


def test_entities_are_not_read() -> None:
    out = io.BytesIO()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    with zipfile.ZipFile(out, "w") as book:
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'{bomb}<worksheet xmlns="{sheets._MAIN}"><sheetData><row><c t="inlineStr"><is><t>&a;&b;</t></is></c></row></sheetData></worksheet>',
        )
    assert sheets.read(out.getvalue()) == [[""]]


def test_what_went_out_comes_in_without_a_change(author: Person) -> None:
    for kind in ("xlsx", "csv"):
        content = author.client.get(f"/desk/danh-muc/xuat/{kind}/").content
        done = actions.import_catalogue(actor=author.actor, at=clock.now(), content=content)
        assert (done.change_set, done.taken, list(done.refused)) == (None, 0, [])
        assert done.unchanged == queries.procedure_count()


def test_good_rows_go_in_and_bad_ones_come_back(author: Person) -> None:
    rows = [
        ["ma", "ten", "linh_vuc", "thoi_han", "theo_mau"],
        [EXTRACT, "Cấp bản sao", "ho tich", "2", ""],
        ["1.999003", "Cấp mới", "Hộ tịch", "", EXTRACT],
        ["1.999004", "Sai lĩnh vực", "ho-tch", "", EXTRACT],
        ["1.999005", "Không mẫu", "", "", "2.000636"],
        [EXTRACT, "Lặp", "", "", ""],
        ["1.001193", "Hạn sai", "", "vài", ""],
    ]
    file = SimpleUploadedFile("bang.csv", sheets.write_csv(rows))
    answer = author.client.post("/desk/danh-muc/nhap/", {"table": file})
    text = answer.content.decode()
    assert "dòng 4: linh_vuc: “ho-tch” không có" in text
    assert "(ho-tich?)" in text
    assert "(2.000635?)" in text
    assert "đã có ở dòng trên" in text
    assert "“vài” không phải số nguyên" in text
    made = {changed.key: changed.body for changed in ChangedObject.objects.all()}
    assert set(made) == {EXTRACT, "1.999003"}
    assert (made[EXTRACT]["name"], made[EXTRACT]["deadline"]["value"]) == ("Cấp bản sao", 2)
    assert made["1.999003"]["form"] == made[EXTRACT]["form"]
    again = author.client.post(
        "/desk/danh-muc/nhap/dong-loi/", {"rows": sheets.write_csv([["ma", "loi"], ["1", "=x"]]).decode("utf-8-sig")}
    )
    assert sheets.read(again.content) == [["ma", "loi"], ["1", "=x"]]


def test_five_thousand_rows_with_forty_bad_ones(author: Person) -> None:
    rows = [["ma", "ten", "ten_en", "cap", "theo_mau"]]
    rows += [
        [f"1.{500000 + n}", f"Thủ tục {n}", f"Procedure {n}", "cấp xả lũ" if n % 125 == 0 else "Cấp xã", EXTRACT]
        for n in range(5000)
    ]
    done = actions.import_catalogue(actor=author.actor, at=clock.now(), content=sheets.write_xlsx([("x", rows)]))
    assert (done.taken, len(done.refused) - 1) == (4960, 40)
    assert done.refused[0][-1] == catalogue_sheets.REASON
    assert done.refused[1][-1].startswith("dòng 2: cap: ")
    assert ChangedObject.objects.filter(change_set=done.change_set).count() == 4960


@pytest.mark.parametrize("heading", [["ten"], ["ma", "tenn"], [], ["x"]])
def test_strange_headings_are_told(author: Person, heading: list[str]) -> None:
    with pytest.raises(TableUnreadable) as told:
        actions.import_catalogue(actor=author.actor, at=clock.now(), content=sheets.write_csv([heading, ["1", "2"]]))
    assert all(name in str(told.value) for name in HEADINGS)
    assert ChangedObject.objects.count() == 0
