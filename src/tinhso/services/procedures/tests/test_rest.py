"""The API of the room: what its pages do, done by programs."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import queries
from tinhso.services.procedures.tests.conftest import BIRTH, EXTRACT, do, picture

File = Callable[..., cases.Case]
Write = Callable[..., UUID]
REASON = "Thiếu giấy tờ chứng minh quan hệ"


def get(client: Client, path: str, **asked: Any) -> Any:
    answer = client.get(f"/api{path}", asked)
    assert answer.status_code == HTTPStatus.OK, answer.content.decode()
    return answer.json()


def call(client: Client, method: str, path: str, body: object = None, *, expect: int = HTTPStatus.OK) -> Any:
    """One call with a JSON body; its answer."""
    answer = client.generic(method, f"/api{path}", json.dumps(body), content_type="application/json")
    assert answer.status_code == expect, answer.content.decode()
    return answer.json() if answer.content else None


@pytest.fixture
def handling(file: File) -> cases.Case:
    case = file()
    do("tiepnhan", case, "accept")
    return do("congchuc", case, "start")


# --- the catalogue ----------------------------------------------------------------------------------------------------


def test_fields_count_their_procedures(province: None) -> None:
    fields = get(Client(), "/fields")
    every = get(Client(), "/procedures")["items"]
    assert sum(field["procedures"] for field in fields) == len(every)
    assert all(field["procedures"] for field in fields)
    first = fields[0]
    assert len(get(Client(), "/procedures", field=first["id"])["items"]) == first["procedures"]


def test_what_is_filed_most_and_what_a_counter_took_in_last(file: File) -> None:
    assert len(get(Client(), "/procedures/most-used")["items"]) == 6
    clerk = person("tiepnhan").client
    assert get(clerk, "/procedures/recently-received")["items"] == []
    cases.Case.objects.filter(pk=file().id).update(channel=cases.Channel.COUNTER)
    assert [row["code"] for row in get(clerk, "/procedures/recently-received")["items"]] == [EXTRACT]
    assert Client().get("/api/procedures/recently-received").status_code == HTTPStatus.UNAUTHORIZED
    assert person("congdan1").client.get("/api/procedures/recently-received").status_code == HTTPStatus.FORBIDDEN


def test_a_search_that_finds_nothing_suggests(province: None) -> None:
    found = get(Client(), "/procedures", q="khai sinh xyzzy qwerty")
    assert found["items"] or found["suggestions"]


def test_promises_are_those_of_the_page(province: None) -> None:
    promised = get(Client(), f"/procedures/{BIRTH}/promises")
    item = queries.procedure(BIRTH, clock.now().date())
    assert [row["value"] for row in promised] == sorted(rule.value for rule in item.deadlines)
    assert all(row["reason"] and row["reason_en"] for row in promised)
    assert Client().get("/api/procedures/x/promises").status_code == HTTPStatus.NOT_FOUND


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_a_draft_tells_what_it_needs_costs_and_when_it_would_be_ready(write: Write, citizen: Person) -> None:
    draft = get(citizen.client, f"/drafts/{(draft_id := write())}")
    assert draft["problems"] == {}
    assert sum(line["amount"] for line in draft["fees"]) == draft["fee"]
    assert get(citizen.client, f"/drafts/{draft_id}/promise")["reason"]


def test_a_draft_thrown_away_is_taken_back(write: Write, citizen: Person, stranger: Person) -> None:
    draft_id = write()
    call(citizen.client, "DELETE", f"/drafts/{draft_id}", expect=HTTPStatus.NO_CONTENT)
    assert get(citizen.client, "/drafts") == []
    call(stranger.client, "POST", f"/drafts/{draft_id}/restore", expect=HTTPStatus.NOT_FOUND)
    assert call(citizen.client, "POST", f"/drafts/{draft_id}/restore")["procedure"] == EXTRACT
    assert [row["id"] for row in get(citizen.client, "/drafts")] == [str(draft_id)]
    call(citizen.client, "POST", f"/drafts/{draft_id}/restore", expect=HTTPStatus.NOT_FOUND)


def test_a_paper_of_a_draft_is_read_by_its_owner_alone(citizen: Person, stranger: Person) -> None:
    draft = call(citizen.client, "POST", "/drafts", {"code": BIRTH}, expect=HTTPStatus.CREATED)
    needed = queries.procedure(BIRTH, clock.now().date()).papers[0].id
    path = f"/api/drafts/{draft['id']}/papers"
    added = citizen.client.post(path, {"paper": needed, "file": picture()})
    assert added.status_code == HTTPStatus.CREATED, added.content.decode()
    paper_id = added.json()["id"]
    assert citizen.client.get(f"{path}/{paper_id}").content.startswith(b"\x89PNG")
    assert stranger.client.get(f"{path}/{paper_id}").status_code == HTTPStatus.NOT_FOUND
    now = get(citizen.client, f"/drafts/{draft['id']}")
    assert [(paper["id"], paper["paper"]) for paper in now["papers"]] == [(paper_id, needed)]


# --- the inbox --------------------------------------------------------------------------------------------------------


def test_the_inbox_narrows_as_its_tabs_do(file: File) -> None:
    late, other = file(), file()
    cases.Task.objects.filter(case=late).update(due_at=late.filed_at)
    clerk = person("tiepnhan")
    cases.Task.objects.filter(case=other).update(assignee_id=clerk.actor.account_id)
    assert [row["code"] for row in get(clerk.client, "/inbox")["items"]] == [late.code, other.code]
    assert [row["code"] for row in get(clerk.client, "/inbox", only="late")["items"]] == [late.code]
    assert [row["code"] for row in get(clerk.client, "/inbox", only="mine")["items"]] == [other.code]
    figures = get(clerk.client, "/inbox/figures")
    assert (figures["total"], figures["late"], figures["mine"]) == (2, 1, 1)
    assert figures["types"] == {EXTRACT: 2}
    assert get(clerk.client, "/inbox", stage=next(iter(figures["stages"])))["total"] == 2
    assert get(clerk.client, "/inbox", procedure="x")["items"] == []
    assert clerk.client.get("/api/inbox", {"only": "never"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("rows", [1, 3])
def test_a_longer_inbox_asks_no_more_of_the_database(file: File, rows: int) -> None:
    for _ in range(rows):
        file()
    clerk = person("tiepnhan").client
    get(clerk, "/inbox")
    with CaptureQueriesContext(connection) as asked:
        found = get(clerk, "/inbox")
    assert len(found["items"]) == rows
    assert len(asked) <= 12, [query["sql"] for query in asked]


def test_several_are_accepted_and_each_has_its_outcome(file: File) -> None:
    first, moved, foreign = file(), file(), uuid4()
    clerk = person("tiepnhan").client
    seen = [{"case_id": row["case_id"], "seen_seq": row["seq"]} for row in get(clerk, "/inbox")["items"]]
    assert {"accept": 2}.items() <= {one["id"]: one["count"] for one in get(clerk, "/inbox")["at_once"]}.items()
    do("tiepnhan", moved, "ask_before_receipt", reason="Thiếu giấy tờ phải có", papers=("Căn cước",))
    body = {"action": "accept", "dossiers": [*seen, {"case_id": str(foreign), "seen_seq": 1}]}
    outcomes = {one["case_id"]: one for one in call(clerk, "POST", "/inbox/actions", body)}
    assert outcomes[str(first.id)]["state"] == "received"
    assert "Lê Thị Thu Hà" in outcomes[str(moved.id)]["problem"]["message"], "who was faster is told"
    assert outcomes[str(foreign)]["problem"]["kind"] == "not_found"
    moved.refresh_from_db()
    assert moved.state == "incomplete"


def test_what_needs_words_is_refused_among_several_and_strangers_reach_nothing(file: File) -> None:
    case = file()
    body = {"action": "refuse", "dossiers": [{"case_id": str(case.id), "seen_seq": case.seq}]}
    wordless = call(person("tiepnhan").client, "POST", "/inbox/actions", body)
    assert not wordless[0]["done"] and wordless[0]["problem"]["fields"]
    other = person("congchuc.stp").client
    missing = call(other, "POST", "/inbox/actions", {**body, "action": "accept"})
    assert missing[0]["problem"]["kind"] == "not_found"
    call(person("congdan1").client, "POST", "/inbox/actions", body, expect=HTTPStatus.FORBIDDEN)
    call(other, "POST", "/inbox/actions", {"action": "accept", "dossiers": []}, expect=HTTPStatus.UNPROCESSABLE_ENTITY)
    case.refresh_from_db()
    assert case.state == "filed"


# --- a dossier --------------------------------------------------------------------------------------------------------


def test_an_official_reads_what_the_page_shows_and_the_reading_is_recorded(handling: cases.Case) -> None:
    shown = get(person("congchuc").client, f"/dossiers/{handling.id}")
    assert shown["handling"]["task"]["stage"]
    assert shown["handling"]["phone"] == "0900000001"
    assert [form["seq"] for form in shown["handling"]["forms"]]
    assert "Phạm Quốc Anh" in {event["by"] for event in shown["events"]}
    assert [read.actor_name for read in audit.list_reads(subjects=[("case", handling.id)]).items] == ["Phạm Quốc Anh"]


def test_an_applicant_is_told_what_concerns_them(handling: cases.Case, citizen: Person) -> None:
    do("congchuc", handling, "request_supplement", reason=REASON, papers=("Căn cước",))
    shown = get(citizen.client, f"/dossiers/{handling.id}")
    assert shown["handling"] is None
    assert {event["by"] for event in shown["events"]} == {""}
    assert (shown["events"][-1]["reason"], shown["events"][-1]["papers"]) == (REASON, ["Căn cước"])
    assert [read.actor_kind for read in audit.list_reads(subjects=[("case", handling.id)]).items] == []


def test_the_clock_adds_up_and_is_explained(handling: cases.Case, citizen: Person) -> None:
    told = get(person("congchuc").client, f"/dossiers/{handling.id}/clock")
    assert told["counted_s"] + told["paused_s"] == pytest.approx(sum(one["length_s"] for one in told["stretches"]))
    assert told["stretches"][-1]["ended_at"] is None
    assert set(told["charged_s"]) <= {party.value for party in cases.Party}
    assert told["explanation"]["vi"]
    assert citizen.client.get(f"/api/dossiers/{handling.id}/clock").status_code == HTTPStatus.FORBIDDEN


def test_a_form_that_was_issued_is_a_pdf_and_another_is_not_there(handling: cases.Case) -> None:
    officer = person("congchuc").client
    form = get(officer, f"/dossiers/{handling.id}")["handling"]["forms"][0]
    path = f"/api/dossiers/{handling.id}/forms/{form['template_id']}"
    assert officer.get(path).content.startswith(b"%PDF")
    assert officer.get(path, {"seq": form["seq"]}).content.startswith(b"%PDF")
    assert officer.get(path, {"seq": 99}).status_code == HTTPStatus.NOT_FOUND
    assert officer.get(f"/api/dossiers/{handling.id}/forms/x").status_code == HTTPStatus.NOT_FOUND
    assert person("congchuc.stp").client.get(path).status_code == HTTPStatus.NOT_FOUND


def test_a_result_is_previewed_before_it_is_signed(handling: cases.Case) -> None:
    def preview(client: Client, text: str = "") -> Any:
        path = f"/api/dossiers/{handling.id}/preview"
        return client.post(path, {"text": text}, content_type="application/json")

    assert preview(person("congchuc").client).content.startswith(b"%PDF")
    assert preview(person("congchuc").client, 'Điều 1. "<b>" #import $x$ {{ 1 }}').content.startswith(b"%PDF")
    assert preview(person("congchuc.stp").client).status_code == HTTPStatus.NOT_FOUND
    assert preview(person("congdan1").client).status_code == HTTPStatus.FORBIDDEN


def test_what_is_offered_says_what_it_needs(handling: cases.Case, stranger: Person) -> None:
    officer = person("congchuc").client
    offered = {one["id"]: one for one in get(officer, f"/dossiers/{handling.id}/actions")}
    assert {"reason", "paper"} <= set(offered["request_supplement"]["needs"])
    assert offered["stop"]["ends"]
    drafting = get(officer, f"/dossiers/{handling.id}/actions/submit_for_signature")
    assert "Nguyễn Thị Minh Hương" in drafting["text"]
    assert get(officer, f"/dossiers/{handling.id}/actions/request_supplement")["papers"]
    assert officer.get(f"/api/dossiers/{handling.id}/actions/sign").status_code == HTTPStatus.CONFLICT
    assert stranger.client.get(f"/api/dossiers/{handling.id}/actions").status_code == HTTPStatus.NOT_FOUND


def test_a_task_goes_only_to_who_may_take_it(handling: cases.Case) -> None:
    officer = person("congchuc").client
    path = f"/dossiers/{handling.id}/actions/forward"
    offered = {(taker["kind"], taker["id"]) for taker in get(officer, path)["takers"]}
    leader, outside = person("lanhdao").actor.account_id, person("congchuc.stp").actor.account_id
    assert ("person", str(leader)) in offered and ("person", str(outside)) not in offered
    sent = {"reason": "Chuyển theo phân công"}
    forged = call(officer, "POST", path, {**sent, "assignee_id": str(outside)}, expect=HTTPStatus.UNPROCESSABLE_ENTITY)
    assert forged["code"] == "no_such_taker"
    call(officer, "POST", path, {**sent, "assignee_id": str(leader)})
    task = cases.open_task(handling.id)
    assert task
    assert task.assignee_id == leader


def test_supplements_are_uploaded_taken_back_and_sent(handling: cases.Case, citizen: Person, stranger: Person) -> None:
    do("congchuc", handling, "request_supplement", reason=REASON, papers=("Căn cước",))
    path = f"/api/dossiers/{handling.id}/supplements"
    sent = {"action_id": "submit_supplement", "title": "Căn cước"}
    ids = [citizen.client.post(path, {**sent, "file": picture()}).json()["id"] for _ in range(2)]
    assert [row["id"] for row in citizen.client.get(path).json()] == ids
    assert stranger.client.get(path).status_code == HTTPStatus.NOT_FOUND
    assert stranger.client.delete(f"{path}/{ids[0]}").status_code == HTTPStatus.NOT_FOUND
    assert [row["id"] for row in citizen.client.delete(f"{path}/{ids[0]}").json()] == ids[1:]
    bad = SimpleUploadedFile("virus.pdf", b"MZ\x90\x00", content_type="application/pdf")
    assert citizen.client.post(path, {**sent, "file": bad}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    call(citizen.client, "POST", f"/dossiers/{handling.id}/actions/submit_supplement", {})
    assert cases.CaseDocument.objects.filter(case=handling, kind="supplement", title="Căn cước").count() == 1
    assert citizen.client.get(path).json() == []


def test_files_of_the_office_stay_inside_it(handling: cases.Case, citizen: Person) -> None:
    """A file that an official sends along is the applicant's to see only where it completes the dossier."""
    do("congchuc", handling, "request_supplement", reason=REASON, papers=("Căn cước",))
    clerk = person("tiepnhan")
    kept = files.put_file(actor=clerk.actor, at=clock.now(), upload=picture(), name="a.png", purpose="x")
    call(clerk.client, "POST", f"/dossiers/{handling.id}/actions/submit_supplement", {"file_ids": [str(kept.id)]})
    document = cases.CaseDocument.objects.get(case=handling, file=kept)
    assert (document.kind, document.title, document.public) == ("supplement", "Căn cước", True)


