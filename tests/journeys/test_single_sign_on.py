"""Single sign-on by clients that others wrote: authlib in a browser of 360 px, openid-client and oauth4webapi of npm."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from playwright.sync_api import expect

from people import Person
from screens import PHONE, Screen
from servers import Installation
from tinhso.foundation.identity.api import DEMO_PASSWORD

pytestmark = pytest.mark.browser
CLIENTS = Path(__file__).parents[1] / "clients"
BACK = "http://127.0.0.1:9/ve"
TIMEOUT_S = 30


def approved(platform: Installation, **said: Any) -> dict[str, Any]:
    """An application that a head has registered and the operator has approved."""
    asked = {"name": "Thư viện số", "name_en": "Digital library", "purpose": "Cho mượn sách theo tên người đọc.",
             "contact": "a@thuvien.example", "scopes": ["profile", "email", "offline_access"], **said}  # fmt: skip
    made: dict[str, Any] = Person(platform.address, "lanhdao").post("/openid/applications", json=asked).json()
    decided = Person(platform.address, "quantri").post(
        f"/openid/applications/{made['id']}/decision", json={"decision": "approve"}
    )
    assert decided.json()["state"] == "approved"
    return made


class Library:
    """A small application of an agency, built on authlib; what it was told stays to be looked at."""

    def __init__(self, issuer: str) -> None:
        self.issuer, self.told, self.signed_out = issuer, {}, []
        self.metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=TIMEOUT_S).json()
        self.client: dict[str, Any] = {}
        self.address, self.verifier, self.state = "", "v" * 50, ""

    def session(self) -> OAuth2Session:
        return OAuth2Session(
            self.client["client_id"], self.client["secret"], scope="openid profile email",
            redirect_uri=f"{self.address}/ve", code_challenge_method="S256", state=self.state or None,
        )  # fmt: skip

    def claims(self, token: str) -> dict[str, Any]:
        keys = KeySet.import_key_set(requests.get(self.metadata["jwks_uri"], timeout=TIMEOUT_S).json())
        return dict(jwt.decode(token, keys, algorithms=["ES256"]).claims)

    def answer(self, path: str) -> tuple[int, str]:
        """A page, or where to go."""
        if path == "/vao":
            url, self.state = self.session().create_authorization_url(
                self.metadata["authorization_endpoint"], code_verifier=self.verifier, nonce="n1"
            )
            return 302, url
        if path.startswith("/ve?"):
            session = self.session()
            tokens = session.fetch_token(
                self.metadata["token_endpoint"],
                authorization_response=f"{self.address}{path}",
                code_verifier=self.verifier,
            )
            self.told = {"tokens": tokens, "claims": self.claims(tokens["id_token"])}
            self.told["person"] = session.get(self.metadata["userinfo_endpoint"]).json()
            leave = (
                f"{self.metadata['end_session_endpoint']}?id_token_hint={quote(tokens['id_token'])}"
                f"&post_logout_redirect_uri={quote(f'{self.address}/tam-biet', safe='')}"
            )
            name = self.told["person"].get("name", "?")
            return 200, f'<h1>Xin chào {name}</h1><a href="{leave}">Rời thư viện</a>'
        return 200, '<h1>Tạm biệt</h1><a href="/vao">Vào thư viện</a>'


@pytest.fixture
def library(platform: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    made = Library(platform.address)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, said = made.answer(self.path)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", said)
                said = ""
            body = f'<!doctype html><meta name="viewport" content="width=device-width">{said}'.encode()
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            made.signed_out.append(made.claims(form["logout_token"][0]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def test_a_citizen_signs_in_elsewhere_with_one_account(
    library: Library, platform: Installation, screen: Callable[..., Screen]
) -> None:
    library.client = approved(
        platform, redirect_uris=[f"{library.address}/ve"], post_logout_uris=[f"{library.address}/tam-biet"],
        logout_uri=f"{library.address}/bao", algorithm="ES256",
    )  # fmt: skip
    citizen = screen("dang-nhap-mot-lan", PHONE)
    page = citizen.page
    page.goto(library.address)
    page.get_by_role("link", name="Vào thư viện").click()
    page.locator("[name=login]").fill("congdan2")
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.get_by_role("heading", name="Đăng nhập vào Thư viện số")).to_be_visible()
    citizen.keep("dong-y")
    page.get_by_label("Họ và tên").check()
    citizen.press("Đồng ý và đăng nhập")
    expect(page.get_by_role("heading", name=re.compile("^Xin chào (?!\\?)"))).to_be_visible()
    claims, person = library.told["claims"], library.told["person"]
    assert (
        claims["iss"] == platform.address and claims["aud"] == library.client["client_id"] and claims["nonce"] == "n1"
    )
    assert person["sub"] == claims["sub"] and "email" not in person
    citizen.open("/tai-khoan/ung-dung/")
    expect(page.get_by_role("heading", name="Thư viện số")).to_be_visible()
    citizen.keep("ung-dung-da-lien-ket")
    page.goto(f"{library.address}/vao")
    expect(page.get_by_role("heading", name="Xin chào")).to_be_visible()
    page.get_by_role("link", name="Rời thư viện").click()
    expect(page.get_by_role("heading", name="Tạm biệt")).to_be_visible()
    deadline = time.monotonic() + TIMEOUT_S
    while not library.signed_out:
        assert time.monotonic() < deadline, "the application was not told"
        time.sleep(0.2)
    assert library.signed_out[0]["sid"] == library.told["claims"]["sid"]
    citizen.open("/tai-khoan/")
    expect(page.locator("[name=login]")).to_be_visible()


def agree(platform: Installation, url: str) -> str:
    """A person with a plain browser signs in and agrees to everything; the address they are sent back to."""
    browser = requests.Session()
    page = f"{platform.address}/tai-khoan/dang-nhap/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(page, timeout=TIMEOUT_S).text)
    assert token
    form = {"login": "congdan1", "password": DEMO_PASSWORD, "csrfmiddlewaretoken": token[1]}
    browser.post(page, data=form, headers={"Referer": page}, timeout=TIMEOUT_S)
    shown = browser.get(url, timeout=TIMEOUT_S, allow_redirects=False)
    if shown.status_code == 302:
        return shown.headers["Location"]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.text)
    assert token
    given = {"query": urlsplit(url).query, "decision": "yes", "scope": ["profile", "offline_access", "notices.read"],
             "csrfmiddlewaretoken": token[1]}  # fmt: skip
    answer = browser.post(
        f"{platform.address}/openid/dong-y/",
        data=given,
        headers={"Referer": url},
        timeout=TIMEOUT_S,
        allow_redirects=False,
    )
    assert answer.status_code == 302, answer.text[:2000]
    return answer.headers["Location"]


@pytest.mark.parametrize("kind", ["openid-client", "oauth4webapi"])
def test_clients_of_npm_sign_in(kind: str, platform: Installation, tmp_path: Path) -> None:
    made = approved(platform, redirect_uris=[BACK])
    found = signed_in_by(kind, platform, tmp_path, made["client_id"], made["secret"])
    assert found["claims"]["iss"] == platform.address and found["person"]["sub"] == found["claims"]["sub"]
    assert found["person"]["name"] and "email" not in found["person"]
    assert found["active"] == [True, False]
    assert found["leave"].startswith(f"{platform.address}/openid/logout")


@pytest.mark.parametrize("kind", ["openid-client", "oauth4webapi"])
def test_clients_of_npm_prove_themselves_by_keys(kind: str, platform: Installation, tmp_path: Path) -> None:
    """private_key_jwt at every endpoint, a pushed request, and tokens that nobody else can use (DPoP)."""
    key = ECKey.generate_key("P-256", {"kid": kind}, private=True)
    scopes = ["profile", "offline_access", "notices.read"]
    made = approved(platform, redirect_uris=[BACK], scopes=scopes, jwks={"keys": [key.as_dict(private=False)]})
    assert made["secret"] == ""
    secret = json.dumps(key.as_dict(private=True))
    found = signed_in_by(kind, platform, tmp_path, made["client_id"], secret)
    assert found["person"]["sub"] == found["claims"]["sub"] and found["active"] == [True, False]
    assert [told.lower() for told in found["kinds"]] == ["dpop", "dpop"] and found["statuses"] == [200, 401]


def test_authlib_proves_itself_by_a_key(platform: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    key = RSAKey.generate_key(2048, private=True)
    made = approved(platform, redirect_uris=[BACK], jwks={"keys": [key.as_dict(private=False)]})
    told = requests.get(f"{platform.address}/.well-known/openid-configuration", timeout=TIMEOUT_S).json()
    session = OAuth2Session(
        made["client_id"], key.as_pem(private=True), scope="openid profile", redirect_uri=BACK,
        code_challenge_method="S256", token_endpoint_auth_method="private_key_jwt",
    )  # fmt: skip
    session.register_client_auth_method(PrivateKeyJWT(told["token_endpoint"]))
    url, state = session.create_authorization_url(told["authorization_endpoint"], code_verifier="v" * 50)
    tokens = session.fetch_token(
        told["token_endpoint"], authorization_response=agree(platform, url), code_verifier="v" * 50, state=state
    )
    assert tokens["token_type"] == "Bearer" and session.get(told["userinfo_endpoint"]).json()["name"]


def signed_in_by(kind: str, platform: Installation, tmp_path: Path, client_id: str, secret: str) -> dict[str, Any]:
    """What a client of npm has found, once a person has signed in to it."""
    shutil.copy(CLIENTS / "clients.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(Path(os.environ["TEST_CLIENTS"], "node_modules"), target_is_directory=True)
    command = [os.environ["TEST_NODE"], "clients.mjs", kind, platform.address, client_id, secret, BACK]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as client:
        assert client.stdin and client.stdout and client.stderr
        first = client.stdout.readline()
        assert first, client.stderr.read()
        client.stdin.write(agree(platform, json.loads(first)["url"]) + "\n")
        client.stdin.flush()
        second = client.stdout.readline()
        assert second, client.stderr.read()
        found: dict[str, Any] = json.loads(second)
    return found
