"""What somebody tries who has seen a code, a token or a hint of others: changed, too late, twice, elsewhere."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from joserfc.jwk import OctKey
from joserfc.jwt import encode

from tinhso.core import clock
from tinhso.core.testing import freeze
from tinhso.foundation.openid import actions, queries, tasks
from tinhso.foundation.openid.models import SignOut
from tinhso.foundation.openid.rules import jwt
from tinhso.foundation.openid.tests.relying import BACK, came_back, registered
from tinhso.foundation.organisation.tests.people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lasting_province")]


def part(values: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


def test_a_hint_that_was_changed_or_made_by_somebody_else_is_none() -> None:
    library, citizen, other = (
        registered(logout_uri="https://thuvien.example/bao"),
        *map(client_of, ("congdan1", "congdan2")),
    )
    tokens = library.change(library.agree(citizen, ["profile"])["code"]).json()
    theirs = library.change(library.agree(other, ["profile"])["code"]).json()
    head, body, seal = tokens["id_token"].split(".")
    claims = json.loads(urlsafe_b64decode(theirs["id_token"].split(".")[1] + "=="))
    key = queries.published_keys(clock.now())[0]
    stranger = jwt.new_key("ES256")
    forged = {
        "another person's name": f"{head}.{part(claims)}.{seal}",
        "no signature": f"{part({'alg': 'none'})}.{part(claims)}.",
        "a key of their own": jwt.sign(claims, stranger),
        "our public key as a secret": encode(
            {"alg": "HS256", "kid": key["kid"]}, claims, OctKey.import_key(json.dumps(key)), algorithms=["HS256"]
        ),
        "nothing": "a.b.c",
    }
    leave = {"post_logout_redirect_uri": "https://thuvien.example/tam-biet", "client_id": library.client_id}
    for name, hint in forged.items():
        answer = came_back(library.ask(other, id_token_hint=hint, prompt="none"))
        assert answer["error"] == "login_required", name
        assert other.get("/openid/logout", {**leave, "id_token_hint": hint}).status_code == HTTPStatus.OK, name
        assert other.get("/tai-khoan/").status_code == HTTPStatus.OK, name
    assert "code" in came_back(library.ask(other, id_token_hint=theirs["id_token"], prompt="none"))
    other.post("/tai-khoan/dang-xuat/")
    actions.end_browsers(actor=tasks.SYSTEM, at=clock.now())
    told = tasks.logout_token(SignOut.objects.latest("id"), clock.now())
    again = client_of("congdan2")
    assert came_back(library.ask(again, id_token_hint=told, prompt="none"))["error"] == "login_required"
    assert body != part(claims)


@pytest.mark.parametrize("seconds", [0, 30])
def test_a_code_seen_by_another_ends_what_came_of_it_now_and_later(seconds: int) -> None:
    library = registered()
    code = library.agree(client_of("congdan1"), ["profile", "offline_access"])["code"]
    tokens = library.change(code).json()
    with freeze(clock.now() + timedelta(seconds=seconds)):
        assert library.change(code).json()["error"] == "invalid_grant"
        assert library.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
        answer = library.http.get("/openid/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
        assert answer.status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize(
    "address",
    [
        f"{BACK}/", f"{BACK}?x=1", f"{BACK}#x", BACK.upper(), BACK.replace("https", "http"), f"{BACK}/../khac", "",
        BACK.replace("thuvien", "thuvien.example@khac"), "//thuvien.example/ve", BACK.replace("/ve", "/%76e"),
    ],
)  # fmt: skip
def test_nobody_is_sent_to_an_address_that_is_not_registered_letter_by_letter(address: str) -> None:
    library = registered()
    citizen = client_of("congdan1")
    answer = library.ask(citizen, redirect_uri=address)
    assert answer.status_code == HTTPStatus.BAD_REQUEST and "Location" not in answer.headers
    pushed = library.post("par", **library.query(redirect_uri=address))
    assert pushed.status_code == HTTPStatus.BAD_REQUEST
    assert settings.PUBLIC_URL not in address
