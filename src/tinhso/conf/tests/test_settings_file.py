"""The one settings file."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.conf import settings_file
from tinhso.conf.env import BadSetting


@given(st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=("Cs", "Zl", "Zp", "Cc"))))
def test_every_value_is_read_back_as_written(value: str) -> None:
    assert settings_file.parse(f"TINHSO_SECRET_KEY={settings_file.quoted(value)}") == {"TINHSO_SECRET_KEY": value}


def test_the_file_is_readable_by_its_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "tinhso.env"
    settings_file.write(path, {"TINHSO_PACK": "hue"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        settings_file.write(path, {"TINHSO_PACK": "dong-thap"})
    assert settings_file.parse(path.read_text()) == {"TINHSO_PACK": "hue"}


def test_a_line_that_is_no_setting_is_named() -> None:
    with pytest.raises(BadSetting, match="tinhso.env:2: 'TINHSO_PROT'"):
        settings_file.parse('TINHSO_PACK="hue"\nTINHSO_PROT=1\n')


def test_a_line_break_cannot_smuggle_a_second_setting() -> None:
    with pytest.raises(BadSetting):
        settings_file.quoted('x"\nTINHSO_DEMO="1')


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHSO_HOME", str(tmp_path))
    monkeypatch.setenv("TINHSO_PACK", "quang-tri")
    monkeypatch.setenv("TINHSO_EMAIL_FROM", "")
    monkeypatch.delenv("TINHSO_EMAIL_FROM")
    settings_file.write(tmp_path / "tinhso.env", {"TINHSO_PACK": "hue", "TINHSO_EMAIL_FROM": "tinh@hue.example"})
    settings_file.load()
    assert os.environ["TINHSO_PACK"] == "quang-tri"
    assert os.environ["TINHSO_EMAIL_FROM"] == "tinh@hue.example"
