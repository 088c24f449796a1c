"""Kinds of notice and accounts for the tests."""

import pytest

from tinhso.core.access import ActorKind
from tinhso.core.ids import new_id
from tinhso.core.testing import make_actor, moment
from tinhso.foundation.identity.api import Account
from tinhso.foundation.notifications.api import Channel, NoticeKind, kinds

AT = moment("2026-08-31 09:00")
PLAIN = NoticeKind("test.plain", "Hồ sơ {code} đã được tiếp nhận", "Ngày hẹn trả: {due}.")
MAILED = NoticeKind(
    "test.mailed",
    "Hồ sơ {code} cần bổ sung",
    "Ông/bà {applicant} bổ sung trước {due}.",
    channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    private=frozenset({"applicant"}),
)


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch):
    """Two kinds, for the length of a test."""
    monkeypatch.setattr(kinds, "_items", dict(kinds._items))
    for kind in (PLAIN, MAILED):
        kinds.add(kind.code, kind)


def make_account(**changes):
    """A citizen's account."""
    account_id = new_id()
    fields = {"username": f"u{account_id.hex}", "kind": "citizen", "full_name": "Lê Thị Dân", "name_folded": "le thi dan",
              "email": "dan@example.vn", "created_at": AT}  # fmt: skip
    return Account.objects.create(id=account_id, **{**fields, **changes})


def reader(account, kind=ActorKind.CITIZEN):
    """The actor of an account."""
    return make_actor(kind=kind, account_id=account.id)
