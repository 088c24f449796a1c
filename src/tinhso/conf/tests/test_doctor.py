"""What ``doctor`` finds."""

from pathlib import Path

import pytest

from tinhso.conf.doctor import look, machine_found, settings_found


def test_a_setting_nobody_reads_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHSO_PROT", "8001")
    assert any("TINHSO_PROT" in finding.what and finding.remedy for finding in settings_found())


def test_a_setting_that_cannot_be_read_is_found_and_ends_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHSO_PORT", "eight")
    found = list(look())
    assert any("TINHSO_PORT" in finding.what and finding.remedy for finding in found)


def test_a_secret_that_others_can_read_is_found(tmp_path: Path) -> None:
    secret = tmp_path / "secret-key"
    secret.write_text("x")
    secret.chmod(0o644)
    assert any(finding.remedy == f"chmod 600 {secret}" for finding in machine_found(tmp_path))
    secret.chmod(0o600)
    assert not any("chmod" in finding.remedy for finding in machine_found(tmp_path))
