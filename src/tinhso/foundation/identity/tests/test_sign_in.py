"""Signing in, up and out through the pages, and what happens to those who try other things."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.testing import freeze
from tinhso.foundation.identity import rules
from tinhso.foundation.identity.actions import ensure_demo_account
from tinhso.foundation.identity.models import Account
from tinhso.foundation.identity.portal.adapter import SecondFactorAdapter
from tinhso.foundation.identity.tests import factories
from tinhso.foundation.identity.tests.factories import PASSWORD
from tinhso.foundation.identity.types import AccountKind

pytestmark = pytest.mark.django_db

SIGN_IN = "/tai-khoan/dang-nhap/"
ACCOUNT = "/tai-khoan/"


@pytest.fixture(autouse=True)
def _no_compulsion() -> Iterator[None]:
    with override_settings(OFFICIAL_MFA=False, DEMO=False):
        yield


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def test_by_user_name_or_by_email_whatever_the_case() -> None:
    factories.account("huong", email="huong@example.vn", password=PASSWORD)
    for login in ("huong", "HUONG", "Huong@Example.vn"):
        client = Client()
        response = sign_in(client, login)
        assert (response.status_code, response.headers["Location"]) == (302, "/")
        assert client.get(ACCOUNT).status_code == 200


def test_an_official_begins_at_the_desk() -> None:
    factories.official("canbo", password=PASSWORD)
    assert sign_in(Client(), "canbo").headers["Location"] == "/desk/"


def test_the_answer_to_a_wrong_password_and_to_an_unknown_name_is_the_same() -> None:
    factories.account("huong", password=PASSWORD)
    texts = []
    for login in ("huong", "khong-co"):
        page = sign_in(Client(), login, "sai").content.decode()
        texts.append(re.sub(r'value="[^"]*"', "", page))
    assert texts[0] == texts[1]
    assert "không đúng" in texts[0]


def test_the_hundredth_sign_in_asks_no_more_than_the_third() -> None:
    factories.account("huong", password=PASSWORD)
    asked = []
    for _time in range(6):
        with CaptureQueriesContext(connection) as queries:
            assert sign_in(Client(), "huong").status_code == 302
        asked.append(len(queries))
    assert asked[-1] == asked[2]
    ended = UserSession.objects.order_by("pk").first()
    assert ended is not None
    ended.end()
    sign_in(Client(), "huong")
    assert UserSession.objects.count() == 6
    assert not UserSession.objects.filter(pk=ended.pk).exists()


@pytest.mark.parametrize("login", ["huong", "khong-co"])
def test_five_wrong_tries_shut_the_door_for_that_name_and_address_alone(login: str) -> None:
    factories.account("huong", password=PASSWORD)
    factories.account("bao", password=PASSWORD)
    for _ in range(5):
        assert "không đúng" in sign_in(Client(), login, "sai").content.decode()
    assert "Đã thử sai nhiều lần" in sign_in(Client(), login).content.decode()
    assert sign_in(Client(), "bao").status_code == 302
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").post(SIGN_IN, {"login": "huong", "password": PASSWORD})
    assert elsewhere.status_code == 302


def test_a_right_password_forgives_the_wrong_ones() -> None:
    factories.account("huong", password=PASSWORD)
    for _ in range(3):
        for _ in range(4):
            sign_in(Client(), "huong", "sai")
        assert sign_in(Client(), "huong").status_code == 302


def test_signing_in_changes_the_session_key() -> None:
    factories.account("huong", password=PASSWORD)
    client = Client()
    session = client.session
    session["draft"] = "kept"
    session.save()
    before = session.session_key
    sign_in(client, "huong")
    assert client.session.session_key != before
    assert client.session["draft"] == "kept"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_nobody_is_sent_to_a_foreign_address(target: str) -> None:
    factories.account("huong", password=PASSWORD)
    assert sign_in(Client(), "huong", next=target).headers["Location"] == "/"
    assert sign_in(Client(), "huong", next="/tai-khoan/phien/").headers["Location"] == "/tai-khoan/phien/"


def test_a_locked_account_stays_out() -> None:
    account = factories.account("huong", password=PASSWORD)
    client = Client()
    sign_in(client, "huong")
    Account.objects.filter(id=account.id).update(is_active=False)
    assert client.get(ACCOUNT).status_code == 302
    assert Client().post(SIGN_IN, {"login": "huong", "password": PASSWORD}).headers["Location"] == "/tai-khoan/bi-khoa/"


@pytest.mark.parametrize(("kind", "idle"), [(AccountKind.CITIZEN, 60), (AccountKind.OFFICIAL, 15)])
def test_an_idle_session_ends(kind: AccountKind, idle: int) -> None:
    factories.account("ai-do", kind=kind, password=PASSWORD)
    start = clock.now()
    client = Client()
    with freeze(start):
        sign_in(client, "ai-do")
        assert client.get(ACCOUNT).status_code == 200
    with freeze(start + timedelta(minutes=idle - 1)):
        assert client.get(ACCOUNT).status_code == 200
    with freeze(start + timedelta(minutes=2 * idle - 2)):
        assert client.get(ACCOUNT).status_code == 200
    with freeze(start + timedelta(minutes=3 * idle)):
        response = client.get(ACCOUNT)
        assert response.headers["Location"].startswith(SIGN_IN)
        assert "lâu không thao tác" in client.get(SIGN_IN).content.decode()


def test_a_session_ends_by_age_however_busy() -> None:
    factories.official("canbo", password=PASSWORD)
    client = Client()
    start = clock.now()
    with freeze(start):
        sign_in(client, "canbo")
    for minutes in range(14, 600, 14):
        with freeze(start + timedelta(minutes=minutes)):
            assert client.get(ACCOUNT).status_code == 200
    with freeze(start + timedelta(hours=10)):
        assert client.get(ACCOUNT).status_code == 302


def test_sign_up_makes_a_citizen_and_signs_in() -> None:
    client = Client()
    form = {"full_name": " Trần  Thị Mới ", "username": "TranMoi", "password1": PASSWORD, "person_id": "046 190 000001"}
    response = client.post("/tai-khoan/dang-ky/", form)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    account = Account.objects.get()
    assert (account.username, account.full_name, account.kind) == ("tranmoi", "Trần Thị Mới", "citizen")
    assert b"046190000001" not in bytes(account.person_id_sealed)
    page = client.get(ACCOUNT).content.decode()
    assert "Trần Thị Mới" in page
    assert "046190000001" not in page


def test_sign_up_by_email_alone_gets_a_user_name() -> None:
    Client().post("/tai-khoan/dang-ky/", {"full_name": "Lê Văn Thư", "email": "Thu@Example.vn", "password1": PASSWORD})
    account = Account.objects.get()
    assert account.email == "thu@example.vn"
    assert rules.is_username(account.username)
    assert sign_in(Client(), "thu@example.vn").status_code == 302


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"full_name": ""}, "full_name"),
        ({"username": ""}, "tên đăng nhập hoặc thư điện tử"),
        ({"username": "co dau cách"}, "3 đến 60 ký tự"),
        ({"username": "huong"}, "đã có người dùng"),
        ({"person_id": "123"}, "12 chữ số"),
        ({"person_id": "046190000009"}, "không dùng được cho tài khoản"),
        ({"password1": "ngan qua"}, "ít nhất 14 ký tự"),
    ],
)
def test_sign_up_says_what_is_wrong_and_makes_nothing(change: dict[str, str], told: str) -> None:
    factories.account("huong", person_id="046190000009")
    form = {"full_name": "Lê Văn Mới", "username": "moi", "password1": PASSWORD, **change}
    response = Client().post("/tai-khoan/dang-ky/", form)
    assert response.status_code == 200
    assert told in response.content.decode()
    assert Account.objects.count() == 1


def test_sign_up_does_not_tell_whether_an_email_is_known() -> None:
    factories.account("huong", email="huong@example.vn", password=PASSWORD)
    form = {"full_name": "Kẻ Dò Hỏi", "username": "keda", "email": "huong@example.vn", "password1": PASSWORD + "!"}
    assert Client().post("/tai-khoan/dang-ky/", form).status_code == 302
    client = Client()
    sign_in(client, "huong@example.vn")
    assert "Nguyễn Văn Thử" in client.get(ACCOUNT).content.decode()


def test_nobody_becomes_an_official_by_signing_up() -> None:
    form = {
        "full_name": "Kẻ Gian",
        "username": "kegian",
        "password1": PASSWORD,
        "kind": "official",
        "is_active": "1",
        "demo": "1",
    }
    Client().post("/tai-khoan/dang-ky/", form)
    account = Account.objects.get()
    assert (account.kind, account.demo) == ("citizen", False)


def test_a_forgotten_password_is_reset_by_the_link_in_the_mail() -> None:
    factories.account("huong", email="huong@example.vn", password=PASSWORD)
    client = Client()
    for email in ("khong-co@example.vn", "huong@example.vn"):
        assert (
            client.post("/tai-khoan/mat-khau/quen/", {"email": email}).headers["Location"]
            == "/tai-khoan/mat-khau/da-gui/"
        )
    job = ProcrastinateJob.objects.get(task_name="identity.send_mail")
    assert job.args["to"] == "huong@example.vn"
    link = re.search(r"http://testserver(\S+)", job.args["body"]).group(1)
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    new = "mot cau khac cung dai nhu the"
    assert client.post(form, {"password1": new, "password2": new}).headers["Location"] == "/tai-khoan/mat-khau/xong/"
    assert sign_in(Client(), "huong").status_code == 200
    assert sign_in(Client(), "huong", new).status_code == 302
    assert "đã hết hạn" in Client().get(link).content.decode()


def test_changing_the_password_ends_the_other_sessions() -> None:
    factories.account("huong", password=PASSWORD)
    here, there = Client(), Client()
    sign_in(here, "huong")
    sign_in(there, "huong")
    new = "mot cau khac cung dai nhu the"
    here.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get(ACCOUNT).status_code == 200
    assert there.get(ACCOUNT).status_code == 302


def confirm_password(client: Client, path: str) -> str:
    """Open a page that first asks for the password once more."""
    asked = client.get(path).headers["Location"]
    assert asked.startswith("/tai-khoan/xac-nhan/")
    assert "không đúng" in client.post(asked, {"password": "sai"}).content.decode()
    return client.post(asked, {"password": PASSWORD, "next": path}, follow=True).content.decode()


def code_of(account: Account, step: int = 0) -> str:
    secret = rules.unseal(Authenticator.objects.get(user=account, type="totp").data["secret"].encode(), _secrets())
    counter = list(auth.yield_hotp_counters_from_time())[1] + step
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def _secrets() -> list[str]:
    return [settings.SECRET_KEY]


@override_settings(OFFICIAL_MFA=True)
def test_an_official_must_set_up_a_second_factor_and_then_use_it() -> None:
    account = factories.official("canbo", password=PASSWORD)
    client = Client()
    sign_in(client, "canbo")
    activate = reverse("mfa_activate_totp")
    for path in ("/desk/", ACCOUNT, "/"):
        assert client.get(path).headers["Location"] == activate
    assert client.get("/api/identity/account").status_code == 401
    page = confirm_password(client, activate)
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page).group(1)
    counter = list(auth.yield_hotp_counters_from_time())[1]
    client.post(activate, {"code": auth.format_hotp_value(auth.hotp_value(secret, counter))})
    assert client.get(ACCOUNT).status_code == 200
    stored = Authenticator.objects.get(user=account, type="totp").data["secret"]
    assert secret not in stored

    cache.clear()
    again = Client()
    assert sign_in(again, "canbo").headers["Location"] == reverse("mfa_authenticate")
    assert again.get(ACCOUNT).status_code == 302
    assert "Mã không đúng" in again.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    code = code_of(account, step=1)
    assert again.post(reverse("mfa_authenticate"), {"code": code}).headers["Location"] == "/desk/"
    assert again.get(ACCOUNT).status_code == 200

    # The cache of another process knows nothing of the code that was used here.
    cache.clear()
    replay = Client()
    sign_in(replay, "canbo")
    assert "Mã không đúng" in replay.post(reverse("mfa_authenticate"), {"code": code}).content.decode()


@override_settings(OFFICIAL_MFA=True)
def test_codes_cannot_be_tried_for_ever() -> None:
    account = factories.official("canbo", password=PASSWORD)
    secret = auth.generate_totp_secret()
    Authenticator.objects.create(user=account, type="totp", data={"secret": SecondFactorAdapter().encrypt(secret)})
    client = Client()
    sign_in(client, "canbo")
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    page = client.post(reverse("mfa_authenticate"), {"code": code_of(account)}).content.decode()
    assert "Đã thử sai nhiều lần" in page


def test_a_citizen_may_sign_in_without_a_second_factor_and_switch_it_off() -> None:
    account = factories.account("huong", password=PASSWORD)
    client = Client()
    sign_in(client, "huong")
    page = confirm_password(client, reverse("mfa_activate_totp"))
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page).group(1)
    counter = list(auth.yield_hotp_counters_from_time())[1]
    response = client.post(
        reverse("mfa_activate_totp"), {"code": auth.format_hotp_value(auth.hotp_value(secret, counter))}, follow=True
    )
    assert "mã chưa dùng" in response.content.decode()
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=account, type="totp").exists()


@override_settings(DEMO=True)
def test_a_demo_shows_its_accounts_and_nothing_else_does() -> None:
    factories.account("that", full_name="Người Thật")
    ensure_demo_account(
        actor=SYSTEM,
        at=clock.now(),
        username="lanhdao",
        kind=AccountKind.OFFICIAL,
        full_name="Hoàng Thị Mẫu",
        email="",
        phone="",
        person_id="",
    )
    page = Client().get(SIGN_IN).content.decode()
    assert "Hoàng Thị Mẫu" in page
    assert rules.DEMO_PASSWORD in page
    assert "Người Thật" not in page
    assert sign_in(Client(), "lanhdao", rules.DEMO_PASSWORD).headers["Location"] == "/desk/"
    with override_settings(DEMO=False):
        page = Client().get(SIGN_IN).content.decode()
        assert "Hoàng Thị Mẫu" not in page
        assert rules.DEMO_PASSWORD not in page
