"""Public figures and open data: the same on the page, in the API and in the files; nothing of a person."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from http import HTTPStatus
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.core.access import SYSTEM
from tinhso.core.clock import TZ
from tinhso.core.events.declare import consumers, from_payload
from tinhso.core.events.models import OutboxEvent
from tinhso.engines.cases import api as cases
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import person
from tinhso.services.procedures.tests.conftest import do
from tinhso.services.transparency import actions, queries
from tinhso.services.transparency.actions.charging import SOURCE
from tinhso.services.transparency.models import LateTime, OpenFile
from tinhso.services.transparency.rules import span_of, together

File = Callable[..., cases.Case]
CLERK, OFFICER, LEADER = "tiepnhan", "congchuc", "lanhdao"
FILED = datetime(2026, 11, 2, 8, 30, tzinfo=TZ)
NOW = datetime(2026, 11, 20, 9, tzinfo=TZ)


def hand_over() -> None:
    """Hand the events of this test's own transaction to the counters, as the relay would after the commit."""
    for row in OutboxEvent.objects.order_by("id"):
        for name in ("indicators.dossiers", "indicators.late_time"):
            for reaction in consumers[name]:
                if reaction.event_name == row.name:
                    reaction.handle([from_payload(row.name, row.payload)], NOW)
    OutboxEvent.objects.all().delete()


@pytest.fixture
def ward(province: None) -> UUID:
    """The ward that the dossiers are filed with."""
    unit_id = person(CLERK).actor.unit_id
    assert unit_id is not None
    return unit_id


@pytest.fixture
def november(file_at: File) -> list[cases.Case]:
    """Five dossiers of November: one late, three in time, one in hand past its date after papers were asked for."""
    late = file_at(FILED)
    do(CLERK, late, "accept", FILED + timedelta(hours=1))
    do(OFFICER, late, "start", FILED + timedelta(hours=2))
    do(OFFICER, late, "submit_for_signature", FILED + timedelta(days=2), text="Theo sổ hộ tịch.")
    do(LEADER, late, "sign", FILED + timedelta(days=4, hours=1))
    found = [late]
    for _ in range(3):
        case = file_at(FILED)
        do(CLERK, case, "accept", FILED + timedelta(minutes=20))
        do(OFFICER, case, "start", FILED + timedelta(minutes=30))
        do(OFFICER, case, "submit_for_signature", FILED + timedelta(minutes=40), text="Theo sổ hộ tịch.")
        do(LEADER, case, "sign", FILED + timedelta(hours=1))
        found.append(case)
    in_hand = file_at(FILED)
    do(CLERK, in_hand, "accept", FILED + timedelta(hours=1))
    do(
        OFFICER,
        in_hand,
        "request_supplement",
        FILED + timedelta(hours=2),
        reason="Thiếu tờ khai gốc",
        papers=("Tờ khai",),
    )
    hand_over()
    return [*found, in_hand]


def test_the_figures_of_a_unit_are_counted_from_its_dossiers(november: list[cases.Case], ward: UUID) -> None:
    row = queries.unit_row(organisation.unit(ward), span_of("2026-11"), NOW.date())
    figures = row.figures
    assert (figures.received, figures.finished, figures.on_time, figures.late) == (5, 4, 3, 1)
    assert (figures.supplemented, figures.online, figures.in_hand_at_end) == (1, 5, 1)
    assert (row.in_hand, row.overdue) == (1, 1)
    assert figures.late_minutes == figures.late_office + figures.late_applicant + figures.late_others > 0
    told = Client().get(f"/api/public-figures/2026-11/units/{row.unit.key}").json()
    assert told["figures"]["late_minutes"] == figures.late_minutes
    assert [month["received"] for month in told["months"]][-1] == 5
    october = queries.unit_row(organisation.unit(ward), span_of("2026-10"), NOW.date()).figures
    assert (october.received, october.in_hand_at_end) == (0, 0)
    (row_of_all,) = queries.units(span_of("2026-11"), NOW.date())
    assert row_of_all == row
    assert together([figures, figures]).finished == 8


