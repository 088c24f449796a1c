"""The sample sections, alone in the registry."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tinhso.core.packs.testing import only_sections
from tinhso.core.packs.tests.sample import Rooms, write_sample


@pytest.fixture
def rooms() -> Iterator[Rooms]:
    rooms = Rooms()
    with only_sections(rooms.sections()):
        yield rooms


@pytest.fixture
def folder(tmp_path: Path, rooms: Rooms) -> Path:
    write_sample(tmp_path)
    return tmp_path
