"""Nobody acts for a citizen without a mandate: present, by a paper, by a code; ended, it is over."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.errors import Limited
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.notifications.models import Notice
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Draft, Mandate
from tinhso.services.procedures.tests.conftest import ANSWERS, EXTRACT, picture
from tinhso.services.procedures.types import MandateCodeWrong, MandateIncomplete, MandateNeeded, MandateWay
from tinhso.services.vault import api as vault


@pytest.fixture
def clerk(province: None) -> Person:
    return person("tiepnhan")


@pytest.fixture
def draft(clerk: Person) -> Draft:
    """A dossier of congdan1 that a clerk is typing in."""
    at = clock.now()
    made = actions.start_draft(actor=clerk.actor, at=at, code=EXTRACT, at_counter=True)
    assert clerk.actor.unit_id
    actions.choose_unit(actor=clerk.actor, at=at, draft_id=made.id, unit_id=clerk.actor.unit_id)
    for step, given in ANSWERS.items():
        actions.save_step(actor=clerk.actor, at=at, draft_id=made.id, step_id=step, given=given)
    return made


def submit(clerk: Person, draft: Draft) -> cases.Case:
    return actions.submit_draft(actor=clerk.actor, at=clock.now(), draft_id=draft.id)


def ask(clerk: Person, draft: Draft) -> Mandate:
    actions.ask_mandate(actor=clerk.actor, at=clock.now(), draft_id=draft.id)
    return Mandate.objects.get(way=MandateWay.CODE)


def test_who_stands_at_the_counter_is_recorded_with_the_number_that_was_checked(clerk: Person, draft: Draft) -> None:
    case = submit(clerk, draft)
    mandate = Mandate.objects.get()
    assert (mandate.way, mandate.agent_id) == (MandateWay.PRESENT, clerk.actor.account_id)
    assert case.data["mandate"] == str(mandate.id)
    assert bytes(mandate.grantor_key or b"")
    assert submit(clerk, draft).id == case.id
    assert Mandate.objects.count() == 1


def test_without_a_number_there_is_no_mandate_and_nothing_is_filed(clerk: Person, draft: Draft) -> None:
    filing = actions.Filing(
        code=EXTRACT, unit_id=draft.unit_id or draft.id, answers={"requester_id": ""}, papers=[],
        channel=cases.Channel.COUNTER,
    )  # fmt: skip
    with pytest.raises(MandateNeeded):
        actions.submit_dossier(actor=clerk.actor, at=clock.now(), filing=filing, key="no-number")
    assert not cases.Case.objects.exists()


def test_a_code_puts_the_dossier_into_the_account_and_opens_its_papers(
    clerk: Person, draft: Draft, citizen: Person
) -> None:
    stored = files.store_bytes(
        at=clock.now(), content=b"x", media_type="application/pdf", name="a.pdf", purpose="vault.test"
    )
    paper = vault.Deposit(
        source="document:1", holder=vault.Holder(account_id=citizen.actor.account_id), kind="can-cuoc", title="Thẻ",
        file_id=stored.id, origin=vault.Origin.DOSSIER, trust=vault.Trust.CHECKED,
    )  # fmt: skip
    kept = vault.deposit(actor=SYSTEM, at=clock.now(), papers=[paper])[0]
    page = f"/desk/tiep-nhan/{draft.id}/"
    assert "Dùng lại" not in clerk.client.get(page).content.decode()
    mandate = ask(clerk, draft)
    assert Notice.objects.filter(kind="mandate.asked").count() == 1
    code = queries.mandate_code(mandate)
    assert code in citizen.client.get("/uy-quyen/").content.decode()
    assert code not in clerk.client.get(page).content.decode()
    with pytest.raises(MandateCodeWrong):
        actions.confirm_mandate(actor=clerk.actor, at=clock.now(), draft_id=draft.id, code="000000x")
    assert "Dùng lại" not in clerk.client.get(page).content.decode()
    sent: dict[str, Any] = {"mandate": "confirm", "code": code}
    assert "Người dân đã xác nhận" in clerk.client.post(page, sent).content.decode()
    assert "Dùng lại" in clerk.client.get(page).content.decode()
    actions.take_paper(actor=clerk.actor, at=clock.now(), draft_id=draft.id, paper="id_card", item_id=kept.id)
    case = submit(clerk, draft)
    assert case.applicant_id == citizen.actor.account_id
    assert cases.CaseDocument.objects.get(case_id=case.id, paper="id_card").file_id == kept.file_id


def test_what_the_citizen_ended_is_over(clerk: Person, draft: Draft, citizen: Person, stranger: Person) -> None:
    mandate = ask(clerk, draft)
    code = queries.mandate_code(mandate)
    actions.confirm_mandate(actor=clerk.actor, at=clock.now(), draft_id=draft.id, code=code)
    assert stranger.client.post(f"/uy-quyen/{mandate.id}/cham-dut/").status_code == 404
    assert citizen.client.get("/api/mandates").json()["items"][0]["code"] == ""
    citizen.client.post(f"/uy-quyen/{mandate.id}/cham-dut/")
    with pytest.raises(MandateNeeded):
        submit(clerk, draft)
    assert not cases.Case.objects.exists()
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_mandate_is_for_its_person_its_clerk_and_its_time(clerk: Person, draft: Draft, citizen: Person) -> None:
    mandate, at = ask(clerk, draft), clock.now()
    actions.confirm_mandate(actor=clerk.actor, at=at, draft_id=draft.id, code=queries.mandate_code(mandate))
    mandate.refresh_from_db()
    officer = person("congchuc").actor
    assert queries.holds(mandate, actor=clerk.actor, procedure=EXTRACT, at=at)
    assert not queries.holds(mandate, actor=officer, procedure=EXTRACT, at=at)
    assert not queries.holds(mandate, actor=clerk.actor, procedure="1.001193", at=at)
    assert not queries.holds(mandate, actor=clerk.actor, procedure=EXTRACT, at=at + timedelta(days=30))
    other = {**ANSWERS["requester"], "requester_id": "046085000002"}
    actions.save_step(actor=clerk.actor, at=at, draft_id=draft.id, step_id="requester", given=other)
    with pytest.raises(MandateNeeded):
        submit(clerk, draft)


def test_a_code_is_tried_a_few_times_and_for_a_few_minutes(clerk: Person, draft: Draft, citizen: Person) -> None:
    mandate = ask(clerk, draft)
    later = clock.now() + timedelta(minutes=11)
    with pytest.raises(MandateCodeWrong):
        actions.confirm_mandate(actor=clerk.actor, at=later, draft_id=draft.id, code=queries.mandate_code(mandate))
    with pytest.raises(Limited):
        for _ in range(6):
            with pytest.raises(MandateCodeWrong):
                actions.confirm_mandate(actor=clerk.actor, at=clock.now(), draft_id=draft.id, code="1")


def test_a_paper_that_says_so(clerk: Person, draft: Draft) -> None:
    page = f"/desk/tiep-nhan/{draft.id}/"
    with pytest.raises(MandateIncomplete) as refused:
        actions.record_mandate(
            actor=clerk.actor, at=clock.now(), draft_id=draft.id, bearer_name=" ", upload=None, name=""
        )
    assert set(refused.value.fields) == {"bearer_name", "evidence"}
    sent = {"mandate": "paper", "bearer_name": "Lê Văn Hộ", "evidence": picture("uy-quyen.png")}
    assert "Đã ghi ủy quyền bằng văn bản" in clerk.client.post(page, sent).content.decode()
    case = submit(clerk, draft)
    mandate = Mandate.objects.get()
    assert (mandate.way, mandate.bearer_name, case.data["mandate"]) == ("paper", "Lê Văn Hộ", str(mandate.id))
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.update(evidence=None)
