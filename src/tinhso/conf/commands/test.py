"""``test``: installs what tests need, then checks, tests and browser journeys; the last line sums them up.

``./tinhso test [--deep] [pytest arguments]``. With pytest arguments only pytest runs, without the other checks.

The whole suite goes in lanes at once, each with a database server of its own, since what seals and delivers waits for
every transaction of its server. The tables are made once and copied. The first lane follows the static checks and shows
what it does; what the others print is shown afterwards.
"""

from __future__ import annotations

import fcntl
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

import psycopg

from tinhso.conf import assets, bootstrap
from tinhso.conf.catalogues import compile_catalogues
from tinhso.conf.database import is_external
from tinhso.conf.digests import digest_of, is_current, write_stamp
from tinhso.conf.env import read
from tinhso.conf.paths import REPOSITORY, home
from tinhso.conf.processes import tinhso_command
from tinhso.conf.terminal import CannotRun, _, say, step
from tinhso.core.db.server import DATABASE, Server

DEV_LOCK: Final = REPOSITORY / "requirements-dev.lock"
#: Packages of npm that sign in to us as applications of others do.
CLIENTS: Final = REPOSITORY / "tests/clients"
# Debian package → the program or the file that shows it is there. What drives the browser needs libatomic, which a bare
# machine has not.
PACKAGES: Final = {
    "chromium-headless-shell": "chromium-headless-shell",
    "libatomic1": "/usr/lib/*/libatomic.so.1",
    "poppler-utils": "pdfsig",
    "tesseract-ocr": "tesseract",
    "tesseract-ocr-vie": "/usr/share/tesseract-ocr/5/tessdata/vie.traineddata",
}
# Name → program of the environment with its arguments.
CHECKS: Final = {
    "ruff": ("ruff", "check", "--no-cache", "--quiet", "."),
    "import-linter": ("lint-imports", "--no-cache"),
    "mypy": ("mypy", "--no-error-summary", "src/tinhso"),
}
BROWSER: Final = "journeys"
# The rooms' own tests, those across rooms, the browser's with the tutorials, of about the same length: lane → pytest
# arguments.
LANES: Final = {
    "rooms": ("src",),
    "across": ("tests", "--ignore=tests/journeys", "--ignore=tests/docs"),
    BROWSER: ("tests/journeys", "tests/docs"),
}
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
    """Debian's browser, PDF tools and reader of scans.

    Raises :class:`CannotRun`, naming them, where they cannot be installed.
    """
    missing = [
        package
        for package, program in PACKAGES.items()
        if not (shutil.which(program) or any(Path("/").glob(program.removeprefix("/"))))
    ]
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


