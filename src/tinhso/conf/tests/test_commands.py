"""The table of commands and its modules."""

import pkgutil

import pytest

from tinhso.conf import cli, commands
from tinhso.conf.commands import bench


def test_every_command_has_a_module_and_every_module_a_line() -> None:
    modules = {module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__)}
    assert modules == set(commands.COMMANDS)


def test_an_unknown_command_names_the_nearest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    assert cli.main(["statu"]) == 1
    assert "có phải ý bạn là `status`?" in capsys.readouterr().err


def test_help_lists_every_command_that_is_not_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    shown = capsys.readouterr().out
    for name, command in commands.COMMANDS.items():
        assert (f"  {name} " in shown) is not command.hidden


def test_a_setting_that_cannot_be_read_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINHSO_PORT", "eight")
    assert cli.main(["up"]) == 1
    said = capsys.readouterr().err
    assert "TINHSO_PORT" in said
    assert "Traceback" not in said


def test_a_curve_is_measured_in_several_runs() -> None:
    before = [{"size": "500,000 dossiers", "value": 1}, {"size": "1,000,000 dossiers", "value": 2}]
    now = [{"size": "1,000,000 dossiers", "value": 3}]
    assert [row["value"] for row in bench.joined(before, now)] == [1, 3]
    assert bench.joined([], now) == now
