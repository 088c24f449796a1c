"""The pages of the review: what a controller reads, and that others are refused."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from tinhso.services.portfolio.tests.conftest import EXTRACT, client_of

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
