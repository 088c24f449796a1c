"""Life events as a citizen meets them: found, a question a screen, the plan; answers in the address and nowhere else."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from tinhso.core import clock
from tinhso.foundation.audit.models import AuditEntry
from tinhso.services.life_events import queries

pytestmark = pytest.mark.usefixtures("province")
BIRTH = "/tinh-huong/sinh-con/"
ANSWERS = {"has_birth_notice": "yes", "birth_date": "", "parents_married": "yes", "works": "no", "disability": "no"}
#: Xã Phú An of huyện Phú Vang went into phường Mỹ Thượng on 1/7/2025.
OLD_COMMUNE, NEW_COMMUNE = "Xã Phú An", "Phường Mỹ Thượng"


def text_of(path: str, client: Client | None = None, status: int = 200) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return str(answer.content.decode())


def plan(event: str = "sinh-con", **answers: str) -> str:
    return f"/tinh-huong/{event}/ke-hoach/?{urlencode(answers)}"


def test_every_life_event_is_on_the_home_page_on_its_own_and_found_by_words() -> None:
    events = queries.life_events(clock.today())
    assert len(events) >= 13
    for path in ("/", "/tinh-huong/"):
        page = text_of(path)
        assert all(f"/tinh-huong/{item.id}/" in page for item in events)
    found = text_of("/thu-tuc/?q=de+con")
    assert BIRTH in found and "Theo tình huống" in found
    assert "Theo tình huống" not in text_of("/thu-tuc/?q=qwxz") + text_of("/thu-tuc/")


def test_one_question_a_screen_until_the_plan() -> None:
    client, path, seen = Client(), BIRTH, []
    sent = {**ANSWERS, "birth_date__day": "1", "birth_date__month": "11", "birth_date__year": "2026"}
    for _ in range(20):
        answer = client.get(path, follow=True)
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        if "/ke-hoach/" in here:
            break
        page = answer.content.decode()
        asked = re.findall(r'name="_shown" value="(\w+)"', page)
        assert page.count("<h1") == 1
        hidden = re.findall(r'type="hidden" name="(?!_shown)(\w+)" value="([^"]*)"', page)
        if not asked:
            path = f"{BIRTH}?{urlencode([*hidden, ('xa', OLD_COMMUNE)])}"
            continue
        [name] = asked
        seen.append(name)
        mine = [
            (key, value)
            for key, value in sent.items()
            if key.partition("__")[0] == name and (name != "birth_date" or "__" in key)
        ]
        path = f"{BIRTH}?{urlencode([*hidden, ('_shown', name), *mine])}"
    assert seen == list(ANSWERS), "a question that does not apply is not asked"
    query = parse_qs(urlsplit(here).query, keep_blank_values=True)
    assert query == {**{k: [v] for k, v in ANSWERS.items()}, "birth_date": ["2026-11-01"], "xa": [NEW_COMMUNE]}
    assert "Đăng ký khai sinh" in answer.content.decode()


def test_a_wrong_or_missing_answer_is_told_at_its_question() -> None:
    missing = text_of(f"{BIRTH}?_shown=has_birth_notice", status=422)
    assert "Câu này cần trả lời." in missing and "Lỗi:" in missing
    wrong = text_of(
        f"{BIRTH}?has_birth_notice=yes&_shown=birth_date&birth_date__day=31&birth_date__month=2&birth_date__year=2026",
        status=422,
    )
    assert 'value="31"' in wrong and "ngày/tháng/năm" in wrong
    hostile = text_of(f"{BIRTH}?has_birth_notice=%3Cscript%3Ealert(1)%3C/script%3E", status=422)
    assert "<script>alert" not in hostile
    assert Client().get(plan(has_birth_notice="maybe")).headers["Location"].startswith(BIRTH)
    assert text_of("/tinh-huong/khong-co/", status=404) and text_of("/tinh-huong/khong-co/ke-hoach/", status=404)


def test_the_plan_tells_papers_fee_time_and_office_of_the_commune() -> None:
    page = text_of(plan(**ANSWERS, xa=NEW_COMMUNE))
    for part in ("Giấy chứng sinh", "Trong 60 ngày kể từ ngày sinh", f"Ủy ban nhân dân {NEW_COMMUNE[0].lower()}{NEW_COMMUNE[1:]}",
                 "Nộp bây giờ thì hẹn trả", "/thu-tuc/1.001193/nop/", "Bảo hiểm xã hội thành phố Huế", "/thu-tuc/2.002621/nop/", "data-share", "data-aloud", "data-print"):  # fmt: skip
        assert part in page, part
    assert "biên bản về việc trẻ bị bỏ rơi" not in page.lower() and "Đăng ký nhận cha, mẹ, con" not in page
    unmarried = text_of(plan(**{**ANSWERS, "parents_married": "no"}, names_father="yes", xa=""))
    assert "Đăng ký nhận cha, mẹ, con" in unmarried and "nơi ông/bà cư trú" in unmarried


def test_fees_follow_the_answers() -> None:
    on_time, late = f"{clock.today():%Y-%m-%d}", "2026-01-01"
    assert "5.000 đ" not in text_of(plan(**{**ANSWERS, "birth_date": on_time}, xa=""))
    assert "quá hạn 5.000 đ" in text_of(plan(**{**ANSWERS, "birth_date": late}, xa=""))
    shop = text_of(plan("mo-cua-hang", form="household", owner="person", trade="retail", builds="no", well="no", xa=""))
    assert shop.count("100.000 đ") >= 2


def test_a_name_that_is_no_commune_and_one_that_was_several_are_asked_again() -> None:
    query = urlencode(ANSWERS)
    assert "Không có xã, phường nào" in text_of(f"{BIRTH}?{query}&xa=Hogwarts", status=422)
    several = text_of(f"{BIRTH}?{query}&{urlencode({'xa': 'Huyện Phú Vang'})}")
    assert several.count('type="radio"') > 1
    assert Client().get(plan(**ANSWERS, xa="Huyện Phú Vang")).headers["Location"].startswith(BIRTH)


def test_nothing_to_do_is_said_plainly() -> None:
    page = text_of(plan("mat-giay-to", lost="", wrong="no", copies="no"))
    assert "Không cần làm thủ tục nào" in page and "Không có giấy tờ nào phải làm lại." in page
    elsewhere = text_of(plan("ngung-kinh-doanh", form="company"))
    assert "Không cần nộp hồ sơ ở trang này" in elsewhere and "Cơ quan đăng ký kinh doanh" in elsewhere


def test_an_answer_can_be_changed_and_the_others_stay() -> None:
    page = text_of(plan(**ANSWERS, xa=NEW_COMMUNE))
    change = next(url for url in re.findall(r'href="([^"]+sua=parents_married)"', page)).replace("&amp;", "&")
    asked = text_of(change)
    assert 'name="parents_married"' in asked and 'name="xa" value="Phường Mỹ Thượng"' in asked and "checked" in asked


def test_nothing_is_stored_and_no_name_is_asked() -> None:
    before = AuditEntry.objects.count()
    client = Client()
    client.get(plan(**ANSWERS, xa=NEW_COMMUNE))
    client.get(BIRTH)
    assert (
        set(client.cookies) <= {"csrftoken"} and not Session.objects.exists() and AuditEntry.objects.count() == before
    )


def test_the_same_in_english() -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    page = text_of(plan(**ANSWERS, xa=NEW_COMMUNE), client)
    for part in ("We had a child", "Birth registration", "Within 60 days of the birth", "Read aloud", "My Thuong Ward"):
        assert part in page, part


@pytest.mark.parametrize("path", ["/tinh-huong/", BIRTH, plan(**ANSWERS, xa=NEW_COMMUNE), "/"])
def test_pages_are_light(path: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    Client().get(path)
    with django_assert_max_num_queries(10):
        page = Client().get(path)
    assert len(page.content) < 60_000
