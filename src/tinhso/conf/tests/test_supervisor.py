"""Supervision, on real processes: restart, order of stopping, and nobody left behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SUPERVISOR = """
    import os, sys
    from pathlib import Path
    from tinhso.conf.processes import Child
    from tinhso.conf.supervisor import Supervisor
    folder = Path(sys.argv[1])
    child = '''
    import os, signal, sys, time
    from pathlib import Path
    name = sys.argv[1]
    def stop(*_):
        with Path("stopped").open("a") as log:
            log.write(name + " ")
        sys.exit(0)
    signal.signal(signal.SIGTERM, stop)
    Path(name + ".pid").write_text(str(os.getpid()))
    while True:
        time.sleep(1)
    '''
    import textwrap
    os.chdir(folder)
    with Supervisor(None) as supervisor:
        for name in ("web", "worker"):
            supervisor.keep(Child(name, [sys.executable, "-c", textwrap.dedent(child), name], folder / f"{name}.log", os.environ, 5))
        supervisor.watch()
"""


def eventually(holds: Callable[[], bool], within_s: float = 10.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "LANG": "vi_VN.UTF-8", "LC_ALL": ""}
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(SUPERVISOR), str(tmp_path)], env=environment)
    try:
        eventually(lambda: all((tmp_path / f"{name}.pid").exists() for name in ("web", "worker")))
        yield process
    finally:
        process.kill()
        process.wait()


def pid_of(folder: Path, name: str) -> int:
    eventually(lambda: (folder / f"{name}.pid").read_text() != "")
    return int((folder / f"{name}.pid").read_text())


def test_a_child_that_dies_is_started_again(supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    first = pid_of(tmp_path, "web")
    other = pid_of(tmp_path, "worker")
    os.kill(first, signal.SIGKILL)
    eventually(lambda: pid_of(tmp_path, "web") != first)
    assert alive(pid_of(tmp_path, "web"))
    assert pid_of(tmp_path, "worker") == other


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_child_is_stopped_in_order(
    supervisor: subprocess.Popen[bytes], tmp_path: Path, number: signal.Signals
) -> None:
    children = [pid_of(tmp_path, name) for name in ("web", "worker")]
    supervisor.send_signal(number)
    assert supervisor.wait(10) == 0
    assert (tmp_path / "stopped").read_text() == "web worker "
    assert not any(alive(child) for child in children)


def test_children_do_not_outlive_a_supervisor_that_is_killed(
    supervisor: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    children = [pid_of(tmp_path, name) for name in ("web", "worker")]
    supervisor.kill()
    supervisor.wait()
    eventually(lambda: not any(alive(child) for child in children))
