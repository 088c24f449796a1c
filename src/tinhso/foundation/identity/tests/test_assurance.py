"""The ladder: which row decides, what it asks; and that changing one row changes everything about its acts, and nothing
about any other.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import datetime
from ipaddress import ip_network
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.core import clock
from tinhso.core.access import ANONYMOUS, OFFICIAL, SYSTEM, Access, ActorKind
from tinhso.core.actions import Origin, Proof, origin
from tinhso.core.packs import api as packs
from tinhso.core.packs.api import PackInvalid, sections
from tinhso.core.packs.testing import apply_objects, only_sections
from tinhso.core.testing import make_actor
from tinhso.foundation.identity import actions, middleware, queries, rules
from tinhso.foundation.identity.actions.files import LIVES, MOST_BYTES
from tinhso.foundation.identity.models import KeptFile
from tinhso.foundation.identity.rules import is_outside
from tinhso.foundation.identity.schema import rules_of_acts
from tinhso.foundation.identity.tests import factories
from tinhso.foundation.identity.tests.factories import PASSWORD
from tinhso.foundation.identity.types import ChannelClosed, ProofLevel, StrongerProofNeeded

ALL = ("web", "remote", "token", "application")
ACT, PAGE = "identity.update_account", "identity.account"


def row(id_: str, **more: Any) -> Any:
    plain = {"kinds": (), "acts": (), "permissions": (), "procedures": (), "fresh_minutes": None, "channels": ALL,
             "remote_identity": None}  # fmt: skip
    return SimpleNamespace(**{"id": id_, "identity": ProofLevel.PASSWORD, **plain, **more})


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What a test put in force is known to no other."""
    yield
    packs.forget()


def test_exactly_one_row_governs_the_nearest_first() -> None:
    book = rules.Book([
        row("citizens", kinds=("citizen",)),
        row("officials", kinds=("official",)),
        row("managers", permissions=("x.manage",)),
        row("signing", acts=("x.sign",), kinds=("official",)),
        row("signing-one", acts=("x.sign",), kinds=("official",), procedures=("1.1",)),
    ])  # fmt: skip
    asked = [
        ("citizen", "x.sign", "", ""), ("official", "x.sign", "x.manage", ""), ("official", "x.sign", "", "1.1"),
        ("official", "x.sign", "", "2.2"), ("official", "x.list", "x.manage", ""), ("official", "x.list", "", ""),
    ]  # fmt: skip
    found = [governing.id for each in asked if (governing := book.governing(*each))]
    assert found == ["citizens", "signing", "signing-one", "signing", "managers", "officials"]
    assert rules.Book([]).governing("citizen", "x.sign") is None


@pytest.mark.parametrize(
    ("ages", "channel", "is_done", "lack"),
    [
        ({"password": 0}, "web", True, rules.Lack.LEVEL),
        ({"password": 0, "two-factor": 59}, "web", True, None),
        ({"password": 0, "two-factor": 61}, "web", True, rules.Lack.AGE),
        ({"password": 0, "two-factor": 61}, "web", False, None),
        ({"password": 0, "two-factor": 0}, "token", True, rules.Lack.CHANNEL),
    ],
)
def test_what_a_proof_lacks(ages: Mapping[str, int], channel: str, is_done: bool, lack: rules.Lack | None) -> None:
    asked = row("x", identity=ProofLevel.TWO_FACTOR, fresh_minutes=1, channels=("web",))
    standing = rules.standing(asked, act="x.y", is_done=is_done, reached=ages, can_reach=ProofLevel)
    assert rules.lacking(standing, ages, channel) is lack


def test_a_level_that_nobody_can_reach_is_asked_of_who_has_reached_it() -> None:
    asked = row("x", identity=ProofLevel.TWO_FACTOR)
    for reached, level in (({"password"}, ProofLevel.PASSWORD), ({"password", "two-factor"}, ProofLevel.TWO_FACTOR)):
        found = rules.standing(asked, act="x.y", is_done=True, reached=reached, can_reach=[ProofLevel.PASSWORD])
        assert found.level is level


def test_what_a_session_reaches_and_when() -> None:
    assert rules.moments([], 5.0) == {ProofLevel.PASSWORD: 5.0}
    records = [{"method": "password", "at": 10.0}, {"method": "mfa", "type": "totp", "at": 20.0}]
    assert rules.moments(records, 5.0) == {ProofLevel.PASSWORD: 20.0, ProofLevel.TWO_FACTOR: 20.0}
    again = [*records, {"method": "password", "at": 30.0, "reauthenticated": True}]
    assert rules.moments(again, 5.0) == {ProofLevel.PASSWORD: 30.0, ProofLevel.TWO_FACTOR: 20.0}
    assert set(rules.moments([{"method": "provider", "level": 2, "at": 1.0}], 0.0)) == set(ProofLevel)
    assert set(rules.moments([{"method": "provider", "level": 1, "at": 1.0}], 0.0)) == {
        ProofLevel.PASSWORD,
        ProofLevel.EID_1,
    }
    assert set(rules.moments([{"method": "provider", "level": 0, "at": 1.0}], 0.0)) == {ProofLevel.PASSWORD}
    assert rules.methods([{"method": "password"}, {"method": "mfa", "type": "webauthn"}]) == ("hwk", "mfa", "pwd")


