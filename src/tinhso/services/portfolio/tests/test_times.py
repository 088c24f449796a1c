"""The time-cut target in both readings, against a reckoning by hand."""

from datetime import datetime

import pytest
from django.conf import settings

from tinhso.core.access import SYSTEM
from tinhso.core.packs import api as packs
from tinhso.core.packs.releases import apply_pack
from tinhso.core.testing import make_actor
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.portfolio import actions, queries
from tinhso.services.portfolio.models import ProcedureTime
from tinhso.services.portfolio.rules.counting import minutes_of
from tinhso.services.portfolio.schema import ReviewRules
from tinhso.services.portfolio.tests.conftest import EXTRACT
from tinhso.services.procedures import api as procedures
from tinhso.services.programme import api as programme


def shortened(monkeypatch: pytest.MonkeyPatch, hours: dict[str, int]) -> None:
    """Let the rules say what some procedures were allowed at the baseline."""
    rules = packs.get("review_rules", "ra-soat", ReviewRules)
    changed = {"ra-soat": rules.model_copy(update={"baseline_hours": hours})}
    real = packs.current
    monkeypatch.setattr(
        packs, "current", lambda section, *schema: changed if section == "review_rules" else real(section, *schema)
    )


@pytest.mark.usefixtures("province")
def test_both_readings_against_a_reckoning_by_hand(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    items = {item.id: item for item in procedures.all_procedures()}
    allowed = {code: minutes_of(item.deadlines[-1].value, item.deadlines[-1].unit) for code, item in items.items()}
    slow = [code for code, minutes in sorted(allowed.items()) if minutes][:3]
    actions.measure_times(at)
    assert indicators.value(queries.READINGS[0]).numerator == 0
    # Twice as long before: cut by half. A tenth longer: cut by less than 30 per cent. The third stays.
    before = {slow[0]: 2 * allowed[slow[0]] // 60, slow[1]: -(-allowed[slow[1]] * 11 // 600)}
    shortened(monkeypatch, before)
    actions.measure_times(at)
    baseline = {code: before.get(code, minutes / 60) * 60 for code, minutes in allowed.items()}
    time, count = (indicators.value(name) for name in queries.READINGS)
    assert time.denominator == sum(baseline.values())
    assert time.numerator == sum(baseline.values()) - sum(allowed.values())
    assert (count.numerator, count.denominator) == (1, sum(minutes > 0 for minutes in allowed.values()))
    for name in queries.READINGS:
        assert indicators.receipt(name, at=at).agrees
    shown = queries.time_cut(actor=actor_of("kiemsoat", at), at=at)
    assert shown.page.items[0].item.id == slow[0]
    behind = indicators.records_behind(
        actor=actor_of("kiemsoat", at), at=at, indicator_id=queries.READINGS[1], met=True
    )
    assert [record.title.split(" ")[0] for record in behind.items] == [slow[0]]


@pytest.mark.usefixtures("province")
def test_measuring_again_moves_nothing(at: datetime) -> None:
    actions.measure_times(at)
    first = [indicators.value(name) for name in queries.READINGS]
    actions.measure_times(at)
    assert [(v.numerator, v.denominator) for v in first] == [
        (v.numerator, v.denominator) for v in (indicators.value(name) for name in queries.READINGS)
    ]
    assert ProcedureTime.objects.get(procedure=EXTRACT).cut_minutes == 0


@pytest.mark.django_db
def test_the_target_of_tra_vinh_stands_in_both_readings(at: datetime) -> None:
    apply_pack(actor=SYSTEM, at=at, pack="tra-vinh", folder=settings.PACKS_DIR)
    actions.measure_times(at)
    try:
        standings = [
            one for one in programme.standings(at.date()) if one.target.id == "tra-vinh-processing-time-cut-2030"
        ]
        assert [one.indicator.id for one in standings] == list(queries.READINGS)
        assert {one.state for one in standings} == {programme.TargetState.BEHIND}
        found = queries.time_cut(actor=make_actor("portfolio.read"), at=at)
        assert [reading.standing is not None for reading in found.readings] == [True, True]
    finally:
        packs.forget()
