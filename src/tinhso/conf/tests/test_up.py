"""What stops ``up`` before it starts anything."""

import socket
from pathlib import Path

import pytest

from tinhso.conf import commands, terminal
from tinhso.conf.catalogues import compile_catalogues
from tinhso.conf.commands.up import only_one
from tinhso.conf.terminal import CannotRun


def test_a_second_up_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    with only_one(tmp_path, 8000), pytest.raises(CannotRun, match=r"http://localhost:8000/"), only_one(tmp_path, 8001):
        pass


def test_an_up_after_another_has_ended_is_welcome(tmp_path: Path) -> None:
    for _round in range(2):
        with only_one(tmp_path, 8000):
            pass


def test_a_port_in_use_is_named_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHSO_HOME", str(tmp_path))
    monkeypatch.setenv("TINHSO_HOST", "127.0.0.1")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("TINHSO_PORT", str(port))
        with pytest.raises(CannotRun, match=f"{port}.*TINHSO_PORT="):
            commands.run("up", [])


def test_catalogues_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "LOCALE", tmp_path / "conf/locale")
    monkeypatch.setattr(terminal, "language", lambda: "en")
    assert terminal._("Hồ sơ") == "Hồ sơ"
    folder = tmp_path / "conf/locale/en/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Hồ sơ"\nmsgstr "Dossier"\n'
    )
    assert compile_catalogues(tmp_path) == 1
    assert (folder / "django.mo").exists()
    assert compile_catalogues(tmp_path) == 0
    # What the first command of a fresh clone says before it has compiled them does not keep it from English.
    assert terminal._("Hồ sơ") == "Dossier"
