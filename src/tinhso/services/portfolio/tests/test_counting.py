"""The counts against a naive count of the same dossiers, and against what the wall counts."""

from datetime import datetime

import pytest
from django.db.models import Sum

from tinhso.core.access import SYSTEM
from tinhso.engines.indicators.models import IndicatorCell
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.portfolio import actions, queries
from tinhso.services.portfolio.models import Cell
from tinhso.services.portfolio.types import Period


@pytest.mark.usefixtures("busy")
def test_the_review_counts_what_the_wall_counts(at: datetime, year: Period) -> None:
    found = queries.figures(actor=actor_of("kiemsoat", at), at=at, period=year)
    assert found
    for indicator, share in (
        ("dossiers-filed-online", "online_share"),
        ("dossiers-on-time", "on_time_share"),
        ("satisfaction-procedures", "satisfied_share"),
    ):
        wall = {
            row["subject"]: (row["above"], row["below"])
            for row in IndicatorCell.objects.filter(indicator=indicator)
            .values("subject")
            .annotate(above=Sum("numerator"), below=Sum("denominator"))
        }
        review = {code: (getattr(one, share).part, getattr(one, share).whole) for code, one in found.items()}
        assert {code: pair for code, pair in review.items() if pair[1]} == wall


@pytest.mark.usefixtures("busy")
def test_counting_anew_gives_the_same(at: datetime) -> None:
    def cells() -> set[tuple[object, ...]]:
        names = ("day", "procedure", "unit_id", "measure", "part", "amount")
        return set(Cell.objects.exclude(amount=0).values_list(*names))

    before = cells()
    actions.recount(actor=SYSTEM, at=at)
    assert cells() == before
