"""A log key of the tests' own."""

import pytest

from tinhso.core.actions import Act, Origin
from tinhso.core.db import insert_rows
from tinhso.core.testing import make_actor, moment
from tinhso.foundation.audit.actions import to_entry

AT = moment("2026-08-31 09:00")
CLERK = make_actor(name="Trần Văn Cán Bộ")


@pytest.fixture(autouse=True)
def signing_dir(settings, tmp_path):
    """Keys go to a folder of the test."""
    settings.SIGNING_DIR = tmp_path / "keys"


def write_entries(count, *, actor=CLERK, first=0, **changes):
    """Store ``count`` entries as the wrapper of actions does; returns them."""
    entries = [
        to_entry(
            Act(
                **{
                    "action": "cases.receive",
                    "actor": actor,
                    "at": AT,
                    "outcome": "done",
                    "subject_kind": "case",
                    "subject_id": f"H57-{first + number}",
                    "detail": {"code": f"H57-{first + number}", "papers": 3},
                    "origin": Origin("req", "10.0.0.1"),
                    **changes,
                }
            )
        )
        for number in range(count)
    ]
    insert_rows(entries)
    return entries
