"""Options of the whole suite: ``--deep`` runs the slow variants, and journeys drive Debian's Chromium."""

import shutil
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

#: Rows of the province's pack by table, as COPY text, once it has been applied in this process.
_province: dict[str, bytes] = {}
_revisions = count(1_000_000)
_OWN_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname LIKE 'ts\\_%' ORDER BY 1
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="also run the slow variants (marked deep)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--deep"):
        return
    slow = [item for item in items if item.get_closest_marker("deep")]
    if slow:
        items[:] = [item for item in items if item not in slow]
        config.hook.pytest_deselected(items=slow)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one; without a sandbox, which root cannot have."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture
def province(db: None) -> Iterator[None]:
    """The pack of Huế in force and its demo accounts made: applied once a process, copied back for every other test."""
    from tinhso.core import clock  # noqa: PLC0415 -- Django must be set up first
    from tinhso.core.access import SYSTEM  # noqa: PLC0415 -- Django must be set up first
    from tinhso.core.packs import api as packs  # noqa: PLC0415 -- Django must be set up first
    from tinhso.core.packs.releases import apply_pack  # noqa: PLC0415 -- Django must be set up first
    from tinhso.foundation.organisation import api as organisation  # noqa: PLC0415 -- Django must be set up first

    if _province:
        _copy_back()
    else:
        at = clock.now()
        apply_pack(actor=SYSTEM, at=at, pack="hue", folder=settings.PACKS_DIR)
        organisation.load_demo_accounts(actor=SYSTEM, at=at, objects=packs.current("demo"))
        _copy_out()
    packs.ask_again()
    yield
    packs.ask_again()


def _copy_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OWN_TABLES)
        for (table,) in cursor.fetchall():
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                rows = b"".join(bytes(block) for block in copy)
            if rows:
                _province[table] = rows


def _copy_back() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in _province.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)
        # What processes keep of the tree goes by this number, and a test that was rolled back may have used it.
        cursor.execute("UPDATE ts_organisation_revision SET number = %s", [next(_revisions)])
