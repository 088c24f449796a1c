"""The wall: what is measured is shown with its records, what is not says so, and a served system's page opens."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.core.testing import moment
from tinhso.engines.cases.tests import factories
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.identity.api import Account
from tinhso.services.programme import api, rules
from tinhso.services.programme.schema import TargetObject
from tinhso.services.programme.types import TargetState

AT = moment("2026-08-27 09:10")


def target(**given: Any) -> TargetObject:
    plain = {
        "id": "t", "programme": "p", "kind": "target", "indicator": "i", "name": "n", "name_en": "n", "pillar": "cross",
        "level": "province", "year": 2025, "comparator": ">=", "value": 80, "unit": "%", "seed": "s", "where": "w",
    }  # fmt: skip
    return TargetObject(**{**plain, **given})


@pytest.mark.parametrize(
    ("comparator", "percent", "state"),
    [
        (">=", "80", TargetState.MET),
        (">=", "79.99", TargetState.NEAR),
        (">=", "74.99", TargetState.BEHIND),
        (">", "80", TargetState.NEAR),
        ("=", "95", TargetState.MET),
        ("<=", "80", TargetState.MET),
        ("<=", "80.01", TargetState.BEHIND),
        ("growth>", "80", TargetState.NOT_COMPARABLE),
    ],
)
def test_a_target_is_judged_by_its_comparator(comparator: str, percent: str, state: TargetState) -> None:
    assert rules.judge(target(comparator=comparator), Decimal(percent)) is state


def test_without_records_nothing_is_judged() -> None:
    assert rules.judge(target(), None) is TargetState.NO_RECORDS
    assert rules.judge(target(unit="state", value="built"), Decimal(100)) is TargetState.NOT_COMPARABLE


def test_a_number_is_judged_in_its_own_unit() -> None:
    stations = target(unit="stations", comparator="=", value=100)
    assert rules.judge(stations, Decimal(100)) is TargetState.NOT_COMPARABLE
    assert rules.judge(stations, Decimal(100), "stations") is TargetState.MET
    assert rules.judge(stations, Decimal(96), "stations") is TargetState.NEAR
    assert rules.judge(stations, Decimal(90), "stations") is TargetState.BEHIND
    dead_zones = target(unit="zones", comparator="=", value=0)
    assert rules.judge(dead_zones, Decimal(1), "zones", lower_is_better=True) is TargetState.BEHIND
    assert rules.judge(dead_zones, Decimal(0), "zones", lower_is_better=True) is TargetState.MET


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.mark.django_db
def test_the_wall_is_for_those_who_may_see_it(province: None) -> None:
    assert Client().get(reverse("programme.wall")).status_code == 302
    assert signed_in("congdan1").get(reverse("programme.wall")).status_code == 403
    assert signed_in("tiepnhan").get(reverse("programme.wall")).status_code == 403


@pytest.mark.django_db
def test_a_dossier_moves_the_number_and_stands_behind_it(province: None) -> None:
    leader = signed_in("lanhdaotinh")
    before = leader.get(reverse("programme.wall"))
    mark = before.context["mark"]
    quiet = leader.get(reverse("programme.wall_figures"), {"mark": mark})
    applicant = factories.citizen()
    case = factories.submit_case(
        actor=applicant, at=AT, opening=factories.opening("1.001193", AT, applicant=applicant), key="wall"
    )
    factories.perform(actor=factories.official(), at=AT, case_id=case.id, action_id="accept", inputs=factories.Inputs())
    indicators.refresh_facts("dossiers", [case.id], AT)
    moved = leader.get(reverse("programme.wall_figures"), {"mark": mark})
    opened = leader.get(reverse("programme.indicator", args=["dossiers-filed-online"]))
    assert (quiet.status_code, moved.status_code) == (204, 200)
    assert opened.context["receipt"].agrees
    assert opened.context["receipt"].value.denominator == 1
    assert case.code in opened.content.decode()
    assert applicant.name not in opened.content.decode()


@pytest.mark.django_db
def test_what_nothing_measures_says_so(province: None) -> None:
    page = signed_in("lanhdaotinh").get(reverse("programme.indicator", args=["services-multichannel"])).content.decode()
    assert "Chưa có nguồn đo" in page
    assert signed_in("lanhdaotinh").get(reverse("programme.indicator", args=["khong-co"])).status_code == 404


@pytest.mark.django_db
def test_every_target_of_the_programme_is_listed(province: None, django_assert_max_num_queries: Any) -> None:
    leader = signed_in("lanhdaotinh")
    leader.get(reverse("programme.targets"))
    with django_assert_max_num_queries(15):
        page = leader.get(reverse("programme.targets"))
    assert len(page.context["rows"]) == 83
    assert sum(item.is_live for item in api.standings(AT.date())) == 12


@pytest.mark.django_db
def test_a_system_is_served_only_where_its_page_opens(province: None) -> None:
    served = [item for item in api.systems() if item.state == api.SystemState.SERVED]
    assert served
    people = [Client(), *(signed_in(name) for name in ("congchuc", "lanhdaotinh", "kiemsoat"))]
    for item in served:
        assert 200 in {client.get(reverse(item.served_by)).status_code for client in people}, item.id


@pytest.mark.django_db
def test_the_api_tells_the_same(province: None) -> None:
    targets = Client().get("/api/targets").json()
    assert len(targets) == 83
    assert Client().get("/api/systems", {"state": "served"}).json()[0]["served_by"]
    assert Client().get(f"/api/targets/{targets[0]['id']}").json()["state"] == "no_records"
    assert Client().get("/api/targets/khong-co").status_code == 404


@pytest.mark.django_db
def test_the_api_tells_the_figures_and_what_they_are_made_of(province: None) -> None:
    applicant = factories.citizen()
    case = factories.submit_case(
        actor=applicant, at=AT, opening=factories.opening("1.001193", AT, applicant=applicant), key="wall"
    )
    factories.perform(actor=factories.official(), at=AT, case_id=case.id, action_id="accept", inputs=factories.Inputs())
    indicators.refresh_facts("dossiers", [case.id], AT)
    leader = signed_in("lanhdaotinh")
    figures = {figure["indicator"]: figure for figure in leader.get("/api/figures").json()}
    assert list(figures) == [figure.indicator.id for figure in api.figures(AT.date())]
    assert figures["dossiers-filed-online"]["denominator"] == 1
    months = leader.get("/api/indicators/dossiers-filed-online/months").json()
    assert [row["denominator"] for row in months] == [1]
    units = leader.get("/api/indicators/dossiers-filed-online/units").json()
    assert [row["denominator"] for row in units] == [1]
    assert leader.get("/api/indicators/khong-co/units").status_code == 404
    assert signed_in("tiepnhan").get("/api/figures").status_code == 403
    assert Client().get("/api/indicators/dossiers-filed-online/units").status_code == 401
