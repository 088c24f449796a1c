"""The pages of scorecards, their twins and the command: who reads what, and that every figure opens to its records."""

import csv
import json
from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.core import clock
from tinhso.core.events.declare import consumers, from_payload
from tinhso.core.events.models import OutboxEvent
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import client_of
from tinhso.services.procedures.actions import demo
from tinhso.services.procedures.api import load_demo_dossiers
from tinhso.services.procedures.tests.linked import quick_signatures
from tinhso.services.scorecards import cli
from tinhso.services.scorecards.models import DossierCourse

STORIES = ("signed rated", "signed rated slow", "refused", "supplement", "filed")
NAME = "Nguyễn Thị Minh Hương"


def unit_of(username: str, at: datetime) -> organisation.UnitInfo:
    """The unit in which a demo official works."""
    account = identity.Account.objects.get(username=username)
    actor = organisation.actor_for(account.id, at)
    assert actor.unit_id is not None
    return organisation.unit(actor.unit_id)


@pytest.fixture(scope="module")
def at() -> datetime:
    return clock.now()


@pytest.fixture(scope="module")
def _busy(lasting_province: None, at: datetime) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo, "STORIES", STORIES)
        patched.setattr(demo, "DROPPED_DRAFTS", 0)
        with quick_signatures():
            load_demo_dossiers(at=at)
    for row in OutboxEvent.objects.order_by("id"):
        for name in ("indicators.dossiers", "scorecards.courses"):
            for reaction in consumers[name]:
                if reaction.event_name == row.name:
                    reaction.handle([from_payload(row.name, row.payload)], at)


@pytest.fixture
def busy(_busy: None, db: None) -> None:
    """A few of the demo dossiers, their events handed over as the relay would after the commit."""


def read(client: Client, address: str) -> Any:
    response = client.get(f"/api/scorecards{address}")
    assert response.status_code == HTTPStatus.OK, response.content
    return response.json()


def whole_year(at: datetime) -> str:
    return str(at.year)


@pytest.mark.usefixtures("busy")
def test_every_figure_opens_to_exactly_its_records(at: datetime) -> None:
    kim, year = client_of("kiemsoat"), whole_year(at)
    units = read(kim, f"/766/units?period={year}")["units"]
    counted = 0
    busy = {str(row.unit_id) for row in DossierCourse.objects.all()}
    idle = [unit for unit in units if unit["unit_id"] not in busy][:2]
    for unit in [*(unit for unit in units if unit["unit_id"] in busy), *idle]:
        address = f"/766/units/{unit['unit_id']}"
        assert read(kim, f"{address}?period={year}")["score"] == unit["score"]
        for component in unit["score"]["components"]:
            for tally in component["tallies"]:
                asked = f"{address}/components/{component['code']}?period={year}&limit=500&measure={tally['measure']}"
                found = read(kim, asked)["items"]
                assert (len(found), sum(one["met"] for one in found)) == (tally["denominator"], tally["numerator"])
                assert len(read(kim, f"{asked}&met=true")["items"]) == tally["numerator"]
                counted += tally["denominator"] if tally["measure"] == "dossiers_on_time" else 0
    assert counted >= DossierCourse.objects.filter(entered_at__isnull=False).count() > 0


@pytest.mark.usefixtures("busy")
def test_the_pages_tell_points_and_sources_and_no_name(at: datetime) -> None:
    kim, year = client_of("kiemsoat"), whole_year(at)
    unit = unit_of("tiepnhan", at)
    listed = kim.get(f"{reverse('scorecards.compare')}?ky={year}").content.decode()
    assert unit.name in listed
    opened = kim.get(f"{reverse('scorecards.unit', args=['766', unit.id])}?ky={year}").content.decode()
    assert "Chưa có nguồn: chờ kết nối Cơ sở dữ liệu quốc gia về dân cư" in opened
    assert "Hồ sơ đúng hạn: " in opened
    behind = kim.get(f"{reverse('scorecards.behind', args=['766', unit.id, '2.1'])}?ky={year}").content.decode()
    assert "ngày hẹn trả" in behind
    assert NAME not in listed + opened + behind


