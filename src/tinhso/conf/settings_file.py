"""The one file that holds an installation's settings: ``TINHSO_HOME/tinhso.env``,
read by systemd and by ``./tinhso`` alike.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tinhso.conf.env import BY_NAME, BadSetting
from tinhso.conf.paths import home


def settings_path() -> Path:
    """Where the file is, whether or not it exists."""
    return home() / "tinhso.env"


def quoted(value: str) -> str:
    """A value as systemd's ``EnvironmentFile`` and this module read it back."""
    if "\n" in value or "\0" in value:
        raise BadSetting(f"a setting cannot hold a line break: {value!r}")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return text


def parse(text: str, source: str = "tinhso.env") -> dict[str, str]:
    """``NAME="value"`` lines. Raises :class:`BadSetting` with the line for anything else."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not equals or name not in BY_NAME:
            raise BadSetting(f"{source}:{number}: {name!r} is no setting; see docs/reference/settings.md")
        found[name] = _unquoted(value)
    return found


def load() -> None:
    """Puts the file's settings into the environment; what the environment already says wins."""
    path = settings_path()
    if path.exists() and os.access(path, os.R_OK):
        for name, value in parse(path.read_text(), str(path)).items():
            os.environ.setdefault(name, value)


def write(path: Path, values: Mapping[str, str]) -> None:
    """Writes the file, readable by its owner only, each value under the help of its variable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["# Settings of this installation of Tỉnh Số. See docs/reference/settings.md.", ""]
    for name, value in values.items():
        lines += [f"# {BY_NAME[name].help}", f"{name}={quoted(value)}", ""]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines))
