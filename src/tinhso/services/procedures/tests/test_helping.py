"""Helping at home: only with a mandate, only its dossier, only while it runs; the citizen sees all that was done."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tinhso.core import clock
from tinhso.core.access import CITIZEN, CITIZEN_OR_HELPER, PUBLIC, SYSTEM, Forbidden
from tinhso.core.testing import moment
from tinhso.engines.cases.models import Case
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.identity import api as identity
from tinhso.foundation.notifications.models import Notice
from tinhso.foundation.organisation.tests.people import Person, actor_of, person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Draft, Mandate
from tinhso.services.procedures.queries.mandates import runs
from tinhso.services.procedures.tests.conftest import picture
from tinhso.services.procedures.types import HelpWanted, MandateIncomplete

AT = moment("2026-03-02 09:00")
EXTRACT = "2.000635"
ANSWERS = {
    "requester_name": "Nguyễn Thị Minh Hương", "requester_id": "046190000001", "for_whom": "family",
    "record_type": "birth", "subject_name": "Lê Gia Hân", "subject_birth_date": "1990-09-02",
    "registered_at": "Xã Phú Hồ", "copies": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "running"),
    [
        ({}, True),
        ({"confirmed_at": None}, False),
        ({"ended_at": AT}, False),
        ({"valid_until": AT}, False),
        ({"asked_at": AT + timedelta(minutes=1)}, False),
    ],
)
def test_when_a_mandate_runs(changed: dict[str, Any], *, running: bool) -> None:
    given = {"asked_at": AT, "confirmed_at": AT, "valid_until": AT + timedelta(hours=1), **changed}
    assert runs(Mandate(**given), AT) is running


def test_a_helper_opens_what_belongs_to_the_dossier_and_nothing_else() -> None:
    actor = queries.helping_actor(Mandate(grantor_name="A"), "B")
    assert CITIZEN_OR_HELPER.allows(actor)
    assert not CITIZEN.allows(actor)
    assert not PUBLIC.allows(actor)
    assert (actor.person, actor.for_whom) == ("B", "A")


def test_what_is_missing_is_told(province: None) -> None:
    helper = person("giupdan")
    with pytest.raises(MandateIncomplete) as refused:
        actions.ask_help(actor=helper.actor, at=clock.now(), wanted=HelpWanted(EXTRACT, " ", "12", 3))
    assert set(refused.value.fields) == {"name", "number", "hours"}
    with pytest.raises(Forbidden):
        actions.ask_help(actor=actor_of("tiepnhan"), at=clock.now(), wanted=HelpWanted(EXTRACT, "A", "046190000001", 1))


def begin(helper: Person) -> tuple[str, str]:
    """Ask for help with congdan1 and confirm: the mandate's id and the draft's."""
    page = f"/desk/giup-dan/moi/{EXTRACT}/"
    asked = helper.client.post(page, {"name": "Ai đó", "number": "046190000001", "hours": "2", "code": "1"})
    assert asked.status_code == 302
    wrong = helper.client.post(asked["Location"], {"code": "000000x"})
    assert wrong.status_code == 422
    told = Notice.objects.get(kind="mandate.help_asked").data["code"]
    begun = helper.client.post(asked["Location"], {"code": told})
    mandate = Mandate.objects.get(at_home=True)
    assert begun["Location"] == f"/desk/giup-dan/{mandate.id}/"
    return str(mandate.id), str(mandate.draft_id)


def test_a_dossier_by_code_from_beginning_to_end(province: None) -> None:
    helper, citizen = person("giupdan"), person("congdan1")
    mandate_id, draft_id = begin(helper)
    # Not without choosing it, and then the one dossier only.
    assert helper.client.get(f"/nhap/{draft_id}/buoc/record/").status_code == 403
    helper.client.post("/tai-khoan/lam-thay/", {"for": f"mandate:{mandate_id}"})
    step = helper.client.get(f"/nhap/{draft_id}/giay-to/", follow=True)
    assert "Đang giúp" in step.content.decode()
    for closed in ("/ho-so/", "/kho/", "/nhap/", "/thong-bao/", "/uy-quyen/", "/to-chuc/"):
        assert helper.client.get(closed).status_code == 403, closed
    assert "046190000001" not in helper.client.get("/tai-khoan/").content.decode()
    view = Draft.objects.get(pk=draft_id)
    assert (view.account_id, view.answers["requester_name"]) == (citizen.actor.account_id, "Nguyễn Thị Minh Hương")
    assert [str(one.id) for one in queries.drafts_of(citizen.actor)] == [draft_id]
    unit = queries.implementing_units(queries.procedure(EXTRACT, clock.today()), clock.today())[0]
    Draft.objects.filter(pk=draft_id).update(answers=ANSWERS, unit_id=unit.id)
    filed = helper.client.post(f"/nhap/{draft_id}/kiem-tra/")
    assert filed["Location"] == f"/desk/giup-dan/{mandate_id}/"
    case = Case.objects.get(data__mandate=mandate_id)
    assert (case.applicant_id, case.channel) == (citizen.actor.account_id, "online")
    assert case.code in helper.client.get(filed["Location"]).content.decode()
    entry = AuditEntry.objects.get(action="procedures.submit_draft")
    assert (entry.actor_name, entry.acting_for) == ("Nguyễn Thanh Tâm", "Nguyễn Thị Minh Hương")
    assert helper.client.get(f"/ho-so/{case.id}/").status_code == 403
    # After the end nothing is left to see; the citizen sees what was done.
    assert helper.client.post(f"/desk/giup-dan/{mandate_id}/ket-thuc/").status_code == 302
    assert helper.client.get(f"/desk/giup-dan/{mandate_id}/").status_code == 404
    assert "Bạn chưa giúp ai" in helper.client.get("/desk/giup-dan/").content.decode()
    shown = citizen.client.get("/uy-quyen/").content.decode()
    assert all(words in shown for words in ("Giúp làm hồ sơ tại nhà", "Nộp hồ sơ", "Kết thúc việc giúp"))
    figures = person("truongphong").client.get("/desk/giup-dan/so-lieu/").content.decode()
    assert "Tổ công nghệ số cộng đồng phường Phú Xuân" in figures
    row = queries.team_figures(first=clock.today(), last=clock.today())[0]
    assert (row.asked, row.given, row.by_code, row.filed, row.helpers) == (1, 1, 1, 1, 1)


def test_the_citizen_ends_it_and_the_helper_is_told(province: None) -> None:
    helper, citizen = person("giupdan"), person("congdan1")
    mandate_id, draft_id = begin(helper)
    header = {"X-Acting-For": f"mandate:{mandate_id}"}
    assert helper.client.get(f"/api/drafts/{draft_id}", headers=header).status_code == 200
    assert helper.client.get("/api/dossiers", headers=header).json()["items"] == []
    assert helper.client.get("/api/vault/items", headers=header).status_code == 403
    assert person("congchuc").client.get(f"/api/drafts/{draft_id}", headers=header).status_code == 403
    helper.client.post("/tai-khoan/lam-thay/", {"for": f"mandate:{mandate_id}"})
    assert citizen.client.post(f"/uy-quyen/{mandate_id}/cham-dut/").status_code == 302
    lost = helper.client.post(f"/nhap/{draft_id}/buoc/record/", {"subject_name": "Ai"}, follow=True)
    assert "Quyền làm thay đã hết" in lost.content.decode()
    assert helper.client.get(f"/api/drafts/{draft_id}", headers=header).status_code == 403
    assert citizen.client.get(f"/nhap/{draft_id}/", follow=True).status_code == 200


def test_by_a_signed_paper_for_who_has_no_account(province: None) -> None:
    helper = person("giupdan")
    sent = {"name": "Lê Thị Già", "number": "046040000009", "hours": "1", "paper": "1"}
    page = f"/desk/giup-dan/moi/{EXTRACT}/"
    assert helper.client.post(page, sent).status_code == 422
    assert helper.client.post(page, {**sent, "evidence": picture()}).status_code == 302
    mandate = Mandate.objects.get(at_home=True)
    draft, at = Draft.objects.get(mandate=mandate), clock.now()
    assert draft.answers["requester_id"] == "046040000009"
    # It is nobody's by itself: neither page nor list of the helper's own account shows it.
    assert queries.drafts_of(helper.actor) == []
    info = identity.account_info(mandate.agent_id)
    acting = identity.act_for(info, f"mandate:{mandate.id}", at)
    unit = queries.implementing_units(queries.procedure(EXTRACT, at.date()), at.date())[0]
    answers = {**ANSWERS, "requester_name": "Lê Thị Già", "requester_id": "046040000009"}
    Draft.objects.filter(pk=draft.id).update(answers=answers, unit_id=unit.id)
    case = actions.submit_draft(actor=acting, at=at, draft_id=draft.id)
    assert actions.submit_draft(actor=acting, at=at, draft_id=draft.id).id == case.id
    assert (case.applicant_id, case.applicant_name) == (None, "Lê Thị Già")
    with pytest.raises(identity.ActsNoLonger):
        identity.act_for(info, f"mandate:{mandate.id}", at + timedelta(hours=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(draft_id=None)
    assert actions.purge_drafts(actor=SYSTEM, at=at) == 0
