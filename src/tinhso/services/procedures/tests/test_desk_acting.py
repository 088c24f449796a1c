"""Actions from the dossier's page: what they need, who may do them, and what happens when two press at once."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.files import api as files
from tinhso.foundation.notifications import api as notifications
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.foundation.signing import api as signing
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions import telling
from tinhso.services.procedures.tests.conftest import do, picture

File = Callable[..., cases.Case]
REASON = "Thiếu giấy tờ chứng minh quan hệ"


@pytest.fixture
def handling(file: File) -> cases.Case:
    case = file()
    do("tiepnhan", case, "accept")
    return do("congchuc", case, "start")


def address(case: cases.Case, action: str) -> str:
    return f"/desk/ho-so/{case.id}/viec/{action}/"


def test_a_supplement_is_asked_for_once_it_says_why_and_what(handling: cases.Case) -> None:
    officer = person("congchuc").client
    assert "Giấy tờ cần bổ sung" in officer.get(address(handling, "request_supplement")).content.decode()
    short = officer.post(address(handling, "request_supplement"), {"reason": "Thiếu", "seen_seq": handling.seq})
    assert short.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "ít nhất 10 ký tự" in short.content.decode()
    sent = {"reason": REASON, "more_papers": "Giấy chứng sinh\n\nHộ chiếu", "seen_seq": handling.seq}
    assert officer.post(address(handling, "request_supplement"), sent).status_code == HTTPStatus.FOUND
    handling.refresh_from_db()
    assert handling.state == "waiting_supplement"
    assert handling.notes["supplement_request"]["papers"] == ["Giấy chứng sinh", "Hộ chiếu"]


def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(handling: cases.Case) -> None:
    seen = handling.seq
    do(
        "congchuc",
        handling,
        "extend",
        reason="Cần thêm thời gian tra sổ gốc",
        due_date=clock.now().date().replace(year=2030),
    )
    sent = {"reason": "Lý do đã gõ công phu", "more_papers": "Sổ gốc", "seen_seq": seen}
    answer = person("congchuc").client.post(address(handling, "request_supplement"), sent)
    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Phạm Quốc Anh" in text
    assert "Xin lỗi và hẹn lại" in text
    assert "Lý do đã gõ công phu" in text
    assert "Sổ gốc" in text
    handling.refresh_from_db()
    assert handling.state == "handling"
    again = person("congchuc").client.post(address(handling, "request_supplement"), {**sent, "seen_seq": handling.seq})
    assert again.status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("username", "action"),
    [("tiepnhan", "sign"), ("tiepnhan", "request_supplement"), ("congchuc", "accept"), ("congchuc", "x")],
)
def test_an_illegal_move_is_refused_and_recorded(handling: cases.Case, username: str, action: str) -> None:
    sent = {"reason": REASON, "more_papers": "Sổ gốc", "seen_seq": handling.seq}
    answer = person(username).client.post(address(handling, action), sent)
    assert answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.FOUND}
    handling.refresh_from_db()
    assert handling.state == "handling"
    if action != "x":
        refused = AuditEntry.objects.filter(action="cases.perform", outcome="refused", subject_id=str(handling.id))
        assert refused.count() == 1


def test_a_page_for_an_action_that_is_over_leads_back(handling: cases.Case) -> None:
    answer = person("tiepnhan").client.get(address(handling, "accept"))
    assert answer.headers["Location"] == f"/desk/ho-so/{handling.id}/"


def test_without_the_token_of_the_form_nothing_is_done(handling: cases.Case) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = person("congchuc").client.cookies
    assert careful.post(address(handling, "stop"), {"reason": REASON}).status_code == HTTPStatus.FORBIDDEN


def test_the_result_is_drafted_previewed_and_signed(handling: cases.Case) -> None:
    officer, leader = person("congchuc").client, person("lanhdao").client
    form = officer.get(address(handling, "submit_for_signature")).content.decode()
    assert "Nguyễn Thị Minh Hương" in form
    shown = officer.post(f"/desk/ho-so/{handling.id}/du-thao/", {"text": 'Điều 1. "<b>" #import $x$ {{ 1 }}'})
    assert shown.content.startswith(b"%PDF")
    sent = officer.post(
        address(handling, "submit_for_signature"), {"text": "Theo sổ hộ tịch.", "seen_seq": handling.seq}
    )
    assert sent.status_code == HTTPStatus.FOUND
    handling.refresh_from_db()
    assert "Ký số kết quả này?" in leader.get(address(handling, "sign")).content.decode()
    assert leader.post(address(handling, "sign"), {"seen_seq": handling.seq}).status_code == HTTPStatus.FOUND
    result = queries.result_of(handling.id)
    assert result
    page = leader.get(f"/desk/ho-so/{handling.id}/").content.decode()
    assert result.number in page
    assert "Trang kiểm tra" in page
    assert "Đã thu hồi" not in page


def test_a_revoked_result_says_so_to_applicant_and_office(handling: cases.Case) -> None:
    officer, leader, at = person("congchuc").client, person("lanhdao"), clock.now()
    officer.post(address(handling, "submit_for_signature"), {"text": "Theo sổ hộ tịch.", "seen_seq": handling.seq})
    handling.refresh_from_db()
    leader.client.post(address(handling, "sign"), {"seen_seq": handling.seq})
    result = queries.result_of(handling.id)
    assert result
    signed = signing.SignedDocument.objects.get(code=result.verification_code)
    signing.revoke_document(actor=leader.actor, at=at, document_id=signed.id, reason="Ghi sai ngày sinh")
    telling.tell_of_revocations([signing.DocumentRevoked(document_id=signed.id, revoked_at=at)], at)
    citizen = person("congdan1")
    assert notifications.list_notices(actor=citizen.actor).items[0].kind == "dossier.result_revoked"
    for client, path in ((citizen.client, f"/ho-so/{handling.id}/"), (leader.client, f"/desk/ho-so/{handling.id}/")):
        page = client.get(path).content.decode()
        assert "thu hồi" in page.lower()
        assert "Ghi sai ngày sinh" in page


def test_a_task_is_passed_on_to_a_colleague_only_to_one_in_the_list(handling: cases.Case) -> None:
    officer, leader = person("congchuc"), person("lanhdao")
    outside = person("congchuc.stp").actor.account_id
    sent = {"reason": "Chuyển theo phân công", "seen_seq": handling.seq}
    forged = officer.client.post(address(handling, "forward"), {**sent, "unit": f"person:{outside}"})
    assert forged.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    done = officer.client.post(address(handling, "forward"), {**sent, "unit": f"person:{leader.actor.account_id}"})
    assert done.status_code == HTTPStatus.FOUND
    task = cases.open_task(handling.id)
    assert task
    assert task.assignee_id == leader.actor.account_id


def test_files_that_others_gave_cannot_be_sent_along(handling: cases.Case, stranger: Person) -> None:
    do("congchuc", handling, "request_supplement", reason=REASON, papers=("Căn cước",))
    theirs = files.put_file(actor=stranger.actor, at=clock.now(), upload=picture(), name="a.png", purpose="x")
    clerk = person("tiepnhan").client
    answer = clerk.post(address(handling, "submit_supplement"), {"file": str(theirs.id), "seen_seq": handling.seq})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert not cases.CaseDocument.objects.filter(case=handling, file=theirs).exists()


def test_papers_brought_to_the_counter_are_filed(handling: cases.Case) -> None:
    do("congchuc", handling, "request_supplement", reason=REASON, papers=("Căn cước",))
    handling.refresh_from_db()
    clerk = person("tiepnhan").client
    empty = clerk.post(address(handling, "submit_supplement"), {"seen_seq": handling.seq})
    assert "Tải lên ít nhất một giấy tờ" in empty.content.decode()
    bad = files_of(b"MZ\x90\x00", "virus.pdf")
    refused = clerk.post(address(handling, "submit_supplement"), {"files": [picture(), bad], "seen_seq": handling.seq})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "virus.pdf" in refused.content.decode()
    assert "anh.png" in refused.content.decode(), "the good file is kept"
    done = clerk.post(address(handling, "submit_supplement"), {"files": picture(), "seen_seq": handling.seq})
    assert done.status_code == HTTPStatus.FOUND
    assert cases.CaseDocument.objects.filter(case=handling, kind="supplement", title="Căn cước").count() == 1


def files_of(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")
