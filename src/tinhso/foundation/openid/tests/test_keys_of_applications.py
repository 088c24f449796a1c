"""An application that proves itself by a key (RFC 7523), tokens bound to a key (RFC 9449), and who is expected."""

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from http import HTTPStatus
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tinhso.core import clock
from tinhso.foundation.openid.models import Application as Row
from tinhso.foundation.openid.models import Token
from tinhso.foundation.openid.ports import Unreachable, client_keys
from tinhso.foundation.openid.rules import assertions, possession
from tinhso.foundation.openid.tests.relying import came_back, registered
from tinhso.foundation.openid.types import BadRegistration
from tinhso.foundation.organisation.tests.people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lasting_province")]
SCOPES = ["profile", "offline_access", "notices.read"]


def ec(kid: str = "k1") -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid}, private=True)


KEY, OTHER = ec(), ec("k2")


def public(*keys) -> dict:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def assertion(app, key=KEY, *, alg: str = "ES256", **changed) -> dict[str, str]:
    now = int(clock.now().timestamp())
    claims = {
        "iss": app.client_id, "sub": app.client_id, "aud": settings.PUBLIC_URL, "jti": secrets.token_hex(8),
        "iat": now, "exp": now + 60, **changed,
    }  # fmt: skip
    claims = {name: value for name, value in claims.items() if value is not None}
    token = jwt.encode({"alg": alg, "kid": key.kid}, claims, key, algorithms=[alg])
    return {"client_assertion_type": assertions.TYPE, "client_assertion": token}


def proof(key=KEY, *, path: str = "/openid/token", method: str = "POST", token: str = "", **changed) -> str:
    claims = {
        "jti": secrets.token_hex(8), "htm": method, "htu": f"{settings.PUBLIC_URL}{path}",
        "iat": int(clock.now().timestamp()), "nonce": possession.new_nonce(),
    }  # fmt: skip
    if token:
        claims["ath"] = urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode()
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    header |= changed.pop("header", {})
    claims = {name: value for name, value in {**claims, **changed}.items() if value is not None}
    return jwt.encode(header, claims, key, algorithms=["ES256"])


@pytest.fixture
def by_key():
    app = registered(jwks=public(KEY))
    assert app.secret == "" and Row.objects.get(id=app.id).secret_digest is None
    return app


@pytest.fixture
def phone():
    return registered(kind="public", redirect_uris=("vn.thuvien.app:/ve",), sector="thuvien")


def code(app, **changed: str) -> str:
    scope = "openid profile offline_access notices.read"
    return app.agree(client_of("congdan1"), SCOPES, scope=scope, **changed)["code"]


def test_an_application_proves_itself_by_its_key_everywhere(by_key) -> None:
    pushed = by_key.post("par", **by_key.query(), **assertion(by_key))
    assert pushed.status_code == HTTPStatus.CREATED
    tokens = by_key.change(code(by_key), **assertion(by_key, aud=f"{settings.PUBLIC_URL}/openid/token")).json()
    told = by_key.post("introspect", token=tokens["access_token"], **assertion(by_key)).json()
    assert told["active"] and told["token_type"] == "Bearer"
    assert by_key.post("revoke", token=tokens["refresh_token"], **assertion(by_key)).status_code == 200
    assert not by_key.post("introspect", token=tokens["access_token"], **assertion(by_key)).json()["active"]


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "other"}, {"sub": "other"}, {"aud": "https://else.example"}, {"aud": None},
        {"aud": [settings.PUBLIC_URL, "https://else.example"]}, {"jti": None}, {"jti": ""}, {"exp": None},
        {"exp": 1}, {"exp": 9_999_999_999}, {"exp": "soon"}, {"nbf": 9_999_999_999}, {"iat": 9_999_999_999},
        {"key": OTHER},
    ],
)  # fmt: skip
def test_an_assertion_that_is_not_right_in_everything_is_refused(by_key, changed) -> None:
    answer = by_key.post("introspect", token="x", **assertion(by_key, **changed))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_an_assertion_is_good_once_and_no_other_way_beside_it(by_key) -> None:
    good = assertion(by_key)
    assert by_key.post("introspect", token="x", **good).json() == {"active": False}
    assert by_key.post("introspect", token="x", **good).status_code == HTTPStatus.UNAUTHORIZED
    both = by_key.post("introspect", token="x", client_secret="x", **assertion(by_key))
    assert both.json()["error"] == "invalid_request"
    assert by_key.post("introspect", token="x").status_code == HTTPStatus.UNAUTHORIZED
    mixed = assertion(by_key, key=OctKey.import_key("k" * 32, {"kid": "k1"}), alg="HS256")
    assert by_key.post("introspect", token="x", **mixed).status_code == HTTPStatus.UNAUTHORIZED
    other = registered()
    assert other.post("introspect", token="x", **assertion(other)).json()["error"] == "invalid_request"
    other.secret = ""
    assert other.post("introspect", token="x", **assertion(other)).status_code == HTTPStatus.UNAUTHORIZED


