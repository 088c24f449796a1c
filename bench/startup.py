"""Cold start, warm start, and memory of everything that ``up`` starts.

Peer: ``pg_ctl``-like start of the bare PostgreSQL server, the floor under every start. Cold means an empty home whose
Python and npm packages are installed already (their download is the network's time): database made, migrated, pack
applied, demo loaded, assets built. Warm is a second ``up`` on the same home. Memory is proportional (shared pages
divided), after a page of each channel was served.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tinhso.conf.memory import memory_of, part_of, process_tree
from tinhso.conf.paths import home
from tinhso.conf.processes import tinhso_command
from tinhso.core.db.server import Server

PORT = 8471
READY_WITHIN_S = 300.0
MEGABYTE = 1024 * 1024


def answers(path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=10) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def start(folder: Path) -> tuple[subprocess.Popen[bytes], float]:
    """``up`` on ``folder`` and the seconds until ``/healthz`` answered 200."""
    environment = {**os.environ, "TINHSO_HOME": str(folder), "TINHSO_PORT": str(PORT)}
    environment.pop("TINHSO_DATABASE_URL", None)
    log = folder / "up.log"
    started_at = time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(tinhso_command("up"), env=environment, stdout=output, stderr=output)
    while not answers("/healthz"):
        if process.poll() is not None or time.monotonic() - started_at > READY_WITHIN_S:
            process.kill()
            raise RuntimeError(log.read_text())
        time.sleep(0.05)
    return process, time.monotonic() - started_at


def stop(process: subprocess.Popen[bytes]) -> float:
    started_at = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.wait(60)
    return time.monotonic() - started_at


def memory(root: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for pid, command in process_tree(root).items():
        part = part_of(command)
        found[part] = found.get(part, 0.0) + memory_of(pid) / MEGABYTE
    return found


def bare_server() -> tuple[float, float]:
    """Seconds for the bare database server: first start with initdb, and second."""
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as scratch:
        Path(scratch).chmod(0o711)
        took = []
        for _round in range(2):
            server = Server(Path(scratch) / "pg", base=Path(scratch) / "moved")
            started_at = time.monotonic()
            server.start()
            took.append(time.monotonic() - started_at)
            server.stop()
    return took[0], took[1]


def measure() -> list[dict[str, Any]]:
    """Rows for cold and warm start, stopping, and memory by process."""
    first, second = bare_server()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as scratch:
        Path(scratch).chmod(0o711)
        folder = Path(scratch) / "home"
        folder.mkdir()
        for shared in ("venv", "node_modules"):
            if (home() / shared).exists():
                (folder / shared).symlink_to(home() / shared)
        for kind, floor in (("cold", first), ("warm", second)):
            process, seconds = start(folder)
            rows.append(
                {
                    "name": "startup",
                    "size": kind,
                    "metric": "seconds until /healthz answers 200",
                    "value": seconds,
                    "unit": "s",
                    "peer": "bare PostgreSQL",
                    "peer_value": floor,
                    "ratio": seconds / floor,
                }
            )
            if kind == "warm":
                for page in ("/", "/desk/", "/wall/", "/api/openapi.json"):
                    answers(page)
                parts = memory(process.pid)
                rows += [
                    {
                        "name": "startup",
                        "size": kind,
                        "metric": f"memory of {part}",
                        "value": used,
                        "unit": "MB",
                        "memory_mb": round(used),
                    }
                    for part, used in sorted(parts.items())
                ]
                total = sum(parts.values())
                rows.append(
                    {
                        "name": "startup",
                        "size": kind,
                        "metric": "memory of all processes (aim 700)",
                        "value": total,
                        "unit": "MB",
                        "memory_mb": round(total),
                    }
                )
            rows.append(
                {
                    "name": "startup",
                    "size": kind,
                    "metric": "seconds to stop everything",
                    "value": stop(process),
                    "unit": "s",
                }
            )
        shutil.rmtree(folder / "postgres", ignore_errors=True)
    return rows


if __name__ == "__main__":
    sys.stdout.write(f"{measure()}\n")
