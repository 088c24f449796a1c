"""The catalogue as a workbook: out and in again, bad rows returned, nothing hostile read, gone on with after a crash."""

import io
import zipfile
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tinhso.core import clock, sheets
from tinhso.core.access import SYSTEM
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangedObject
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import CatalogueImport
from tinhso.services.procedures.rules import catalogue_sheets
from tinhso.services.procedures.rules.catalogue_sheets import HEADINGS
from tinhso.services.procedures.tests.conftest import BIRTH, EXTRACT
from tinhso.services.procedures.types import TableUnreadable

ROWS = [["ma", "ten"], ["1", "=1+1"], ["2", '-Đỗ; "Lê", \'x'], ["3", "a\nb <&>"], ["", "'tên"]]
Row = list[str]


def bring_in(author: Person, *tables: list[Row]) -> CatalogueImport:
    content = sheets.write_xlsx([(f"Trang {n}", rows) for n, rows in enumerate(tables)])
    return run(actions.import_catalogue(actor=author.actor, at=clock.now(), content=content, name="bang.xlsx"))


def run(made: CatalogueImport) -> CatalogueImport:
    """As the worker does, until nothing waits."""
    while actions.continue_imports(clock.now()):
        pass
    made.refresh_from_db()
    return made


def changed(key: str = EXTRACT) -> dict[str, Any]:
    return dict(ChangedObject.objects.get(key=key).body)


@pytest.mark.parametrize(
    ("write", "further"),
    [
        (sheets.write_csv, []),
        (lambda rows: sheets.write_xlsx([("Một", rows), ("Hai", [["khác"]])]), [[["khác"]]]),
    ],
)
def test_a_table_is_read_back_as_it_was(write, further) -> None:
    assert sheets.read(write(ROWS)) == [ROWS, *further]


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
        sheets.write_xlsx([("x", [["a"]])] * (sheets.MOST_SHEETS + 1)),
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
    assert sheets.read(out.getvalue()) == [[[""]]]


def test_what_went_out_comes_in_without_a_change(author: Person) -> None:
    for kind in ("xlsx", "csv"):
        content = author.client.get(f"/desk/danh-muc/xuat/{kind}/").content
        done = run(actions.import_catalogue(actor=author.actor, at=clock.now(), content=content))
        assert (done.change_set_id, done.taken, done.refused_rows) == (None, 0, [])
        assert done.unchanged == queries.procedure_count()


def test_good_rows_go_in_and_bad_ones_come_back(author: Person) -> None:
    rows = [
        ["ma", "ten", "linh_vuc", "thoi_han", "theo_mau"],
        [EXTRACT, "Cấp bản sao", "ho tich", "2", ""],
        ["1.999003", "Cấp mới", "Hộ tịch", "", EXTRACT],
        ["1.999004", "Sai lĩnh vực", "ho-tch", "", EXTRACT],
        ["1.999005", "Không mẫu", "", "", "2.000636"],
        [EXTRACT, "Lặp", "", "", ""],
        [BIRTH, "Hạn sai", "", "vài", ""],
    ]
    file = SimpleUploadedFile("bang.csv", sheets.write_csv(rows))
    answer = author.client.post("/desk/danh-muc/nhap/", {"table": file}, follow=True)
    text = answer.content.decode()
    assert "dòng 4: linh_vuc: “ho-tch” không có" in text
    assert "(ho-tich?)" in text
    assert "(2.000635?)" in text
    assert "đã có ở dòng trên" in text
    assert "“vài” không phải số nguyên" in text
    made = {each.key: each.body for each in ChangedObject.objects.all()}
    assert set(made) == {EXTRACT, "1.999003"}
    assert (made[EXTRACT]["name"], made[EXTRACT]["deadline"]["value"]) == ("Cấp bản sao", 2)
    assert made["1.999003"]["form"] == made[EXTRACT]["form"]
    here = answer.redirect_chain[-1][0]
    came_back = author.client.get(f"{here}dong-loi/")
    (table,) = sheets.read(came_back.content)
    assert table[0] == ["ma", "ten", "linh_vuc", "thoi_han", "theo_mau", "loi"], "no column that was not there"
    assert [row[0] for row in table[1:]] == ["1.999004", "1.999005", BIRTH, EXTRACT]
    assert run(actions.import_catalogue(actor=author.actor, at=clock.now(), content=came_back.content)).refused == 4
    for other in (person("quantri"), person("congchuc")):
        assert other.client.get(here).status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


