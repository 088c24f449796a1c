"""A whole installation for a test: ``up`` in a folder of its own, with its own PostgreSQL, web processes and worker."""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from tinhso.conf.commands.test import copy_tables
from tinhso.core.db.server import Server

READY_WITHIN_S = 600.0
RESTARTED_WITHIN_S = 60.0


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def share_assets(home: Path) -> None:
    """Styles, scripts and fonts as the running installation has them, so that nothing is built twice."""
    home.mkdir(parents=True, exist_ok=True)
    for folder in ("assets", "fonts"):
        (home / folder).symlink_to((settings.HOME / folder).resolve(), target_is_directory=True)


def clean_environment(**extra: str) -> dict[str, str]:
    """Our environment without what names another installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))}
    return {**kept, "LANG": "vi_VN.UTF-8", "PYTHONPATH": str(Path(settings.SOURCE, "src")), **extra}


def processes() -> dict[int, tuple[int, str]]:
    """Every process: its parent and its command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(re.sub(r".*\) \S ", "", (folder / "stat").read_text()).split()[0])
            found[int(folder.name)] = (
                parent,
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"),
            )
        except (OSError, ValueError, IndexError):
            continue
    return found


@dataclass
class Installation:
    """A running platform."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def is_ready(self) -> bool:
        try:
            with urlopen(f"{self.address}/healthz", timeout=3) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except (URLError, OSError):
            return False

    def wait(self, within_s: float = READY_WITHIN_S) -> None:
        """Until it serves. Fails with the end of what it printed."""
        deadline = time.monotonic() + within_s
        while not self.is_ready():
            ended = self.process.poll()
            assert ended is None, f"up ended with {ended}: {self.output()}"
            assert time.monotonic() < deadline, f"not ready: {self.output()}"
            time.sleep(0.1)

    def output(self) -> str:
        """The end of what ``up`` and its processes printed."""
        logs = [self.home / "up.log", *sorted((self.home / "logs").glob("*.log"))]
        return "\n".join(f"{log.name}: {log.read_text(errors='replace')[-1500:]}" for log in logs if log.exists())

    def descendants(self) -> dict[int, str]:
        """Process id → command line of all that runs below ``up``."""
        all_of_them, found, front = processes(), {}, [self.process.pid]
        while front:
            above = front.pop()
            for pid, (parent, command) in all_of_them.items():
                if parent == above:
                    found[pid] = command
                    front.append(pid)
        return found

    def kill(self, kind: str) -> int:
        """``kill -9`` one process: ``web`` (one that answers requests), ``worker`` or ``postgres`` (the postmaster).

        Waits for it where it has only just died and is being started again.
        """
        deadline = time.monotonic() + RESTARTED_WITHIN_S
        while (pid := self._find(kind)) is None:
            assert time.monotonic() < deadline, f"no {kind} to kill: {self.output()}"
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        return pid

    def _find(self, kind: str) -> int | None:
        if kind == "postgres":
            moved = [Path(path.read_text().strip()) for path in self.home.rglob("moved-to")]
            files = [path for place in (self.home, *moved) for path in place.rglob("postmaster.pid")]
            pids = [lines[0] for path in files if (lines := path.read_text().split())]
            return next((int(pid) for pid in pids if Path("/proc", pid).exists()), None)
        below = self.descendants()
        if kind == "worker":
            return next((pid for pid, command in below.items() if "cli worker" in command), None)
        served = {pid for pid, command in below.items() if "cli serve" in command}
        return next((pid for pid, (parent, _) in processes().items() if pid in served and parent in served), None)

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start(home: Path, *, port: int = 0, **extra: str) -> Installation:
    """Start ``up``; ``wait`` on what comes back."""
    port = port or free_port()
    environment = clean_environment(TINHSO_HOME=str(home), TINHSO_PORT=str(port), **extra)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "up.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tinhso.conf.cli", "up"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    return Installation(home, port, process)


def make_home(home: Path, **place: Path) -> None:
    """A home with the pack of Huế and its demo, a copy of one that is made once for all lanes of a run.

    ``base`` is where its server moves if it has to.
    """
    folder = Path(os.environ["TEST_PREPARED"])
    prepared, made = folder / "var", folder / "made"
    with (folder / "lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not made.exists():
            share_assets(prepared)
            copy_tables(folder, Server(prepared / "postgres"))
            running = start(prepared)
            try:
                running.wait()
            finally:
                running.stop()
            made.touch()
        shutil.copytree(prepared, home, symlinks=True, ignore=shutil.ignore_patterns("postgres", "up.log", "*.lock"))
        Server(prepared / "postgres").copy_to(Server(home / "postgres", **place))


@contextmanager
def installation(home: Path, **extra: str) -> Iterator[Installation]:
    """A platform with the pack of Huế and its demo accounts, stopped at the end."""
    make_home(home)
    running = start(home, **extra)
    try:
        running.wait()
        yield running
    finally:
        running.stop()
