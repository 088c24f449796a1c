"""What the tests of the vault share: people, and papers put in."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.vault import actions
from tinhso.services.vault.models import Item
from tinhso.services.vault.types import Deposit, Holder, Origin, Trust


@pytest.fixture
def citizen(province: None) -> Person:
    return person("congdan1")


@pytest.fixture
def stranger(province: None) -> Person:
    return person("congdan2")


@pytest.fixture
def put(citizen: Person) -> Callable[..., Item]:
    """Put a paper into the citizen's vault; every source has bytes of its own unless ``content`` is given."""

    def deposited(source: str = "result:1", content: bytes = b"", **changed: Any) -> Item:
        at = clock.now()
        stored = files.store_bytes(
            at=at,
            content=content or source.encode(),
            media_type="application/pdf",
            name="giay.pdf",
            purpose="vault.test",
        )
        paper: dict[str, Any] = {
            "holder": Holder(account_id=citizen.actor.account_id), "kind": "khai-sinh", "title": "Giấy khai sinh",
            "origin": Origin.RESULT, "trust": Trust.SIGNED, "number": "12/2026", "issued_date": date(2026, 1, 5),
            "data": {"full_name": "Nguyễn Gia An", "birth_date": "2015-04-03"},
        }  # fmt: skip
        wanted = Deposit(source=source, file_id=stored.id, **{**paper, **changed})
        return actions.deposit(actor=SYSTEM, at=at, papers=[wanted])[0]

    return deposited