def test_opening_the_result_hands_it_over(handling: cases.Case, citizen: Person) -> None:
    do("congchuc", handling, "submit_for_signature", text="Theo sổ hộ tịch.")
    do("lanhdao", handling, "sign")
    shown = get(citizen.client, f"/dossiers/{handling.id}")
    assert shown["result"]["verification_code"]
    assert (shown["result"]["revoked_at"], shown["result"]["revoked_reason"]) == (None, "")
    paper = next(one for one in shown["documents"] if one["kind"] == "result")
    assert citizen.client.get(f"/api/documents/{paper['id']}").content.startswith(b"%PDF")
    handling.refresh_from_db()
    assert handling.state == "returned"
    assert citizen.client.get(f"/api/documents/{paper['id']}").status_code == HTTPStatus.OK


def test_a_letter_that_no_column_holds_is_refused(handling: cases.Case) -> None:
    body = {"reason": "Thiếu giấy tờ\x00chứng minh", "papers": ["Căn cước"]}
    path = f"/dossiers/{handling.id}/actions/request_supplement"
    call(person("congchuc").client, "POST", path, body, expect=HTTPStatus.UNPROCESSABLE_ENTITY)
    assert (
        person("congchuc").client.get("/api/inbox", {"stage": "a\x00"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    handling.refresh_from_db()
    assert handling.state == "handling"
