"""The desk of applications, registering by a program, and signing in by other providers, on a province."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.errors import Forbidden
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.models import Application, ProviderLink
from tinhso.foundation.openid.ports import Unreachable, offered_providers, post_form
from tinhso.foundation.openid.ports.carrying import Reply
from tinhso.foundation.openid.ports.providers import OpenIdProvider, VneidProvider
from tinhso.foundation.openid.ports.vneid import Vneid
from tinhso.foundation.openid.simulator import Simulator
from tinhso.foundation.openid.tests.relying import LIBRARY, registered
from tinhso.foundation.openid.types import ApplicationMovedOn, OwnApplication
from tinhso.foundation.organisation.tests.people import account, actor_of, client_of

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
pytestmark = pytest.mark.usefixtures("province")
FORM = {
    "name": "Thư viện số", "purpose": "Cho mượn sách theo tên người đọc.", "contact": "a@thuvien.example",
    "kind": "confidential", "redirect_uris": "https://thuvien.example/ve", "scopes": ["profile"], "algorithm": "ES256",
}  # fmt: skip


def test_an_agency_registers_and_another_official_decides() -> None:
    head, operator = client_of("lanhdao"), client_of("quantri")
    wrong = head.post("/desk/ung-dung/moi/", {**FORM, "redirect_uris": "http://thuvien.example/ve"})
    assert wrong.status_code == 422 and not Application.objects.exists()
    made = head.post("/desk/ung-dung/moi/", FORM).content.decode()
    row = Application.objects.get()
    assert row.client_id in made and queries.client(row.client_id) is None
    page = f"/desk/ung-dung/{row.id}/"
    assert "Không duyệt" not in head.get(page).content.decode()
    assert head.post(f"{page}quyet-dinh/", {"decision": "approve"}).status_code == HTTPStatus.FORBIDDEN
    assert client_of("congdan1").get(page).status_code == HTTPStatus.FORBIDDEN
    assert client_of("congchuc").get("/desk/ung-dung/").status_code == HTTPStatus.FORBIDDEN
    assert "Chờ duyệt" in operator.get("/desk/ung-dung/").content.decode()
    assert operator.post(f"{page}quyet-dinh/", {"decision": "refuse"}).status_code == 422
    operator.post(f"{page}quyet-dinh/", {"decision": "approve"})
    assert queries.client(row.client_id)
    secret = head.post(f"{page}bi-mat/").content.decode()
    assert "client_secret" in secret
    head.post(f"{page}sua/", {**FORM, "redirect_uris": "https://thuvien.example/khac"})
    assert queries.client(row.client_id) is None


def test_nobody_approves_their_own_and_two_decisions_do_not_both_count() -> None:
    at, operator = clock.now(), actor_of("quantri")
    made = actions.register_application(actor=operator, at=at, asked=LIBRARY)
    decide = {"actor": operator, "at": at, "application_id": made.id}
    with pytest.raises(OwnApplication):
        actions.decide_application(**decide, decision="approve")
    actions.decide_application(**decide, decision="refuse", reason="Chưa rõ mục đích.")
    with pytest.raises(ApplicationMovedOn):
        actions.decide_application(**decide, decision="refuse", reason="Chưa rõ mục đích.")
    with pytest.raises(Forbidden):
        actions.register_application(actor=actor_of("congchuc"), at=at, asked=LIBRARY)


def test_a_list_of_applications_takes_as_many_queries_for_three(django_assert_max_num_queries: Any) -> None:
    operator = client_of("quantri")
    for number in range(3):
        registered(redirect_uris=(f"https://a{number}.example/ve",))
    operator.get("/desk/ung-dung/")
    with django_assert_max_num_queries(15):
        operator.get("/desk/ung-dung/")


def register(token: str, **changed: object) -> Any:
    asked = {
        "client_name": "Thư viện số", "purpose": "Cho mượn sách theo tên người đọc.", "contacts": ["a@thuvien.example"],
        "redirect_uris": ["https://thuvien.example/ve"], "scope": "openid profile",
    }  # fmt: skip
    bearer = {"Authorization": f"Bearer {token}"}
    return Client().post("/openid/register", json.dumps(asked | changed), "application/json", headers=bearer)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://a.example"}, "invalid_client_metadata"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"subject_type": "public"}, "invalid_client_metadata"),
        ({"client_name": 3}, "invalid_client_metadata"),
        ({"client_name": "a\x00b"}, "invalid_client_metadata"),
        ({"backchannel_logout_uri": "http://10.0.0.1/"}, "invalid_client_metadata"),
    ],
)
def test_a_program_is_told_what_is_wrong_and_may_try_again(changed: dict[str, object], error: str) -> None:
    token = actions.issue_initial_token(actor=actor_of("lanhdao"), at=clock.now())
    assert register(token, **changed).json()["error"] == error
    assert register(token).status_code == HTTPStatus.CREATED


def test_a_program_registers_itself_once_and_waits_for_approval() -> None:
    token = actions.issue_initial_token(actor=actor_of("lanhdao"), at=clock.now())
    assert register("wrong").status_code == 401
    made = register(token).json()
    assert made["client_secret"] and made["client_secret_expires_at"] == 0
    assert register(token).json()["error"] == "invalid_token"
    row = Application.objects.get(client_id=made["client_id"])
    assert (row.state, row.owner.username) == ("proposed", "lanhdao")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "https://localhost/", "http://10.0.0.1/", "file:///etc/passwd"]
)
def test_no_address_inside_is_gone_to(address: str) -> None:
    with pytest.raises(Unreachable):
        post_form(address, {})


@pytest.fixture
def eid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """The simulated VNeID on the port of the real one."""
    key = rsa.generate_private_key(65537, 2048)
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    simulator = Simulator(key.public_key(), rsa.generate_private_key(65537, 2048).public_key(), "tinhso", "secret")
    line = Vneid("https://vneid.example", "tinhso", "secret", tmp_path / "key.pem", simulator.carry)
    monkeypatch.setattr(
        "tinhso.foundation.openid.ports.providers.offered_providers", lambda: {"vneid": VneidProvider(line)}
    )
    return simulator


def through(browser: Client, simulator: Simulator, number: str, level: str = "2") -> Any:
    """Away to VNeID, signed in there, and back."""
    away = browser.get("/tai-khoan/qua/vneid/")["Location"]
    back = simulator.sign_in(urlsplit(away).query, number, level)
    return browser.get(back.removeprefix(settings.PUBLIC_URL))


def test_vneid_proves_a_number_and_signs_in_from_then_on(eid: Simulator) -> None:
    number, stranger = "046190000777", Client()
    assert "chưa liên kết" in through(stranger, eid, number).content.decode()
    squatter = account("congdan2")
    other, mine = client_of("congdan2"), client_of("congdan1")
    other.post("/tai-khoan/", {"full_name": squatter.full_name, "language": "vi", "person_id": number})
    assert through(mine, eid, number, "1").status_code == 302
    citizen = account("congdan1")
    assert identity.person_id_for(actor=SYSTEM, account_id=citizen.id) == number
    assert (identity.identity_level(citizen.id), identity.account_proved(number)) == (1, citizen.id)
    again = Client()
    assert through(again, eid, number).status_code == 302
    assert again.get("/tai-khoan/").status_code == 200 and identity.identity_level(citizen.id) == 2
    assert "đã xác thực mức 2" in again.get("/tai-khoan/").content.decode()
    assert through(mine, eid, "046190000778").status_code == 302
    assert identity.person_id_for(actor=SYSTEM, account_id=citizen.id) == number
    through(other, eid, number)
    assert identity.identity_level(squatter.id) == 0
    assert number not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    library = registered()
    assert "code" in library.agree(again, [], acr_values="urn:tinhso:acr:eid-2")


@pytest.mark.parametrize("changed", [{"state": "forged"}, {"state": ""}, {"code": "forged"}])
def test_an_answer_that_this_browser_did_not_ask_for_signs_nobody_in(
    eid: Simulator, changed: Mapping[str, str]
) -> None:
    browser = Client()
    away = browser.get("/tai-khoan/qua/vneid/")["Location"]
    back = dict(parse_qsl(urlsplit(eid.sign_in(urlsplit(away).query, "046190000777", "2")).query))
    refused = browser.get("/tai-khoan/qua/vneid/ve/", back | changed)
    assert refused.status_code == REFUSED
    assert browser.get("/tai-khoan/qua/vneid/ve/", back).status_code == REFUSED


def test_by_another_openid_provider_linked_here_and_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other provider is this very platform, asked over its own pages."""
    there = registered(redirect_uris=(f"{settings.PUBLIC_URL}/tai-khoan/qua/openid/ve/",), scopes=("openid",))

    def carry(address: str, headers: Mapping[str, str], form: Mapping[str, str] | None) -> Reply:
        path, http = address.removeprefix(settings.PUBLIC_URL), Client()
        answer = http.get(path) if form is None else http.post(path, form)
        return Reply(answer.status_code, answer.content)

    connector = OpenIdProvider(settings.PUBLIC_URL, there.client_id, there.secret, "Tỉnh bạn", carry=carry)
    monkeypatch.setattr("tinhso.foundation.openid.ports.providers.offered_providers", lambda: {"openid": connector})

    def round_trip(browser: Client, abroad: Client, **changed: str) -> Any:
        away = browser.get("/tai-khoan/qua/openid/")
        asked = urlsplit(away["Location"]).query
        answer = abroad.post("/openid/dong-y/", {"query": asked, "decision": "yes"})
        back = dict(parse_qsl(urlsplit(answer["Location"]).query)) | changed
        return browser.get("/tai-khoan/qua/openid/ve/", back)

    abroad, here = client_of("congdan2"), client_of("congdan1")
    assert round_trip(here, abroad, iss="https://mix-up.example").status_code == REFUSED
    assert round_trip(here, abroad).status_code == HTTPStatus.FOUND
    assert ProviderLink.objects.get().account_id == account("congdan1").id
    again = Client()
    assert round_trip(again, abroad).status_code == HTTPStatus.FOUND
    assert again.get("/tai-khoan/").context["account"].username == "congdan1"
    third = client_of("quantri")
    round_trip(third, abroad)
    assert ProviderLink.objects.count() == 1
    assert again.post(reverse("openid.unlink", args=["openid"])).status_code == HTTPStatus.FOUND
    assert "chưa liên kết" in round_trip(Client(), abroad).content.decode()


def test_without_settings_there_is_no_other_way_to_sign_in() -> None:
    assert offered_providers() == {}
    assert Client().get("/tai-khoan/qua/vneid/").status_code == HTTPStatus.NOT_FOUND
