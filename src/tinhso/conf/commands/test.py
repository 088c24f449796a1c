"""``test``: installs what tests need, then checks, tests and browser journeys; the last line sums them up.

``./tinhso test [--deep] [pytest arguments]``. With pytest arguments only pytest runs, without the other checks.

The whole suite goes in two lanes at once, each with a database server of its own, since what seals and delivers waits
for every transaction of its server: the static checks and the rooms' own tests in one; the tests across rooms and then
the journeys in the other, silently: what it printed is shown when the first is done.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree

from tinhso.conf import assets, bootstrap
from tinhso.conf.catalogues import compile_catalogues
from tinhso.conf.database import is_external
from tinhso.conf.digests import digest_of, is_current, write_stamp
from tinhso.conf.env import read
from tinhso.conf.paths import REPOSITORY, home
from tinhso.conf.processes import tinhso_command
from tinhso.conf.terminal import CannotRun, _, say, step
from tinhso.core.db.server import Server

DEV_LOCK: Final = REPOSITORY / "requirements-dev.lock"
# Debian package → the program that shows it is there.
PACKAGES: Final = {"chromium": "chromium", "poppler-utils": "pdfsig"}
# Name → program of the environment with its arguments.
CHECKS: Final = {
    "ruff": ("ruff", "check", "--no-cache", "--quiet", "."),
    "import-linter": ("lint-imports", "--no-cache"),
    "mypy": ("mypy", "--no-error-summary", "src/tinhso"),
}
# The rooms' own tests, and those across rooms with the journeys.
ROOMS: Final = "src"
ACROSS: Final = "tests"
# Tests make and drop whole databases: nothing in them must outlive a power cut.
FAST_AND_FORGETFUL: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
}


@dataclass
class Tally:
    """How many tests passed, failed and were skipped; ``sound`` is False when a run broke without a failed test."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    sound: bool = True

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.sound and other.sound,
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def install_tools(folder: Path) -> None:
    """The Python packages that tests need, into the installation's own environment."""
    stamp = folder / "venv/.tinhso-dev-digest"
    digest = digest_of([DEV_LOCK])
    if is_current(stamp, digest):
        return
    with step(_("Cài công cụ kiểm thử")):
        try:
            bootstrap.install(bootstrap.pip_for(folder), DEV_LOCK)
        except bootstrap.CannotInstall as error:
            raise CannotRun(str(error)) from None
    write_stamp(stamp, digest)


def install_packages() -> None:
    """Debian's browser and PDF tools. Raises :class:`CannotRun`, naming them, where they cannot be installed."""
    missing = [package for package, program in PACKAGES.items() if shutil.which(program) is None]
    if not missing:
        return
    names = " ".join(missing)
    refusal = CannotRun(_("thiếu gói {names} để kiểm thử; hãy chạy: sudo apt-get install {names}").format(names=names))
    if shutil.which("apt-get") is None:
        raise refusal
    if os.geteuid() == 0:
        prefix: list[str] = []
    elif (
        shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
    ):
        prefix = ["sudo", "-n"]
    else:
        raise refusal
    with step(_("Cài gói Debian: {names}").format(names=names)):
        command = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        first = subprocess.run(command, capture_output=True, check=False, env=environment, stdin=subprocess.DEVNULL)
        if first.returncode:
            subprocess.run([*prefix, "apt-get", "update", "-qq"], capture_output=True, check=False)
            again = subprocess.run(
                command, capture_output=True, text=True, check=False, env=environment, stdin=subprocess.DEVNULL
            )
            if again.returncode:
                say(again.stderr.strip())
                raise refusal


@contextmanager
def throw_away_database() -> Iterator[str]:
    """A server for this run only, or the operator's own by ``TINHSO_DATABASE_URL``."""
    if is_external():
        yield read("TINHSO_DATABASE_URL")
        return
    with tempfile.TemporaryDirectory(prefix="tinhso-test-") as scratch:
        Path(scratch).chmod(0o711)
        with Server(Path(scratch) / "postgres", base=Path(scratch) / "moved", settings=FAST_AND_FORGETFUL) as url:
            yield url


def test_home(folder: Path, name: str, *, shared: Sequence[Path]) -> Path:
    """A home of its own for tests, emptied first; the folders ``shared`` are those of another home."""
    own = folder / name
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    for one in shared:
        (own / one.name).symlink_to(one, target_is_directory=True)
    return own


