"""The pages of the review: what a controller reads, and that others are refused."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from http import HTTPStatus
from io import StringIO

import pytest
from django.urls import reverse

from tinhso.foundation.organisation.tests.people import client_of
from tinhso.services.portfolio.models import DossierTrace, DraftTrace
from tinhso.services.portfolio.tests.conftest import EXTRACT

YEAR = "tu=01/01/2026&den=31/12/2026"


@pytest.mark.usefixtures("busy")
def test_the_table_names_every_procedure_and_its_figures() -> None:
    page = client_of("kiemsoat").get(f"{reverse('portfolio.review')}?{YEAR}&tat_ca=co").content.decode()
    assert EXTRACT in page
    assert "90 % trong" in page


@pytest.mark.usefixtures("busy")
def test_one_procedure_tells_where_drafts_stop() -> None:
    page = client_of("kiemsoat").get(f"{reverse('portfolio.procedure', args=[EXTRACT])}?{YEAR}").content.decode()
    assert "3 bản nháp mở trong kỳ" in page
    assert "mở tờ khai rồi thôi" in page
    assert "dừng ở câu chưa trả lời được" in page


@pytest.mark.usefixtures("busy")
def test_who_may_not_review_is_refused() -> None:
    for username in ("tiepnhan", "lanhdao"):
        assert client_of(username).get(reverse("portfolio.review")).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("name", ["portfolio.review", "portfolio.signals", "portfolio.times", "portfolio.proposals"])
def test_a_list_takes_few_queries_however_long(
    name: str, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    kim = client_of("kiemsoat")
    kim.get(reverse(name))
    with django_assert_max_num_queries(15):
        assert kim.get(f"{reverse(name)}?{YEAR}&tat_ca=co").status_code == HTTPStatus.OK


@pytest.mark.usefixtures("busy")
def test_the_table_as_a_spreadsheet_has_the_same_numbers() -> None:
    kim = client_of("kiemsoat")
    text = kim.get(f"{reverse('portfolio.export', args=['csv'])}?{YEAR}&co_ho_so=co").content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    told = kim.get("/api/portfolio/procedures?start=2026-01-01&last=2026-12-31&used_only=true&limit=200").json()
    assert {row[0]: row[4] for row in rows[1:]} == {
        one["code"]: str(one["figures"]["received"]) for one in told["items"]
    }
    assert kim.get(f"{reverse('portfolio.export', args=['xlsx'])}?{YEAR}").content[:2] == b"PK"


@pytest.mark.usefixtures("busy")
def test_pages_by_key_show_every_procedure_once() -> None:
    kim, seen, after = client_of("kiemsoat"), [], ""
    while True:
        page = kim.get(f"/api/portfolio/procedures?sort=name&limit=60&after={after}").json()
        seen += [one["code"] for one in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == page["total"]


@pytest.mark.usefixtures("busy")
def test_the_dossiers_behind_a_figure_are_as_many_as_it_says() -> None:
    kim = client_of("kiemsoat")
    span = "start=2026-01-01&last=2026-12-31"
    rows = kim.get(f"/api/portfolio/procedures?{span}&used_only=true&limit=200").json()["items"]
    one = next(row for row in rows if row["figures"]["finished"])
    address = f"/api/portfolio/procedures/{one['code']}/dossiers/on_time?{span}"
    assert kim.get(address).json()["total"] == one["figures"]["finished"]
    assert kim.get(f"{address}&met=true").json()["total"] == one["figures"]["on_time"]
    assert not any(row["readable"] for row in kim.get(address).json()["items"])
    page = kim.get(f"{reverse('portfolio.behind', args=[one['code'], 'on_time'])}?{YEAR}").content.decode()
    assert "Nguyễn Thị Minh Hương" not in page


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/portfolio/procedures/9.999999", HTTPStatus.NOT_FOUND),
        ("/api/portfolio/procedures/2.000635/dossiers/salary", HTTPStatus.NOT_FOUND),
        ("/api/portfolio/procedures?start=2026-05-01&last=2026-04-01", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("/api/portfolio/procedures?sort=salary", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("/desk/ra-soat/?tu=31/02/2026&den=x&don_vi=x&xep=x&after=x", HTTPStatus.OK),
    ],
)
def test_bad_questions_get_clear_answers(address: str, status: HTTPStatus) -> None:
    assert client_of("kiemsoat").get(address).status_code == status


@pytest.mark.usefixtures("busy")
def test_a_draft_leaves_no_answer_and_no_person() -> None:
    columns = {field.name for field in DraftTrace._meta.get_fields()}
    assert columns == {"draft_id", "procedure", "started_date", "saved_at", "step", "question", "problem", "outcome"}
    kept = str(list(DraftTrace.objects.values())) + str(list(DossierTrace.objects.values()))
    assert "Hương" not in kept
    assert "046190000001" not in kept
