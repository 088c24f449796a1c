"""The command line: a file checked, written, refused rows beside it; out again; declarations compared and proposed."""

import csv
import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.engines.registers import cli
from tinhso.engines.registers.rules.proposing import propose
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.tests.test_importing import row, table, total
from tinhso.foundation.organisation.tests.people import Person, person


@pytest.fixture
def keeper(province: None, settings: Any, tmp_path: Any) -> Person:
    settings.FILES_DIR = tmp_path
    return person("quantri")


def called(*words: str) -> int:
    parser = ArgumentParser()
    cli.configure(parser)
    return cli.run(parser.parse_args(words))


def test_a_file_is_checked_then_written_and_goes_out_again(keeper: Person, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "tram.csv"
    file.write_bytes(table(row(1), row(2), row(3, alarm_2="cao")))
    words = ["import", "climate_stations", str(file), "--as", "quantri"]
    assert called(*words) == 1
    assert "Thêm 2, sửa 0, giữ nguyên 0, trả lại 1." in capsys.readouterr().out
    assert total(keeper) == 0
    assert called(*words, "--yes") == 1
    assert total(keeper) == 2
    back = list(csv.reader((tmp_path / "tram.csv.tra-lai.csv").open(encoding="utf-8-sig")))
    assert back[1][0] == "4"
    assert "không phải số" in back[1][1]
    out = tmp_path / "out.csv"
    assert called("export", "climate_stations", str(out), "--as", "quantri") == 0
    assert len(out.read_text("utf-8-sig").splitlines()) == 3
    assert called("export", "climate_stations", str(out), "--as", "khong-co") == 1
    assert called("import", "climate_stations", str(tmp_path / "khong-co.csv"), "--as", "quantri") == 1


def test_declarations_are_compared_with_what_stands(keeper: Person, monkeypatch: Any, capsys: Any) -> None:
    assert called("diff") == 0
    assert "giống khai báo đang dùng" in capsys.readouterr().out
    known = cli.queries.all_registers()
    item = known["climate_stations"]
    more = RegisterObject.model_validate({
        **item.model_dump(by_alias=True), "fields": [f.model_dump(by_alias=True) for f in item.fields if f.id != "altitude"]
    })  # fmt: skip
    monkeypatch.setattr(cli.queries, "all_registers", lambda: {**known, "climate_stations": more, "gone": item})
    called("diff")
    told = capsys.readouterr().out
    assert "~ climate_stations: thêm trường altitude (tương thích; 0 bản ghi)" in told
    assert "- gone" in told


PLACES = [
    ["Mã số", "Tên cơ sở", "Loại", "Số giường", "Diện tích", "Ngày cấp", "Có thang máy", "Số CCCD", "Mã bưu chính", "Vị trí"],
    *(
        [f"A{n}", f"Khách sạn {n}", "Nhà nghỉ" if n % 2 else "Khách sạn", str(n), f"{n},5", f"{n % 28 + 1}/5/2020",
         "có" if n % 3 else "không", f"04619000{n:04}", f"0{n:05}", f"16.4{n % 10}, 107.5"]
        for n in range(1, 61)
    ),
]  # fmt: skip


def test_a_declaration_is_proposed_of_all_values_and_never_of_a_sample() -> None:
    found = propose(PLACES[0], [PLACES[1:40], PLACES[40:]], lambda _field, _text: None, code="hotels", name="Khách sạn")
    kinds = {one.id: str(one.type) for one in found.item.fields}
    assert kinds == {
        "ma_so": "text", "ten_co_so": "text", "loai": "code", "so_giuong": "integer", "dien_tich": "number",
        "ngay_cap": "date", "co_thang_may": "boolean", "so_cccd": "person", "ma_buu_chinh": "text", "vi_tri": "point",
    }  # fmt: skip
    assert (found.item.key, found.item.title, found.rows) == ("ma_so", "ten_co_so", 60)
    assert found.item.field("so_cccd").personal == "sensitive"
    assert [one.name for one in found.item.field("loai").options] == ["Khách sạn", "Nhà nghỉ"]
    assert RegisterObject.model_validate(yaml.safe_load(found.text)[0]) == found.item
    # The one value that is none decides, wherever it stands.
    last = [*PLACES[1:], ["A99", "", "Nhà nghỉ", "mười", "1", "x", "có", "", "", ""]]
    other = propose(PLACES[0], [last], lambda _field, _text: None, code="hotels", name="Khách sạn")
    assert str(other.item.field("so_giuong").type) == "text"
    assert not other.item.field("ten_co_so").required or other.item.title == "ten_co_so"
    for rows in ([], [["a", "b"], ["a", "b"]]):
        with pytest.raises(ValueError, match="khóa|dòng nào"):
            propose(["Mã", "Tên"], [rows], lambda _field, _text: None, code="x", name="X")


def test_the_page_proposes_and_hands_the_file_out(keeper: Person) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(PLACES)
    page = "/desk/co-so-du-lieu/moi/tu-tep/"
    assert keeper.client.get(page).status_code == 200
    shown = keeper.client.post(page, {"table": SimpleUploadedFile("khach-san.csv", out.getvalue().encode())})
    assert "id: khach_san" in shown.content.decode()
    assert keeper.client.post(page, {"table": SimpleUploadedFile("x.csv", b"a\n1")}).status_code == 422
    assert keeper.client.post(page).status_code == 422
    got = keeper.client.post(page, {"declaration": "- id: x\n"})
    assert (got.content, got["Content-Type"]) == (b"- id: x\n", "application/yaml; charset=utf-8")
    answer = keeper.client.post(
        "/api/registers/proposals", {"file": SimpleUploadedFile("a.csv", out.getvalue().encode())}
    )
    assert answer.json()["rows"] == 60
    assert person("tiepnhan").client.get(page).status_code == 403
