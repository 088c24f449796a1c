"""What somebody tries at the door: redirects, headers, keys of sessions, passwords, methods, files that are no pages."""

import logging
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.message import BadHeaderError
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.module_loading import import_string

from tinhso.channels.api import middleware
from tinhso.core.faces import routes
from tinhso.foundation.identity import passwords
from tinhso.foundation.identity.portal.adapter import SecondFactorAdapter
from tinhso.foundation.identity.tests import factories
from tinhso.foundation.identity.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/tai-khoan/dang-nhap/"
CHANGE = "/tai-khoan/mat-khau/"
#: Names under which pages, ours or a framework's, take an address to go to.
RETURNS = (
    "next",
    "return_to",
    "redirect",
    "redirect_uri",
    "redirect_to",
    "url",
    "continue",
    "goto",
    "back",
    "target",
    "r",
)
ELSEWHERE = (
    "https://xau.example/", "//xau.example/", "///xau.example", "/\\xau.example", "\\\\xau.example", "https:xau.example",
    "javascript:alert(1)", " //xau.example", "/\t/xau.example", "https://localhost@xau.example/", "//xau.example\\@localhost/",
)  # fmt: skip
FOREIGN = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|[\\/]\s*[\\/])", re.IGNORECASE)


def signed_in(name: str = "huong") -> Client:
    factories.account(name, password=PASSWORD)
    client = Client()
    assert client.post(SIGN_IN, {"login": name, "password": PASSWORD}).status_code == 302
    return client


def test_nobody_is_sent_to_another_site(province: None) -> None:
    """Every page without parameters in its address, asked and answered with every name of a return address."""
    wrong = []
    for number, (name, route) in enumerate(sorted(routes.items())):
        if "<" in route.path or name == "openid.logout":
            continue
        target = ELSEWHERE[number % len(ELSEWHERE)]
        given = dict.fromkeys(RETURNS, target)
        client = Client(raise_request_exception=False)
        answers = [client.get(f"/{route.path}", given)] if "GET" in route.methods else []
        if "POST" in route.methods:
            answers.append(client.post(f"/{route.path}", given))
        wrong += [f"{name}: {each['Location']}" for each in answers if FOREIGN.match(each.headers.get("Location", ""))]
    factories.account("huong", password=PASSWORD)
    for target in ELSEWHERE:
        ways = {
            SIGN_IN: {"login": "huong", "password": PASSWORD},
            "/ngon-ngu/": {"language": "vi"},
            "/tai-khoan/dang-xuat/": {},
        }
        client = Client()
        for path, values in ways.items():
            for asked in (path, f"{path}?next={target}"):
                answer = client.post(asked, {**values, "next": target})
                if answer.status_code != 302 or FOREIGN.match(answer["Location"]):
                    wrong.append(f"{asked} {target!r}: {answer.status_code} {answer.headers.get('Location')}")
    assert not wrong, "\n".join(wrong)


def test_headers_that_a_stranger_adds_change_nothing(settings: Any) -> None:
    client = signed_in()
    plain = client.get("/tai-khoan/")
    for header, value in {
        "X-Forwarded-Host": "xau.example", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "1", "Forwarded": "host=xau.example",
        "X-Original-URL": "/desk/", "X-Rewrite-URL": "/desk/", "X-HTTP-Method-Override": "DELETE", "X-Forwarded-For": "203.0.113.1",
        "X-Real-IP": "203.0.113.1", "X-User": "quantri", "Remote-User": "quantri", "X-Forwarded-User": "quantri",
        "X-Post": "00000000-0000-0000-0000-000000000001",
    }.items():  # fmt: skip
        answer = client.get("/tai-khoan/", headers={header: value})
        assert answer.status_code == 200, header
        page = answer.content.decode()
        assert "xau.example" not in page + str(answer.headers) and "203.0.113.1" not in page, header
        assert len(page) == pytest.approx(len(plain.content.decode()), abs=400), header
    assert client.get("/tai-khoan/", headers={"Host": "xau.example"}).status_code == 422
    assert client.get("/tai-khoan/", headers={"Host": "localhost:1@xau.example"}).status_code == 422
    # Whom somebody acts for is looked up: a name made up refuses the whole request.
    refused = client.get(
        "/api/identity/account", headers={"X-Acting-For": "company:00000000-0000-0000-0000-000000000001"}
    )
    assert refused.status_code == 403
    # A link in a mail goes to the platform's own address, whoever asked for it under which name.
    settings.ALLOWED_HOSTS = ["*"]
    asked = Client().post("/tai-khoan/mat-khau/quen/", {"email": "khong@co.example"}, headers={"Host": "xau.example"})
    assert "xau.example" not in asked.headers.get("Location", "")


