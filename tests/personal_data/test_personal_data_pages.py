"""Personal data on a province: a dossier is looked at, contested, asked for, restricted, and at last let go."""

import io
import json
import zipfile
from datetime import date, datetime, timedelta
from http import HTTPStatus
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thread import file_dossier
from tinhso.core import clock, personal
from tinhso.engines.cases import api as cases
from tinhso.engines.cases.actions.turn import columns
from tinhso.engines.cases.models import NamedPerson
from tinhso.engines.cases.rules import MARK, replay
from tinhso.foundation.audit import api as audit
from tinhso.foundation.audit.api import digest_of
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.models import PersonProof
from tinhso.foundation.notifications.api import list_notices
from tinhso.foundation.organisation.tests.people import actor_of, client_of
from tinhso.services.personal_data import actions, api
from tinhso.services.personal_data.models import Breach, Consent, Deletion, Request
from tinhso.services.personal_data.rules.headings import HEADINGS
from tinhso.services.personal_data.types import (
    AlreadyContested,
    ChildUnknown,
    ConsentWay,
    DeletionDecided,
    IdentityUnchecked,
    LookNotYours,
    RecordIncomplete,
    RecordMovedOn,
    SecondPersonNeeded,
    TextMovedOn,
    Told,
)

pytestmark = pytest.mark.usefixtures("province")
WHY = "Tôi không nhờ cơ quan này xem hồ sơ của tôi."
OFFICER = "baovedulieu"


@pytest.fixture
def at() -> datetime:
    return clock.now()


def filed(username: str) -> cases.Case:
    return cases.Case.objects.get(pk=file_dossier(client_of(username))["id"])


def refused(case: cases.Case) -> None:
    at = clock.now()
    inputs = cases.Inputs(reason="Bà Thôi đã nhận kết quả này rồi.")
    cases.perform(actor=actor_of("tiepnhan", at), at=at, case_id=case.id, action_id="refuse", inputs=inputs)


def asked(kind: str, at: datetime, text: str = WHY, entry_id: str = "", key: str = "k-1") -> Request:
    return actions.ask(actor=actor_of("congdan1", at), at=at, told=Told(kind, text, key, entry_id))


def answered(row: Request, at: datetime, *, upheld: bool | None = None) -> Request:
    officer = actor_of(OFFICER, at)
    actions.advance(actor=officer, at=at, request_id=row.case_id, step=actions.Step("accept"))
    step = actions.Step("fulfil", "Đã kiểm tra và trả lời.", "account", upheld)
    return actions.advance(actor=officer, at=at, request_id=row.case_id, step=step)


