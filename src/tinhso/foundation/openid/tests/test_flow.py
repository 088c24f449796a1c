"""The protocol on a province: from consent to tokens, and everything that must not work."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.packs.api import current
from tinhso.core.rest import operations
from tinhso.core.testing import freeze
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid import actions, queries, tasks
from tinhso.foundation.openid.models import Authorization, Consent, SigningKey, SignOut
from tinhso.foundation.openid.rules import jwt
from tinhso.foundation.openid.schema import CLOSED, ApiScope
from tinhso.foundation.openid.tests.relying import BACK, Application, came_back, registered
from tinhso.foundation.organisation.tests.people import account, actor_of, client_of

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def library() -> Application:
    return registered()


@pytest.fixture
def citizen() -> Client:
    return client_of("congdan1")


def claims_of(tokens: dict[str, Any]) -> dict[str, Any]:
    found = jwt.read(tokens["id_token"], queries.published_keys(clock.now()))
    assert found is not None
    return found


def test_a_citizen_agrees_and_the_application_knows_them_by_a_name_of_its_own(
    library: Application, citizen: Client
) -> None:
    page = library.ask(citizen).content.decode()
    assert "Thư viện số" in page and "Họ và tên" in page and "046190000001" not in page
    answer = library.agree(citizen, ["profile", "offline_access"])
    assert (answer["state"], answer["iss"]) == ("s", settings.PUBLIC_URL)
    tokens = library.change(answer["code"]).json()
    told = claims_of(tokens)
    assert (told["iss"], told["aud"], told["nonce"]) == (settings.PUBLIC_URL, library.client_id, "n")
    assert told["exp"] > told["iat"] >= told["auth_time"] and told["acr"].endswith("password") and told["at_hash"]
    bearer = {"headers": {"Authorization": f"Bearer {tokens['access_token']}"}}
    person = library.http.get("/openid/userinfo", **bearer).json()
    assert person["sub"] == told["sub"] and person["name"] == account("congdan1").full_name and "email" not in person
    again = came_back(library.ask(citizen, prompt="none"))
    assert claims_of(library.change(again["code"]).json())["sub"] == told["sub"]
    other = registered(redirect_uris=("https://khac.example/ve",))
    elsewhere = other.agree(citizen, ["profile"])
    assert claims_of(other.change(elsewhere["code"]).json())["sub"] != told["sub"]
    info = library.post("introspect", token=tokens["access_token"]).json()
    assert info["active"] and info["scope"] == "openid profile offline_access"
    assert other.post("introspect", token=tokens["access_token"]).json() == {"active": False}
    digests = str(list(Authorization.objects.values()))
    assert answer["code"] not in digests and tokens["access_token"] not in digests


def test_what_was_not_ticked_is_not_given_and_more_is_asked_for_again(library: Application, citizen: Client) -> None:
    answer = library.agree(citizen, [])
    tokens = library.change(answer["code"]).json()
    assert tokens["scope"] == "openid" and "refresh_token" not in tokens
    assert "code" in came_back(library.ask(citizen))
    assert library.ask(citizen, scope="openid email").status_code == 200
    assert came_back(library.ask(citizen, scope="openid email", prompt="none"))["error"] == "consent_required"
    assert library.ask(citizen, prompt="consent").status_code == 200
    assert library.agree(citizen, [], decision="no")["error"] == "access_denied"
    library.agree(citizen, ["email"], scope="openid email")
    assert Consent.objects.filter(withdrawn_at__isnull=True).get().scopes == ["email", "openid"]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"client_id": "unknown"}, "page"),
        ({"redirect_uri": BACK + "/"}, "page"),
        ({"redirect_uri": BACK + "?x=1"}, "page"),
        ({"redirect_uri": "https://evil.example/ve"}, "page"),
        ({"redirect_uri": "https://thuvien.example.evil.example/ve"}, "page"),
        ({"redirect_uri": ""}, "page"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
def test_a_bad_request_goes_to_the_application_only_where_its_address_is_right(
    library: Application, citizen: Client, changed: dict[str, str], place: str
) -> None:
    response = library.ask(citizen, **changed)
    if place == "page":
        assert response.status_code == 400 and "Location" not in response
    else:
        assert came_back(response)["error"] == place


def test_codes_are_good_once_for_one_application_and_one_verifier(library: Application, citizen: Client) -> None:
    code = library.agree(citizen, ["offline_access"])["code"]
    other = registered(redirect_uris=("https://khac.example/ve",))
    assert other.change(code, redirect_uri=BACK).json()["error"] == "invalid_grant"
    tokens = library.change(code).json()
    assert queries.token_found(tokens["access_token"], clock.now())
    assert library.change(code).json()["error"] == "invalid_grant"
    assert queries.token_found(tokens["access_token"], clock.now()) is None
    assert library.refresh(tokens["refresh_token"]).status_code == 400
    assert Authorization.objects.get(used_at__isnull=False).ended_why == "code_reused"
    for wrong in ({"code_verifier": "w" * 43}, {"code_verifier": ""}, {"redirect_uri": "https://evil.example/ve"}):
        code = came_back(library.ask(citizen))["code"]
        assert library.change(code, **wrong).json()["error"] == "invalid_grant"
        assert library.change(code).json()["error"] == "invalid_grant"
    code = came_back(library.ask(citizen))["code"]
    with freeze(clock.now() + timedelta(minutes=2)):
        assert library.change(code).json()["error"] == "invalid_grant"


def test_a_refresh_token_used_twice_ends_everything(library: Application, citizen: Client) -> None:
    first = library.change(library.agree(citizen, ["profile", "offline_access"])["code"]).json()
    second = library.refresh(first["refresh_token"]).json()
    assert claims_of(second)["sub"] == claims_of(first)["sub"] and "nonce" not in claims_of(second)
    assert library.refresh(second["refresh_token"], scope="openid email").json()["error"] == "invalid_scope"
    narrow = library.refresh(second["refresh_token"], scope="openid").json()
    assert narrow["scope"] == "openid"
    assert library.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert library.refresh(narrow["refresh_token"]).json()["error"] == "invalid_grant"
    assert Authorization.objects.get().ended_why == "refresh_reused"
    assert AuditEntry.objects.filter(action="openid.exchange_refresh", detail__ended="refresh_reused").exists()


def test_an_application_proves_itself_in_one_way(library: Application, citizen: Client) -> None:
    code = library.agree(citizen, [])["code"]
    wrong = library.change(code, client_secret="x")
    assert (wrong.status_code, wrong.json()["error"], wrong["WWW-Authenticate"]) == (
        401,
        "invalid_client",
        'Basic realm="openid"',
    )
    assert library.change(code, client_secret="").status_code == 401
    basic = b64encode(f"{library.client_id}:{library.secret}".encode()).decode()
    twice = library.http.post(
        "/openid/token", {"client_secret": library.secret}, headers={"Authorization": f"Basic {basic}"}
    )
    assert twice.json()["error"] == "invalid_request"
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": library.verifier}
    assert "id_token" in library.http.post("/openid/token", given, headers={"Authorization": f"Basic {basic}"}).json()
    assert library.post("token", grant_type="password").json()["error"] == "unsupported_grant_type"
    public = registered(kind="public", redirect_uris=("vn.gov.hue.app:/ve",))
    assert "code" in public.agree(citizen, [])
    assert public.post("introspect", token="x").status_code == 401


def test_signing_in_afresh_and_not_at_all(library: Application, citizen: Client) -> None:
    nobody = Client()
    assert library.ask(nobody)["Location"].startswith("/tai-khoan/dang-nhap/?next=%2Fopenid%2Fauthorize")
    assert came_back(library.ask(nobody, prompt="none"))["error"] == "login_required"
    library.agree(citizen, [])
    assert library.ask(citizen, prompt="login")["Location"].startswith("/tai-khoan/xac-nhan/?next=")
    assert "code" in came_back(library.ask(citizen, max_age="600"))
    with freeze(clock.now() + timedelta(minutes=20)):
        assert "ts_since" in library.ask(citizen, max_age="600")["Location"]
        assert came_back(library.ask(citizen, max_age="600", prompt="none"))["error"] == "login_required"
        forged = {"ts_since": "0", "prompt": "none"}
        assert "code" in came_back(library.ask(citizen, **forged))
    essential = '{"id_token": {"acr": {"essential": true, "values": ["urn:tinhso:acr:two-factor"]}}}'
    assert came_back(library.ask(citizen, claims=essential))["error"] == "unmet_authentication_requirements"
    assert "code" in came_back(library.ask(citizen, acr_values="urn:tinhso:acr:two-factor"))
    assert citizen.post("/openid/authorize", library.query()).status_code == 302
    hint = library.change(came_back(library.ask(citizen))["code"]).json()["id_token"]
    assert "code" in came_back(library.ask(citizen, id_token_hint=hint))
    other = client_of("congdan2")
    assert came_back(library.ask(other, id_token_hint=hint, prompt="none"))["error"] == "login_required"


def test_consent_needs_the_persons_own_form(library: Application) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account("congdan1"))
    given = {"query": "client_id=x", "decision": "yes"}
    assert strict.post("/openid/dong-y/", given).status_code == 403
    assert Client().post("/openid/dong-y/", given).status_code == 401
    assert not Consent.objects.exists()


def test_after_a_form_of_ours_a_page_sends_on_since_the_policy_holds_redirects(
    library: Application, citizen: Client
) -> None:
    library.agree(citizen, [])
    page = citizen.get("/openid/authorize", library.query(), headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 200 and f'content="0;url={BACK}?code=' in page.content.decode()
    assert "form-action 'self'" in page["Content-Security-Policy"]


def test_a_token_opens_at_the_api_what_its_scopes_say_and_what_its_person_may(
    library: Application, citizen: Client
) -> None:
    tokens = library.change(library.agree(citizen, ["notices.read"], scope="openid notices.read")["code"]).json()
    bearer = {"headers": {"Authorization": f"Bearer {tokens['access_token']}"}}
    program = Client()
    assert program.get("/api/notices", **bearer).status_code == 200
    refused = program.get("/api/dossiers", **bearer)
    assert (refused.status_code, refused.json()["code"]) == (403, "out_of_scope")
    for path in ("/api/identity/tokens", "/api/identity/me", "/api/openid/linked-applications"):
        assert program.get(path, **bearer).status_code == 403, path
    assert (
        program.post("/api/identity/tokens", {"name": "x", "days": 30}, "application/json", **bearer).status_code == 403
    )
    assert program.get("/tai-khoan/", **bearer).status_code == 302
    listed = citizen.get("/tai-khoan/ung-dung/").content.decode()
    assert "Thư viện số" in listed
    assert citizen.post(f"/tai-khoan/ung-dung/{library.id}/ngung/").status_code == 302
    assert program.get("/api/notices", **bearer).status_code == 401
    assert program.get("/openid/userinfo", **bearer).status_code == 401
    assert library.ask(citizen, prompt="none")["Location"].count("consent_required")


def test_every_operation_of_a_scope_exists_and_none_is_of_a_closed_room() -> None:
    named = [name for scope in current("api_scopes", ApiScope).values() for name in scope.operations]
    assert not set(named) - set(operations.keys())
    assert not [name for name in named if name.startswith(CLOSED)]


def test_suspended_at_once(library: Application, citizen: Client) -> None:
    tokens = library.change(library.agree(citizen, ["offline_access"])["code"]).json()
    pending = came_back(library.ask(citizen))["code"]
    reason = "Bị tấn công."
    actions.decide_application(
        actor=actor_of("quantri"), at=clock.now(), application_id=library.id, decision="suspend", reason=reason
    )
    assert queries.token_found(tokens["access_token"], clock.now()) is None
    assert library.refresh(tokens["refresh_token"]).status_code == 401
    assert library.change(pending).status_code == 401
    assert library.ask(citizen).status_code == 400


def test_tokens_are_given_back(library: Application, citizen: Client) -> None:
    tokens = library.change(library.agree(citizen, ["offline_access"])["code"]).json()
    other = registered(redirect_uris=("https://khac.example/ve",))
    assert other.post("revoke", token=tokens["access_token"]).status_code == 200
    assert queries.token_found(tokens["access_token"], clock.now())
    assert library.post("revoke", token="nothing").status_code == 200
    assert library.post("revoke", token=tokens["access_token"]).status_code == 200
    assert queries.token_found(tokens["access_token"], clock.now()) is None
    fresh = library.refresh(tokens["refresh_token"]).json()
    library.post("revoke", token=fresh["refresh_token"])
    assert queries.token_found(fresh["access_token"], clock.now()) is None


def test_signing_out_here_is_told_there_until_it_arrives(citizen: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    library = registered(logout_uri="http://127.0.0.1:9/bao")
    tokens = library.change(library.agree(citizen, ["profile"])["code"]).json()
    kept = library.change(library.agree(citizen, ["offline_access"])["code"]).json()
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": "https://evil.example/", "state": "z"}
    assert citizen.get("/openid/logout", asked).status_code == 400
    asked["post_logout_redirect_uri"] = "https://thuvien.example/tam-biet"
    other = client_of("congdan2")
    assert other.get("/openid/logout", asked).status_code == 200
    assert other.get("/tai-khoan/").status_code == 200
    response = citizen.get("/openid/logout", asked)
    assert response["Location"] == "https://thuvien.example/tam-biet?state=z"
    assert citizen.get("/tai-khoan/").status_code == 302
    assert queries.token_found(tokens["access_token"], clock.now()) is None
    assert queries.token_found(kept["access_token"], clock.now())
    tasks.tell_applications()
    row = SignOut.objects.get()
    assert (row.tries, row.answer, row.told_at) == (1, "private", None) and row.due_at
    told: list[dict[str, str]] = []

    def answer(_address: str, values: dict[str, str]) -> int:
        told.append(values)
        return 200

    monkeypatch.setattr(tasks, "post_form", answer)
    with freeze(row.due_at):
        tasks.tell_applications()
    row.refresh_from_db()
    assert row.told_at and row.due_at is None
    word = jwt.read(told[0]["logout_token"], queries.published_keys(clock.now()))
    assert (
        word and word["sid"] == claims_of(tokens)["sid"] and jwt.LOGOUT_EVENT in word["events"] and "nonce" not in word
    )
    assert (
        Client().post("/openid/dang-xuat/", {"query": "post_logout_redirect_uri=https://evil.example/"}).status_code
        == 400
    )


def test_a_session_that_ends_in_any_way_is_over_for_applications(citizen: Client) -> None:
    library = registered(logout_uri="https://thuvien.example/bao")
    tokens = library.change(library.agree(citizen, [])["code"]).json()
    assert not queries.sessions_over(clock.now())
    citizen.session.flush()
    assert actions.end_browsers(actor=SYSTEM, at=clock.now()) == 1
    assert actions.end_browsers(actor=SYSTEM, at=clock.now()) == 0
    assert queries.token_found(tokens["access_token"], clock.now()) is None
    assert SignOut.objects.count() == 1


def test_keys_change_and_the_old_one_is_read_as_long_as_its_tokens(library: Application, citizen: Client) -> None:
    at = clock.now()
    old = library.change(library.agree(citizen, [])["code"]).json()["id_token"]
    assert actions.rotate_keys(actor=SYSTEM, at=at) == []
    later = at + timedelta(days=91)
    assert len(actions.rotate_keys(actor=SYSTEM, at=later)) == 2
    assert len(queries.published_keys(later)) == 4
    key = queries.key_to_sign("ES256", later)
    assert jwt.read(jwt.sign({"a": 1}, key), queries.published_keys(at)) == {"a": 1}
    assert jwt.read(old, queries.published_keys(later))
    after = later + timedelta(days=3)
    assert queries.key_to_sign("ES256", after).kid != key.kid
    assert jwt.read(old, queries.published_keys(after)) is None
    actions.rotate_keys(actor=SYSTEM, at=after)
    assert SigningKey.objects.filter(sealed__isnull=True).count() == 2
    public = Client().get("/openid/jwks").json()["keys"]
    assert public and not [key for key in public if {"d", "p", "q"} & set(key)]


def test_what_the_discovery_document_names_is_there() -> None:
    told = Client().get("/.well-known/openid-configuration").json()
    assert told["issuer"] == settings.PUBLIC_URL
    for name, address in told.items():
        if name.endswith(("_endpoint", "_uri")):
            path = address.removeprefix(settings.PUBLIC_URL)
            assert Client().get(path).status_code not in {404, 500}, name


def test_a_locked_account_ends_its_tokens(library: Application, citizen: Client) -> None:
    tokens = library.change(library.agree(citizen, ["offline_access"])["code"]).json()
    identity.set_active(actor=actor_of("quantri"), at=clock.now(), account_id=account("congdan1").id, active=False)
    assert queries.token_found(tokens["access_token"], clock.now()) is None
    assert library.refresh(tokens["refresh_token"]).status_code == 400
