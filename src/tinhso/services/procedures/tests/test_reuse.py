"""A result goes into the vault and fills the paper of the next dossier; what it was used for is told."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.events.declare import consumers, from_payload
from tinhso.core.events.models import OutboxEvent
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.foundation.signing import api as signing
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Draft, SignedResult
from tinhso.services.procedures.tests.conftest import ANSWERS, do, picture
from tinhso.services.vault import api as vault
from tinhso.services.vault.models import Use

#: Tuyển sinh trung học cơ sở: needs a birth certificate.
SCHOOL = "3.000182"
BIRTH_RECORD = {"record": {"subject_name": "Nguyễn Gia An", "subject_birth_date": "3/4/2015"}}


def hand_over() -> None:
    """Hand the events of this test's own transaction to the vault, as the relay would after the commit."""
    for row in OutboxEvent.objects.order_by("id"):
        for name in ("procedures.vault", "vault.revocations"):
            for reaction in consumers[name]:
                if reaction.event_name == row.name:
                    reaction.handle([from_payload(row.name, row.payload)], clock.now())
    OutboxEvent.objects.all().delete()


@pytest.fixture
def kept(file: Callable[..., cases.Case], citizen: Person) -> Callable[[], vault.Item]:
    """A signed birth extract of a child in the citizen's vault."""

    def made() -> vault.Item:
        case = file(citizen, **BIRTH_RECORD)
        for username, action in (
            ("tiepnhan", "accept"),
            ("congchuc", "start"),
            ("congchuc", "submit_for_signature"),
            ("lanhdao", "sign"),
        ):
            do(username, case, action, text="Trích lục khai sinh." if action == "submit_for_signature" else "")
        hand_over()
        return vault.Item.objects.get(source=f"result:{case.id}")

    return made


def begin(citizen: Person) -> Draft:
    return actions.start_draft(actor=citizen.actor, at=clock.now(), code=SCHOOL)


def view_of(citizen: Person, draft_id: UUID) -> queries.DraftView:
    return queries.draft_view(actor=citizen.actor, draft_id=draft_id, at=clock.now())


def test_a_result_is_filed_with_its_kind_and_its_data(kept: Callable[[], vault.Item], citizen: Person) -> None:
    item = kept()
    assert (item.kind, item.trust, item.account_id) == ("khai-sinh", vault.Trust.SIGNED, citizen.actor.account_id)
    assert item.data == {"full_name": "Nguyễn Gia An", "birth_date": "2015-04-03"}
    assert item.number == SignedResult.objects.get().number
    actions.keep_earlier_results(actor=SYSTEM, at=clock.now())
    assert vault.Item.objects.count() == 1


def test_results_from_before_the_vault_are_filed_once(kept: Callable[[], vault.Item]) -> None:
    kept().delete()
    assert actions.keep_earlier_results(actor=SYSTEM, at=clock.now()) == (1, None)
    assert actions.keep_earlier_results(actor=SYSTEM, at=clock.now()) == (0, None)


def test_the_slot_is_filled_until_it_is_declined_and_again_by_one_tap(
    kept: Callable[[], vault.Item], citizen: Person
) -> None:
    item = kept()
    draft = begin(citizen)
    view = view_of(citizen, draft.id)
    assert [(paper.paper, paper.item_id, paper.file_id) for paper in view.papers] == [("birth", item.id, item.file_id)]
    assert view.kept == {"birth": []}
    assert "birth" not in {paper.id for paper in view.papers_missing}
    assert draft.answers["pupil_name"] == "Nguyễn Gia An"
    actions.remove_paper(actor=citizen.actor, at=clock.now(), draft_id=draft.id, paper_id=view.papers[0].id)
    given = {"pupil_name": "Nguyễn Gia An"}
    actions.save_step(actor=citizen.actor, at=clock.now(), draft_id=draft.id, step_id="pupil", given=given)
    assert [one.id for one in view_of(citizen, draft.id).kept["birth"]] == [item.id]
    page = f"/nhap/{draft.id}/giay-to/"
    assert "Dùng lại" in citizen.client.get(page).content.decode()
    citizen.client.post(page, {"take": f"birth:{item.id}"})
    citizen.client.post(page, {"take": f"birth:{item.id}"})
    assert len(view_of(citizen, draft.id).papers) == 1
    assert "Lấy từ kho giấy tờ" in citizen.client.get(page).content.decode()


def test_two_of_a_kind_are_offered_and_not_taken(kept: Callable[[], vault.Item], citizen: Person) -> None:
    items = {kept().id, kept().id}
    draft = begin(citizen)
    view = view_of(citizen, draft.id)
    assert not view.papers
    assert {one.id for one in view.kept["birth"]} == items
    assert not draft.answers.get("pupil_name")