@pytest.mark.usefixtures("busy")
def test_a_leader_sees_the_own_unit_and_a_clerk_nothing(at: datetime) -> None:
    own, other = unit_of("lanhdao", at), unit_of("lanhdao.stp", at)
    leader, clerk = client_of("lanhdao"), client_of("tiepnhan")
    assert {one["unit_id"] for one in read(leader, f"/766/units?period={at.year}")["units"]} <= {str(own.id)}
    assert leader.get(reverse("scorecards.unit", args=["766", own.id])).status_code == HTTPStatus.OK
    for name, more in (("scorecards.unit", []), ("scorecards.behind", ["2.1"])):
        address = reverse(name, args=["766", other.id, *more])
        assert leader.get(address).status_code == HTTPStatus.NOT_FOUND
        assert clerk.get(address).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.usefixtures("busy")
def test_csv_has_the_same_points_as_the_page(at: datetime) -> None:
    kim, year = client_of("kiemsoat"), whole_year(at)
    text = kim.get(f"{reverse('scorecards.export', args=['766'])}?ky={year}").content.decode("utf-8-sig")
    head, *rows = csv.reader(StringIO(text))
    units = read(kim, f"/766/units?period={year}")["units"]
    assert [(row[0], row[2]) for row in rows] == [(unit["unit"], unit["score"]["points"]) for unit in units]
    assert {len(row) for row in rows} == {len(head)}


@pytest.mark.usefixtures("busy")
def test_few_queries_however_many_units(
    at: datetime, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    kim, unit = client_of("kiemsoat"), unit_of("tiepnhan", at)
    addresses = [
        reverse("scorecards.compare"),
        reverse("scorecards.unit", args=["766", unit.id]),
        reverse("scorecards.behind", args=["766", unit.id, "1.3"]),
    ]
    for address in addresses:
        kim.get(address)
        with django_assert_max_num_queries(15):
            assert kim.get(f"{address}?ky={at.year}").status_code == HTTPStatus.OK


@pytest.mark.usefixtures("busy")
def test_the_command_prints_every_component_with_its_dossiers(at: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    unit = unit_of("tiepnhan", at)
    asked = Namespace(unit=unit.key, period=str(at.year), dossiers=20, json=True)
    assert cli.run(asked) == 0
    told = json.loads(capsys.readouterr().out)
    on_time = next(one for one in told["components"] if one["code"] == "2.1")["measures"][0]
    assert (len(on_time["met"]), len(on_time["met"] + on_time["not_met"])) == (
        on_time["numerator"], on_time["denominator"],
    )  # fmt: skip
    assert cli.run(Namespace(**{**vars(asked), "json": False})) == 0
    written = capsys.readouterr().out
    assert "chưa có nguồn" in written
    assert all(code in written for code in on_time["met"])
    with pytest.raises(organisation.UnitNotFound):
        cli.run(Namespace(**{**vars(asked), "unit": "khong-co"}))


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/scorecards/766/units?period=2026-13", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("/api/scorecards/766/units?period=2099", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("/api/scorecards/766/units?period=2020", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("/api/scorecards/767/units", HTTPStatus.NOT_FOUND),
        ("/desk/cham-diem/?ky=2020", HTTPStatus.OK),
        ("/desk/cham-diem/?ky=x&bo=x", HTTPStatus.OK),
        ("/desk/cham-diem/?ky=2099", HTTPStatus.OK),
    ],
)
def test_bad_questions_get_clear_answers(address: str, status: HTTPStatus) -> None:
    assert client_of("kiemsoat").get(address).status_code == status


@pytest.mark.usefixtures("province")
def test_what_is_not_measured_does_not_open(at: datetime) -> None:
    kim, unit = client_of("kiemsoat"), unit_of("tiepnhan", at)
    for component in ("4.4", "9.9"):
        assert (
            kim.get(reverse("scorecards.behind", args=["766", unit.id, component])).status_code == HTTPStatus.NOT_FOUND
        )
    address = f"/api/scorecards/766/units/{unit.id}/components/1.3?limit=2"
    first = kim.get(address).json()
    second = kim.get(f"{address}&after={first['next']}").json()
    assert first["items"][-1]["key"] < second["items"][0]["key"]
    assert (
        kim.get(f"/api/scorecards/766/units/{unit.id}/components/2.1?after=x").status_code
        == HTTPStatus.UNPROCESSABLE_ENTITY
    )
