"""The inbox: what waits, in order, for whom; one action on several dossiers."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures.tests.conftest import do

INBOX = "/desk/viec/"
BULK = "/desk/viec/cung-luc/"
File = Callable[..., cases.Case]


def mark(case: cases.Case) -> str:
    return f"{case.id}:{case.seq}"


def test_what_is_due_first_stands_on_top(file: File) -> None:
    late, near = file(), file()
    cases.Task.objects.filter(case=near).update(due_at=near.filed_at)
    text = person("tiepnhan").client.get(INBOX).content.decode()
    assert text.index(str(near.code)) < text.index(str(late.code))
    assert "quá hạn" in text
    assert "Tiếp nhận và trả kết quả" in text


def test_the_tabs_count_and_narrow(file: File) -> None:
    late, other = file(), file()
    cases.Task.objects.filter(case=late).update(due_at=late.filed_at)
    clerk = person("tiepnhan")
    text = clerk.client.get(INBOX, {"loc": "late"}).content.decode()
    assert str(late.code) in text
    assert str(other.code) not in text
    assert str(other.code) not in clerk.client.get(INBOX, {"loc": "mine"}).content.decode()
    cases.Task.objects.filter(case=other).update(assignee_id=clerk.actor.account_id)
    assert str(other.code) in clerk.client.get(INBOX, {"loc": "mine"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_longer_list_asks_no_more_of_the_database(file: File, rows: int) -> None:
    for _ in range(rows):
        file()
    clerk = person("tiepnhan").client
    clerk.get(INBOX)
    with CaptureQueriesContext(connection) as asked:
        answer = clerk.get(INBOX)
    assert answer.content.count(b"data-row") == rows
    assert len(asked) <= 15, [query["sql"] for query in asked]


def test_officials_of_another_unit_see_nothing_of_it(file: File) -> None:
    case = file()
    answer = person("congchuc.stp").client.get(INBOX)
    assert answer.status_code == HTTPStatus.OK
    assert str(case.code) not in answer.content.decode()
    assert case.applicant_name not in answer.content.decode()


def test_citizens_and_strangers_have_no_inbox(citizen: Person) -> None:
    assert citizen.client.get(INBOX).status_code == HTTPStatus.FORBIDDEN
    assert Client().get(INBOX).status_code == HTTPStatus.FOUND


def test_an_empty_inbox_says_so(province: None) -> None:
    assert "Không còn việc nào chờ" in person("lanhdao").client.get(INBOX).content.decode()


def test_a_cursor_of_nothing_is_refused(province: None) -> None:
    answer = person("tiepnhan").client.get(INBOX, {"after": "x' OR 1=1 --"})
    assert HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR


def test_several_are_accepted_and_each_is_reported(file: File) -> None:
    first, moved = file(), file()
    marks = [mark(first), mark(moved)]
    do("tiepnhan", moved, "ask_before_receipt", reason="Thiếu giấy tờ phải có", papers=("Căn cước",))
    clerk = person("tiepnhan").client
    asked = clerk.post(BULK, {"action": "accept", "case": marks})
    assert "Tiếp nhận hồ sơ và hẹn ngày" in asked.content.decode()
    first.refresh_from_db()
    assert first.state == "filed", "nothing is done before it is confirmed"
    report = clerk.post(BULK, {"action": "accept", "case": marks, "confirmed": "1"}).content.decode()
    first.refresh_from_db()
    moved.refresh_from_db()
    assert first.state == "received"
    assert moved.state == "incomplete"
    assert "Đã ghi 1 trên 2" in report
    assert "Lê Thị Thu Hà" in report, "who was faster is told"


def test_what_needs_words_is_not_done_in_bulk(file: File) -> None:
    case = file()
    person("tiepnhan").client.post(BULK, {"action": "refuse", "case": mark(case), "confirmed": "1"})
    case.refresh_from_db()
    assert case.state == "filed"


@pytest.mark.parametrize("sent", ["", "x", "00000000-0000-0000-0000-000000000000:1", "1:1; DROP TABLE", ":"])
def test_marks_that_name_nothing_do_nothing(province: None, sent: str) -> None:
    answer = person("tiepnhan").client.post(BULK, {"action": "accept", "case": sent, "confirmed": "1"})
    assert answer.headers["Location"] == reverse("procedures.desk_inbox")


def test_dossiers_of_others_are_left_out_of_bulk(file: File) -> None:
    case = file()
    answer = person("congchuc.stp").client.post(BULK, {"action": "accept", "case": mark(case), "confirmed": "1"})
    case.refresh_from_db()
    assert case.state == "filed"
    assert answer.status_code == HTTPStatus.FOUND
