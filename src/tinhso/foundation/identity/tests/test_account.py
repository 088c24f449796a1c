"""The account page, sessions, tokens and the management of accounts: happy ways, and what must be refused."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, RequestFactory, override_settings

from tinhso.core import actions as core_actions
from tinhso.core import clock
from tinhso.core.access import ANONYMOUS, SYSTEM, Actor, ActorKind
from tinhso.core.actions import Act
from tinhso.core.errors import Forbidden, NotSignedIn
from tinhso.core.testing import freeze, make_actor
from tinhso.foundation.identity import actions, queries, rest
from tinhso.foundation.identity.models import Account, ApiToken
from tinhso.foundation.identity.tests import factories
from tinhso.foundation.identity.tests.factories import PASSWORD
from tinhso.foundation.identity.types import MANAGE, AccountKind, AccountNotFound, DemoRefused, TokenNotFound

pytestmark = pytest.mark.django_db


def signed_in(username: str, *, kind: AccountKind = AccountKind.CITIZEN, **values: str) -> Client:
    factories.account(username, kind=kind, password=PASSWORD, **values)
    client = Client()
    assert client.post("/tai-khoan/dang-nhap/", {"login": username, "password": PASSWORD}).status_code == 302
    return client


def citizen_actor(account: Account) -> Actor:
    return Actor(ActorKind.CITIZEN, account.id, account.full_name)


def test_a_person_changes_their_own_account() -> None:
    client = signed_in("huong")
    form = {"full_name": " Lê  Thị Hương ", "phone": "0900 000 001", "language": "en", "person_id": "046190000001"}
    response = client.post("/tai-khoan/", {**form, "kind": "official", "is_active": ""})
    assert response.status_code == 302
    assert response.cookies["django_language"].value == "en"
    account = Account.objects.get()
    assert (account.full_name, account.phone, account.language, account.kind, account.is_active) == (
        "Lê Thị Hương",
        "0900 000 001",
        "en",
        "citizen",
        True,
    )
    actor = citizen_actor(account)
    assert queries.person_id_for(actor=actor, account_id=account.id) == "046190000001"
    client.post("/tai-khoan/", {**form, "person_id": "046190000002"})
    assert queries.person_id_for(actor=actor, account_id=account.id) == "046190000001"


def test_a_person_id_leaves_the_room_for_its_owner_and_the_platform_alone() -> None:
    account = factories.account(person_id="046190000001")
    assert queries.person_id_for(actor=SYSTEM, account_id=account.id) == "046190000001"
    for other in (ANONYMOUS, make_actor(MANAGE, "cases.read"), citizen_actor(factories.account())):
        with pytest.raises(AccountNotFound):
            queries.person_id_for(actor=other, account_id=account.id)
    assert "046190000001" not in repr(queries.account_info(account.id))


def test_one_person_id_belongs_to_one_account() -> None:
    factories.account(person_id="046190000001")
    client = signed_in("huong")
    form = {"full_name": "Lê Thị Hương", "language": "vi", "person_id": "046190000001"}
    assert "không dùng được cho tài khoản" in client.post("/tai-khoan/", form).content.decode()


@pytest.mark.parametrize(
    "path", ["/tai-khoan/", "/tai-khoan/phien/", "/tai-khoan/ma-truy-cap/", "/tai-khoan/mat-khau/"]
)
def test_nobody_sees_an_account_without_signing_in(path: str) -> None:
    assert Client().get(path).headers["Location"].startswith("/tai-khoan/dang-nhap/")
    assert Client().post(path, {}).status_code == 401


def test_a_session_elsewhere_is_ended() -> None:
    here = signed_in("huong")
    there = Client(HTTP_USER_AGENT="Trình duyệt lạ")
    there.post("/tai-khoan/dang-nhap/", {"login": "huong", "password": PASSWORD})
    assert "Trình duyệt lạ" in here.get("/tai-khoan/phien/").content.decode()
    actor = citizen_actor(Account.objects.get())
    other = next(s for s in queries.sessions(actor=actor, current_key=here.session.session_key) if not s.is_current)
    stranger = signed_in("bao")
    assert stranger.post("/tai-khoan/phien/", {"session": other.id}).status_code == 404
    assert there.get("/tai-khoan/").status_code == 200
    here.post("/tai-khoan/phien/", {"session": other.id})
    assert there.get("/tai-khoan/").status_code == 302
    assert here.get("/tai-khoan/").status_code == 200


def test_signing_out_ends_the_session() -> None:
    client = signed_in("huong")
    assert client.get("/tai-khoan/dang-xuat/").status_code == 200
    client.post("/tai-khoan/dang-xuat/")
    assert client.get("/tai-khoan/").status_code == 302


def make_token(client: Client) -> str:
    page = client.post("/tai-khoan/ma-truy-cap/", {"name": "Báo cáo", "days": "30"}).content.decode()
    return re.search(r"tinhso_[\w-]+", page).group(0)


def me(token: str, client: Client | None = None) -> dict:
    return (client or Client()).get("/api/identity/me", headers={"Authorization": f"Bearer {token}"}).json()


def test_a_token_speaks_for_its_account_until_it_ends() -> None:
    client = signed_in("huong", full_name="Lê Thị Hương")
    token = make_token(client)
    row = ApiToken.objects.get()
    assert token.encode() not in bytes(row.digest)
    assert (me(token)["kind"], me(token)["name"]) == ("citizen", "Lê Thị Hương")
    assert token not in client.get("/tai-khoan/").content.decode()
    with freeze(clock.now() + timedelta(days=31)):
        assert me(token)["kind"] == "anonymous"
    stranger = signed_in("bao")
    assert stranger.post(f"/tai-khoan/ma-truy-cap/{row.id}/thu-hoi/").status_code == 404
    client.post(f"/tai-khoan/ma-truy-cap/{row.id}/thu-hoi/")
    assert me(token)["kind"] == "anonymous"


def test_a_wrong_token_does_not_fall_back_to_the_session() -> None:
    client = signed_in("huong")
    assert me("tinhso_sai", client)["kind"] == "anonymous"
    assert client.get("/api/identity/me", headers={"Authorization": "Basic eDp5"}).json()["kind"] == "anonymous"
    assert client.get("/api/identity/me").json()["kind"] == "citizen"


def test_a_token_opens_no_page() -> None:
    token = make_token(signed_in("huong"))
    assert Client().get("/tai-khoan/", headers={"Authorization": f"Bearer {token}"}).status_code == 302


def test_tokens_are_counted() -> None:
    client = signed_in("huong")
    for _ in range(actions.TOKENS_AT_MOST):
        make_token(client)
    page = client.post("/tai-khoan/ma-truy-cap/", {"name": "Nữa", "days": "30"}).content.decode()
    assert "tối đa 10 mã" in page
    assert ApiToken.objects.count() == actions.TOKENS_AT_MOST


def test_the_api_does_what_the_pages_do() -> None:
    token = make_token(signed_in("huong"))
    client = Client(headers={"Authorization": f"Bearer {token}"})
    account = client.get("/api/identity/account").json()
    assert account["username"] == "huong"
    changed = client.put(
        "/api/identity/account", {"full_name": "Tên Mới", "language": "vi"}, content_type="application/json"
    )
    assert (changed.status_code, changed.json()["full_name"]) == (200, "Tên Mới")
    assert [t["name"] for t in client.get("/api/identity/tokens").json()] == ["Báo cáo"]
    new = client.post("/api/identity/tokens", {"name": "Hai", "days": 90}, content_type="application/json").json()[
        "token"
    ]
    assert me(new)["kind"] == "citizen"
    wrong = client.post("/api/identity/tokens", {"name": "Hai", "days": 5}, content_type="application/json")
    assert wrong.status_code == 422
    assert client.get("/api/identity/accounts").status_code == 403
    assert len(client.get("/api/identity/sessions").json()) == 1
    assert Client().get("/api/identity/account").status_code == 401
    assert client.delete(f"/api/identity/tokens/{uuid4()}").status_code == 404


def test_a_cookie_alone_writes_nothing_over_the_api() -> None:
    signed_in("huong")
    client = Client(enforce_csrf_checks=True)
    factories.account("bao", password=PASSWORD)
    client.force_login(Account.objects.get(username="bao"))
    response = client.put("/api/identity/account", {"full_name": "Kẻ Gian"}, content_type="application/json")
    assert response.status_code in {401, 403}
    assert Account.objects.get(username="bao").full_name != "Kẻ Gian"


def test_locking_an_account_ends_its_sessions_and_tokens() -> None:
    client = signed_in("huong")
    token = make_token(client)
    account = Account.objects.get()
    manager = make_actor(MANAGE)
    actions.set_active(actor=manager, at=clock.now(), account_id=account.id, active=False)
    assert me(token)["kind"] == "anonymous"
    assert client.get("/tai-khoan/").status_code == 302
    actions.set_active(actor=manager, at=clock.now(), account_id=account.id, active=True)
    assert me(token)["kind"] == "anonymous"
    assert client.get("/tai-khoan/").status_code == 302


def test_managers_alone_manage_and_never_lock_themselves_out() -> None:
    account = factories.official("quantri")
    at = clock.now()
    manager = make_actor(MANAGE, account_id=account.id)
    with pytest.raises(AccountNotFound):
        actions.set_active(actor=manager, at=at, account_id=account.id, active=False)
    for other, error in ((make_actor("cases.read"), Forbidden), (ANONYMOUS, NotSignedIn)):
        with pytest.raises(error):
            actions.set_active(actor=other, at=at, account_id=account.id, active=False)
        with pytest.raises(error):
            actions.create_account(actor=other, at=at, username="moi", full_name="Mới", email="moi@example.vn")
    with pytest.raises(Forbidden):
        queries.accounts(actor=make_actor("cases.read"))
    made = actions.create_account(
        actor=manager, at=at, username="CanBo.Moi", full_name="Cán Bộ", email="moi@example.vn"
    )
    assert (made.username, made.kind) == ("canbo.moi", "official")
    assert not Account.objects.get(id=made.id).has_usable_password()


def test_a_lost_second_factor_is_taken_off() -> None:
    account = factories.official()
    Authenticator.objects.create(user=account, type="totp", data={})
    actions.reset_second_factor(actor=make_actor(MANAGE), at=clock.now(), account_id=account.id)
    assert not queries.has_second_factor(account.id)


def test_a_lost_second_factor_is_taken_off_over_the_api() -> None:
    account = factories.official()
    Authenticator.objects.create(user=account, type="totp", data={})
    path = f"/api/identity/accounts/{account.id}/second-factor"
    assert signed_in("huong").delete(path).status_code == 403
    assert Client().delete(path).status_code == 401
    assert queries.has_second_factor(account.id)
    request = RequestFactory().delete(path)
    request.actor, request.at = make_actor(MANAGE), clock.now()
    rest.reset_second_factor(request, account.id)
    assert not queries.has_second_factor(account.id)
    with pytest.raises(AccountNotFound):
        rest.reset_second_factor(request, uuid4())


@pytest.mark.parametrize("count", [1, 3])
def test_accounts_are_found_without_accents_in_one_query(count: int, django_assert_num_queries) -> None:
    factories.account("khac", full_name="Phạm Văn Khác")
    for number in range(count):
        factories.account(f"huong{number}", full_name="Lê Thị Hường")
    with django_assert_num_queries(1):
        page = queries.accounts(actor=make_actor(MANAGE), text="HUONG")
    assert [account.username for account in page.items] == [f"huong{number}" for number in range(count)]


@override_settings(DEMO=True, PRODUCTION=True)
def test_production_has_no_demo_accounts() -> None:
    with pytest.raises(DemoRefused):
        actions.ensure_demo_account(
            actor=SYSTEM,
            at=clock.now(),
            username="demo",
            kind=AccountKind.OFFICIAL,
            full_name="Demo",
            email="",
            phone="",
            person_id="",
        )


def test_a_token_of_another_is_not_found() -> None:
    mine = citizen_actor(factories.account())
    with pytest.raises(TokenNotFound):
        actions.revoke_token(actor=mine, at=clock.now(), token_id=uuid4())


def test_signing_in_and_failing_leave_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    acts: list[Act] = []

    def note(act: Act) -> list[Any]:
        acts.append(act)
        return []

    monkeypatch.setattr(core_actions, "audit_rows", note)
    account = factories.account("huong", password=PASSWORD)
    for password in ("sai", PASSWORD):
        Client().post("/tai-khoan/dang-nhap/", {"login": "huong", "password": password})
    assert [(act.action, act.subject_id) for act in acts] == [
        ("identity.record_failed_sign_in", str(account.id)),
        ("identity.record_sign_in", str(account.id)),
    ]
    assert acts[1].detail == {"methods": ["password"]}
