"""What the tests of the papers share: officials of one ward, and dossiers that they have in hand."""

from uuid import UUID

import pytest
from django.test import Client

from tinhso.core.access import Actor
from tinhso.services.procedures.tests.conftest import citizen, file, file_at, person, write

__all__ = ["citizen", "file", "file_at", "write"]

CLERK, OFFICER, LEADER = "tiepnhan", "congchuc", "lanhdao"


def actor_of(username: str) -> Actor:
    """A demo account as it acts."""
    return person(username).actor


def client_of(username: str) -> Client:
    """A demo account's browser."""
    return person(username).client


@pytest.fixture
def ward(province: None) -> UUID:
    """The ward of the clerk, the officer and the leader."""
    unit_id = actor_of(CLERK).unit_id
    assert unit_id is not None
    return unit_id