def install_clients(folder: Path) -> dict[str, str]:
    """The clients of npm, in a folder of their own; where tests find them and the node that runs them."""
    node, npm = assets.ready_node(folder)
    home_of_clients = folder / "clients"
    home_of_clients.mkdir(exist_ok=True)
    assets.install_packages(home_of_clients, node, npm, files=(CLIENTS / "package.json", CLIENTS / "package-lock.json"))
    return {"TEST_NODE": node, "TEST_CLIENTS": str(home_of_clients)}


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that PostgreSQL's own user may pass through, which folders of pytest forbid; gone at the end, with what
    servers of homes in it have moved elsewhere.
    """
    with tempfile.TemporaryDirectory(prefix="tinhso-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)
        for moved in Path(name).glob("*/postgres/moved-to"):
            shutil.rmtree(moved.read_text().strip(), ignore_errors=True)


def copy_tables(prepared: Path, server: Server) -> None:
    """Give ``server`` a database in which all migrations have run; they do once, in the folder ``prepared``."""
    source, made = (
        Server(prepared / "postgres", base=prepared / "moved", settings=FAST_AND_FORGETFUL),
        prepared / "tables",
    )
    with (prepared / "tables.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not made.exists():
            with source as url:
                environment = {**os.environ, "TINHSO_DATABASE_URL": url}
                if subprocess.run(
                    tinhso_command("prepare", "--only", "tables"), check=False, env=environment
                ).returncode:
                    raise CannotRun(_("không tạo được bảng để kiểm thử (lý do ở trên)"))
            made.touch()
        source.copy_to(server)


@contextmanager
def throw_away_database(prepared: Path) -> Iterator[str]:
    """A server for this run only, with the tables in the database of tests, or the operator's own by
    ``TINHSO_DATABASE_URL``.
    """
    if is_external():
        yield read("TINHSO_DATABASE_URL")
        return
    with scratch() as folder:
        server = Server(folder / "postgres", base=folder / "moved", settings=FAST_AND_FORGETFUL)
        copy_tables(prepared, server)
        with server as url:
            with psycopg.connect(url, autocommit=True, dbname="postgres") as connection:
                connection.execute(f"CREATE DATABASE test_{DATABASE} TEMPLATE {DATABASE}")
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


def check_dependencies(folder: Path) -> Tally:
    """What is known against the libraries in use, by the command that operators have; what it warns of is shown."""
    environment = {**os.environ, "TINHSO_HOME": str(folder)}
    command = tinhso_command("audit-dependencies")
    done = subprocess.run(command, cwd=REPOSITORY, text=True, capture_output=True, check=False, env=environment)
    say(f"{'✗' if done.returncode else '✓'} audit-dependencies\n{done.stdout}{done.stderr}".rstrip())
    return Tally(failed=1) if done.returncode else Tally(passed=1)


def run_pytest(
    arguments: Sequence[str], environment: Mapping[str, str], name: str, *, output: IO[bytes] | None = None
) -> Tally:
    """One pytest process; the counts come from its report, so they hold whatever it prints."""
    report = Path(environment["TINHSO_HOME"]) / f"{name}.xml"
    database = () if is_external() else ("--reuse-db",)
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *database, *arguments]
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
def lane(own: Path, prepared: Path) -> Iterator[dict[str, str]]:
    """The environment of one lane: its home, its database, and where all lanes keep what they have prepared."""
    with throw_away_database(prepared) as url:
        yield {
            **os.environ,
            "TEST_PREPARED": str(prepared),
            "TINHSO_HOME": str(own),
            "TINHSO_DATABASE_URL": url,
            "TINHSO_DEMO": "1",
            "CI": os.environ.get("CI", ""),
        }


def run_chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> Tally:
    """What the arguments choose: tests, then journeys, in a process of their own."""
    total = run_pytest(["-m", "not browser", *arguments], environment, "tests")
    return total + run_pytest(["-m", "browser", *arguments], with_browser(environment), BROWSER)


def with_browser(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of journeys: Playwright runs an event loop in the test's thread, in which Django would refuse its
    ordinary database calls.
    """
    return {**environment, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}


def run_beside(name: str, own: Path, prepared: Path, deep: Sequence[str]) -> tuple[Tally, str]:
    """A lane, silently; what it counted and what it printed."""
    with lane(own, prepared) as environment, (own / "output.log").open("w+b") as output:
        mine = with_browser(environment) if name == BROWSER else environment
        tally = run_pytest([*LANES[name], *deep], mine, name, output=output)
        output.seek(0)
        return tally, output.read().decode(errors="replace")


def run_everything(folder: Path, environment: Mapping[str, str], deep: Sequence[str]) -> Tally:
    """Static checks and all lanes; ``environment`` is that of the first."""
    first, *others = LANES
    shared = [Path(environment["TINHSO_HOME"]) / name for name in ("assets", "fonts", "static")]
    prepared = Path(environment["TEST_PREPARED"])
    homes = {name: test_home(folder, f"test-{name}", shared=shared) for name in others}
    total = Tally()
    with ThreadPoolExecutor() as beside:
        # One server for all lanes would have them wait for each other, and their databases have one name.
        one_by_one = is_external()
        running = (
            {}
            if one_by_one
            else {name: beside.submit(run_beside, name, homes[name], prepared, deep) for name in others}
        )
        for name, command in CHECKS.items():
            total += check(name, command, environment)
        total += check_dependencies(folder)
        total += run_pytest([*LANES[first], *deep], environment, first)
        for name in others:
            tally, output = run_beside(name, homes[name], prepared, deep) if one_by_one else running[name].result()
            say(output)
            total += tally
    return total


def run(arguments: Namespace) -> int:
    """Everything, or what the pytest arguments choose; 0 when all is well."""
    chosen = [argument for argument in arguments.arguments if argument != "--deep"]
    deep = ["--deep"] if "--deep" in arguments.arguments else []
    folder = home()
    install_packages()
    install_tools(folder)
    assets.build(folder)
    os.environ |= install_clients(folder)
    compile_catalogues()
    own = test_home(folder, "test", shared=[folder / "assets", folder / "fonts"])
    with scratch() as prepared, lane(own, prepared) as environment:
        with step(_("Chuẩn bị tệp giao diện cho kiểm thử")):
            if subprocess.run(tinhso_command("prepare", "--only", "static"), check=False, env=environment).returncode:
                raise CannotRun(_("không chuẩn bị được tệp giao diện (lý do ở trên)"))
        total = run_chosen([*deep, *chosen], environment) if chosen else run_everything(folder, environment, deep)
    say(str(total))
    return 0 if total.sound and not total.failed else 1
