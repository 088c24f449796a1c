"""What the tests of the papers share: officials of one ward, and dossiers that they have in hand."""

from uuid import UUID

import pytest

from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.procedures.tests.conftest import citizen, file, file_at, write

__all__ = ["citizen", "file", "file_at", "write"]

CLERK, OFFICER, LEADER = "tiepnhan", "congchuc", "lanhdao"


@pytest.fixture
def ward(province: None) -> UUID:
    """The ward of the clerk, the officer and the leader."""
    unit_id = actor_of(CLERK).unit_id
    assert unit_id is not None
    return unit_id
