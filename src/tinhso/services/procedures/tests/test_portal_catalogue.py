"""Finding and reading a procedure."""

import pytest
from django.test import Client

from tinhso.core import clock
from tinhso.core.access import ANONYMOUS
from tinhso.services.procedures import queries
from tinhso.services.procedures.portal import catalogue
from tinhso.services.procedures.tests.conftest import BIRTH, EXTRACT


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("dang ky khai sinh", BIRTH),
        ("cap ban sao trich luc", EXTRACT),
        ("khai shinh", BIRTH),
        ("Đăng ký khai sinh", BIRTH),
    ],
)
def test_found_without_accents_and_with_a_typo(province: None, words: str, code: str) -> None:
    text = Client().get("/thu-tuc/", {"q": words}).content.decode()
    first = text.split('class="ts-plain-list ts-rows"')[1].split("</li>")[0]
    assert f"/thu-tuc/{code}/" in first


def test_nothing_found_offers_something(province: None) -> None:
    page = Client().get("/thu-tuc/", {"q": "qwxz <b>"})
    text = page.content.decode()
    assert "Chưa tìm thấy" in text and "Có phải ông/bà cần" in text and "<b>" not in text.replace("<body>", "")


def test_narrowed_by_field_and_subject(province: None) -> None:
    everything = Client().get("/thu-tuc/").content.decode()
    text = Client().get("/thu-tuc/", {"linh_vuc": "ho-tich"}).content.decode()
    assert BIRTH in text and "1.013225" not in text and "Xem thêm" in everything
    assert BIRTH not in Client().get("/thu-tuc/", {"doi_tuong": "company"}).content.decode()
    assert Client().get("/thu-tuc/", {"linh_vuc": "khong-co", "doi_tuong": "x", "trang": "-1"}).status_code == 200
    more = Client().get("/thu-tuc/", {"trang": "2"}).content.decode()
    assert more.count("ts-small ts-muted") > everything.count("ts-small ts-muted")


def test_a_procedure_is_told_in_plain_words(province: None) -> None:
    text = Client().get(f"/thu-tuc/{BIRTH}/").content.decode()
    for part in (
        "Giấy tờ cần có",
        "Có thể thay bằng",
        "hẹn trả",
        "đang xác minh",
        "Căn cứ pháp lý",
        "NĐ 123/2015/NĐ-CP",
        f"/thu-tuc/{BIRTH}/nop/",
    ):
        assert part in text
    assert Client().get("/thu-tuc/9.999999/").status_code == 404


def test_every_procedure_and_field_has_its_page(province: None) -> None:
    day = clock.today()
    for code, item in queries.procedures_on(day).items():
        page = Client().get(f"/thu-tuc/{code}/")
        assert page.status_code == 200 and str(item.name)[:20] in page.content.decode().replace("&#x27;", "'")
    assert "Chọn theo lĩnh vực" in Client().get("/").content.decode()


def test_filed_elsewhere_says_where(province: None, monkeypatch: pytest.MonkeyPatch) -> None:
    item = queries.procedure(BIRTH, clock.today())
    national = item.model_copy(update={"filing": "national"})
    counter = item.model_copy(update={"online": "none", "online_reason": "Phải ký trước mặt công chức."})
    for changed, told in ((national, "dichvucong.gov.vn"), (counter, "Phải ký trước mặt công chức.")):
        monkeypatch.setattr(catalogue.queries, "procedure", lambda _code, _day, changed=changed: changed)
        text = Client().get(f"/thu-tuc/{BIRTH}/").content.decode()
        assert told in text and "/nop/" not in text


def test_the_same_in_english(province: None) -> None:
    client = Client(headers={"Accept-Language": "en"})
    assert queries.procedure(BIRTH, clock.today()).name in client.get(f"/thu-tuc/{BIRTH}/").content.decode()
    client.cookies["django_language"] = "en"
    text = client.get(f"/thu-tuc/{BIRTH}/").content.decode()
    item = queries.procedure(BIRTH, clock.today())
    assert item.name_en in text and item.papers[0].name_en in text
    assert item.name_en in client.get("/thu-tuc/", {"q": "birth registration"}).content.decode()


@pytest.mark.parametrize("path", ["/thu-tuc/", "/thu-tuc/?q=khai+sinh", f"/thu-tuc/{BIRTH}/", "/", "/tra-cuu/"])
def test_pages_are_light(province: None, path: str, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    Client().get(path)
    with django_assert_max_num_queries(6):
        page = Client().get(path)
    assert len(page.content) < 60_000


def test_the_expected_date_is_the_one_that_filing_would_promise(province: None) -> None:
    item = queries.procedure(EXTRACT, clock.today())
    unit = queries.implementing_units(item, clock.today())[0]
    expected = queries.expected_promise(item.deadlines[0], hours=unit.working_hours, at=clock.now())
    assert expected.due_at > clock.now() and "làm việc" in expected.reason
    assert queries.drafts_of(ANONYMOUS) == []