def check(name: str, command: Sequence[str], environment: Mapping[str, str]) -> Tally:
    """One static check; a failure shows its output and counts as one failed test."""
    started_at = time.monotonic()
    done = subprocess.run(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]],
        cwd=REPOSITORY,
        text=True,
        capture_output=True,
        check=False,
        env=dict(environment),
    )
    if done.returncode:
        say(f"✗ {name}\n{done.stdout}{done.stderr}".rstrip())
        return Tally(failed=1)
    say(f"✓ {name}  {time.monotonic() - started_at:.0f} s")
    return Tally(passed=1)


def run_pytest(
    arguments: Sequence[str], environment: Mapping[str, str], name: str, *, output: IO[bytes] | None = None
) -> Tally:
    """One pytest process; the counts come from its report, so they hold whatever it prints."""
    report = Path(environment["TINHSO_HOME"]) / f"{name}.xml"
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments]
    exit_code = subprocess.run(
        command, cwd=REPOSITORY, check=False, env=dict(environment), stdin=subprocess.DEVNULL,
        stdout=output, stderr=subprocess.STDOUT if output else None,
    ).returncode  # fmt: skip
    no_tests_collected = 5
    if exit_code == no_tests_collected:
        return Tally()
    if not report.exists():
        return Tally(sound=False)
    counted = Tally(sound=exit_code in {0, 1})
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314 -- written by pytest just now
        tests, wrong, skipped = int(suite.get("tests", 0)), int(suite.get("failures", 0)), int(suite.get("skipped", 0))
        wrong += int(suite.get("errors", 0))
        counted += Tally(max(0, tests - wrong - skipped), wrong, skipped)
    if exit_code and not counted.failed:
        counted.sound = False
    return counted


@contextmanager
def lane(own: Path) -> Iterator[dict[str, str]]:
    """The environment of one lane: its home and its database."""
    with throw_away_database() as url:
        yield {
            **os.environ,
            "TINHSO_HOME": str(own),
            "TINHSO_DATABASE_URL": url,
            "TINHSO_DEMO": "1",
            "CI": os.environ.get("CI", ""),
        }


def run_all(tests: Sequence[str], environment: Mapping[str, str], *, output: IO[bytes] | None = None) -> Tally:
    """Tests, then journeys; ``output`` takes what they print, None shows it."""
    total = run_pytest(["-m", "not browser", *tests], environment, "tests", output=output)
    # Playwright runs an event loop in the test's thread, in which Django would refuse its ordinary database calls.
    browser = {**environment, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    return total + run_pytest(["-m", "browser", *tests], browser, "journeys", output=output)


def run_beside(tests: Sequence[str], own: Path) -> tuple[Tally, str]:
    """A lane with a server of its own, silently; what it counted and what it printed."""
    with lane(own) as environment, (own / "output.log").open("w+b") as output:
        tally = run_all(tests, environment, output=output)
        output.seek(0)
        return tally, output.read().decode(errors="replace")


def run(arguments: Namespace) -> int:
    """Everything, or what the pytest arguments choose; 0 when all is well."""
    own = [argument for argument in arguments.arguments if argument != "--deep"]
    deep = ["--deep"] if "--deep" in arguments.arguments else []
    folder = home()
    install_packages()
    install_tools(folder)
    assets.build(folder)
    compile_catalogues()
    first = test_home(folder, "test", shared=[folder / "assets", folder / "fonts"])
    with lane(first) as environment, ThreadPoolExecutor(1) as beside:
        with step(_("Chuẩn bị tệp giao diện cho kiểm thử")):
            if subprocess.run(tinhso_command("prepare", "--static-only"), check=False, env=environment).returncode:
                raise CannotRun(_("không chuẩn bị được tệp giao diện (lý do ở trên)"))
        if own:
            total = run_all([*deep, *own], environment)
        else:
            second = test_home(folder, "test-across", shared=[first / name for name in ("assets", "fonts", "static")])
            # One server for both lanes would have them wait for each other, and their databases have one name.
            across = None if is_external() else beside.submit(run_beside, [ACROSS, *deep], second)
            total = Tally()
            for name, command in CHECKS.items():
                total += check(name, command, environment)
            total += run_all([ROOMS, *deep], environment)
            tally, output = across.result() if across else run_beside([ACROSS, *deep], second)
            say(output)
            total += tally
    say(str(total))
    return 0 if total.sound and not total.failed else 1