BASE: list[Mapping[str, Any]] = [
    {"id": "citizens", "name": "Công dân", "name_en": "Citizens", "kinds": ["citizen"], "identity": "password"},
    {"id": "officials", "name": "Cán bộ", "name_en": "Officials", "kinds": ["official"], "identity": "password"},
    {"id": "managers", "name": "Quản trị", "name_en": "Managers", "permissions": ["identity.manage"],
     "identity": "two-factor", "fresh_minutes": 30, "kinds": ["official"]},
]  # fmt: skip
LAX = {
    "id": "own", "name": "Sửa tài khoản", "name_en": "Own account", "acts": [ACT, PAGE], "identity": "password",
    "signature": "sealed",
}  # fmt: skip
STRICT = {**LAX, "identity": "two-factor", "fresh_minutes": 5, "channels": ["web", "token"], "signature": "signer"}


def apply_rows(at: datetime, *rows: Mapping[str, Any]) -> None:
    with only_sections([sections.get("assurance")]):
        apply_objects({"assurance": [*BASE, *rows]}, at)


def answers() -> dict[tuple[str, str], Any]:
    """What is asked of each kind of person for every act of the platform."""
    found = {}
    for name, rule in rules_of_acts().items():
        for kind in rules.KINDS:
            asked = queries.standing_of(kind=kind, act=name, permission=rule.permission, ages={})
            told = asked and (asked.row.id, asked.level, asked.max_age, tuple(asked.row.channels))
            found[name, kind] = (told, queries.signature_of(act=name))
    return found


def drives(at: datetime, token: str) -> dict[str, Any]:
    """What a citizen with a password meets: at sign-in, in the browser, at the API, in the log, at a signature."""
    browser = Client()
    offered = browser.get("/tai-khoan/dang-nhap/?next=/tai-khoan/").content.decode()
    browser.post("/tai-khoan/dang-nhap/", {"login": "huong", "password": PASSWORD})
    typed = {"full_name": "Trần Thị Hương", "phone": "0905", "language": "vi", "person_id": ""}
    posted = browser.post("/tai-khoan/", typed)
    headers = {"Authorization": f"Bearer {token}"}
    called = Client().put("/api/identity/account", typed, content_type="application/json", headers=headers)
    entry = apps.get_model("ts_audit", "AuditEntry").objects.filter(action=ACT).order_by("-id").first()
    assert entry is not None
    return {
        "login": str(ProofLevel.TWO_FACTOR.label) in offered,
        "step-up": posted.headers["Location"].partition("xac-thuc")[1],
        "api": (called.status_code, called.headers.get("WWW-Authenticate", "")),
        "audit": (entry.outcome, entry.detail["proof"]["row"], entry.detail["proof"]["asked"]),
        "signature": queries.signature_of(act=ACT),
    }


@pytest.mark.django_db
def test_changing_one_row_changes_all_of_its_acts_and_nothing_else(settings: Any) -> None:
    settings.DEMO, settings.OFFICIAL_MFA = False, True
    at = clock.now()
    huong = factories.account("huong", password=PASSWORD)
    token = actions.create_token(
        actor=make_actor(kind=ActorKind.CITIZEN, account_id=huong.id), at=at, name="x", days=30
    )
    apply_rows(at, LAX)
    before, lax = answers(), drives(at, token)
    apply_rows(at, STRICT)
    after, strict = answers(), drives(at, token)
    assert {key for key in before if before[key] != after[key]} == {(a, k) for a in (ACT, PAGE) for k in rules.KINDS}
    assert lax == {
        "login": False, "step-up": "", "api": (200, ""), "audit": ("done", "own", "password"), "signature": "sealed",
    }  # fmt: skip
    challenge = strict.pop("api")
    assert strict == {
        "login": True, "step-up": "xac-thuc", "audit": ("refused", "own", "two-factor"), "signature": "signer",
    }  # fmt: skip
    assert challenge[0] == 401
    assert 'error="insufficient_user_authentication"' in challenge[1]
    assert 'acr_values="urn:tinhso:acr:two-factor"' in challenge[1] and 'max_age="300"' in challenge[1]


