"""A real installation, and people who talk to it over the network."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from people import Person
from servers import Installation, installation
from thread import ANSWERS, EXTRACT
from tinhso.conf.commands.test import scratch


@pytest.fixture(scope="session")
def platform() -> Iterator[Installation]:
    with scratch() as folder, installation(folder / "var") as running:
        yield running


@pytest.fixture(scope="session")
def citizen(platform: Installation) -> Person:
    return Person(platform.address, "congdan1")


@pytest.fixture(scope="session")
def dossier(citizen: Person) -> Callable[[], dict[str, Any]]:
    """The body of a dossier that phường Phú Xuân decides on."""
    units = citizen.get(f"/procedures/{EXTRACT}/units")
    body = {"code": EXTRACT, "unit_id": units[0]["id"], "answers": ANSWERS}
    return lambda: dict(body)