def test_late_time_counted_anew_is_the_same_to_the_minute(november: list[cases.Case]) -> None:
    before = {(row.unit_id, row.charged_to): row.minutes for row in LateTime.objects.all()}
    case = cases.Case.objects.get(pk=november[0].pk)
    shares = cases.late_time_of([case], NOW)[case.id]
    assert before == {(share.unit_id, share.charged_to): share.minutes for share in shares}
    values = indicators.values(only=[queries.OFFICE])
    indicators.recompute(actor=SYSTEM, at=NOW, source_name=SOURCE)
    assert indicators.values(only=[queries.OFFICE])[queries.OFFICE].denominator == values[queries.OFFICE].denominator
    assert {(row.unit_id, row.charged_to): row.minutes for row in LateTime.objects.all()} == before


def test_the_public_pages_tell_counts_and_no_person(
    november: list[cases.Case],
    ward: UUID,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    anybody, unit = Client(), organisation.unit(ward)
    addresses = [
        f"{reverse('transparency.units')}?ky=2026-11",
        f"{reverse('transparency.unit', args=[unit.key])}?ky=2026-11",
        reverse("transparency.open_data"),
    ]
    anybody.get(addresses[0])
    for address in addresses:
        with django_assert_max_num_queries(15):
            page = anybody.get(address)
        text = page.content.decode()
        assert page.status_code == HTTPStatus.OK
        assert "Nguyễn Thị Minh Hương" not in text
        assert not [case.code for case in november if case.code in text]
    assert "75,0 %" in anybody.get(addresses[0]).content.decode()
    assert anybody.get(reverse("transparency.unit", args=["khong-co"])).status_code == HTTPStatus.NOT_FOUND
    assert anybody.get(f"{reverse('transparency.units')}?ky=<script>").status_code == HTTPStatus.OK
    assert anybody.get("/api/public-figures/2026-q9").status_code == HTTPStatus.NOT_FOUND


def test_open_data_are_published_once_and_anew_where_they_change(november: list[cases.Case], file_at: File) -> None:
    assert actions.publish(actor=SYSTEM, at=NOW) == 2
    first = OpenFile.objects.get(format="csv")
    assert actions.publish(actor=SYSTEM, at=NOW + timedelta(days=1)) == 0
    assert OpenFile.objects.get(format="csv").published_at == first.published_at
    anybody = Client()
    answer = anybody.get(reverse("transparency.open_file", args=["2026-11", "csv"]))
    assert anybody.get("/du-lieu-mo/ho-so-2026-q4.csv").status_code == HTTPStatus.NOT_FOUND
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["procedure"], row["received"], row["on_time"], row["late"]) for row in rows] == [
        ("2.000635", "5", "3", "1")
    ]
    assert answer["Access-Control-Allow-Origin"] == "*"
    same = anybody.get(reverse("transparency.open_file", args=["2026-11", "json"])).json()["rows"]
    assert [str(row["finished"]) for row in same] == [row["finished"] for row in rows]
    listed = anybody.get("/api/open-data").json()
    assert {(one["month"], one["format"]) for one in listed["files"]} == {("2026-11", "csv"), ("2026-11", "json")}
    assert set(rows[0]) == {column["name"] for column in listed["columns"]}
    do(CLERK, file_at(FILED), "accept", FILED + timedelta(hours=3))
    hand_over()
    assert actions.publish(actor=SYSTEM, at=NOW + timedelta(days=2)) == 2
    assert OpenFile.objects.count() == 2, "one file a month and format, at one address"


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("address", ["ho-so-2026-11.csv", "ho-so-2026-11.exe", "ho-so-../../x.csv", "ho-so-2026.json"])
def test_a_file_that_is_not_there_is_not_found(address: str) -> None:
    assert Client().get(f"/du-lieu-mo/{address}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.usefixtures("november")
def test_a_count_too_small_is_not_published() -> None:
    rows = queries.open_rows(date(2026, 11, 1), smallest=6)
    assert [(row.procedure, row.received, row.finished) for row in rows] == [("*", None, None)]
