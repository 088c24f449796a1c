"""A company is asked for, approved, represented; what a representative may do ends with the right."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tinhso.core import clock
from tinhso.core.access import SYSTEM, Actor, Right, RightMissing
from tinhso.core.testing import moment
from tinhso.foundation.identity import api as identity
from tinhso.foundation.notifications.models import Notice
from tinhso.foundation.organisation.tests.people import Person, account, person
from tinhso.services.companies import actions, rules
from tinhso.services.companies.reactions import follow_representatives
from tinhso.services.companies.rules.told import person_row, rights_text
from tinhso.services.companies.types import Proof, ProofMissing, RequestDecided, RequestThere
from tinhso.services.vault import api as vault

CODE = "0100109106"


def opened(legal: str = "congdan1", code: str = CODE) -> identity.CompanyInfo:
    return identity.open_company(
        actor=SYSTEM, at=clock.now(), tax_code=code, name="Công ty Sông Hương", kind="company", email="",
        legal_id=account(legal).id,
    )  # fmt: skip


def acting(username: str, company_id: UUID) -> Actor:
    return identity.act_for(identity.account_info(account(username).id), f"company:{company_id}", clock.now())


def choose(who: Person, company_id: UUID | str) -> Any:
    chosen = f"company:{company_id}" if company_id else ""
    return who.client.post("/tai-khoan/lam-thay/", {"for": chosen, "next": "/to-chuc/"}, follow=True)


@pytest.mark.parametrize(
    ("proof", "trust", "held"),
    [("original", None, True), ("certificate", None, False), ("certificate", 1, False), ("certificate", 2, True)],
)
def test_a_certificate_counts_where_somebody_stands_for_it(proof: str, trust: int | None, *, held: bool) -> None:
    assert rules.holds(Proof(proof), trust) is held


def test_rights_and_periods_in_words() -> None:
    assert rights_text(["see"]) == "Xem hồ sơ và giấy tờ"
    assert rights_text(["see", "file", "receive"]) == "Nộp hồ sơ, Nhận kết quả"
    row = identity.Representative(rights=["see"], valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 5))
    days = {day: person_row(row, date(2026, 3, day))["kind"] for day in (4, 5)}
    assert days == {4: "running", 5: "stopped"}
    assert person_row(row, date(2026, 2, 28))["kind"] == "waiting"


def test_asked_for_on_the_pages_and_approved_once(province: None) -> None:
    citizen, registrar = person("congdan1"), person("congchuc.stc")
    wrong = citizen.client.post("/to-chuc/dang-ky/", {"tax_code": "123", "name": "Công ty Sông Hương"})
    assert wrong.status_code == 422
    assert "Công ty Sông Hương" in wrong.content.decode()
    given = {"tax_code": CODE, "name": "Công ty Sông Hương", "kind": "company", "email": "cty@demo.invalid"}
    assert citizen.client.post("/to-chuc/dang-ky/", given).status_code == 302
    with pytest.raises(RequestThere):
        actions.ask_company(actor=citizen.actor, at=clock.now(), **given)
    asked = registrar.client.get("/api/companies/requests").json()["items"][0]
    assert "Công ty Sông Hương" in registrar.client.get("/desk/tai-khoan-to-chuc/").content.decode()
    page = f"/desk/tai-khoan-to-chuc/de-nghi/{asked['id']}/"
    with pytest.raises(ProofMissing):
        actions.approve_request(
            actor=registrar.actor, at=clock.now(), request_id=UUID(asked["id"]), proof=Proof.CERTIFICATE
        )
    assert registrar.client.post(page, {"decision": "refuse"}).status_code == 422
    done = registrar.client.post(page, {"decision": "approve", "proof": "original"}, follow=True).content.decode()
    assert "Nguyễn Thị Minh Hương" in done
    with pytest.raises(RequestDecided):
        actions.refuse_request(actor=registrar.actor, at=clock.now(), request_id=UUID(asked["id"]), reason="Muộn")
    assert (
        "Công ty Sông Hương" in registrar.client.get("/desk/tai-khoan-to-chuc/danh-sach/?q=song+huong").content.decode()
    )
    assert citizen.client.get("/api/companies").status_code == 403
    row = identity.Representative.objects.get(account=account("congdan1"))
    event = identity.RepresentativeChanged(row.id, row.company_id, row.account_id, began=True)
    follow_representatives([event], clock.now())
    told = set(Notice.objects.filter(account=account("congdan1")).values_list("kind", flat=True))
    assert {"companies.approved", "companies.representative_began"} <= told


def test_a_representative_does_what_was_given_until_it_is_taken_back(province: None) -> None:
    director, accountant, company = person("congdan1"), person("congdan2"), opened()
    assert "Đang làm thay" in choose(director, company.id).content.decode()
    given = {"username": "congdan2", "rights": ["receive"], "valid_from": f"{clock.today():%d/%m/%Y}"}
    assert director.client.post("/to-chuc/dai-dien/", given).status_code == 302
    assert director.client.post("/to-chuc/dai-dien/", given).status_code == 422
    assert "Trần Văn Bảo" in director.client.get("/to-chuc/dai-dien/").content.decode()
    # The accountant chooses it too, is shown so on every page, and may not manage or file.
    assert "Nhận kết quả" in accountant.client.get("/to-chuc/").content.decode()
    assert "Công ty Sông Hương" in choose(accountant, company.id).content.decode()
    assert "Đang làm thay" in accountant.client.get("/thu-tuc/").content.decode()
    with pytest.raises(RightMissing):
        identity.add_representative(
            actor=acting("congdan2", company.id), at=clock.now(), username="congdan2",
            rights=frozenset({Right.MANAGE}), valid_from=clock.today(),
        )  # fmt: skip
    assert accountant.client.post("/to-chuc/dai-dien/", {**given, "username": "congdan1"}).status_code == 422
    me = accountant.client.get("/api/identity/me").json()
    assert (me["name"], me["person"], me["rights"]) == ("Công ty Sông Hương", "Trần Văn Bảo", ["receive", "see"])
    people = director.client.get("/api/representatives").json()
    mine = next(one for one in people if one["username"] == "congdan2")
    # One's own account stays one's own, whomever one acts for.
    assert "congdan2" in accountant.client.get("/tai-khoan/").content.decode()
    ended = director.client.post(f"/to-chuc/dai-dien/{mine['id']}/thu-hoi/")
    assert ended.status_code == 302
    assert director.client.post(f"/to-chuc/dai-dien/{mine['id']}/thu-hoi/").status_code == 404
    with pytest.raises(identity.ActsNoLonger):
        acting("congdan2", company.id)
    lost = accountant.client.post("/thu-tuc/2.000635/nop/", follow=True)
    assert "Quyền làm thay đã hết" in lost.content.decode()
    assert accountant.client.get("/api/drafts").json() in ([], {"items": [], "next": None})
    assert accountant.client.get("/api/identity/me").json()["person"] == "Trần Văn Bảo"


def test_programs_name_for_whom_they_act(province: None) -> None:
    director, stranger, company = person("congdan1"), person("congdan2"), opened()
    header = {"X-Acting-For": f"company:{company.id}"}
    assert director.client.get("/api/identity/companies").json()[0]["acting_for"] == header["X-Acting-For"]
    assert director.client.get("/api/identity/me", headers=header).json()["account_id"] == str(company.id)
    assert director.client.get("/api/identity/me").json()["account_id"] == str(director.actor.account_id)
    for wrong in (header["X-Acting-For"], "company:1", "mandate:", "nobody:2"):
        refused = stranger.client.get("/api/identity/me", headers={"X-Acting-For": wrong})
        assert (refused.status_code, refused.json()["code"]) == (403, "identity.acts_no_longer")


def test_another_director_from_a_day_on_and_one_at_a_time(province: None) -> None:
    company, at, today = opened(), clock.now(), clock.today()
    new = identity.change_legal_representative(
        actor=SYSTEM, at=at, company_id=company.id, username="congdan2", valid_from=today + timedelta(days=3)
    )
    assert acting("congdan1", company.id).may(Right.MANAGE)
    with pytest.raises(identity.ActsNoLonger):
        acting("congdan2", company.id)
    later = moment(f"{today + timedelta(days=3):%Y-%m-%d} 08:00")
    person_2 = identity.account_info(account("congdan2").id)
    assert identity.act_for(person_2, f"company:{company.id}", later).behind == "Trần Văn Bảo"
    rows = identity.Representative.objects.filter(company_id=company.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=new.pk).update(valid_from=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(rights=["file"])
    with pytest.raises(identity.TaxCodeTaken):
        opened("congdan2")
    identity.leave_company(actor=person("congdan1").actor, at=at, company_id=company.id)
    assert identity.mandated(actor=person("congdan1").actor, at=at) == []
    identity.close_company(actor=SYSTEM, at=at, company_id=company.id)
    with pytest.raises(identity.ActsNoLonger):
        identity.act_for(person_2, f"company:{company.id}", later)


def test_a_company_cannot_be_signed_in_to(province: None) -> None:
    company = opened()
    found = identity.Account.objects.get(pk=company.id)
    assert not found.has_usable_password()
    assert found.email == ""
    assert identity.build_actor(identity.account_info(company.id), clock.now()).account_id is None


def test_its_papers_come_to_it_and_none_is_lost(province: None) -> None:
    at, today = clock.now(), clock.today()
    director, other = person("congdan1"), person("congdan2")

    def put(who: Person, source: str, company: str) -> vault.Item:
        from tinhso.foundation.files import api as files  # noqa: PLC0415 -- a helper of this test alone

        stored = files.store_bytes(
            at=at, content=f"%PDF {source[:8]}".encode(), media_type="application/pdf", name="a.pdf", purpose="t"
        )
        holder = vault.Holder(account_id=who.actor.account_id)
        given = vault.Deposit(
            source, holder, "dang-ky-doanh-nghiep", "Giấy chứng nhận", stored.id, vault.Origin.DOSSIER,
            vault.Trust.CHECKED, company=company,
        )  # fmt: skip
        return vault.deposit(actor=SYSTEM, at=at, papers=[given])[0]

    mine, theirs, own = put(director, "paper:1a", CODE), put(other, "paper:1b", CODE), put(director, "paper:2a", "")
    company = opened()
    assert [vault.move_company_papers(actor=SYSTEM, at=at, company_id=company.id) for _ in range(2)] == [1, 0]
    its = vault.Holder(account_id=company.id)
    assert [item.id for item in vault.items_of_kinds(its, ["dang-ky-doanh-nghiep"])] == [mine.id]
    own.refresh_from_db()
    assert own.account_id == director.actor.account_id
    # Who does not act for it is offered to give what lies with them.
    assert "Chuyển vào kho của tổ chức" in other.client.get(f"/kho/{theirs.id}/").content.decode()
    assert director.client.post(f"/kho/{theirs.id}/chuyen/").status_code == 404
    assert other.client.post(f"/kho/{theirs.id}/chuyen/").status_code == 302
    assert other.client.get(f"/kho/{theirs.id}/").status_code == 404
    found = vault.usable_items([its], ["dang-ky-doanh-nghiep"], today)["dang-ky-doanh-nghiep"]
    assert {item.id for item in found} == {mine.id, theirs.id}
