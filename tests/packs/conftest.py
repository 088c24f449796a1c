"""Fixtures of the pack data tests."""

from functools import cache

import pytest
from packdata import PACKS, PackObject, ReadSection, read_file


@pytest.fixture(scope="session")
def read_section() -> ReadSection:
    """Function (pack, section) -> every object of that section, in file order; [] for a section that is absent."""

    @cache
    def read(pack: str, section: str) -> list[PackObject]:
        return [item for path in sorted((PACKS / pack / section).rglob("*.yaml")) for item in read_file(path)]

    return read
