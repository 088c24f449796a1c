"""Linked dossiers: one filing, a dossier in each agency with its own clock, results that go on by themselves."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client

from tinhso.core import clock
from tinhso.core.errors import TinhSoError
from tinhso.engines.cases import api as cases
from tinhso.engines.cases import rules as case_rules
from tinhso.engines.cases.actions import beginning
from tinhso.engines.cases.actions.turn import columns
from tinhso.foundation.notifications import api as notifications
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.actions import counting, telling
from tinhso.services.procedures.models import DossierFact
from tinhso.services.procedures.tests import linked
from tinhso.services.procedures.tests.conftest import do
from tinhso.services.procedures.tests.linked import BIRTH_CHAIN, DEATH_CHAIN, REASON, RECOGNITION_CHAIN
from tinhso.services.procedures.types import RatedAsWhole

BOTH = ["residence", "insurance"]


@pytest.fixture(autouse=True)
def _quick(province: None):
    with linked.quick_signatures():
        yield


def holds(case_id) -> None:
    """Events add up to the case; its segments touch and cover its time."""
    case = cases.Case.objects.get(pk=case_id)
    events = cases.CaseEvent.objects.filter(case_id=case_id).order_by("seq")
    assert case_rules.replay(event.changes for event in events) == columns(case)
    segments = list(cases.ClockSegment.objects.filter(case_id=case_id).order_by("number"))
    for one, two in pairwise(segments):
        assert one.ended_at is not None and one.ended_at <= two.started_at
    spans = [case_rules.Span(s.started_at, s.ended_at, s.counts, s.charged_to) for s in segments]
    at = clock.now()
    covered = sum(((s.ended_at or at) - s.started_at for s in segments), timedelta())
    assert sum(case_rules.charged_time(spans, until=at).values(), timedelta()) == covered


def whole_holds(whole: cases.Case) -> cases.Case:
    for case in [whole, *cases.Case.objects.filter(parent=whole)]:
        holds(case.pk)
    found = cases.Case.objects.get(pk=whole.pk)
    over = [part for part in found.notes["parts"].values() if part.get("status")]
    assert found.open_consultations == len(found.notes["parts"]) - len(over)
    return found


def test_the_form_asks_each_fact_once(citizen: Person) -> None:
    item = queries.procedure(BIRTH_CHAIN, clock.now().date())
    ids = [question.id for _, question in item.form.questions()]
    assert len(ids) == len(set(ids))
    assert ids.count("requester_name") == 1 and "person_name" not in ids and "child_name" in ids
    assert {paper.id for paper in item.papers} & {"birth_notice"} and "birth_certificate" not in {
        paper.id for paper in item.papers
    }


@pytest.mark.parametrize("code", [BIRTH_CHAIN, DEATH_CHAIN, RECOGNITION_CHAIN])
def test_from_one_filing_to_the_end(citizen: Person, code: str) -> None:
    wanted = {BIRTH_CHAIN: BOTH, DEATH_CHAIN: ["removal", "funeral"]}.get(code)
    whole = linked.file(citizen, code, **({"wanted": wanted} if wanted else {}))
    first = queries.procedure(code, clock.now().date()).parts[0].procedure
    assert whole.code and whole.promised_at and linked.parts(whole) == {first}
    assert linked.part(whole, first).code not in {"", None, whole.code}
    linked.sign(linked.part(whole, first))
    later = linked.parts(whole) - {first}
    assert len(later) == len(whole.notes["parts"]) - 1
    for procedure in later:
        begun = linked.part(whole, procedure)
        assert begun.received_at is None and begun.filed_at > whole.filed_at
        linked.sign(begun)
    whole = whole_holds(whole)
    assert (whole.status, whole.closed_at is not None) == ("9", True)


def test_a_result_goes_on_as_a_paper(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=BOTH)
    linked.sign(linked.part(whole, "1.001193"))
    for procedure in ("1.004222", "1.001939"):
        view = cases.case_view(actor=citizen.actor, case_id=linked.part(whole, procedure).id, at=clock.now())
        given = {paper.id: files for paper, files in queries.papers_given(view)}
        assert [file.title for file in given["birth_certificate"]] == ["Kết quả 1.001193"]
        assert view.case.data["answers"]["person_name"] == whole.data["answers"]["child_name"]


def test_only_the_parts_that_are_wanted(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=["insurance"])
    assert set(whole.notes["parts"]) == {"birth", "insurance"}
    assert "head_name" not in whole.data["answers"]


def test_parts_that_wait_in_vain_end_with_a_reason(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=BOTH)
    linked.refuse(linked.part(whole, "1.001193"))
    whole = whole_holds(whole)
    assert whole.status == "8" and whole.closed_at is not None
    assert whole.notes["parts"]["insurance"] == {"status": "8", "because": "birth"}
    text = citizen.client.get(f"/ho-so/{whole.id}/").content.decode()
    assert "nhưng phần đó không có kết quả" in text and REASON in text


def test_withdrawing_ends_what_is_not_decided(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=BOTH)
    linked.sign(linked.part(whole, "1.001193"))
    residence = linked.part(whole, "1.004222")
    do("canbo.ca", residence, "accept")
    page = citizen.client.get(f"/ho-so/{whole.id}/viec/withdraw/").content.decode()
    assert "Phần đã có kết quả" in page
    citizen.client.post(f"/ho-so/{whole.id}/viec/withdraw/", {"reason": "Gia đình chuyển đi nơi khác"})
    residence.refresh_from_db()
    whole = whole_holds(whole)
    assert (residence.status, whole.notes["parts"]["birth"]["status"], whole.status) == ("7", "9", "9")
    assert whole.open_consultations == 0


def test_withdrawing_before_anything_is_decided(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=BOTH)
    actions.act_as_applicant(
        actor=citizen.actor, at=clock.now(), case_id=whole.id, action_id="withdraw", reason="Khai nhầm ngày sinh"
    )
    whole = whole_holds(whole)
    assert (whole.status, linked.part(whole, "1.001193").status) == ("7", "7")


def test_a_supplement_is_answered_from_the_whole(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=BOTH)
    birth = linked.part(whole, "1.001193")
    do("tiepnhan", birth, "accept")
    do("congchuc", birth, "start")
    do("congchuc", birth, "request_supplement", reason=REASON, papers=("Căn cước của mẹ",))
    text = citizen.client.get(f"/ho-so/{whole.id}/").content.decode()
    assert "Căn cước của mẹ" in text and f"/ho-so/{birth.id}/viec/submit_supplement/" in text
    assert "Đang chờ ông/bà" in citizen.client.get("/ho-so/").content.decode()


def test_a_counter_receives_what_begins_there(province: None) -> None:
    clerk = person("tiepnhan")
    draft_id = linked.write(clerk, BIRTH_CHAIN, at_counter=True, wanted=BOTH)
    whole = actions.submit_draft(actor=clerk.actor, at=clock.now(), draft_id=draft_id)
    birth = linked.part(whole, "1.001193")
    assert (birth.channel, birth.state, birth.received_at is not None) == ("counter", "received", True)
    page = clerk.client.get(f"/desk/ho-so/{whole.id}/").content.decode()
    assert birth.code in page and "Chưa bắt đầu" in page
    assert f"/desk/ho-so/{birth.id}/" in clerk.client.get(f"/desk/tiep-nhan/xong/{whole.id}/").content.decode()


def test_filing_twice_makes_one(citizen: Person) -> None:
    draft_id = linked.write(citizen, BIRTH_CHAIN, wanted=BOTH)
    one = actions.submit_draft(actor=citizen.actor, at=clock.now(), draft_id=draft_id)
    two = actions.submit_draft(actor=citizen.actor, at=clock.now(), draft_id=draft_id)
    assert one.pk == two.pk and cases.Case.objects.filter(parent=one).count() == 1


def test_a_fault_leaves_nothing_behind(citizen: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_id = linked.write(citizen, BIRTH_CHAIN, wanted=BOTH)
    count = cases.Case.objects.count()
    taken = 0

    def take(*given):
        nonlocal taken
        taken += 1
        if taken == 2:
            raise ConnectionError
        return f"H57.99-260101-{taken:04d}"

    with monkeypatch.context() as patched:
        patched.setattr(beginning.rules, "write_code", take)
        with pytest.raises(ConnectionError):
            actions.submit_draft(actor=citizen.actor, at=clock.now(), draft_id=draft_id)
    assert cases.Case.objects.count() == count
    assert queries.draft_view(actor=citizen.actor, draft_id=draft_id, at=clock.now()).draft.id == draft_id
    whole = actions.submit_draft(actor=citizen.actor, at=clock.now(), draft_id=draft_id)
    birth = linked.part(whole, "1.001193")
    with monkeypatch.context() as patched:
        patched.setattr(beginning.rules, "write_code", take)
        taken = 0
        with pytest.raises(ConnectionError):
            linked.sign(birth)
    birth.refresh_from_db()
    whole.refresh_from_db()
    assert (birth.state, linked.parts(whole)) == ("signing", {"1.001193"})
    do("lanhdao", birth, "sign")
    assert linked.parts(whole_holds(whole)) == {"1.001193", "1.004222", "1.001939"}


def test_a_part_filed_wrongly_is_told_by_the_question_of_the_whole(citizen: Person) -> None:
    draft_id = linked.write(citizen, BIRTH_CHAIN, wanted=BOTH)
    draft = queries.draft_view(actor=citizen.actor, draft_id=draft_id, at=clock.now()).draft
    draft.answers = {**draft.answers, "child_name": ""}
    draft.save()
    with pytest.raises(TinhSoError) as refused:
        actions.submit_draft(actor=citizen.actor, at=clock.now(), draft_id=draft_id)
    assert "child_name" in refused.value.fields


def test_each_agency_sees_its_part(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=BOTH)
    linked.sign(linked.part(whole, "1.001193"))
    residence, insurance = linked.part(whole, "1.004222"), linked.part(whole, "1.001939")
    police = person("canbo.ca").client
    assert police.get(f"/desk/ho-so/{insurance.id}/").status_code == 404
    page = police.get(f"/desk/ho-so/{residence.id}/").content.decode()
    assert f"thuộc hồ sơ liên thông {whole.code}" in page and whole.data["answers"]["first_clinic"] not in page
    page = police.get(f"/desk/ho-so/{whole.id}/").content.decode()
    assert residence.code in page and "Cấp thẻ bảo hiểm y tế" in page
    assert f"/desk/ho-so/{insurance.id}/" not in page and whole.data["answers"]["child_name"] not in page
    told = police.get(f"/api/dossiers/{whole.id}").json()
    assert told["answers"] == {} and [part["code"] for part in told["parts"]][1] == residence.code
    assert police.get(f"/api/dossiers/{insurance.id}").status_code == 404
    inbox = police.get("/api/inbox").json()["items"]
    assert [row["code"] for row in inbox] == [residence.code]


def test_programs_file_and_read_it(citizen: Person) -> None:
    at = clock.now()
    answers = linked.answers_to(BIRTH_CHAIN, wanted=BOTH, has_birth_notice="yes")
    draft = actions.start_draft(actor=citizen.actor, at=at, code=BIRTH_CHAIN)
    row = actions.add_paper(
        actor=citizen.actor, at=at, draft_id=draft.id, paper="birth_notice", upload=linked.picture(), name="a.png"
    )
    unit = person("congchuc").actor.unit_id
    body = {
        "code": BIRTH_CHAIN,
        "unit_id": str(unit),
        "answers": {**answers, "situation": "ordinary", "requester_relation": "mother", "consent_way": "electronic"},
        "papers": [{"paper": "birth_notice", "file_id": str(row.file_id)}],
    }
    filed = citizen.client.post(
        "/api/dossiers", body, content_type="application/json", headers={"Idempotency-Key": "lien-thong-1"}
    )
    assert filed.status_code == 201, filed.content.decode()
    told = citizen.client.get(f"/api/dossiers/{filed.json()['id']}").json()
    assert [part["procedure"] for part in told["parts"]] == ["1.001193", "1.004222", "1.001939"]
    birth, residence, _ = told["parts"]
    assert birth["code"] and residence["id"] is None and residence["after"] == ["1.001193"]
    assert birth["due_at"] < residence["due_at"] and birth["reason"] and residence["reason"]


def test_it_is_rated_once_as_a_whole(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=["insurance"])
    birth = linked.part(whole, "1.001193")
    linked.sign(birth)
    with pytest.raises(RatedAsWhole):
        actions.rate_dossier(actor=citizen.actor, at=clock.now(), case_id=birth.id, stars=5)
    linked.sign(linked.part(whole, "1.001939"))
    actions.rate_dossier(actor=citizen.actor, at=clock.now(), case_id=whole.id, stars=5)
    counting.write_facts(None)
    facts = DossierFact.objects.filter(
        case__in=cases.Case.objects.filter(parent=whole) | cases.Case.objects.filter(pk=whole.pk)
    )
    assert {fact.procedure for fact in facts} == {"1.001193", "1.001939"}
    assert {fact.rating for fact in facts} == {5}


def test_the_applicant_is_told_of_the_filing_once(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=BOTH)
    filed = [
        cases.CaseChanged(
            case.id, 1, case.settings["type_code"], "file", "", case.state, case.status, parent_id=case.parent_id
        )
        for case in (whole, linked.part(whole, "1.001193"))
    ]
    telling.tell_applicants(filed, clock.now())
    told = notifications.list_notices(actor=citizen.actor).items
    assert [one.link for one in told] == [f"/ho-so/{whole.id}/"]


def test_anybody_with_the_code_follows_the_parts(citizen: Person) -> None:
    whole = linked.file(citizen, wanted=BOTH)
    page = Client().get("/tra-cuu/", {"ma": whole.code}).content.decode()
    assert "Đăng ký thường trú" in page and "Dự kiến xong" in page
    assert whole.data["answers"]["child_name"] not in page


def test_the_pages_of_filing_show_every_part(citizen: Person) -> None:
    text = citizen.client.get(f"/thu-tuc/{BIRTH_CHAIN}/").content.decode()
    assert "Một lần nộp, nhiều việc" in text
    draft_id = linked.write(citizen, BIRTH_CHAIN, wanted=BOTH)
    check = citizen.client.get(f"/nhap/{draft_id}/kiem-tra/").content.decode()
    assert "Hồ sơ này gồm các phần" in check and "Thời hạn tính từ khi có kết quả" in check
    filed = citizen.client.post(f"/nhap/{draft_id}/kiem-tra/", follow=True).content.decode()
    assert "Từng phần" in filed and "Bảo hiểm xã hội thành phố Huế" in filed
