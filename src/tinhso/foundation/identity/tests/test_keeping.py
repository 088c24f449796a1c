"""How accounts are kept: sessions by role, a compulsory second factor, and those that nobody uses."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client

from tinhso.core import clock
from tinhso.core.access import Actor, ActorKind, Grant
from tinhso.core.packs import api as packs
from tinhso.core.packs.api import PackInvalid, sections
from tinhso.core.packs.testing import apply_objects, only_sections
from tinhso.core.testing import freeze, make_actor, open_page
from tinhso.foundation.identity import actions, queries, rules
from tinhso.foundation.identity.models import Account, DormantAccount
from tinhso.foundation.identity.tests import factories
from tinhso.foundation.identity.types import MANAGE, AccountKind

AT = clock.now()
OFFICIALS: dict[str, Any] = {
    "id": "officials", "name": "Cán bộ", "name_en": "Officials", "kind": "official", "idle_minutes": 15,
    "session_hours": 10, "second_factor": True, "closed_days": 45, "told_days": 14,
}  # fmt: skip
CITIZENS = {
    "id": "citizens", "name": "Công dân", "name_en": "Citizens", "kind": "citizen", "idle_minutes": 60, "session_hours": 24,
}  # fmt: skip
MANAGERS = {**OFFICIALS, "id": "managers", "permissions": [MANAGE], "idle_minutes": 5}


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What a test put in force is known to no other."""
    yield
    packs.forget()


def apply_rules(*more: dict[str, Any]) -> None:
    with only_sections([sections.get("account_rules")]):
        apply_objects({"account_rules": [CITIZENS, OFFICIALS, *more]}, AT)


@pytest.mark.parametrize(
    ("unused", "told", "due"),
    [
        (30, None, "nothing"), (31, None, "tell"), (45, None, "tell"), (45, 13, "nothing"), (44, 14, "nothing"),
        (45, 14, "close"), (400, 14, "close"), (31, 40, "tell"),
    ],
)  # fmt: skip
def test_what_is_due_with_an_unused_account(unused: int, told: int | None, due: str) -> None:
    """``told`` days ago; one that was told, used and left again is told again."""
    told_at = None if told is None else AT - timedelta(days=told)
    used_at = AT - timedelta(days=unused)
    assert rules.dormancy_due(last_used_at=used_at, told_at=told_at, closed_days=45, told_days=14, at=AT) == due


@pytest.mark.django_db
def test_a_rule_for_a_role_comes_before_that_for_its_kind() -> None:
    apply_rules(MANAGERS)
    plain, manager = make_actor("cases.read"), make_actor(MANAGE, "cases.read")
    assert [queries.rule_of("official", actor).idle_minutes for actor in (plain, manager)] == [15, 5]
    assert queries.rule_of("citizen", manager).idle_minutes == 60
    assert queries.rule_of("company", plain).session_hours == 0
    for wrong in ({"kind": "citizen"}, {"told_days": 45}, {"permissions": ["identity.nothing"]}):
        with pytest.raises(PackInvalid):
            apply_rules({**OFFICIALS, "id": "wrong", **wrong})


@pytest.mark.django_db
def test_administrators_need_a_second_factor_whatever_the_installation_says(settings: Any, monkeypatch: Any) -> None:
    apply_rules(MANAGERS)
    settings.OFFICIAL_MFA, settings.DEMO = False, False
    held = {"permission": "cases.read"}

    def build(account: Any, _at: Any, _post: Any) -> Actor:
        return Actor(ActorKind.OFFICIAL, account.id, account.full_name, grants=(Grant(held["permission"]),))

    monkeypatch.setitem(queries.actor_builders._items, AccountKind.OFFICIAL, build)
    browser = Client()
    browser.force_login(factories.official("canbo"))
    assert browser.get("/tai-khoan/").status_code == 200
    held["permission"] = MANAGE
    assert browser.get("/tai-khoan/").headers["Location"] == "/tai-khoan/hai-lop/bat/"
    with freeze(clock.now() + timedelta(minutes=6)):
        assert "/dang-nhap/" in browser.get("/tai-khoan/").headers["Location"]


@pytest.mark.django_db
def test_told_then_closed_then_opened_again() -> None:
    apply_rules()
    manager = make_actor(MANAGE)
    old = factories.account("lau", kind=AccountKind.OFFICIAL, email="lau@hue.example")
    Account.objects.filter(id=old.id).update(created_at=AT - timedelta(days=200), last_login=AT - timedelta(days=50))
    used = factories.official("moi")
    Account.objects.filter(id=used.id).update(last_login=AT)
    demo = factories.official("demo")
    Account.objects.filter(id=demo.id).update(created_at=AT - timedelta(days=200), demo=True)
    assert (actions.keep_dormant(AT), actions.keep_dormant(AT)) == (1, 0)
    page = "/desk/tai-khoan/lau-khong-dung/"
    assert "lau" in open_page(page, actor=manager, at=AT).content.decode()  # type: ignore[attr-defined]
    assert actions.keep_dormant(AT + timedelta(days=13)) == 0
    assert actions.keep_dormant(AT + timedelta(days=14)) == 1
    assert list(Account.objects.filter(is_active=False).values_list("username", flat=True)) == ["lau"]
    assert "Mở khoá" in open_page(page, actor=manager, at=AT).content.decode()  # type: ignore[attr-defined]
    told = (
        apps.get_model("ts_audit", "AuditEntry")
        .objects.filter(action__in=["identity.tell_dormant", "identity.close_dormant"])
        .order_by("id")
    )
    assert [entry.action for entry in told] == ["identity.tell_dormant", "identity.close_dormant"]
    opened = AT + timedelta(days=20)
    actions.set_active(actor=manager, at=opened, account_id=old.id, active=True)
    Account.objects.filter(id=used.id).update(last_login=opened)
    assert actions.keep_dormant(opened + timedelta(days=30)) == 0
    assert not mail.outbox  # mails leave in the worker
    assert DormantAccount.objects.get().opened_at == opened