def test_keys_at_an_address_are_read_anew_when_one_is_missing() -> None:
    app = registered(jwks_uri="https://thuvien.example/jwks")
    answers = [public(OTHER), public(OTHER, KEY), Unreachable("down")]
    seconds = iter(range(0, 10_000, 30))
    with (
        patch.object(client_keys, "get_json", side_effect=answers) as asked,
        patch.object(client_keys.time, "monotonic", lambda: next(seconds)),
    ):
        assert app.post("introspect", token="x", **assertion(app)).status_code == HTTPStatus.UNAUTHORIZED
        assert app.post("introspect", token="x", **assertion(app)).status_code == HTTPStatus.OK
        assert app.post("introspect", token="x", **assertion(app, key=ec("gone"))).status_code == 401
        assert app.post("introspect", token="x", **assertion(app)).status_code == HTTPStatus.OK
        assert asked.call_count == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"jwks": {"keys": []}}, {"jwks": {"keys": [KEY.as_dict(private=True)]}}, {"jwks": {}},
        {"jwks": {"keys": [{"kty": "RSA", "n": "u" * 171, "e": "AQAB"}]}}, {"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}}, {"jwks_uri": "http://thuvien.example/jwks"},
        {"jwks": public(KEY), "jwks_uri": "https://thuvien.example/jwks"}, {"jwks": public(KEY), "kind": "public"},
    ],
)  # fmt: skip
def test_only_public_keys_in_one_place_are_registered(wrong) -> None:
    with pytest.raises(BadRegistration):
        registered(**wrong)


def test_a_token_bound_to_a_key_works_with_proof_of_that_key_alone(phone) -> None:
    tokens = phone.http.post("/openid/token", _change(phone, code(phone)), headers={"DPoP": proof()}).json()
    access = tokens["access_token"]
    assert (
        tokens["token_type"] == "DPoP" and Token.objects.get(kind="refresh").jkt == Token.objects.get(kind="access").jkt
    )

    def ask(path: str, *, scheme: str = "DPoP", **changed):
        shown = proof(path=path, method="GET", **{"token": access, **changed})
        return Client().get(path, headers={"Authorization": f"{scheme} {access}", "DPoP": shown})

    for path in ("/openid/userinfo", "/api/notices"):
        assert ask(path).status_code == HTTPStatus.OK
        for wrong in (
            {"key": OTHER}, {"token": "another"}, {"token": ""}, {"htm": "POST"}, {"htu": "https://else.example/"},
            {"iat": 1}, {"jti": None}, {"header": {"typ": "JWT"}},
            {"header": {"jwk": KEY.as_dict(private=True)}}, {"scheme": "Bearer"},
        ):  # fmt: skip
            assert ask(path, **wrong).status_code == HTTPStatus.UNAUTHORIZED, wrong
        bare = Client().get(path, headers={"Authorization": f"DPoP {access}"})
        assert bare.status_code == HTTPStatus.UNAUTHORIZED and bare.headers["WWW-Authenticate"].startswith("DPoP ")
        stale = ask(path, nonce="n.old.signature")
        assert 'error="use_dpop_nonce"' in stale.headers["WWW-Authenticate"]
        assert ask(path, nonce=stale.headers["DPoP-Nonce"]).status_code == HTTPStatus.OK
        used = proof(path=path, method="GET", token=access)
        headers = {"Authorization": f"DPoP {access}", "DPoP": used}
        answers = [Client().get(path, headers=headers).status_code for _ in range(2)]
        assert answers == [HTTPStatus.OK, HTTPStatus.UNAUTHORIZED]


