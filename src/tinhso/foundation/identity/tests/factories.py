"""Accounts for tests of any room."""

from datetime import datetime
from itertools import count

from tinhso.core.testing import moment
from tinhso.foundation.identity.actions import make_account
from tinhso.foundation.identity.models import Account
from tinhso.foundation.identity.types import AccountKind

PASSWORD = "mot cau that dai de nho"
_number = count(1)


def account(
    username: str = "",
    *,
    kind: AccountKind = AccountKind.CITIZEN,
    full_name: str = "Nguyễn Văn Thử",
    email: str = "",
    person_id: str = "",
    password: str = "",
    at: datetime | None = None,
) -> Account:
    """A stored account; without ``password`` nobody can sign in to it."""
    made = make_account(
        at=at or moment("2026-01-05 08:00"),
        username=username or f"thu{next(_number)}",
        kind=kind,
        full_name=full_name,
        email=email,
        person_id=person_id,
    )
    if password:
        made.set_password(password)
    made.save(force_insert=True)
    return made


def official(username: str = "", *, full_name: str = "Trần Thị Cán Bộ", password: str = "") -> Account:
    """An official's account without any post."""
    return account(username, kind=AccountKind.OFFICIAL, full_name=full_name, password=password)
