"""Child processes that never outlive their starter, and the log files they write to."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

PR_SET_PDEATHSIG: Final = 1
LARGEST_LOG: Final = 10 * 1024 * 1024
_libc = ctypes.CDLL(None)


def tinhso_command(*arguments: str) -> list[str]:
    """The command line that runs one of our own commands in a process of its own."""
    return [sys.executable, "-m", "tinhso.conf.cli", *arguments]


def spawn(command: Sequence[str], *, log: Path | None, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Starts ``command`` in its own process group (so Ctrl-C reaches the starter only); it gets SIGTERM when we die.

    ``log`` takes its output, and is moved to ``<name>.1`` when it has grown past 10 MB; None shows the output here.
    """
    starter = os.getpid()

    def prepare_child() -> None:
        os.setpgid(0, 0)
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != starter:
            os._exit(1)

    if log is None:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, env=dict(environment), preexec_fn=prepare_child)  # noqa: PLW1509 -- starter is single-threaded
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_name(log.name + ".1"))
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            preexec_fn=prepare_child,  # noqa: PLW1509 -- starter is single-threaded
        )


def end(process: subprocess.Popen[bytes], *, patience_s: float) -> None:
    """Asks the process to stop, insists after ``patience_s``, and clears what is left of its process group."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    clear_group(process)


def clear_group(process: subprocess.Popen[bytes]) -> None:
    """Ends the children that a dead process left in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def last_lines(log: Path, count: int = 8) -> str:
    """The end of a log file, for a message about a process that died."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])


def port_is_free(host: str, port: int) -> bool:
    """Whether nothing listens on ``host:port``."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@dataclass
class Child:
    """A process that the supervisor keeps running.

    Restarts wait 0.25, 0.5, 1 … 30 s; a minute of life resets the wait.
    """

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    patience_s: float
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    deaths: int = field(default=0)