@pytest.mark.django_db
def test_what_was_typed_is_sent_again_after_stepping_up(settings: Any) -> None:
    settings.DEMO, settings.OFFICIAL_MFA = False, True
    at = clock.now()
    apply_rows(at, {**LAX, "fresh_minutes": 5, "acts": [ACT]})
    huong = factories.account("huong", password=PASSWORD)
    browser = Client()
    browser.force_login(huong)
    browser.get("/tai-khoan/")
    session = browser.session
    session["ts_started"] = at.timestamp() - 600
    session.save()
    posted = browser.post("/tai-khoan/", {"full_name": "Trần Thị <b>", "phone": "", "language": "vi", "person_id": ""})
    page = posted.headers["Location"]
    assert "Nhập mật khẩu" in browser.get(page).content.decode()
    assert "Trần" not in str(dict(browser.session.items()))
    confirmed = browser.post("/tai-khoan/xac-nhan/", {"password": PASSWORD, "next": page})
    assert confirmed.headers["Location"] == page
    done = browser.get(page).content.decode()
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', done))
    assert fields["full_name"] == "Trần Thị &lt;b&gt;" and 'action="/tai-khoan/"' in done
    assert browser.post("/tai-khoan/", {**fields, "full_name": "Trần Thị Hương"}).headers["Location"] == "/tai-khoan/"
    huong.refresh_from_db()
    assert huong.full_name == "Trần Thị Hương"
    other = Client()
    other.force_login(factories.account("khac"))
    assert other.get(page).status_code == 404


@pytest.mark.django_db
def test_files_wait_sealed_for_their_own_form_and_once() -> None:
    at, huong = clock.now(), factories.account("huong")
    apply_rows(at, {**LAX, "fresh_minutes": 5, "acts": [ACT]})
    browser = Client()
    browser.force_login(huong)
    browser.get("/tai-khoan/")
    form = {"full_name": "Hương", "phone": "", "language": "vi", "person_id": "", "scan": [
        SimpleUploadedFile("giấy.pdf", b"%PDF-1", "application/pdf"), SimpleUploadedFile("b.txt", b"", "text/plain")
    ]}  # fmt: skip
    moved(browser, at.timestamp() - 600)
    page = browser.post("/tai-khoan/", form).headers["Location"]
    assert [bytes(row.sealed).count(b"%PDF") for row in KeptFile.objects.all()] == [0, 0]
    moved(browser, at.timestamp())
    shown = browser.get(page).content.decode()
    (step,) = re.findall(r'name="ts_step" value="([^"]+)"', shown)
    stranger = Client()
    stranger.force_login(factories.account("khac"))
    stranger.get("/tai-khoan/")
    moved(stranger, at.timestamp(), ts_step_up=dict(browser.session["ts_step_up"]))
    for who, expected in ((stranger, []), (browser, [("giấy.pdf", b"%PDF-1"), ("b.txt", b"")]), (browser, [])):
        with patch.object(middleware, "SimpleUploadedFile", wraps=SimpleUploadedFile) as made:
            who.post("/tai-khoan/", {"full_name": "Hương", "language": "vi", "ts_step": step})
        assert [call.args[:2] for call in made.call_args_list] == expected
    assert not KeptFile.objects.exists()
    large = SimpleUploadedFile("x", b"x" * (MOST_BYTES + 1))
    moved(browser, at.timestamp() - 600)
    browser.post("/tai-khoan/", {**form, "scan": large})
    assert not KeptFile.objects.exists()
    KeptFile.objects.create(
        account=huong, step="x", field="f", name="n", media_type="t", sealed=b"", kept_at=at - LIVES
    )
    assert actions.take_files(actor=make_actor(kind=ActorKind.CITIZEN, account_id=huong.id), at=at, step="x") == []
    assert actions.drop_files(actor=SYSTEM, at=at) == 1


def moved(browser: Client, started: float, **more: Any) -> None:
    """Let the person of a browser have proved themself at another moment."""
    session = browser.session
    session.update({"ts_started": started, **more})
    session.save()


@pytest.mark.django_db
def test_who_has_no_second_factor_yet_can_sign_in_and_set_one_up_and_do_nothing_else(settings: Any) -> None:
    settings.DEMO, settings.OFFICIAL_MFA = False, True
    officials = {**BASE[1], "identity": "two-factor"}
    with only_sections([sections.get("assurance")]):
        apply_objects({"assurance": [BASE[0], officials, BASE[2]]}, clock.now())
    factories.official("canbo", password=PASSWORD)
    browser = Client()
    signed = browser.post("/tai-khoan/dang-nhap/", {"login": "canbo", "password": PASSWORD})
    assert signed.headers["Location"] == "/desk/"
    assert (
        apps.get_model("ts_audit", "AuditEntry")
        .objects.filter(action="identity.record_sign_in", outcome="done")
        .exists()
    )
    for path in ("/", "/desk/", "/tai-khoan/"):
        assert browser.get(path).headers["Location"] == "/tai-khoan/hai-lop/bat/"
    assert "/tai-khoan/xac-nhan/" in browser.get("/tai-khoan/hai-lop/bat/").headers["Location"]
    assert browser.get("/tai-khoan/xac-nhan/").status_code == 200
    with pytest.raises(StrongerProofNeeded):
        queries.gate("x.y", OFFICIAL, make_actor())  # nobody's request: asked of none
        _within_a_request("x.y")


