"""``up``: set up what is missing, start everything, say where it is, and stop everything at Ctrl-C."""

from __future__ import annotations

import fcntl
import json
import os
import time
import urllib.error
import urllib.request
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tinhso.conf import assets
from tinhso.conf.catalogues import compile_catalogues
from tinhso.conf.database import is_external, server_home
from tinhso.conf.digests import digest_of, is_current, write_stamp
from tinhso.conf.env import read
from tinhso.conf.paths import REPOSITORY, home
from tinhso.conf.processes import Child, last_lines, port_is_free, tinhso_command
from tinhso.conf.supervisor import Stopped, Supervisor, child_environment, log_folder
from tinhso.conf.terminal import CannotRun, _, say, step
from tinhso.core.db.server import Server

READY_WITHIN_S: Final = 180.0
WEB_PATIENCE_S: Final = 15.0
WORKER_PATIENCE_S: Final = 20.0


@contextmanager
def only_one(folder: Path, port: int) -> Iterator[None]:
    """Refuses a second ``up`` on the same folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "up.lock").open("a+") as guard:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            guard.seek(0)
            holder = json.loads(guard.read() or "{}")
            raise CannotRun(
                _("Tỉnh Số đang chạy ở {address} (tiến trình {pid}); dừng nó bằng Ctrl-C hoặc: kill {pid}").format(
                    address=holder.get("address", "?"), pid=holder.get("pid", "?")
                )
            ) from None
        guard.truncate(0)
        guard.write(json.dumps({"pid": os.getpid(), "address": address(port)}))
        guard.flush()
        yield


def address(port: int) -> str:
    """Where a person on this machine opens the platform."""
    return f"http://localhost:{port}/"


def health(port: int) -> tuple[bool, list[str]]:
    """The answer of ``/healthz``: whether the platform serves, and the reasons when it does not."""
    host = read("TINHSO_HOST")
    reachable = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 -- compared, not bound
    request = urllib.request.Request(
        f"http://{reachable}:{port}/healthz", headers={"Host": read("TINHSO_ALLOWED_HOSTS")[0]}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 -- our own address
            return answer.status == 200, []
    except urllib.error.HTTPError as error:
        try:
            return False, list(json.loads(error.read())["reasons"].values())
        except (ValueError, LookupError, AttributeError):
            return False, [f"HTTP {error.code}"]
    except OSError as error:
        return False, [str(error)]


def wait_until_ready(supervisor: Supervisor, port: int) -> None:
    """Until ``/healthz`` answers 200. Raises :class:`CannotRun` when a process dies or it takes too long."""
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        ready, reasons = health(port)
        if ready:
            return
        dead = supervisor.died()
        if dead is not None:
            raise CannotRun(
                _("tiến trình {name} không khởi động được; nhật ký {log} kết thúc bằng:").format(
                    name=dead.name, log=dead.log
                )
                + f"\n{last_lines(dead.log, 15)}"
            )
        if time.monotonic() > deadline:
            raise CannotRun(
                _("sau {seconds:.0f} giây hệ thống vẫn chưa sẵn sàng ({reasons}); hãy chạy: ./tinhso doctor").format(
                    seconds=READY_WITHIN_S, reasons="; ".join(reasons)
                )
            )
        time.sleep(0.1)


def run(_arguments: Namespace) -> int:
    """Makes ready whatever is missing, then serves until Ctrl-C. Raises :class:`CannotRun` where it cannot."""
    compile_catalogues()
    folder, port, host = home(), read("TINHSO_PORT"), read("TINHSO_HOST")
    started_at = time.monotonic()
    with only_one(folder, port):
        if not port_is_free(host, port):
            raise CannotRun(
                _(
                    "cổng {port} đang được chương trình khác dùng; "
                    "chọn cổng khác, ví dụ: TINHSO_PORT={other} ./tinhso up"
                ).format(port=port, other=port + 1 if port < 65535 else 8001)
            )
        supervisor = Supervisor(None if is_external() else Server(server_home()))
        try:
            with supervisor:
                start(supervisor, folder, port)
                announce(folder, port, time.monotonic() - started_at)
                supervisor.watch()
        except Stopped:
            return 130
    say(_("Đã dừng."))
    return 0


def start(supervisor: Supervisor, folder: Path, port: int) -> None:
    """Everything up to the first good answer of ``/healthz``. Raises :class:`CannotRun`."""
    assets.build(folder)
    with step(_("Khởi động PostgreSQL") if not is_external() else _("Dùng PostgreSQL theo TINHSO_DATABASE_URL")):
        url = supervisor.start_database()
    demo = "0" if read("TINHSO_PRODUCTION") else os.environ.get("TINHSO_DEMO", "1")
    environment = child_environment(url, {"TINHSO_DEMO": demo})
    prepare(supervisor, folder, environment)
    logs = log_folder(folder)
    with step(_("Khởi động máy chủ web và tiến trình nền")):
        supervisor.keep(Child("web", tinhso_command("serve"), logs / "web.log", environment, WEB_PATIENCE_S))
        supervisor.keep(Child("worker", tinhso_command("worker"), logs / "worker.log", environment, WORKER_PATIENCE_S))
        wait_until_ready(supervisor, port)


def prepare(supervisor: Supervisor, folder: Path, environment: Mapping[str, str]) -> None:
    """Migrations, pack, demo data, served files; skipped when code, packs and database are those of the last time.

    An operator's own database is always looked at, since somebody else may have changed or replaced it.
    """
    packs = Path(environment.get("TINHSO_PACKS_DIR") or REPOSITORY / "packs")
    inputs = [REPOSITORY / "src/tinhso", packs, folder / "assets/.digest", server_home() / "password"]
    choices = {name: environment.get(name, "") for name in ("TINHSO_PACK", "TINHSO_DEMO", "TINHSO_PRODUCTION")}
    stamp, digest = folder / "prepared.digest", digest_of(inputs) + json.dumps(choices)
    if not is_external() and is_current(stamp, digest):
        return
    stamp.unlink(missing_ok=True)
    if supervisor.run_once(tinhso_command("prepare"), environment):
        raise CannotRun(_("không chuẩn bị được dữ liệu (lý do ở trên); dữ liệu cũ vẫn còn nguyên"))
    write_stamp(stamp, digest)


def announce(folder: Path, port: int, took_s: float) -> None:
    """The address and the demo accounts."""
    say()
    say(_("Tỉnh Số sẵn sàng sau {seconds:.1f} giây: {address}").format(seconds=took_s, address=address(port)))
    accounts = folder / "demo-accounts.txt"
    if accounts.exists():
        say(accounts.read_text().rstrip())
    say(_("Ctrl-C để dừng. Nhật ký: {logs}").format(logs=log_folder(folder)))
