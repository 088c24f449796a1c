"""Options of the whole suite: ``--deep`` runs the slow variants, and journeys drive Debian's Chromium."""

import gc
import shutil
from collections.abc import Iterator
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection, transaction

# A province in memory is millions of objects that stay: looking through them for garbage took a tenth of all tests.
gc.set_threshold(50_000, 20, 50)

#: The tree's revision that each test of the province begins with: what processes keep of the tree goes by this number,
#: and a test that was rolled back may have used it.
_revisions = count(1_000_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="also run the slow variants (marked deep)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Last the tests of a province, which is then in the database for all of them; those before find it empty.
    items.sort(key=lambda item: bool({"province", "lasting_province"} & {*getattr(item, "fixturenames", ())}))
    if config.getoption("--deep"):
        return
    slow = [item for item in items if item.get_closest_marker("deep")]
    if slow:
        items[:] = [item for item in items if item not in slow]
        config.hook.pytest_deselected(items=slow)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, the one without windows, instead of a downloaded one; no sandbox, which root cannot have."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium-headless-shell"),
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture(autouse=True, scope="session")
def _emptied_with_registers() -> None:
    """A test that empties the database empties the tables of registers too, which refer to those of the models."""
    from django.db.backends.postgresql.operations import DatabaseOperations  # noqa: PLC0415 -- set up by then

    empty = DatabaseOperations.sql_flush

    def empty_all(*arguments: Any, **options: Any) -> Any:
        return empty(*arguments, **{**options, "allow_cascade": True})

    DatabaseOperations.sql_flush = empty_all


@pytest.fixture(scope="session")
def _province_committed(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        _make_province()


@pytest.fixture
def province(_province_committed: None, db: None) -> Iterator[None]:
    """The pack of Huế in force and its demo accounts made, once a process; what the test does is rolled back."""
    yield from _province_in_force()


@pytest.fixture(scope="module")
def lasting_province(_province_committed: None, django_db_blocker: Any) -> Iterator[None]:
    """The province for a scene that is made once and in which every test of the module begins: what it does there is
    rolled back, and the scene at the end of the module. Tests in it ask for ``db`` too.
    """
    # Django hands back the connection after each test, and with it the transaction of the scene.
    with django_db_blocker.unblock(), patch.object(connection, "close"), transaction.atomic():
        yield from _province_in_force()
        transaction.set_rollback(True)


def _province_in_force() -> Iterator[None]:
    from tinhso.core.packs import api as packs  # noqa: PLC0415 -- Django must be set up first

    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM ts_packs_release)")
        if cursor.fetchone() == (False,):
            # A test with transaction=True empties the database when it ends.
            packs.forget()
            _make_province()
        cursor.execute("UPDATE ts_organisation_revision SET number = %s", [next(_revisions)])
    packs.ask_again()
    yield
    packs.ask_again()


def _make_province() -> None:
    from tinhso.core import clock  # noqa: PLC0415 -- Django must be set up first
    from tinhso.core.access import SYSTEM  # noqa: PLC0415 -- Django must be set up first
    from tinhso.core.packs import api as packs  # noqa: PLC0415 -- Django must be set up first
    from tinhso.core.packs.releases import apply_pack  # noqa: PLC0415 -- Django must be set up first
    from tinhso.foundation.organisation import api as organisation  # noqa: PLC0415 -- Django must be set up first

    at = clock.now()
    apply_pack(actor=SYSTEM, at=at, pack="hue", folder=settings.PACKS_DIR)
    organisation.load_demo_accounts(actor=SYSTEM, at=at, objects=packs.current("demo"))