def test_a_withdrawn_paper_is_no_longer_good(kept: Callable[[], vault.Item], citizen: Person) -> None:
    item = kept()
    draft = begin(citizen)
    document = signing.SignedDocument.objects.get(code=item.verification_code)
    leader = person("lanhdao").actor
    signing.revoke_document(actor=leader, at=clock.now(), document_id=document.id, reason="Ghi sai ngày sinh")
    hand_over()
    item.refresh_from_db()
    assert item.revoked_reason == "Ghi sai ngày sinh"
    view = view_of(citizen, draft.id)
    assert not view.papers
    assert "birth" in {paper.id for paper in view.papers_missing}
    with pytest.raises(vault.ItemNotFound):
        actions.take_paper(actor=citizen.actor, at=clock.now(), draft_id=draft.id, paper="birth", item_id=item.id)


def test_nobody_takes_a_paper_of_somebody_else(
    kept: Callable[[], vault.Item], citizen: Person, stranger: Person
) -> None:
    item = kept()
    draft = begin(stranger)
    assert not view_of(stranger, draft.id).papers
    with pytest.raises(vault.ItemNotFound):
        actions.take_paper(actor=stranger.actor, at=clock.now(), draft_id=draft.id, paper="birth", item_id=item.id)


def test_the_dossier_keeps_the_bytes_and_the_vault_tells_where(
    kept: Callable[[], vault.Item], citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = kept()
    draft = begin(citizen)
    monkeypatch.setattr("tinhso.services.procedures.rules.form.check_all", lambda *_a, **_k: (dict(draft.answers), {}))
    monkeypatch.setattr("tinhso.services.procedures.actions.filing._check_papers", lambda *_a, **_k: None)
    unit = queries.implementing_units(queries.procedure(SCHOOL, clock.today()), clock.today())[0]
    actions.choose_unit(actor=citizen.actor, at=clock.now(), draft_id=draft.id, unit_id=unit.id)
    case = actions.submit_draft(actor=citizen.actor, at=clock.now(), draft_id=draft.id)
    document = cases.CaseDocument.objects.get(case_id=case.id, paper="birth")
    assert document.file_id == item.file_id
    assert Use.objects.get(item=item).code == case.code
    item.refresh_from_db()
    shown = citizen.client.get(f"/kho/{item.id}/").content.decode()
    assert str(case.code) in shown


def test_what_came_to_the_counter_is_checked_and_what_was_sent_is_not(province: None) -> None:
    clerk: Any = person("tiepnhan")
    citizen = person("congdan1")
    trusts = []
    for writer, at_counter in ((citizen, False), (clerk, True)):
        at = clock.now()
        draft = actions.start_draft(actor=writer.actor, at=at, code="2.000635", at_counter=at_counter)
        assert clerk.actor.unit_id
        actions.choose_unit(actor=writer.actor, at=at, draft_id=draft.id, unit_id=clerk.actor.unit_id)
        for step, given in ANSWERS.items():
            actions.save_step(actor=writer.actor, at=at, draft_id=draft.id, step_id=step, given=given)
        upload = picture("can-cuoc.png")
        actions.add_paper(actor=writer.actor, at=at, draft_id=draft.id, paper="id_card", upload=upload, name="a.png")
        case = actions.submit_draft(actor=writer.actor, at=at, draft_id=draft.id)
        if not at_counter:
            do("tiepnhan", case, "accept")
        hand_over()
        trusts.append(vault.Item.objects.latest("added_at"))
    online, counter = trusts
    case = cases.Case.objects.get(applicant_id=citizen.actor.account_id)
    document = cases.CaseDocument.objects.get(case_id=case.id, paper="id_card")
    page = f"/desk/ho-so/{case.id}/"
    assert "Đã đối chiếu bản chính" in clerk.client.get(page).content.decode()
    clerk.client.post(f"{page}giay-to/{document.id}/doi-chieu/")
    assert vault.Item.objects.get(pk=online.pk).trust == vault.Trust.CHECKED
    assert "Đã đối chiếu bản chính" not in clerk.client.get(page).content.decode()
    assert person("congchuc.stp").client.post(f"{page}giay-to/{document.id}/doi-chieu/").status_code == 404
    assert (online.trust, online.account_id) == (vault.Trust.UPLOADED, citizen.actor.account_id)
    assert (counter.trust, counter.account_id) == (vault.Trust.CHECKED, None)
    assert bytes(counter.person_key or b"")