def test_papers_come_in_with_what_the_columns_do_not_say(author: Person) -> None:
    before = changes.body_in_force("procedures", BIRTH)
    first, *_rest = before["papers"]
    rows = [
        ["ma", "giay_to", "ten", "loai", "so_ban", "bat_buoc"],
        [BIRTH, "", "Ảnh thẻ", "bản chụp", "2", "không"],
        [BIRTH, first["id"], "Tên mới", first["kind"], "1", 'channel == "counter"'],
        [EXTRACT, "", "", "", "", ""],
    ]
    done = bring_in(author, rows)
    assert (done.taken + done.unchanged, done.refused_rows) == (2, [])
    papers = changed(BIRTH)["papers"]
    assert [each["id"] for each in papers] == ["anh_the", first["id"]]
    assert papers[0] == {"id": "anh_the", "name": "Ảnh thẻ", "kind": "copy", "count": 2, "required": False}
    assert papers[1] == {**first, "name": "Tên mới", "count": 1, "required": 'channel == "counter"'}
    assert not changes.body_in_force("procedures", EXTRACT).get("papers") or changed()["papers"] == []
    assert changed(BIRTH)["form"] == before["form"]


def test_fees_come_in_with_discounts_for_a_time_and_their_bases(author: Person) -> None:
    fees = [
        ["ma", "khoan", "ten", "muc_thu", "giam", "giam_tu", "giam_den", "giam_can_cu"],
        [EXTRACT, "le_phi", "Lệ phí", "8.000", "50", "01/01/2027", "2027-07-01", "Nghị quyết 1"],
    ]
    bases = [
        ["ma", "cho", "van_ban"], [EXTRACT, "thủ tục", "Luật A"], [EXTRACT, "phi", "Nghị quyết B"],
        [EXTRACT, "phi", "Nghị quyết C"],
    ]  # fmt: skip
    done = bring_in(author, [["ma", "ten"], [EXTRACT, "Tên"]], fees, bases)
    assert (done.taken, done.refused_rows) == (1, [])
    body = changed()
    (item,) = body["fee"]["items"]
    assert (item["amount"], item["name"]) == (8000, "Lệ phí")
    assert item["discount"] == {
        "percent": 50, "valid_from": "2027-01-01", "valid_to": "2027-07-01", "legal_basis": "Nghị quyết 1",
    }  # fmt: skip
    assert (body["name"], body["legal_basis"]) == ("Tên", ["Luật A"])
    assert body["fee"]["legal_basis"] == ["Nghị quyết B", "Nghị quyết C"]


def test_a_bad_row_of_any_sheet_sends_its_procedure_back_whole(author: Person) -> None:
    papers = [
        ["ma", "giay_to", "ten", "loai", "so_ban"],
        [EXTRACT, "a", "A", "bản gốc", "1"],
        [EXTRACT, "b", "B", "copy", "nhiều"],
        [EXTRACT, "b", "B", "copy", "1"],
        [BIRTH, "c", "C", "copy", "500"],
    ]
    fees = [["ma", "khoan", "ten", "muc_thu", "giam"], ["9.000000", "x", "X", "1", ""], [BIRTH, "p", "P", "5", "150"]]
    done = bring_in(author, [["ma", "ten"], [EXTRACT, "Tên"]], papers, fees, [["ma", "cho", "van_ban"]])
    assert (done.taken, done.refused) == (0, 3)
    assert ChangedObject.objects.count() == 0
    told = "\n".join(queries.reasons(done))
    assert "Giấy tờ, dòng 2: loai: “bản gốc” không có" in told
    assert "dòng 3: so_ban: “nhiều” không phải số nguyên" in told
    assert "dòng 4: giay_to: “b” đã có ở dòng trên" in told
    assert f"{BIRTH}, Giấy tờ, dòng 5: " in told
    assert f"{BIRTH}, Khoản thu, dòng 3: " in told
    assert "9.000000, Khoản thu, dòng 2: " in told
    titles = [title for title, _rows in queries.refused_sheets(done)]
    assert titles == ["Thủ tục", "Giấy tờ", "Khoản thu"]


def big(count: int) -> bytes:
    rows = [["ma", "ten", "ten_en", "cap", "theo_mau"]]
    rows += [
        [f"1.{500000 + n}", f"Thủ tục {n}", f"Procedure {n}", "cấp xả lũ" if n % 125 == 0 else "Cấp xã", EXTRACT]
        for n in range(count)
    ]
    return sheets.write_xlsx([("x", rows)])


@pytest.mark.parametrize(("rows", "bad"), [(500, 4), pytest.param(5000, 40, marks=pytest.mark.deep)])
def test_many_rows_with_a_few_bad_ones(author: Person, rows: int, bad: int) -> None:
    made = actions.import_catalogue(actor=author.actor, at=clock.now(), content=big(rows))
    assert (made.state, made.read) == ("running", 0)
    done = run(made)
    assert (done.state, done.taken, done.refused, done.read) == ("done", rows - bad, bad, rows)
    assert done.entries == []
    assert queries.reasons(done)[0].startswith("1.500000: dòng 2: cap: ")
    assert ChangedObject.objects.filter(change_set=done.change_set_id).count() == rows - bad


