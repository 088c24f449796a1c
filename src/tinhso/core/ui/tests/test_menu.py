"""Lines of a menu, and what waits behind them, counted in one statement."""

import pytest

from tinhso.core.db import count_each
from tinhso.core.events.models import ConsumerPosition
from tinhso.core.ui.context import MOST_COUNTED, _badge


@pytest.mark.parametrize(("count", "drawn"), [(0, ""), (999, "999"), (MOST_COUNTED, "1.000+")])
def test_a_badge_says_where_it_stopped_counting(count, drawn):
    assert _badge(count) == drawn


@pytest.mark.django_db
def test_rows_are_counted_together_and_no_further_than_asked(django_assert_num_queries):
    ConsumerPosition.objects.bulk_create(ConsumerPosition(consumer=f"test.{number}") for number in range(4))
    mine = ConsumerPosition.objects.filter(consumer__startswith="test.")
    asked = {"all": mine.order_by("-consumer"), "other": mine.filter(event_id=7), "none": mine.none()}
    with django_assert_num_queries(1):
        assert count_each(asked, most=3) == {"all": 3, "other": 0, "none": 0}
    with django_assert_num_queries(0):
        assert count_each({"none": mine.none()}, most=3) == {"none": 0}
