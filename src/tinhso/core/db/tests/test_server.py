"""The launcher of our own PostgreSQL, on real processes."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tinhso.core.db.server import AlreadyRunning, Server, ServerError, running_pid


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    """A folder with a cluster already made; its server is stopped."""
    with tempfile.TemporaryDirectory(prefix="tinhso-pg-") as scratch:
        Path(scratch).chmod(0o755)
        folder = Path(scratch) / "pg"
        with Server(folder, base=Path(scratch) / "moved"):
            pass
        yield folder


@pytest.fixture
def folder(made_once: Path) -> Iterator[Path]:
    """The folder, with nothing running in it before and after."""
    yield made_once
    assert running_pid(made_once) is None


def data_of(folder: Path) -> Path:
    """Where the data lie: elsewhere, where the account of the server cannot reach the programs of a home of root."""
    moved = folder / "moved-to"
    return (Path(moved.read_text().strip()) if moved.exists() else folder) / "data"


def rows(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [number for (number,) in connection.execute("SELECT n FROM kept ORDER BY n")]


def test_answers_with_its_own_locale_and_durable_settings(folder: Path) -> None:
    with Server(folder) as url, psycopg.connect(url) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]  # type: ignore[index]
            for name in ("fsync", "synchronous_commit", "listen_addresses", "password_encryption", "data_checksums")
        }
        provider, locale = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        ).fetchone() or ("", "")
    assert shown == {
        "fsync": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
        "password_encryption": "scram-sha-256",
        "data_checksums": "on",
    }
    assert (provider, locale) == ("b", "C.UTF-8")


def test_only_the_owner_reads_data_and_password(folder: Path) -> None:
    assert stat.S_IMODE(data_of(folder).stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600
    assert folder.parent.stat().st_mode & 0o777 == 0o755


def test_a_wrong_password_is_refused(folder: Path) -> None:
    with Server(folder) as url:
        wrong = url.replace((folder / "password").read_text().strip(), "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)


def test_a_second_starter_is_refused_and_told_who_holds_it(folder: Path) -> None:
    with Server(folder) as url:
        with pytest.raises(AlreadyRunning, match=str(os.getpid())):
            Server(folder).start()
        assert running_pid(folder) == os.getpid()
        psycopg.connect(url).close()


def test_committed_rows_survive_kill_9_of_the_server(folder: Path) -> None:
    server = Server(folder)
    url = server.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("TRUNCATE kept")
        for number in range(50):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
        assert server.process is not None
        server.process.kill()
        server.process.wait()
    server.stop()
    assert (server.data / "postmaster.pid").exists()
    with Server(folder) as url:
        assert rows(url) == list(range(50))


def test_a_copy_has_what_was_there_and_goes_its_own_way(folder: Path) -> None:
    with Server(folder) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE copied AS SELECT 1 AS n")
        with pytest.raises(AlreadyRunning):
            Server(folder).copy_to(Server(folder.with_name("too-early")))
    copy = Server(folder.with_name("copy"))
    Server(folder).copy_to(copy)
    with Server(folder) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE copied")
        with copy as other_url, psycopg.connect(other_url) as other:
            assert other.execute("SELECT n FROM copied").fetchone() == (1,)


def test_a_stale_pid_file_that_names_a_living_stranger_is_no_obstacle(folder: Path) -> None:
    with Server(folder):
        pid_file = data_of(folder) / "postmaster.pid"
        written = pid_file.read_text().splitlines()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *written[1:]]) + "\n")
        with Server(folder) as url:
            psycopg.connect(url).close()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_server_dies_with_its_starter_and_starts_again(folder: Path) -> None:
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent(f"""
                import time
                from pathlib import Path
                from tinhso.core.db.server import Server
                server = Server(Path({str(folder)!r}))
                server.start()
                print(server.process.pid, flush=True)
                time.sleep(60)
            """),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    postgres = int(starter.stdout.readline())
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    with Server(folder) as url:
        psycopg.connect(url).close()
        deadline = time.monotonic() + 10
        while Path(f"/proc/{postgres}").exists() and "postgres" in Path(f"/proc/{postgres}/cmdline").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_an_interrupted_initdb_is_begun_again() -> None:
    with tempfile.TemporaryDirectory(prefix="tinhso-pg-") as scratch:
        Path(scratch).chmod(0o755)
        half_made = Path(scratch) / "pg/data/base"
        half_made.mkdir(parents=True)
        (half_made.parent / "pg_hba.conf").write_text("half")
        with Server(Path(scratch) / "pg") as url:
            psycopg.connect(url).close()


def test_data_of_another_major_version_is_refused_with_the_way_out(folder: Path) -> None:
    version = data_of(folder) / "PG_VERSION"
    ours = version.read_text()
    version.write_text("14\n")
    try:
        with pytest.raises(ServerError, match="PostgreSQL 14 .* restore a backup"):
            Server(folder).start()
    finally:
        version.write_text(ours)


def test_a_path_too_long_for_a_socket_uses_the_loopback() -> None:
    with tempfile.TemporaryDirectory(prefix="tinhso-pg-") as scratch:
        Path(scratch).chmod(0o755)
        deep = Path(scratch) / ("d" * 100)
        with Server(deep / "pg", base=deep / "moved") as url:
            assert "@127.0.0.1:" in url
            psycopg.connect(url).close()


def test_root_moves_a_server_that_its_account_cannot_reach_and_others_stay() -> None:
    with tempfile.TemporaryDirectory(prefix="tinhso-pg-") as scratch:
        closed, reachable = Path(scratch) / "closed", Path(scratch) / "reachable"
        Path(scratch).chmod(0o755)
        closed.mkdir(mode=0o700)
        server = Server(closed / "pg", base=reachable)
        with server as url:
            psycopg.connect(url).close()
            assert server.process is not None
            assert Path(f"/proc/{server.process.pid}").stat().st_uid == server.account.uid != 0
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        if os.geteuid() == 0:
            assert (closed / "pg/moved-to").read_text().strip() == str(server.place)
            assert server.place.parent == reachable
        else:
            assert server.place == closed / "pg"
