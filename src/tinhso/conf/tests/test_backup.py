"""Backups that can be brought back."""

import os
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tinhso.conf.backup import back_up, way_back
from tinhso.conf.terminal import CannotRun

AT = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)


def test_a_backup_brings_every_row_back(tmp_path: Path) -> None:
    url = os.environ["TINHSO_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute(
            "CREATE TABLE kept AS SELECT n, 'Thừa Thiên Huế ' || n AS name FROM generate_series(1, 1000) n"
        )
        backup = back_up(url, tmp_path / "backups", AT)
        assert backup.name == "tinhso-20260701-083000.dump"
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
        connection.execute("DELETE FROM kept")
        subprocess.run(way_back(backup), shell=True, check=True)
        assert connection.execute("SELECT count(*), max(name) FROM kept").fetchone() == (1000, "Thừa Thiên Huế 999")
        connection.execute("DROP TABLE kept")


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="chưa có gì thay đổi|nothing has changed"):
        back_up("postgresql://nobody@127.0.0.1:1/none", tmp_path, AT)
    assert list(tmp_path.iterdir()) == []