def test_a_session_key_from_outside_is_not_adopted() -> None:
    fixed = "a" * 32
    factories.account("huong", password=PASSWORD)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = fixed
    client.post(SIGN_IN, {"login": "huong", "password": PASSWORD})
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != fixed
    # 32 of 36 letters: 165 bits.
    assert re.fullmatch(r"[a-z0-9]{32}", key)
    assert not Session.objects.filter(session_key=fixed).exists()
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = fixed
    assert stranger.get("/tai-khoan/").status_code == 302
    # Not a session in the address either.
    assert Client().get(f"/tai-khoan/?{settings.SESSION_COOKIE_NAME}={key}").status_code == 302


def test_a_name_that_nobody_has_costs_as_much_as_one_that_somebody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody learns from the time of an answer whether an account exists: the same hashes, about the same questions."""
    factories.account("huong", password=PASSWORD, email="huong@example.vn")
    locked = factories.account("khoa", password=PASSWORD)
    locked.is_active = False
    locked.save()
    factories.account("khong-mat-khau")
    hashed: list[int] = []
    once = passwords.Argon2id.encode

    def encode(self: Any, *given: Any) -> str:
        hashed.append(1)
        return once(self, *given)

    verify = passwords.Argon2id.verify

    def verified(self: Any, *given: Any) -> bool:
        hashed.append(1)
        return verify(self, *given)

    monkeypatch.setattr(passwords.Argon2id, "encode", encode)
    monkeypatch.setattr(passwords.Argon2id, "verify", verified)
    cost = {}
    for name in ("huong", "huong@example.vn", "khong-co", "khong-co@example.vn", "khoa", "khong-mat-khau"):
        hashed.clear()
        with CaptureQueriesContext(connection) as asked:
            page = Client().post(SIGN_IN, {"login": name, "password": "sai mat khau ro rang"})
        assert "không đúng" in page.content.decode(), name
        cost[name] = (len(hashed), len(asked))
    assert {count for count, _questions in cost.values()} == {1}, cost
    for known, unknown in (("huong", "khong-co"), ("huong@example.vn", "khong-co@example.vn"), ("khoa", "khong-co")):
        assert abs(cost[known][1] - cost[unknown][1]) <= 1, cost


def test_a_password_is_changed_by_who_knows_the_old_one() -> None:
    client, new = signed_in(), "mot cau khac cung dai nhu the"
    for old in ("", "sai"):
        assert client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new}).status_code == 200
    assert Client().post(SIGN_IN, {"login": "huong", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("1q2w3e4r5t6y7u8i", False),
        ("Dịch vụ công Tỉnh Huế 2026", False),
        ("tinhsotinhso2026", False),
        ("Admin@Password2026", False),
        ("sông Hương chảy qua cầu", True),
        ("tinhso va mot cau nua", True),
    ],
)
def test_passwords_that_are_guessed_are_refused(password: str, accepted: bool) -> None:
    if accepted:
        validate_password(password)
    else:
        with pytest.raises(ValidationError):
            validate_password(password)


@pytest.mark.parametrize(
    "password", ["  dấu cách ở hai đầu  ", "CHỮ HOA chữ thường 🔐 ký tự", "x y" * 90, "a" * 7 + "'\"<>;--\\" + "z" * 60]
)
def test_a_password_is_taken_as_it_is_typed(password: str) -> None:
    """Of any letters, as long as one likes, neither cut nor trimmed nor folded; the field hides it and takes a paste."""
    client = signed_in()
    form = client.get(CHANGE).content.decode()
    fields = re.findall(r'<input[^>]*name="(?:oldpassword|password1|password2)"[^>]*>', form)
    assert len(fields) >= 2
    assert all('type="password"' in each and "maxlength" not in each and "onpaste" not in each for each in fields)
    assert (
        client.post(CHANGE, {"oldpassword": PASSWORD, "password1": password, "password2": password}).status_code == 302
    )
    for typed, let_in in (
        (password, True),
        (password.strip() + " ", False),
        (password.swapcase() + "x", False),
        (password[:-1], False),
    ):
        assert (Client().post(SIGN_IN, {"login": "huong", "password": typed}).status_code == 302) is let_in, typed


@override_settings(OFFICIAL_MFA=True)
def test_a_new_password_does_not_pass_by_the_second_factor() -> None:
    account = factories.official("canbo", password=PASSWORD)
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    Authenticator.objects.create(user=account, type="totp", data={"secret": SecondFactorAdapter().encrypt(secret)})
    account.set_password("mot cau khac cung dai nhu the")
    account.save()
    client = Client()
    answer = client.post(SIGN_IN, {"login": "canbo", "password": "mot cau khac cung dai nhu the"})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get("/tai-khoan/").status_code == 302


def test_codes_and_seeds_are_random_and_long_enough() -> None:
    account = factories.account("huong")
    found = [
        code
        for _ in range(3)
        for code in RecoveryCodes.activate(account).generate_codes()
        if Authenticator.objects.filter(user=account).delete() is not None
    ]
    assert len(set(found)) == len(found) >= 20
    assert all(len(code) >= 8 for code in found)


def test_changing_how_one_signs_in_asks_who_it_is_again(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    for name in ("mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"):
        asked = client.get(reverse(name))
        assert asked.status_code in {302, 404}, name
        assert asked.status_code == 404 or "/xac-nhan/" in asked["Location"] or "/hai-lop/" in asked["Location"], name


def test_every_page_of_a_person_shows_the_way_out(province: None) -> None:
    client = signed_in()
    for path in ("/", "/tai-khoan/", "/thu-tuc/", "/tai-khoan/phien/"):
        assert reverse("account_logout") in client.get(path).content.decode(), path


def test_signing_out_clears_the_browser(province: None) -> None:
    client = signed_in()
    assert "Clear-Site-Data" not in client.get("/tai-khoan/").headers
    left = client.post("/tai-khoan/dang-xuat/")
    assert '"storage"' in left["Clear-Site-Data"]
    assert "no-store" in left["Cache-Control"]
    assert "Clear-Site-Data" not in client.get("/").headers


def test_a_link_signs_nobody_out(province: None) -> None:
    client = signed_in()
    for path in ("/tai-khoan/dang-xuat/", "/openid/logout", "/openid/logout?id_token_hint=x.y.z"):
        client.get(path)
        assert client.get("/tai-khoan/").status_code == 200, path


def test_other_origins_read_what_is_open_and_nothing_else(province: None) -> None:
    client = signed_in()
    evil = {"Origin": "https://xau.example"}
    for path in ("/tai-khoan/", "/api/identity/account", "/api/dossiers", "/"):
        for method in ("get", "options"):
            answer = getattr(client, method)(path, headers={**evil, "Access-Control-Request-Method": "GET"})
            assert not [name for name in answer.headers if name.lower().startswith("access-control-")], path
    for path in ("/.well-known/openid-configuration", "/openid/jwks"):
        told = client.get(path, headers=evil)
        assert told["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in told.headers


def test_nothing_is_served_that_is_no_page(province: None) -> None:
    for path in (
        "/.git/config", "/.git/HEAD", "/.env", "/tinhso.env", "/pyproject.toml", "/static/", "/static/ui/", "/static/../tinhso.env",
        "/static/..%2f..%2fsecret-key", "/static/%2e%2e/%2e%2e/secret-key", "/files/", "/keys/", "/admin/", "/debug/", "/server-status",
        "/metrics", "/api/docs", "/backup.sql", "/huong-dan/../../pyproject.toml", "/huong-dan/%2e%2e/%2e%2e/pyproject.toml",
    ):  # fmt: skip
        assert Client().get(path).status_code in {400, 403, 404, 405}, path


def test_nothing_adds_a_line_to_a_mail() -> None:
    for field in (
        {"subject": "a\nBcc: xau@example.com"},
        {"to": ["a@example.com\nBcc: xau@example.com"]},
        {"from_email": "a\r\nX: y"},
    ):
        message = EmailMessage(
            **{"subject": "s", "body": "b", "from_email": "a@example.com", "to": ["b@example.com"], **field}
        )
        with pytest.raises((BadHeaderError, ValueError)):
            message.message()


def test_nobody_adds_a_line_to_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Addresses are logged as they were sent, percent-encoded or escaped, in one line."""
    settings.WEB_HANDS = 0
    monkeypatch.setattr(middleware, "LONGEST_WAIT_S", 0.001)
    with caplog.at_level(logging.INFO):
        Client(raise_request_exception=False).get("/thu-tuc/%0d%0aWARNING%20tinhso:%20made%20up")
    told = dict(settings.LOGGING["formatters"]["line"])
    formatter = import_string(told.pop("()"))(told["format"], style=told["style"])
    lines = [formatter.format(record) for record in caplog.records]
    assert lines
    assert all("\n" not in line and "\r" not in line for line in lines), lines


def test_who_goes_where_they_may_not_leaves_a_line(caplog: pytest.LogCaptureFixture, province: None) -> None:
    client = signed_in()
    with caplog.at_level(logging.WARNING):
        assert client.get("/desk/nhat-ky/").status_code == 403
        assert client.get("/api/audit/entries").status_code == 403
        assert Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "huong"}).status_code == 403
    lines = [record.getMessage() for record in caplog.records]
    number = str(factories.Account.objects.get(username="huong").id)
    for path in ("/desk/nhat-ky/", "/api/audit/entries"):
        assert any(line.startswith("forbidden: GET") and path in line and number in line for line in lines), path
    assert any("CSRF" in line for line in lines)
