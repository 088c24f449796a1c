"""What is filed for a company is the company's: its representatives see it by their rights, nobody else, and the
evidence names who acted for whom.
"""

from http import HTTPStatus

from thread import account, call, decide, file_dossier, signed_in
from tinhso.core import clock
from tinhso.core.access import SYSTEM, Right
from tinhso.engines.cases.models import CaseEvent
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.identity import api as identity

CODE = "0100109106"


def test_a_dossier_of_a_company(province: None) -> None:
    at = clock.now()
    company = identity.open_company(
        actor=SYSTEM, at=at, tax_code=CODE, name="Công ty Sông Hương", kind="company", email="",
        legal_id=account("congdan1").id,
    )  # fmt: skip
    header = f"company:{company.id}"
    director, accountant = signed_in("congdan1"), signed_in("congdan2")
    own = file_dossier(director)
    draft = call(director, "POST", "/drafts", {"code": "2.000635"}, **{"X-Acting-For": header})
    assert draft["answers"]["requester_name"] == "Nguyễn Thị Minh Hương"
    director.post("/tai-khoan/lam-thay/", {"for": header})
    filed = file_dossier(director)
    assert [row["id"] for row in call(director, "GET", "/dossiers")["items"]] == [filed["id"]]
    assert director.get(f"/ho-so/{own['id']}/").status_code == HTTPStatus.NOT_FOUND
    first = CaseEvent.objects.get(case_id=filed["id"], seq=1)
    assert (first.actor_account_id, first.actor_post) == (account("congdan1").id, "(làm thay Công ty Sông Hương)")
    entry = AuditEntry.objects.get(action="cases.open_case", subject_id=filed["id"])
    assert (entry.actor_name, entry.acting_for) == ("Nguyễn Thị Minh Hương", "Công ty Sông Hương")
    decide(filed["id"])
    # Nobody else, then one who looks only, then one who receives results.
    assert call(accountant, "GET", f"/dossiers/{filed['id']}", expect=404)
    boss = identity.act_for(identity.account_info(account("congdan1").id), header, at)
    told = call(accountant, "GET", "/identity/me", expect=403, **{"X-Acting-For": header})
    assert told["code"] == "identity.acts_no_longer"
    seeing = identity.add_representative(
        actor=boss, at=at, username="congdan2", rights=frozenset({Right.SEE}), valid_from=clock.today()
    )
    accountant.post("/tai-khoan/lam-thay/", {"for": header})
    seen = call(accountant, "GET", f"/dossiers/{filed['id']}")
    assert seen["code"] == filed["code"]
    result = next(one["id"] for one in seen["documents"] if one["kind"] == "result")
    assert accountant.get(f"/giay-to/{result}/").status_code == HTTPStatus.FORBIDDEN
    assert call(accountant, "POST", "/drafts", {"code": "2.000635"}, expect=403)["code"] == "right_missing"
    identity.end_representative(actor=boss, at=at, representative_id=seeing.id)
    identity.add_representative(
        actor=boss, at=at, username="congdan2", rights=frozenset({Right.RECEIVE}), valid_from=clock.today()
    )
    accountant.post("/tai-khoan/lam-thay/", {"for": header})
    assert accountant.get(f"/giay-to/{result}/").status_code == HTTPStatus.OK
    accountant.post("/tai-khoan/lam-thay/", {"for": ""})
    assert accountant.get(f"/giay-to/{result}/").status_code == HTTPStatus.NOT_FOUND
