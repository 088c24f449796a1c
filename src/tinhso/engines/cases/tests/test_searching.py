"""Finding by name: the newest first, page by page, whether the newest days fill a page or all are asked for."""

from datetime import timedelta

import pytest
from django.db.models import F

from tinhso.core import clock
from tinhso.engines.cases.actions import submit_case
from tinhso.engines.cases.models import Case
from tinhso.engines.cases.searching import search_cases
from tinhso.engines.cases.tests import factories

BIRTH = "1.001193"
#: How many days ago those of one name filed: in the newest spans, at their edge, and long before.
DAYS_AGO = (0, 1, 2, 40, 90, 96, 130, 700, 701)


@pytest.fixture
def filed(province: None) -> list[Case]:
    """Dossiers of one name, the newest first."""
    at, applicant = clock.now(), factories.citizen()
    made = []
    for days in DAYS_AGO:
        opening = factories.opening(BIRTH, at, applicant=applicant)
        made.append(submit_case(actor=applicant, at=at, opening=opening, key=f"k{days}"))
        Case.objects.filter(pk=made[-1].pk).update(filed_at=F("filed_at") - timedelta(days=days))
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 2, 4, 20])
def test_every_page_of_a_name_in_order(filed: list[Case], limit: int) -> None:
    office, told, after = factories.official(), [], None
    for _page in DAYS_AGO:
        page = search_cases(actor=office, text="nguyen thi", after=after, limit=limit)
        told += [case.id for case in page.items]
        after = page.next_cursor
        if after is None:
            break
    assert told == [case.id for case in filed]


@pytest.mark.django_db
def test_a_unit_finds_what_it_decides_and_what_it_took_in(filed: list[Case]) -> None:
    own = factories.official(unit_id=filed[0].unit_id)
    assert [case.id for case in search_cases(actor=own, text="thi nguye").items] == [case.id for case in filed]
    elsewhere = factories.official(unit_id=factories.units_as_of(clock.today(), kind="commune")[9].id)
    for name in ("nguyen thi", "nguyen th", "nguyen xyz"):
        assert search_cases(actor=elsewhere, text=name).items == []
    Case.objects.filter(pk=filed[3].pk).update(receiving_unit_id=elsewhere.unit_id)
    assert [case.id for case in search_cases(actor=elsewhere, text="nguyen thi").items] == [filed[3].id]