def _change(app, given: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code", "client_id": app.client_id, "code": given, "redirect_uri": app.back,
        "code_verifier": app.verifier,
    }  # fmt: skip


def test_a_refresh_token_of_a_public_application_stays_bound_to_its_key(phone) -> None:
    def ask(form: dict[str, str], **headers: str):
        return phone.http.post("/openid/token", form, headers=headers)

    without = ask(_change(phone, code(phone)), DPoP=proof(nonce=None))
    assert (without.status_code, without.json()["error"]) == (400, "use_dpop_nonce") and without.headers["DPoP-Nonce"]
    tokens = ask(_change(phone, code(phone)), DPoP=proof()).json()
    form = {"grant_type": "refresh_token", "client_id": phone.client_id, "refresh_token": tokens["refresh_token"]}
    assert ask(form).json()["error"] == "invalid_grant"
    assert ask(form, DPoP=proof(OTHER)).json()["error"] == "invalid_grant"
    assert ask(form, DPoP=proof()).json()["token_type"] == "DPoP"


def test_a_plain_token_is_no_bound_one(phone) -> None:
    access = phone.change(code(phone)).json()["access_token"]
    shown = proof(path="/openid/userinfo", method="GET", token=access)
    headers = {"Authorization": f"DPoP {access}", "DPoP": shown}
    assert Client().get("/openid/userinfo", headers=headers).status_code == HTTPStatus.UNAUTHORIZED
    assert Client().get("/openid/userinfo", headers={"Authorization": f"Bearer {access}"}).status_code == HTTPStatus.OK


def test_a_code_asked_for_with_a_key_is_changed_by_that_key_alone(phone) -> None:
    jkt = KEY.thumbprint()
    assert came_back(phone.ask(client_of("congdan1"), dpop_jkt="short"))["error"] == "invalid_request"
    given = code(phone, dpop_jkt=jkt)
    for headers in ({}, {"DPoP": proof(OTHER)}):
        answer = phone.http.post("/openid/token", _change(phone, given), headers=headers)
        assert answer.json()["error"] == "invalid_grant"
    fresh = phone.http.post("/openid/token", _change(phone, code(phone, dpop_jkt=jkt)), headers={"DPoP": proof()})
    assert fresh.status_code == HTTPStatus.OK
    pushed = phone.http.post(
        "/openid/par", phone.query(dpop_jkt=OTHER.thumbprint()), headers={"DPoP": proof(path="/openid/par")}
    )
    assert pushed.json()["error"] == "invalid_dpop_proof"


def test_the_name_that_an_application_expects_stands_in_the_form(phone) -> None:
    browser = Client()
    sent = phone.ask(browser, login_hint='congdan1"><script>')
    shown = browser.get(sent["Location"]).content.decode()
    assert 'value="congdan1&quot;&gt;&lt;script&gt;"' in shown


def test_discovery_tells_all_of_it() -> None:
    told = Client().get("/.well-known/openid-configuration").json()
    for place in ("token", "introspection", "revocation"):
        assert "private_key_jwt" in told[f"{place}_endpoint_auth_methods_supported"]
        assert "ES256" in told[f"{place}_endpoint_auth_signing_alg_values_supported"]
    assert told["dpop_signing_alg_values_supported"] == ["ES256", "RS256", "PS256"]
