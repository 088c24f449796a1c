"""Makes the virtual environment below ``TINHSO_HOME`` from the hash-locked list; run by the system's own Python.

Standard library only: nothing of ours is installed yet, and on a bare Debian even ``ensurepip`` is missing. Where pip
comes from, in this order: the venv module; the machine's own pip; the wheel inside Debian's package
``python3-pip-whl``, fetched by apt into a scratch folder (needs no root and changes nothing on the machine).
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
LOCK = REPOSITORY / "requirements.lock"
STAMP = ".tinhso-digest"


class CannotInstall(Exception):
    """One sentence: what cannot be done and what to do about it."""


def spoken(vietnamese: str, english: str) -> str:
    """The message in the language of the terminal: catalogues cannot be read before anything is installed."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "C"
    return vietnamese if language.startswith("vi") else english


def digest() -> str:
    """Changes with the lock file and with the place of the source, as the launcher computes it too."""
    return hashlib.sha256(f"{REPOSITORY}\n".encode() + LOCK.read_bytes()).hexdigest()


def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end and keeps what it said."""
    return subprocess.run(command, check=False, text=True, capture_output=True, **options)  # type: ignore[call-overload, no-any-return]


def pip_wheel(scratch: Path) -> Path | None:
    """Pip as a wheel that Python can run, out of Debian's package; None where apt or the network is not at hand."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return None
    for folder in ("state/lists/partial", "cache/archives/partial", "deb"):
        (scratch / folder).mkdir(parents=True, exist_ok=True)
    own_state = [
        "-o",
        f"Dir::State={scratch}/state",
        "-o",
        "Dir::State::status=/var/lib/dpkg/status",
        "-o",
        f"Dir::Cache={scratch}/cache",
        "-o",
        "APT::Sandbox::User=",
    ]
    fetched = run(["apt-get", "download", "python3-pip-whl"], cwd=scratch / "deb")
    if fetched.returncode:
        run(["apt-get", *own_state, "update"])
        fetched = run(["apt-get", *own_state, "download", "python3-pip-whl"], cwd=scratch / "deb")
    packages = list((scratch / "deb").glob("*.deb"))
    if fetched.returncode or not packages:
        return None
    run(["dpkg-deb", "-x", str(packages[0]), str(scratch / "root")])
    return next((scratch / "root/usr/share/python-wheels").glob("pip-*.whl"), None)


def make_environment(venv: Path, scratch: Path) -> list[str]:
    """Creates ``venv`` and hands back the command with which to call pip for it."""
    python = str(venv / "bin/python")
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    made = run([sys.executable, "-m", "venv", "--clear", *([] if has_ensurepip else ["--without-pip"]), str(venv)])
    if made.returncode and has_ensurepip:
        has_ensurepip = False
        made = run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(venv)])
    if made.returncode:
        reason = (made.stderr or made.stdout).strip().splitlines()[-1:] or [""]
        raise CannotInstall(
            spoken(
                f"không tạo được môi trường Python ở {venv} ({reason[0]}); hãy chạy: sudo apt-get install python3-venv",
                f"the Python environment {venv} cannot be made ({reason[0]}); run: sudo apt-get install python3-venv",
            )
        )
    if has_ensurepip:
        return [python, "-m", "pip"]
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", python]
    return borrow_pip(scratch, python)


def borrow_pip(scratch: Path, python: str) -> list[str]:
    """The command that runs Debian's own pip wheel with ``python``.

    Raises :class:`CannotInstall` where it cannot be had.
    """
    wheel = next((scratch / "root/usr/share/python-wheels").glob("pip-*.whl"), None) or pip_wheel(scratch)
    if wheel is None:
        raise CannotInstall(
            spoken(
                "Python của máy này không kèm pip; hãy chạy: sudo apt-get install python3-venv",
                "this machine's Python comes without pip; run: sudo apt-get install python3-venv",
            )
        )
    return [python, str(wheel / "pip")]


def pip_for(home: Path) -> list[str]:
    """The command that calls pip for ``home/venv`` once that is made. Raises :class:`CannotInstall`."""
    python = str(home / "venv/bin/python")
    if not run([python, "-m", "pip", "--version"]).returncode:
        return [python, "-m", "pip"]
    return borrow_pip(home / "pip", python)


def install(pip: list[str], lock: Path, *extra: str) -> None:
    """Installs exactly what the lock file lists, with a line of progress a second. Raises :class:`CannotInstall`."""
    total = sum(1 for line in lock.read_text().splitlines() if "==" in line)
    command = [
        *pip,
        "install",
        "--require-hashes",
        "--only-binary=:all:",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar=off",
        "--no-warn-script-location",
        # The launcher keeps what is compiled in a folder of its own, and only what is used.
        "--no-compile",
        *extra,
        "-r",
        str(lock),
    ]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
    assert process.stdout is not None  # noqa: S101 -- piped above
    tail: list[str] = []
    collected = 0
    shown_at = time.monotonic()
    for line in process.stdout:
        tail = [*tail[-14:], line.rstrip()]
        collected += line.startswith("Collecting ")
        if line.startswith("Installing collected") or time.monotonic() - shown_at > 5:
            shown_at = time.monotonic()
            what = line.strip().split(" (")[0][:60]
            print(f"    {min(collected, total)}/{total}  {what}", flush=True)
    if process.wait():
        print("\n".join(tail), file=sys.stderr)
        raise CannotInstall(
            spoken(
                "không cài được các thư viện Python (xem lý do ở trên); "
                "kiểm tra mạng và cấu hình pip rồi chạy lại lệnh này",
                "the Python libraries cannot be installed (reason above); "
                "check the network and pip's settings, then run this again",
            )
        )


def prepare(home: Path) -> None:
    """Brings ``home/venv`` to the state of the lock file; does nothing when it is there already."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "bootstrap.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        venv = home / "venv"
        stamp = venv / STAMP
        if stamp.exists() and stamp.read_text().strip() == digest() and (venv / "bin/python").exists():
            return
        print(
            spoken(
                f"→ Cài các thư viện Python vào {venv} (chỉ khi danh sách thay đổi)",
                f"→ Installing the Python libraries into {venv} (only when the list has changed)",
            ),
            flush=True,
        )
        started_at = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="tinhso-") as scratch:
            works = (venv / "bin/python").exists() and not run([str(venv / "bin/python"), "-c", ""]).returncode
            install(pip_for(home) if works else make_environment(venv, Path(scratch)), LOCK)
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        (venv / "lib" / version / "site-packages/tinhso-source.pth").write_text(f"{REPOSITORY / 'src'}\n")
        stamp.write_text(digest() + "\n")
        print(f"    {time.monotonic() - started_at:.0f} s", flush=True)


def main() -> int:
    """Makes the environment ready; 1 with the reason on stderr where it cannot be done."""
    home = Path(os.environ.get("TINHSO_HOME") or REPOSITORY / "var").absolute()
    try:
        prepare(home)
    except (CannotInstall, OSError) as error:
        print(f"tinhso: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
