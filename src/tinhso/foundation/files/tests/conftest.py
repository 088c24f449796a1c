"""Every test of the room writes into a folder of its own and finds no scanner unless it brings one."""

from pathlib import Path

import pytest

from tinhso.foundation.files.ports import scanner


@pytest.fixture(autouse=True)
def files_dir(settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of stored files."""
    settings.FILES_DIR = tmp_path / "files"  # type: ignore[attr-defined]
    settings.CLAMAV = ""  # type: ignore[attr-defined]
    monkeypatch.setattr(scanner, "_LOCAL_SOCKETS", ())
    return tmp_path / "files"
