"""Where a grant ends; requests that are pushed beforehand; applications that run in the browser; languages."""

from datetime import timedelta
from time import time
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tinhso.core import clock
from tinhso.core.testing import freeze
from tinhso.foundation.identity.api import Account
from tinhso.foundation.openid.actions.granting import AUTHORIZATION_LIVES, REFRESH_LIVES
from tinhso.foundation.openid.rules import pushed, requests
from tinhso.foundation.openid.tests.relying import Application, came_back, registered

pytestmark = pytest.mark.usefixtures("province")


def signed_in() -> Client:
    browser = Client()
    browser.force_login(Account.objects.get(username="congdan1"))
    return browser


def push(application: Application, **changed: str) -> Any:
    return application.post("par", **application.query(**changed))


def test_a_pushed_request_is_answered_as_it_was_pushed() -> None:
    library, browser = registered(), signed_in()
    told = push(library)
    assert told.status_code == 201 and told.json()["expires_in"] == 600
    sent = {"client_id": library.client_id, "request_uri": told.json()["request_uri"]}
    # What stands beside the reference is passed over.
    page = browser.get("/openid/authorize", {**sent, "scope": "openid email", "state": "other"})
    assert page.status_code == 200
    given = {"query": urlencode(sent), "decision": "yes", "scope": ["profile"]}
    back = came_back(browser.post("/openid/dong-y/", given))
    assert back["state"] == "s"
    tokens = library.change(back["code"]).json()
    assert tokens["scope"].split() == ["openid", "profile"]


def test_a_pushed_request_stays_one_through_the_sign_in() -> None:
    library = registered()
    sent = {
        "client_id": library.client_id,
        "request_uri": push(library, prompt="login", max_age="5").json()["request_uri"],
    }
    led = signed_in().get("/openid/authorize", sent)
    following = dict(parse_qsl(urlsplit(dict(parse_qsl(urlsplit(led["Location"]).query))["next"]).query))
    assert set(following) == {"client_id", "request_uri"}
    kept = pushed.values_of(following["request_uri"], library.client_id)
    assert kept is not None and kept["ts_since"] and "max_age" not in kept and "login" not in kept.get("prompt", "")


def test_a_pushed_request_is_of_one_application_and_one_time() -> None:
    library, other = registered(), registered(redirect_uris=("https://khac.example/ve",))
    reference = push(library).json()["request_uri"]
    for client_id, uri in (
        (other.client_id, reference),
        (library.client_id, reference[:-2] + "xx"),
        (library.client_id, pushed.PREFIX),
        ("", reference),
    ):
        refused = signed_in().get("/openid/authorize", {"client_id": client_id, "request_uri": uri})
        assert refused.status_code == 400 and "Location" not in refused.headers
    with patch("django.core.signing.time.time", return_value=time() + pushed.LIVES_S + 5):
        assert pushed.values_of(reference, library.client_id) is None


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"redirect_uri": "https://xau.example/"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"request_uri": "x"}, "invalid_request"),
        ({"client_secret": "wrong"}, "invalid_client"),
    ],
)
def test_what_is_wrong_is_told_when_it_is_pushed(changed: dict[str, str], error: str) -> None:
    assert push(registered(), **changed).json()["error"] == error


def test_applications_in_the_browser_are_answered_at_their_own_origin_alone() -> None:
    registered(kind="public", sector="so-tay", redirect_uris=("https://so-tay.example/ve", "com.example.sotay:/ve"))
    registered(redirect_uris=("https://may-chu.example/ve",))
    endpoints = ("/openid/token", "/openid/userinfo", "/openid/revoke", "/openid/par")
    for origin, shared in (
        ("https://so-tay.example", True),
        ("https://so-tay.example.xau.example", False),
        ("https://so-tay.example:444", False),
        ("http://so-tay.example", False),
        ("https://may-chu.example", False),
        ("com.example.sotay:", False),
        ("null", False),
        ("", False),
    ):
        for path in endpoints:
            for method in ("OPTIONS", "POST"):
                answer = Client().generic(method, path, headers={"Origin": origin} if origin else {})
                assert answer.headers.get("Access-Control-Allow-Origin") == (origin if shared else None), (origin, path)
                assert "Access-Control-Allow-Credentials" not in answer.headers
                assert "Origin" in answer["Vary"]
    assert (
        "Access-Control-Allow-Origin"
        not in Client().options("/openid/introspect", headers={"Origin": "https://so-tay.example"}).headers
    )


@pytest.mark.parametrize(("wished", "spoken"), [("en-GB fr", "en"), ("fr vi", "vi"), ("fr", ""), ("", "")])
def test_the_language_that_was_wished_for(wished: str, spoken: str) -> None:
    assert requests.language(wished, ["vi", "en"]) == spoken


def test_a_person_who_chose_no_language_gets_the_one_that_the_application_wishes() -> None:
    library, browser = registered(), signed_in()
    page = library.ask(browser, ui_locales="en")
    assert page["Content-Language"] == "en" or "Digital library" in page.content.decode()
    assert browser.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    library.ask(browser, ui_locales="vi")
    assert browser.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_a_grant_ends_in_the_end_however_often_it_is_renewed() -> None:
    browser, library, began = signed_in(), registered(), clock.now()
    token = library.change(library.agree(browser, ["profile", "offline_access"])["code"]).json()["refresh_token"]
    at, step = began, REFRESH_LIVES - timedelta(hours=1)
    while at - began < AUTHORIZATION_LIVES:
        at += step
        with freeze(at):
            answer = library.refresh(token)
        if answer.status_code != 200:
            break
        token = answer.json()["refresh_token"]
    assert answer.json()["error"] == "invalid_grant"
    assert AUTHORIZATION_LIVES - step <= at - began <= AUTHORIZATION_LIVES + step