def text(client: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_a_look_is_told_contested_once_and_answered(at: datetime) -> None:
    case = filed("congdan1")
    clerk, citizen = client_of("congchuc"), client_of("congdan1")
    assert "Chưa có cán bộ nào xem" in text(citizen, "personal_data.looks")
    with CaptureQueriesContext(connection) as opened:
        text(clerk, "procedures.desk_case", case.id)
    reads = [query for query in opened.captured_queries if "ts_audit_auditentry" in query["sql"]]
    assert len(reads) == 1, "a page records all it has shown in one statement"
    page = text(citizen, "personal_data.looks")
    assert "Mở hồ sơ" in page and str(case.code) in page and "Công chức Tư pháp – Hộ tịch" in page
    assert "Phạm Quốc Anh" not in page, "post and unit are told, not the name"
    entry = AuditEntry.objects.get(outcome="read", subject_id=str(case.id))
    assert "Luật Bảo vệ dữ liệu cá nhân" in text(citizen, "personal_data.look", entry.id)
    text(client_of("congdan2"), "personal_data.look", entry.id, status=404)
    with pytest.raises(LookNotYours):
        actions.ask(actor=actor_of("congdan2", at), at=at, told=Told("contest", WHY, "k-9", str(entry.id)))
    row = asked("contest", at, entry_id=str(entry.id))
    assert asked("contest", at, entry_id=str(entry.id)).case_id == row.case_id
    with pytest.raises(AlreadyContested):
        asked("contest", at, entry_id=str(entry.id), key="k-2")
    assert row.acknowledge_by > at
    assert "Phạm Quốc Anh" in text(client_of(OFFICER), "personal_data.desk_request", row.case_id)
    answered(row, at, upheld=True)
    page = text(citizen, "personal_data.request", row.case_id)
    assert "không đúng mục đích" in page and "Đã kiểm tra và trả lời." in page
    assert [note.kind for note in list_notices(actor=actor_of("congdan1", at)).items][:1] == ["data_request.fulfilled"]
    assert text(citizen, "personal_data.looks", tu="01/01/2020", den="02/01/2020").count("Mở hồ sơ") == 0
    assert citizen.get(reverse("personal_data.looks"), {"tu": "x"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    file = b"".join(citizen.get(reverse("personal_data.looks_file")).streaming_content).decode()  # type: ignore[attr-defined]
    assert str(entry.id) in file and "Mở hồ sơ" in file


def test_a_person_gets_all_that_is_held_and_nobody_elses(at: datetime) -> None:
    for name in ("congdan1", "congdan2"):
        filed(name)
    row = asked("access", at, text="")
    with pytest.raises(IdentityUnchecked):
        actions.advance(
            actor=actor_of(OFFICER, at), at=at, request_id=row.case_id, step=actions.Step("fulfil", "Gửi bản dữ liệu.")
        )
    answered(row, at)
    client = client_of("congdan1")
    assert "Tải bản dữ liệu của tôi" in text(client, "personal_data.request", row.case_id)
    address = reverse("personal_data.package", args=[row.case_id])
    archive = zipfile.ZipFile(io.BytesIO(client.get(address).content))
    assert set(archive.namelist()) == {"du-lieu.json", "du-lieu.html", "du-lieu.pdf", "ai-da-xem.csv", "SHA256SUMS"}
    data = json.loads(archive.read("du-lieu.json"))
    held = {one["id"]: one["rows"] for one in data["holdings"]}
    assert len(held["cases.cases"]) == 2 and held["identity.account"][0]["full_name"] == "Nguyễn Thị Minh Hương"
    everything = archive.read("du-lieu.json").decode() + archive.read("du-lieu.html").decode()
    assert "Trần Văn Bảo" not in everything and "argon2" not in everything
    assert client_of("congdan2").get(address).status_code == HTTPStatus.NOT_FOUND
    Request.objects.update(package_until=at - timedelta(days=1))
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_consent_is_given_to_words_and_ends_when_withdrawn(at: datetime) -> None:
    citizen, client = actor_of("congdan1", at), client_of("congdan1")
    assert citizen.account_id is not None
    assert not api.allows(citizen.account_id, "khao-sat"), "silence is no consent"
    assert not api.allows(citizen.account_id, "giai-quyet-thu-tuc") and not api.allows(None, "khao-sat")
    address = reverse("personal_data.consents")
    assert client.post(address, {"purpose": "khao-sat", "version": "1"}).status_code == HTTPStatus.FOUND
    assert api.allows(citizen.account_id, "khao-sat") and not api.allows(citizen.account_id, "nhac-viec-chu-dong")
    row = Consent.objects.get()
    assert (row.version, row.way, row.given_at <= clock.now()) == (1, "web", True) and len(row.digest) == 64
    Consent.objects.update(version=99)
    assert not api.allows(citizen.account_id, "khao-sat"), "other words need another consent"
    Consent.objects.update(version=1)
    assert client.post(address, {"withdraw": str(row.id)}).status_code == HTTPStatus.FOUND
    assert not api.allows(citizen.account_id, "khao-sat")
    with pytest.raises(TextMovedOn):
        actions.give_consent(actor=citizen, at=at, purpose="khao-sat", version=2, way=ConsentWay.API)
    child = {"purpose": "nhac-viec-chu-dong", "version": 1, "way": ConsentWay.API, "for_child": True}
    for name, born in (("", date(2020, 1, 1)), ("Bé Na", None), ("Bé Na", date(2000, 1, 1))):
        with pytest.raises(ChildUnknown):
            actions.give_consent(actor=citizen, at=at, **child, child_name=name, child_born=born)  # type: ignore[arg-type]
    actions.give_consent(actor=citizen, at=at, **child, child_name="Bé Na", child_born=date(2020, 1, 1))  # type: ignore[arg-type]
    assert api.allows(citizen.account_id, "nhac-viec-chu-dong", child="Bé Na")
    assert not api.allows(citizen.account_id, "nhac-viec-chu-dong")
    assert "Bé Na" in text(client, "personal_data.consents")


def test_restriction_closes_what_is_over_until_it_is_ended(at: datetime) -> None:
    case = filed("congdan1")
    clerk = client_of("tiepnhan")
    answered(asked("restrict", at), at)
    # An open dossier goes on: the law demands it.
    text(clerk, "procedures.desk_case", case.id)
    refused(case)
    text(clerk, "procedures.desk_case", case.id, status=404)
    assert str(case.code) not in text(clerk, "procedures.desk_search", tinh_trang="finished")
    citizen = client_of("congdan1")
    assert "Đang hạn chế xử lý" in text(citizen, "personal_data.home")
    assert citizen.post(reverse("personal_data.end_restriction")).status_code == HTTPStatus.FOUND
    text(clerk, "procedures.desk_case", case.id)


def test_what_is_over_is_let_go_by_two_with_a_certificate_and_log_and_course_stay_whole(at: datetime) -> None:
    case = filed("congdan1")
    refused(case)
    before = list(cases.CaseEvent.objects.filter(case_id=case.id).order_by("seq"))
    with pytest.raises(DatabaseError), transaction.atomic():
        cases.CaseEvent.objects.filter(case_id=case.id).update(inputs={})
    officer, leader, later = actor_of(OFFICER, at), actor_of("lanhdaotinh", at), at + timedelta(days=3700)
    assert actions.propose_due(at) == 0, "nothing is due yet"
    row = actions.propose_deletion(actor=officer, at=later, rule_id="ho-so-thu-tuc")
    assert case.id in row.records
    with pytest.raises(SecondPersonNeeded):
        Deletion.objects.filter(pk=row.id).update(proposed_by_id=leader.account_id)
        actions.approve_deletion(actor=leader, at=later, deletion_id=row.id)
    Deletion.objects.filter(pk=row.id).update(proposed_by_id=officer.account_id)
    done = actions.approve_deletion(actor=leader, at=later, deletion_id=row.id)
    with pytest.raises(DeletionDecided):
        actions.approve_deletion(actor=leader, at=later, deletion_id=row.id)
    case.refresh_from_db()
    events = list(cases.CaseEvent.objects.filter(case_id=case.id).order_by("seq"))
    assert (case.applicant_name, case.applicant_id, case.data["answers"]) == (MARK, None, {})
    told = json.dumps([event.changes for event in events] + [case.data, case.notes], ensure_ascii=False)
    assert "Tôn Nữ" not in told and "Bà Thôi" not in told and events[0].actor_name == MARK
    assert replay(event.changes for event in events) == columns(case), "events still add up to the case"
    assert [(event.seq, event.at, event.action) for event in events] == [(e.seq, e.at, e.action) for e in before]
    assert digest_of(done.certificate) == done.digest
    assert (
        AuditEntry.objects.get(action="personal_data.approve_deletion", outcome="done").detail["certificate"]
        == done.digest
    )
    while audit.seal(at=clock.now()):
        pass
    assert audit.verify(verifier=audit.log_signer().verifier_text()).is_intact
    assert done.digest in text(client_of("lanhdaotinh"), "personal_data.desk_deletion", row.id)
    text(client_of("congchuc"), "personal_data.desk_retention", status=403)


def test_registers_keep_their_clocks(at: datetime) -> None:
    officer, client = actor_of(OFFICER, at), client_of(OFFICER)
    noticed = at - timedelta(hours=80)
    words = actions.BreachWords("Gửi nhầm tệp.", "họ tên", noticed, tells_subjects=True)
    row = actions.enter_breach(actor=officer, at=at, words=words)
    assert row.tell_by == noticed + timedelta(hours=72) and row.keep_until.year == noticed.year + 5
    assert "Quá hạn báo" in text(client, "personal_data.desk")
    with pytest.raises(RecordIncomplete):
        step = actions.BreachStep(authority=True)
        actions.follow_breach(actor=officer, at=at, breach_id=row.id, step=step, revision=row.revision)
    step = actions.BreachStep(authority=True, number="12/BC", late_reason="Mất điện.", close=True)
    with pytest.raises(RecordIncomplete):
        actions.follow_breach(actor=officer, at=at, breach_id=row.id, step=step, revision=row.revision)
    sent = {"authority": "yes", "subjects": "yes", "close": "yes", "late_reason": "Mất điện.", "revision": "1"}
    address = reverse("personal_data.desk_breach", args=[row.id])
    assert client.post(address, sent).status_code == HTTPStatus.FOUND
    assert Breach.objects.get().closed_at is not None
    assert client.post(address, sent).status_code == HTTPStatus.UNPROCESSABLE_ENTITY, "of two at once one is told"
    with pytest.raises(RecordIncomplete):
        actions.file_impact(actor=officer, at=at, processing_id="kho-giay-to", filed_on=at.date(), number="1")
    answers = dict.fromkeys(HEADINGS, "Đã xem xét.")
    file = {
        "actor": officer,
        "at": at,
        "processing_id": "kho-giay-to",
        "started_on": date(2026, 8, 31),
        "answers": answers,
    }
    impact = actions.write_impact(**file, revision=0)  # type: ignore[arg-type]
    assert impact.file_by == date(2026, 10, 30)
    with pytest.raises(RecordMovedOn):
        actions.write_impact(**file, revision=0)  # type: ignore[arg-type]
    filed = actions.file_impact(
        actor=officer, at=at, processing_id="kho-giay-to", filed_on=date(2026, 8, 31), number="7"
    )
    assert filed.refresh_by == date(2027, 2, 28)
    page = text(client, "personal_data.desk_record", "giai-quyet-thu-tuc")
    assert "cases.Case" in page and "applicant_name" in page
    sent = {"in_charge": "Văn phòng", "measures": "Mã hóa.", "started_on": "01/07/2025", "revision": "0"}
    address = reverse("personal_data.desk_record", args=["giai-quyet-thu-tuc"])
    assert client.post(address, sent).status_code == HTTPStatus.FOUND
    assert client.post(address, sent).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_who_is_named_in_anothers_dossier_sees_who_looked_once_their_number_is_proved(at: datetime) -> None:
    number = "046199000017"
    key = identity.person_key(number)
    identity.Account.objects.filter(username="congdan2").update(person_id_digest=key)
    filed_by = file_dossier(client_of("congdan1"), subject_id=number)
    case, clerk, named = cases.Case.objects.get(pk=filed_by["id"]), client_of("congchuc"), client_of("congdan2")
    text(clerk, "procedures.desk_inbox")
    text(clerk, "procedures.desk_case", case.id)
    assert str(case.code) not in text(named, "personal_data.looks"), "a number that somebody typed proves nothing"
    account_id = identity.Account.objects.get(username="congdan2").id
    PersonProof.objects.create(account_id=account_id, level=2, proved_at=at, proved_by="test")
    assert str(case.code) in text(named, "personal_data.looks")
    own = set(personal.subjects_of(account_id))
    assert (cases.SUBJECT, str(case.id)) in own and len(own) == len(personal.subjects_of(account_id))
    assert bytes(NamedPerson.objects.get(case=case).key) == key, "the digest alone, and not the applicant's"
    text(named, "procedures.dossier", case.id, status=404)


def test_a_request_is_taken_at_a_counter_followed_there_and_its_answer_handed_over(at: datetime) -> None:
    clerk, officer = client_of("tiepnhan"), client_of(OFFICER)
    sent = {"name": "Trần Thị Bưởi", "number": "046160000231", "kind": "access", "key": "quay-0001"}
    address = reverse("personal_data.desk_take")
    wrong = clerk.post(address, {**sent, "number": "12", "bearer_name": "Lê Văn Tám"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and not Request.objects.exists()
    assert {"number", "evidence"} <= set(wrong.context["errors"])
    assert clerk.post(address, sent).status_code == clerk.post(address, sent).status_code == HTTPStatus.FOUND
    row = Request.objects.get()
    assert (row.account_id, bytes(row.person_key)) == (None, identity.person_key(sent["number"]))
    assert row.identity_how == "paper" and row.taken_by and row.identity_at is not None
    page = text(clerk, "personal_data.desk_taken", row.case_id)
    assert "Trần Thị Bưởi" in page and f'href="{reverse("personal_data.desk_receipt", args=[row.case_id])}"' in page
    printed = clerk.get(reverse("personal_data.desk_receipt", args=[row.case_id]))
    assert printed.content.startswith(b"%PDF")
    text(client_of("congchuc.stp"), "personal_data.desk_taken", row.case_id, status=404)
    cases.Case.objects.filter(pk=filed("congdan1").id).update(applicant=None, applicant_key=row.person_key)
    done = answered(row, at)
    assert done.identity_how == "account", "who answers may check anew"
    package = officer.get(reverse("personal_data.desk_package", args=[row.case_id]))
    held = zipfile.ZipFile(io.BytesIO(package.getvalue()))
    assert held.read("du-lieu.pdf").startswith(b"%PDF")
    told = json.loads(held.read("du-lieu.json"))["holdings"]
    assert [len(one["rows"]) for one in told if one["id"] == "cases.cases"] == [2], "theirs, and the request itself"
    text(clerk, "personal_data.desk_package", row.case_id, status=403)


PAGES = (
    ("congdan1", ("home", "looks", "requests", "ask", "consents", "processings")),
    (OFFICER, ("desk", "desk_requests", "desk_retention", "desk_records", "desk_breaches")),
)


def test_pages_take_few_queries(at: datetime) -> None:
    for number in range(3):
        asked("access", at, text="", key=f"k-{number}")
    wrong = []
    for name, pages in PAGES:
        client = client_of(name)
        for page in pages:
            with CaptureQueriesContext(connection) as counted:
                text(client, f"personal_data.{page}")
            own = [query for query in counted.captured_queries if "django_session" not in query["sql"]]
            if len(own) > 15 + (len(list(_holdings())) if page in {"home", "looks"} else 0):
                wrong.append(f"{page}: {len(own)}")
    assert not wrong


def _holdings() -> list[UUID | str]:
    from tinhso.core.personal import holdings  # noqa: PLC0415 -- filled when Django is set up

    return [key for key, held in holdings.items() if held.subject]