def _within_a_request(act: str) -> None:
    before = origin.set(Origin(proof=Proof({"password": 0})))
    try:
        queries.gate(act, OFFICIAL, make_actor())
    finally:
        origin.reset(before)


@pytest.mark.django_db
def test_a_closed_channel_is_refused_and_the_platform_itself_proves_nothing() -> None:
    at = clock.now()
    apply_rows(at, {**LAX, "channels": ["web"]})
    huong = factories.account("huong")
    mine = make_actor(kind=ActorKind.CITIZEN, account_id=huong.id)
    token = actions.create_token(actor=mine, at=at, name="x", days=30)
    body = {"full_name": "Hương", "phone": "", "language": "vi", "person_id": ""}
    headers = {"Authorization": f"Bearer {token}"}
    called = Client().put("/api/identity/account", body, content_type="application/json", headers=headers)
    assert (called.status_code, called.json()["code"]) == (403, "identity.channel_closed")
    actions.update_account(actor=mine, at=at, full_name="Hương", phone="", language="vi")
    for actor in (SYSTEM, ANONYMOUS):
        queries.gate(ACT, Access(frozenset(ActorKind)), actor)


@pytest.mark.django_db
def test_a_row_may_ask_more_of_remote_access_or_close_it(settings: Any) -> None:
    settings.NETWORKS = [ip_network("10.0.0.0/8")]
    official, headers = make_actor(), {"channels": ["web", "token"]}
    for row, proof, error in (
        ({}, Proof({"password": 0}, "remote", is_outside=True), None),
        ({"remote_identity": "two-factor"}, Proof({"password": 0}), None),
        ({"remote_identity": "two-factor"}, Proof({"password": 0}, "remote", is_outside=True), StrongerProofNeeded),
        ({"remote_identity": "two-factor"}, Proof({"password": 0}, "token", is_outside=True), StrongerProofNeeded),
        (headers, Proof({"password": 0}, "remote", is_outside=True), ChannelClosed),
        (headers, Proof({"password": 0}), None),
    ):
        apply_rows(clock.now(), {**LAX, "kinds": ["official"], "acts": ["identity.end_session"], **row})
        before = origin.set(Origin(proof=proof))
        try:
            with pytest.raises(error) if error else nullcontext():
                queries.gate("identity.end_session", OFFICIAL, official)
        finally:
            origin.reset(before)
        told = queries.proof_told(actor=official, act="identity.end_session", proof=proof)
        assert (told["channel"], told.get("remote", False)) == (proof.channel, proof.is_outside)


@pytest.mark.parametrize(
    ("address", "networks", "expected"),
    [
        ("10.1.2.3", ["10.0.0.0/8"], False),
        ("::ffff:10.1.2.3", ["10.0.0.0/8"], False),
        ("11.1.2.3", ["10.0.0.0/8", "2001:db8::/32"], True),
        ("2001:db8::1%eth0", ["2001:db8::/32"], False),
        ("", ["10.0.0.0/8"], True),
        ("11.1.2.3", [], False),
        ("", [], False),
    ],
)
def test_who_comes_from_outside(address: str, networks: list[str], expected: bool) -> None:
    assert is_outside(address, [ip_network(one) for one in networks]) is expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"acts": ["identity.update_acount"]}, "không có việc nào"),
        ({"acts": ["account_login"]}, "mở cho mọi người"),
        ({"acts": [ACT], "procedures": ["1.1"]}, "không hỏi theo thủ tục"),
        ({"acts": [], "permissions": ["identity.manages"]}, "không có quyền này"),
        ({"acts": [], "permissions": ["identity.manage"]}, "đã do dòng managers"),
        ({"acts": [], "procedures": ["1.1"]}, "thủ tục chỉ thu hẹp"),
    ],
)
def test_a_row_that_governs_nothing_or_what_another_governs_is_refused(wrong: Mapping[str, Any], told: str) -> None:
    with pytest.raises(PackInvalid) as refused:
        apply_rows(clock.now(), {**LAX, **wrong})
    assert told in " ".join(problem.message for problem in refused.value.problems)
