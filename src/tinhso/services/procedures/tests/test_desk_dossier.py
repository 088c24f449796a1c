"""A dossier's page for officials, its papers and its forms."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest

from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures.desk.clock import clock_of, length_of
from tinhso.services.procedures.desk.face import UnitNames
from tinhso.services.procedures.tests.conftest import do, picture

File = Callable[..., cases.Case]
INJECTIONS = ["<script>alert(1)</script>", "'; DROP TABLE ts_cases_case; --", "{{ 7|add:7 }}{% now 'Y' %}"]


def page(case: cases.Case, username: str = "congchuc") -> str:
    answer = person(username).client.get(f"/desk/ho-so/{case.id}/")
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def test_the_page_shows_answers_papers_history_and_clock(file: File) -> None:
    case = file()
    do("tiepnhan", case, "accept")
    text = page(case)
    for part in (
        case.code,
        "Nguyễn Thị Minh Hương",
        "Làm hộ chiếu",
        "Lê Thị Thu Hà",
        "Đã tiếp nhận",
        "ts-clock",
        "Hẹn",
    ):
        assert str(part) in text


def test_to_htmx_it_answers_with_the_content_alone(file: File) -> None:
    answer = person("tiepnhan").client.get(f"/desk/ho-so/{file().id}/", headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert b"ts-case__head" in answer.content


def test_opening_a_dossier_is_recorded_as_reading_it(file: File) -> None:
    case = file()
    page(case)
    reads = audit.list_reads(subjects=[("case", case.id)]).items
    assert [read.actor_name for read in reads] == ["Phạm Quốc Anh"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_was_typed_stays_text(file: File, text: str) -> None:
    case = file(delivery={"copies": "2", "purpose": text})
    do("tiepnhan", case, "ask_before_receipt", reason=f"Lý do: {text}", papers=(text,))
    shown = page(case)
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown or text.replace("'", "&#x27;") in shown


@pytest.mark.parametrize("path", ["", "viec/accept/", "viec/sign/", "phieu/tt03-2025.01/", "du-thao/"])
def test_others_learn_nothing_not_even_that_it_exists(file: File, path: str, stranger: Person) -> None:
    case = file()
    do("tiepnhan", case, "accept")
    assert person("congchuc.stp").client.get(f"/desk/ho-so/{case.id}/{path}").status_code == HTTPStatus.NOT_FOUND
    assert person("congchuc").client.get(f"/desk/ho-so/{uuid4()}/{path}").status_code == HTTPStatus.NOT_FOUND
    assert stranger.client.get(f"/desk/ho-so/{case.id}/{path}").status_code == HTTPStatus.FORBIDDEN


def test_forms_are_typeset_on_the_spot_until_the_worker_has_filed_them(file: File) -> None:
    case = file()
    do("tiepnhan", case, "accept")
    clerk = person("tiepnhan").client
    form = clerk.get(f"/desk/ho-so/{case.id}/phieu/tt03-2025.01/")
    assert form.content.startswith(b"%PDF")
    assert "frame-ancestors 'self'" in form.headers["Content-Security-Policy"]
    assert clerk.get(f"/desk/ho-so/{case.id}/phieu/tt03-2025.03/").status_code == HTTPStatus.NOT_FOUND
    assert clerk.get(f"/desk/ho-so/{case.id}/phieu/../../etc/").status_code == HTTPStatus.NOT_FOUND


def test_papers_are_shown_to_the_unit_alone(file: File, citizen: Person) -> None:
    case = file()
    do("tiepnhan", case, "ask_before_receipt", reason="Thiếu giấy tờ phải có", papers=("Căn cước",))
    at = clock.now()
    stored = files.put_file(
        actor=citizen.actor, at=at, upload=picture(), name="can-cuoc.png", purpose="procedures.paper"
    )
    given = cases.Inputs(documents=(cases.NewDocument(stored.id, "Căn cước", cases.DocumentKind.SUPPLEMENT),))
    cases.perform(actor=citizen.actor, at=at, case_id=case.id, action_id="complete_dossier", inputs=given)
    document = cases.CaseDocument.objects.get(case=case, title="Căn cước")
    address = f"/desk/giay-to/{document.id}/"
    shown = person("congchuc").client.get(address)
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert person("congchuc").client.get(f"{address}?tai=1").headers["Content-Disposition"].startswith("attachment")
    assert person("congchuc.stp").client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert address in page(case)


def test_the_stretches_of_the_clock_add_up_to_the_time_gone(file: File) -> None:
    case = file()
    for action, inputs in (
        ("accept", {}),
        ("start", {}),
        ("request_supplement", {"reason": "Thiếu giấy tờ phải có", "papers": ("Căn cước",)}),
    ):
        do("congchuc", case, action, **inputs)
    at = clock.now() + timedelta(days=2)
    view = cases.case_view(actor=person("congchuc").actor, case_id=case.id, at=at)
    found = clock_of(view, at, UnitNames(at.date()))
    assert found
    assert found.elapsed == length_of(at - view.segments[0].started_at)
    assert [stretch.counts for stretch in found.stretches][-1] is False
    assert found.paused
    assert all(float(stretch.x) + float(stretch.width) <= 1004 for stretch in found.stretches)


def test_search_finds_by_code_name_without_accents_and_telephone(file: File) -> None:
    case, address = file(), "/desk/ho-so/"
    clerk, link = person("tiepnhan").client, f"/desk/ho-so/{case.id}/"
    for text in (str(case.code), str(case.code)[:8].lower(), "nguyen thi minh", "0900000001"):
        assert link in clerk.get(address, {"q": text}).content.decode(), text
    for nothing in ({"q": "khong co ai"}, {"q": str(case.code), "tinh_trang": "finished"}, {"q": "%' OR '1'='1"}):
        assert link not in clerk.get(address, nothing).content.decode()
    assert link not in person("congchuc.stp").client.get(address, {"q": str(case.code)}).content.decode()
