"""What a production refuses, and the files made for it."""

import stat
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tinhso.conf import settings_file
from tinhso.conf.commands import init
from tinhso.conf.lint import faults
from tinhso.conf.production import Deployment, generate, new_secret, nginx_faults, refusals, unit_faults, weak_secret
from tinhso.conf.terminal import CannotRun

SOUND = {
    "TINHSO_PRODUCTION": "1",
    "TINHSO_SECRET_KEY": new_secret(),
    "TINHSO_DATABASE_URL": "postgresql://tinhso:q8Zr-04xw@db.internal/tinhso?sslmode=verify-full",
    "TINHSO_ALLOWED_HOSTS": "dichvucong.hue.example",
    "TINHSO_PUBLIC_URL": "https://dichvucong.hue.example",
}
NOW = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


def test_sound_settings_are_not_refused() -> None:
    assert list(refusals(SOUND)) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"TINHSO_DEMO": "1"}, "TINHSO_DEMO"),
        ({"TINHSO_SECRET_KEY": "changeme"}, "TINHSO_SECRET_KEY"),
        ({"TINHSO_SECRET_KEY": "a" * 80}, "TINHSO_SECRET_KEY"),
        ({"TINHSO_SECRET_KEY": "insecure-" + new_secret()}, "TINHSO_SECRET_KEY"),
        ({"TINHSO_DATABASE_URL": ""}, "TINHSO_DATABASE_URL"),
        ({"TINHSO_DATABASE_URL": "mysql://a:b@c/d"}, "TINHSO_DATABASE_URL"),
        ({"TINHSO_DATABASE_URL": "postgresql://postgres:postgres@localhost/tinhso"}, "TINHSO_DATABASE_URL"),
        ({"TINHSO_DATABASE_URL": "postgresql://tinhso:q8Zr-04xw@db.internal/tinhso"}, "TINHSO_DATABASE_URL"),
        ({"TINHSO_DATABASE_URL": "postgresql://tinhso:q8Zr-04xw@db.internal/t?sslmode=require"}, "TINHSO_DATABASE_URL"),
        ({"TINHSO_EMAIL_URL": "smtp://mail.example:25"}, "TINHSO_EMAIL_URL"),
        ({"TINHSO_ALLOWED_HOSTS": "*"}, "TINHSO_ALLOWED_HOSTS"),
        ({"TINHSO_PUBLIC_URL": "http://dichvucong.hue.example"}, "TINHSO_PUBLIC_URL"),
        ({"TINHSO_DEBUG": "1"}, "TINHSO_DEBUG"),
    ],
)
def test_each_unsafe_setting_is_refused_by_name(change: dict[str, str], named: str) -> None:
    refused = list(refusals({**SOUND, **change}))
    assert len(refused) == 1
    assert named in refused[0]


def test_new_secrets_differ_and_are_strong() -> None:
    assert new_secret() != new_secret()
    assert not weak_secret(new_secret())


def test_generated_files_are_sound(tmp_path: Path) -> None:
    deployment = Deployment(
        home=tmp_path,
        user="nobody",
        names=("a.example", "b.example"),
        upstream="127.0.0.1:8000",
        certificate="/etc/ssl/tinhso/fullchain.pem",
        certificate_key="/etc/ssl/tinhso/key.pem",
    )
    written = generate(tmp_path / "deploy", deployment)
    assert [path.name for path in written] == ["tinhso-web.service", "tinhso-worker.service", "nginx.conf"]
    for path in written:
        assert faults(path, NOW) == []
    assert "server_name a.example b.example;" in written[-1].read_text()


def test_a_broken_unit_is_told_what_is_wrong() -> None:
    broken = "[Unit]\nDescription=x\n[Service]\nExecStart=tinhso serve\nUser=root\nRestart=always\nEnvironmentFile=/x\n"
    said = " ".join(unit_faults(broken))
    assert "WantedBy" in said
    assert "absolute" in said
    assert "root" in said


def test_a_broken_nginx_file_is_told_what_is_wrong() -> None:
    said = list(nginx_faults("server {\n    listen 443 ssl\n"))
    assert any(fault.startswith("line 2: a directive does not end") for fault in said)
    assert "a block is not closed" in said


def run_init(*arguments: str) -> int:
    parser = ArgumentParser()
    init.arguments(parser)
    return init.run(parser.parse_args(["--production", "--no-questions", *arguments]))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TINHSO_HOME", str(tmp_path))
    return tmp_path


def test_init_writes_one_private_file_and_says_what_is_missing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_init("--name", "dichvucong.hue.example", "--database-url", SOUND["TINHSO_DATABASE_URL"]) == 0
    path = home / "tinhso.env"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written = settings_file.parse(path.read_text())
    assert list(refusals(written)) == []
    assert written["TINHSO_PUBLIC_URL"] == "https://dichvucong.hue.example"
    said = capsys.readouterr().out
    assert "TINHSO_EMAIL_URL" in said
    assert written["TINHSO_SECRET_KEY"] not in said


def test_the_services_listen_where_nginx_asks(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHSO_PORT", "8123")
    assert run_init("--name", "dichvucong.hue.example", "--database-url", SOUND["TINHSO_DATABASE_URL"]) == 0
    assert settings_file.parse((home / "tinhso.env").read_text())["TINHSO_PORT"] == "8123"
    assert "server 127.0.0.1:8123;" in (home / "deploy/nginx.conf").read_text()


def test_init_refuses_without_writing(home: Path) -> None:
    assert run_init("--name", "dichvucong.hue.example") == 1
    assert not (home / "tinhso.env").exists()


def test_init_refuses_a_pack_that_does_not_exist(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--name", "x.example", "--database-url", SOUND["TINHSO_DATABASE_URL"], "--pack", "atlantis")
    assert run_init(*arguments) == 1
    assert "atlantis" in capsys.readouterr().err
    assert not (home / "tinhso.env").exists()


def test_init_never_overwrites(home: Path) -> None:
    (home / "tinhso.env").write_text("TINHSO_PACK=hue\n")
    with pytest.raises(CannotRun):
        run_init("--name", "dichvucong.hue.example", "--database-url", SOUND["TINHSO_DATABASE_URL"])
    assert (home / "tinhso.env").read_text() == "TINHSO_PACK=hue\n"