def test_an_import_goes_on_where_it_was_killed(author: Person) -> None:
    made = actions.import_catalogue(actor=author.actor, at=clock.now(), content=big(250))
    here = f"/desk/danh-muc/nhap/{made.id}/"
    assert "0 trên 250" in author.client.get(here).content.decode()
    assert actions.continue_imports(clock.now()) == 100
    with (
        patch.object(CatalogueImport, "save", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
        transaction.atomic(),
    ):
        actions.continue_imports(clock.now())
    text = author.client.get(here, headers={"HX-Request": "true"}).content.decode()
    assert "100 trên 250" in text
    assert 'hx-trigger="every 2s"' in text
    assert ChangedObject.objects.count() == 99
    done = run(made)
    assert (done.taken, done.refused) == (248, 2)
    assert ChangedObject.objects.count() == 248
    assert actions.continue_import(actor=SYSTEM, at=clock.now(), import_id=made.id) == 0
    assert 'hx-trigger="every 2s"' not in author.client.get(here).content.decode()


def test_an_import_stops_where_its_change_set_is_closed(author: Person) -> None:
    made = actions.import_catalogue(actor=author.actor, at=clock.now(), content=big(250))
    actions.continue_imports(clock.now())
    made.refresh_from_db()
    assert made.change_set_id
    changes.discard_change_set(actor=author.actor, at=clock.now(), change_set_id=made.change_set_id)
    done = run(made)
    assert (done.state, done.taken, done.read) == ("stopped", 99, 100)
    text = author.client.get(f"/desk/danh-muc/nhap/{made.id}/").content.decode()
    assert "Đã dừng giữa chừng" in text
    assert "Đã bỏ" in text


def test_an_import_that_cannot_go_on_stands_in_no_others_way(author: Person) -> None:
    made = actions.import_catalogue(actor=author.actor, at=clock.now(), content=big(250))
    with patch.object(catalogue_sheets, "body_of", side_effect=ZeroDivisionError):
        assert actions.continue_imports(clock.now()) == 0
    assert run(made).state == "stopped"
    assert "người vận hành" in made.problem


@pytest.mark.parametrize("heading", [["ten"], ["ma", "tenn"], [], ["x"], ["ma"]])
def test_strange_headings_are_told(author: Person, heading: list[str]) -> None:
    with pytest.raises(TableUnreadable) as told:
        actions.import_catalogue(actor=author.actor, at=clock.now(), content=sheets.write_csv([heading, ["1", "2"]]))
    assert all(name in str(told.value) for name in HEADINGS)
    assert CatalogueImport.objects.count() == 0


def test_a_strange_further_sheet_is_told(author: Person) -> None:
    tables = [[["ma", "ten"], [EXTRACT, "Tên"]], [["ma", "giay_to", "mau"], [EXTRACT, "a", "đỏ"]]]
    with pytest.raises(TableUnreadable, match=r"Trang 2\. .*mau"):
        bring_in(author, *tables)
    assert catalogue_sheets.heading_problem([tables[0], []]) == ""


def test_programs_bring_workbooks_in_and_out(author: Person) -> None:
    book = author.client.get("/api/catalogue/xlsx")
    assert len(sheets.read(book.content)) == 4
    assert author.client.get("/api/catalogue/pdf").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    rows = [["ma", "ten", "cap"], [EXTRACT, "Tên khác", "cấp xả lũ"], [BIRTH, "Tên", "Cấp xã"]]
    file = SimpleUploadedFile("bang.csv", sheets.write_csv(rows))
    made = author.client.post("/api/catalogue-imports", {"file": file})
    assert made.status_code == HTTPStatus.CREATED, made.content
    told = author.client.get(f"/api/catalogue-imports/{made.json()['id']}").json()
    assert (told["state"], told["taken"], told["refused"]) == ("done", 1, 1)
    assert told["reasons"][0].startswith(f"{EXTRACT}: dòng 2: cap: ")
    came_back = author.client.get(f"/api/catalogue-imports/{told['id']}/refused")
    assert sheets.read(came_back.content)[0][1][0] == EXTRACT
    junk = SimpleUploadedFile("x.csv", b"\xff\xfe\x00")
    assert author.client.post("/api/catalogue-imports", {"file": junk}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert person("quantri").client.get(f"/api/catalogue-imports/{told['id']}").status_code in {403, 404}
