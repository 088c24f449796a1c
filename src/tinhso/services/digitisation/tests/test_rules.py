"""Decisions of digitising without a database: proposals, what is entered, samples, what comes in."""

import io
import zipfile
from datetime import date

import pytest

from tinhso.services.digitisation.rules import entering, intake, sampling
from tinhso.services.digitisation.rules.proposing import propose
from tinhso.services.digitisation.schema import DigitisedField
from tinhso.services.digitisation.types import IntakeInvalid

TODAY = date(2026, 11, 22)
FIELDS = [
    DigitisedField(id="number", name="Số", name_en="Number", type="code", after=("Số",)),
    DigitisedField(id="full_name", name="Họ và tên", name_en="Name", after=("Họ, chữ đệm, tên", "Họ và tên")),
    DigitisedField(id="birth_date", name="Ngày sinh", name_en="Born", type="date", after=("Ngày, tháng, năm sinh",)),
    DigitisedField(
        id="person_id",
        name="Số định danh",
        name_en="Id",
        type="person_id",
        required=False,
        after=("Số định danh cá nhân",),
    ),
    DigitisedField(id="issued_date", name="Ngày cấp", name_en="Issued", type="date", required=False),
]
GIVEN = {"number": "12/2009", "full_name": "Tôn Nữ Gia An", "birth_date": "4/3/2009"}


def test_a_field_is_what_follows_its_words_whatever_the_accents_and_the_case() -> None:
    lines = [
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/2009 Độc lập - Tự do - Hạnh phúc",
        "HO, CHỮ ĐỆM, TEN: Tôn Nữ Gia An  Số định danh cá nhân: 046 309 000012",
        "Ngày, tháng, năm sinh:",
        "04/03/2009",
        "Huế, ngày 05 tháng 3 năm 2009",
    ]
    assert propose(FIELDS, lines) == {
        "number": "12/2009",
        "full_name": "Tôn Nữ Gia An",
        "birth_date": "2009-03-04",
        "person_id": "046309000012",
        "issued_date": "2009-03-05",
    }


def test_what_is_not_there_or_is_no_date_is_not_proposed() -> None:
    assert propose(FIELDS, ["Ngày, tháng, năm sinh: 31/02/2009", "Sốt cao", "1234567890123"]) == {}


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("birth_date", "31/02/2009", "Ngày không có thật"),
        ("birth_date", "23/11/2026", "không sau hôm nay"),
        ("person_id", "12345", "12 chữ số"),
        ("full_name", "  ", "Nhập họ và tên"),
    ],
)
def test_bad_values_are_told_by_field(field: str, text: str, problem: str) -> None:
    _values, problems = entering.read(FIELDS, {**GIVEN, field: text}, today=TODAY)
    assert list(problems) == [field]
    assert problem in problems[field]


def test_values_are_kept_tidy_and_read_again_as_they_are() -> None:
    values, problems = entering.read(FIELDS, {**GIVEN, "full_name": " Tôn  Nữ Gia An\u200b"}, today=TODAY)
    assert not problems
    assert values == {"number": "12/2009", "full_name": "Tôn Nữ Gia An", "birth_date": "2009-03-04"}
    assert entering.read(FIELDS, values, today=TODAY) == (values, {})


def test_two_people_differ_where_letters_or_accents_do_and_capitals_do_not_count() -> None:
    one = {"full_name": "TÔN NỮ GIA AN", "number": "12"}
    assert entering.differing(FIELDS, one, {"full_name": "Tôn Nữ Gia An", "number": "12"}) == ()
    assert entering.differing(
        FIELDS, one, {"full_name": "Tôn Nữ Gia Ân", "number": "12", "person_id": "046309000012"}
    ) == ("full_name", "person_id")


@pytest.mark.parametrize(
    ("papers", "percent", "size"), [(0, 10, 0), (1, 1, 1), (11, 10, 2), (200, 10, 20), (3, 100, 3)]
)
def test_the_size_of_a_sample(papers: int, percent: int, size: int) -> None:
    assert sampling.size(papers, percent) == size


def test_a_sample_can_be_drawn_again_and_a_lot_goes_back_only_above_the_limit() -> None:
    papers = list(range(100))
    assert sampling.drawn(papers, 10, seed="lot:1") == sampling.drawn(papers, 10, seed="lot:1")
    assert sampling.drawn(papers, 10, seed="lot:1") != sampling.drawn(papers, 10, seed="lot:2")
    assert [sampling.is_rejected(faulty, 50, 2) for faulty in (0, 1, 2)] == [False, False, True]


def test_rows_of_a_sheet_come_back_with_their_reason_and_the_others_stay() -> None:
    table = [
        ["Tệp", "Họ và tên", "Ngày sinh", "Ghi chú"],
        ["quet/a.jpg", "Tôn Nữ Gia An", "4/3/2009", "x"],
        ["b.jpg", "Trần Văn Bảo", "31/2/2009", ""],
        ["a.jpg", "", "", ""],
        ["khong-co.jpg", "", "", ""],
        ["", "", "", ""],
    ]
    rows, faults = intake.rows_of(table, FIELDS, names=["a.jpg", "b.jpg"], today=TODAY)
    assert [(row.number, row.name, dict(row.values)) for row in rows] == [
        (2, "a.jpg", {"full_name": "Tôn Nữ Gia An", "birth_date": "2009-03-04"})
    ]
    assert [(fault.row, fault.name) for fault in faults] == [
        (1, "Ghi chú"),
        (3, "b.jpg"),
        (4, "a.jpg"),
        (5, "khong-co.jpg"),
    ]
    with pytest.raises(IntakeInvalid):
        intake.rows_of([["Họ và tên"]], FIELDS, names=[], today=TODAY)


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_a_zip_gives_its_scans_by_name() -> None:
    assert intake.unpack(zipped(**{"2009__a.jpg": b"1", "2009__b.PDF": b"2", "doc.txt": b"3", ".c.jpg": b"4"})) == {
        "a.jpg": b"1",
        "b.PDF": b"2",
    }


@pytest.mark.parametrize(
    "content",
    [
        b"PK no archive",
        zipped(**{"x__a.jpg": b"1", "y__a.jpg": b"2"}),
        zipped(**{"bomb.jpg": b"0" * 5_000_000}),
        zipped(**{f"{n}.jpg": b"1" for n in range(201)}),
    ],
)
def test_a_damaged_ambiguous_swollen_or_too_long_zip_is_refused(content: bytes) -> None:
    with pytest.raises(IntakeInvalid):
        intake.unpack(content)
