"""Flows on the desk and by REST: read, dated, tried out, written as BPMN and read from it; every procedure walks."""

import argparse
import json
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import cli
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.tests.conftest import EXTRACT

LIST = "/desk/quy-trinh/"
FLOW = "/desk/quy-trinh/with-verification/"
PLAY = f"{FLOW}chay-thu/"
READ = "/desk/quy-trinh-bpmn/"
PAGES = [LIST, FLOW, PLAY, f"{FLOW}bpmn/", READ]
REST = "/api/flows"

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(province: None) -> Client:
    return person("kiemsoat").client


def walk(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli.configure(parser)
    return cli.run(parser.parse_args(["walk", *words]))


def text_of(client: Client, path: str, **query: object) -> str:
    answer = client.get(path, query)
    assert answer.status_code == HTTPStatus.OK, path
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_who_reviews_procedures_sees_flows(reviewer: Client, path: str) -> None:
    assert reviewer.get(path).status_code == HTTPStatus.OK


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("username", ["congdan1", "tiepnhan", "lanhdao"])
def test_others_do_not(province: None, path: str, username: str) -> None:
    assert person(username).client.get(path).status_code == HTTPStatus.FORBIDDEN


def test_a_flow_that_is_not_there(reviewer: Client) -> None:
    assert reviewer.get("/desk/quy-trinh/khong-co/").status_code == HTTPStatus.NOT_FOUND
    assert reviewer.get(f"{REST}/khong-co").status_code == HTTPStatus.NOT_FOUND


def test_the_list_asks_little_of_the_database(reviewer: Client) -> None:
    reviewer.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        text = text_of(reviewer, LIST)
    assert text.count("data-row") == len(packs.current("flows", cases.FlowObject))
    assert len(asked) <= 15, [query["sql"] for query in asked]


def test_open_cases_are_counted_where_they_are(file, reviewer: Client) -> None:
    case = file()
    flow = cases.flow_of(case.version_id)
    assert cases.open_cases_by_flow() == {flow.id: {"filed": 1}}
    assert 'class="ts-flow__number" y="4">1<' in text_of(reviewer, f"/desk/quy-trinh/{flow.id}/")


def test_a_flow_is_drawn_told_and_dated(reviewer: Client) -> None:
    text = text_of(reviewer, FLOW, luc="2026-08-27T09:10")
    flow = packs.current("flows", cases.FlowObject)["with-verification"]
    assert text.count('<path class="ts-flow__arrow') > 10
    for named in (*flow.states, *flow.actions, *flow.stages):
        assert named.name in text
    assert "Không thấy gì sai" in text
    assert "09/2026" in text, "dates are promised from the moment that was asked for"
    assert "<script>" not in text
    assert " style=" not in text


@pytest.mark.parametrize(
    "query",
    [
        {"luc": "hôm qua"}, {"luc": "9999-12-31T23:59"}, {"luc": "0001-01-01T00:00"}, {"nghi": "-5"}, {"han": "99"},
        {"kenh": "chim"}, {"dk": "x"}, {"thu_tuc": "0"},
    ],
)  # fmt: skip
def test_wrong_wishes_are_taken_as_usual(reviewer: Client, query: dict[str, str]) -> None:
    assert reviewer.get(FLOW, query).status_code == HTTPStatus.OK
    assert reviewer.get(PLAY, query).status_code == HTTPStatus.OK


def test_trying_out_goes_forward_and_back_and_stores_nothing(reviewer: Client) -> None:
    steps = ["accept", "start", "consult"]
    text = text_of(reviewer, PLAY, buoc=steps, luc="2026-08-27T09:10")
    assert "Chờ cơ quan phối hợp trả lời" in text
    assert "Một cơ quan trả lời" in text
    assert "Giấy tiếp nhận hồ sơ" in text
    assert "buoc=accept&amp;buoc=start&quot;" in text or 'buoc=accept&amp;buoc=start"' in text, "one step back"
    answered = text_of(reviewer, PLAY, buoc=[*steps, "consultation_ended", "consultation_ended"])
    assert "Trình ký kết quả" in answered
    assert not cases.Case.objects.exists()
    assert not cases.CaseEvent.objects.exists()


def test_a_step_that_is_not_offered_is_told_and_left_out(reviewer: Client) -> None:
    text = text_of(reviewer, PLAY, buoc=["accept", "sign", "nothing"])
    assert "Không đi tiếp được" in text
    assert "Không thể" in text
    assert "Nhiều nhất 60 bước" in text_of(reviewer, PLAY, buoc=["@timer"] * 99)


def test_a_child_flow_is_not_tried_out_alone(reviewer: Client) -> None:
    assert "Chưa có thủ tục nào dùng quy trình này" in text_of(reviewer, "/desk/quy-trinh/consultation/chay-thu/")


def test_rest_says_the_same(reviewer: Client) -> None:
    rows = reviewer.get(REST).json()
    assert {row["id"] for row in rows} == set(packs.current("flows", cases.FlowObject))
    assert all(row["errors"] == 0 for row in rows)
    one = reviewer.get(f"{REST}/simple").json()
    assert EXTRACT in one["procedures"]
    query = {"procedure": EXTRACT, "at": "2026-08-27T09:10:00+07:00", "steps": ["accept", "start"]}
    played = reviewer.get(f"{REST}/simple/play", query).json()
    assert played["state"] == "handling"
    assert played["stage"] == "handle"
    assert played["promised_at"]
    assert "submit_for_signature" in played["offered"]
    ways = reviewer.get(f"{REST}/simple/routes", query).json()
    assert {way["end"] for way in ways} == {"refused", "returned", "withdrawn", "stopped"}
    assert reviewer.get(f"{REST}/simple/play", {**query, "steps": ["sign"]}).status_code == HTTPStatus.CONFLICT
    assert reviewer.get(f"{REST}/with-fee/play", query).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert reviewer.get(f"{REST}/simple/play").status_code == HTTPStatus.NOT_FOUND
    assert person("tiepnhan").client.get(REST).status_code == HTTPStatus.FORBIDDEN
    assert person("tiepnhan").client.get(f"{REST}/simple/play").status_code == HTTPStatus.FORBIDDEN


def test_a_flow_travels_as_bpmn(reviewer: Client) -> None:
    content = reviewer.get(f"{FLOW}bpmn/").content
    assert reviewer.get(f"{REST}/with-verification/bpmn").content == content
    sent = SimpleUploadedFile("quy-trinh.bpmn", content, content_type="application/xml")
    text = reviewer.post(READ, {"tep": sent}).content.decode()
    assert "đọc lại nguyên vẹn" in text
    sent.seek(0)
    read = reviewer.post("/api/bpmn-readings", {"file": sent}).json()
    flow = packs.current("flows", cases.FlowObject)["with-verification"]
    assert cases.FlowObject.model_validate(read["flow"]) == flow
    assert read["is_exact"]
    assert read["findings"] == []


def test_what_is_no_bpmn_is_told(reviewer: Client) -> None:
    assert "Chọn một tệp BPMN." in reviewer.post(READ, {}).content.decode()
    for content in (b"", b"hello", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\xff\xfe\x00"):
        text = reviewer.post(READ, {"tep": SimpleUploadedFile("a.bpmn", content)}).content.decode()
        assert "Chưa hiểu" in text or "Chọn một tệp" in text


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_procedures_in_force_walk_to_every_end(province: None, every: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """One procedure of each flow, by what the flow may ask of it; with ``--deep`` every one."""
    procedures = packs.current("procedures", ProcedureObject)
    kinds = {(one.flow, bool(one.fee.items), isinstance(one.deadline, tuple)): code for code, one in procedures.items()}
    assert walk("--json", *(["--all"] if every else kinds.values())) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["whole"]
    assert {one["flow"] for one in told["procedures"]} == {one.flow for one in procedures.values()}
    assert len(told["procedures"]) == len(procedures if every else kinds)
    assert all(not one["missed"] and not one["broken"] and one["ends"] for one in told["procedures"])
    assert not cases.Case.objects.exists()


def test_walking_by_code(province: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert walk(EXTRACT) == 0
    assert f"✓ {EXTRACT}" in capsys.readouterr().out
    assert walk("9.999999") == 1
    assert "9.999999" in capsys.readouterr().err
    assert walk() == 1


def test_officials_who_review_are_few(citizen: Person) -> None:
    assert not citizen.actor.can("procedures.review")
    assert person("quantri").actor.can("procedures.review")
