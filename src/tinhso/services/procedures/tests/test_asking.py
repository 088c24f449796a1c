"""Asking for what the platform has: blocked, taken from the vault instead, or recorded against the office."""

from datetime import date

import pytest

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.errors import Forbidden
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.actions import counting
from tinhso.services.procedures.models import AskedAgain, DossierFact
from tinhso.services.procedures.tests.conftest import do
from tinhso.services.procedures.types import AlreadyKept
from tinhso.services.vault import api as vault
from tinhso.services.vault.models import Use

NAME = "Thẻ căn cước hoặc hộ chiếu của người yêu cầu (xuất trình)"
WHY = "Bản trong kho bị nhòe số, cần bản khác."


@pytest.fixture
def case(file: object, citizen: Person) -> cases.Case:
    """A dossier that an officer has in hand."""
    found: cases.Case = file(citizen)  # type: ignore[operator]
    do("tiepnhan", found, "accept")
    do("congchuc", found, "start")
    return found


@pytest.fixture
def item(citizen: Person) -> vault.Item:
    """An identity card in the applicant's vault that an official has checked."""
    at = clock.now()
    stored = files.store_bytes(at=at, content=b"the", media_type="application/pdf", name="a.pdf", purpose="vault.test")
    paper = vault.Deposit(
        source="document:1", holder=vault.Holder(account_id=citizen.actor.account_id), kind="can-cuoc",
        title="Thẻ căn cước", file_id=stored.id, origin=vault.Origin.DOSSIER, trust=vault.Trust.CHECKED,
        issued_date=date(2024, 1, 1),
    )  # fmt: skip
    return vault.deposit(actor=SYSTEM, at=at, papers=[paper])[0]


def ask(case: cases.Case, *papers: str, insist: str = "") -> cases.Case:
    inputs = cases.Inputs(reason="Đề nghị bổ sung giấy tờ tùy thân.", papers=papers)
    return actions.act_as_official(
        actor=person("congchuc").actor, at=clock.now(), case_id=case.id, action_id="request_supplement",
        inputs=inputs, insist=insist,
    )  # fmt: skip


def test_asking_for_what_is_kept_is_refused_and_nothing_moves(case: cases.Case, item: vault.Item) -> None:
    for words in (NAME, "the can cuoc hoac ho chieu cua nguoi yeu cau (xuat trinh)", "Thẻ căn cước, hộ chiếu"):
        with pytest.raises(AlreadyKept) as refused:
            ask(case, words)
        assert set(refused.value.fields) == {"insist"}
    assert cases.access_case(actor=SYSTEM, case_id=case.id).status == "4"
    assert not AskedAgain.objects.exists()
    assert ask(case, "Giấy tờ khác hẳn").status == "5"


def test_insisting_is_recorded_against_the_office_and_counted(case: cases.Case, item: vault.Item) -> None:
    assert ask(case, NAME, insist=WHY).status == "5"
    row = AskedAgain.objects.get()
    assert (row.paper, row.item_id, row.reason, row.procedure) == ("id_card", item.id, WHY, "2.000635")
    counting.write_facts([case.id])
    assert DossierFact.objects.get(pk=case.id).asked_again
    reviewer = person("kiemsoat")
    assert [one.count for one in queries.asked_again_counts(actor=reviewer.actor)] == [1]
    shown = reviewer.client.get("/desk/yeu-cau-thua/").content.decode()
    assert WHY in shown and str(case.code) in shown
    assert reviewer.client.get("/api/asked-again").json()["items"][0]["reason"] == WHY
    assert reviewer.client.get("/api/asked-again/counts").json()[0]["count"] == 1
    assert person("congchuc").client.get("/desk/yeu-cau-thua/").status_code == 403
    assert not queries.asked_again(actor=person("congchuc").actor).items


def test_taking_it_into_the_dossier_instead(case: cases.Case, item: vault.Item) -> None:
    officer = person("congchuc")
    page = f"/desk/ho-so/{case.id}/viec/request_supplement/"
    assert "Lấy vào hồ sơ" in officer.client.get(page).content.decode()
    refused = officer.client.post(page, {"papers": NAME, "reason": "Đề nghị bổ sung giấy tờ."})
    assert refused.status_code == 422
    assert "Ghi lý do vẫn yêu cầu" in refused.content.decode()
    for _ in range(2):
        officer.client.post(page, {"take": f"id_card:{item.id}"})
    document = cases.CaseDocument.objects.get(case_id=case.id, paper="id_card")
    assert (document.file_id, document.kind) == (item.file_id, "supplement")
    assert "Lấy vào hồ sơ" not in officer.client.get(page).content.decode()
    looked = audit.list_reads(subjects=[("vault_item", item.id)]).items
    assert {entry.detail["purpose"] for entry in looked} == {"procedures.offered"}
    with pytest.raises(Forbidden):
        actions.take_into_dossier(
            actor=person("lanhdaotinh").actor, at=clock.now(), case_id=case.id, paper="id_card", item_id=item.id
        )


def test_the_applicant_answers_with_a_paper_of_the_vault(
    case: cases.Case, item: vault.Item, citizen: Person, stranger: Person
) -> None:
    ask(case, NAME, insist=WHY)
    offered = cases.offered_actions(actor=citizen.actor, case=cases.Case.objects.get(pk=case.id), at=clock.now())
    action = next(each for each in offered if "paper" in each.needs)
    page = f"/ho-so/{case.id}/viec/{action.id}/"
    assert "Dùng lại" in citizen.client.get(page).content.decode()
    for _ in range(2):
        citizen.client.post(page, {"take": f"0:{item.id}"})
    shown = citizen.client.get(page).content.decode()
    assert "Lấy từ kho giấy tờ" in shown and "Dùng lại" not in shown
    assert stranger.client.post(page, {"take": f"0:{item.id}"}).status_code == 404
    citizen.client.post(page, {})
    document = cases.CaseDocument.objects.get(case_id=case.id, kind="supplement")
    assert document.file_id == item.file_id
    assert Use.objects.get(item=item).code == case.code


def test_what_nobody_checked_may_be_asked_for(case: cases.Case, item: vault.Item) -> None:
    vault.Item.objects.filter(pk=item.pk).update(trust=vault.Trust.UPLOADED)
    assert ask(case, NAME).status == "5"
    assert not AskedAgain.objects.exists()
