"""Keeps the platform's processes running: database, web, worker. Started in this order, stopped in the opposite one."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Final, Self

from tinhso.conf.database import publish, url_file
from tinhso.conf.processes import Child, clear_group, end, last_lines, spawn
from tinhso.conf.terminal import _, complain, say
from tinhso.core.db.server import Server, ServerError

LONGEST_PAUSE_S: Final = 30.0
SETTLED_AFTER_S: Final = 60.0
CHECK_EVERY_S: Final = 1.0


class Stopped(BaseException):
    """Somebody asked us to stop while we were still starting."""


class Supervisor:
    """Owns every process that ``up`` starts."""

    def __init__(self, server: Server | None) -> None:
        self._server = server
        self._children: list[Child] = []
        self._stopping = False
        self._running = False
        self._server_deaths = 0
        self._server_again_at = 0.0
        self._wake_read, self._wake_write = socket.socketpair()

    def __enter__(self) -> Self:
        for end_of_pair in (self._wake_read, self._wake_write):
            end_of_pair.setblocking(False)
        signal.set_wakeup_fd(self._wake_write.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_ignored: None)
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        if self._stopping:
            return
        self._stopping = True
        if not self._running:
            raise Stopped

    def start_database(self) -> str | None:
        """Starts our own server and publishes its URL; None when the operator gave a database."""
        if self._server is None:
            return None
        url = self._server.start()
        publish(url)
        return url

    def run_once(self, command: list[str], environment: Mapping[str, str]) -> int:
        """Runs a command to its end, showing its output; it is ended with us. Returns its exit code."""
        process = spawn(command, log=None, environment=environment)
        try:
            return process.wait()
        finally:
            end(process, patience_s=10)

    def keep(self, child: Child) -> None:
        """Starts ``child`` and restarts it whenever it dies."""
        self._children.append(child)
        self._launch(child)

    def _launch(self, child: Child) -> None:
        child.process = spawn(child.command, log=child.log, environment=child.environment)
        child.started_at = time.monotonic()

    def died(self) -> Child | None:
        """A child that is not running, if any: asked while waiting for the first answer."""
        return next(
            (child for child in self._children if child.process is not None and child.process.poll() is not None), None
        )

    def watch(self) -> None:
        """Until somebody asks us to stop."""
        self._running = True
        while not self._stopping:
            select.select([self._wake_read], [], [], CHECK_EVERY_S)
            self._drain()
            if self._stopping:
                return
            self._tend_database()
            for child in self._children:
                self._tend(child)

    def _drain(self) -> None:
        try:
            while self._wake_read.recv(1024):
                continue
        except BlockingIOError:
            return

    def _tend_database(self) -> None:
        server = self._server
        if server is None or (server.process is not None and server.process.poll() is None):
            return
        now = time.monotonic()
        if server.process is not None:
            server.stop()
            pause_s = min(LONGEST_PAUSE_S, 0.2 * 2**self._server_deaths)
            self._server_deaths += 1
            self._server_again_at = now + pause_s
            complain(_("PostgreSQL đã dừng bất thường; khởi động lại"))
        if now >= self._server_again_at:
            try:
                publish(server.start())
            except ServerError as error:
                complain(str(error))
                self._server_deaths += 1
                self._server_again_at = now + min(LONGEST_PAUSE_S, 0.2 * 2**self._server_deaths)

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            if child.process.poll() is None:
                return
            clear_group(child.process)
            if now - child.started_at > SETTLED_AFTER_S:
                child.deaths = 0
            pause_s = min(LONGEST_PAUSE_S, 0.25 * 2**child.deaths)
            child.deaths += 1
            child.start_again_at = now + pause_s
            complain(
                _("tiến trình {name} đã dừng (mã {code}); khởi động lại sau {pause:.1f} giây. Nhật ký: {log}").format(
                    name=child.name, code=child.process.returncode, pause=pause_s, log=child.log
                )
            )
            if child.deaths > 1:
                complain(last_lines(child.log))
            child.process = None
        if now >= child.start_again_at:
            self._launch(child)

    def stop(self) -> None:
        """Stops web and worker, then the database; every process that was started has ended when this returns."""
        self._stopping = True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if self._children:
            say(_("Đang dừng các tiến trình…"))
        for child in self._children:
            if child.process is not None:
                end(child.process, patience_s=child.patience_s)
        if self._server is not None:
            self._server.stop()
            url_file().unlink(missing_ok=True)
        signal.set_wakeup_fd(-1)
        self._wake_read.close()
        self._wake_write.close()


def child_environment(url: str | None, extra: Mapping[str, str]) -> dict[str, str]:
    """Our environment with the database's URL and further settings, unbuffered so that logs are current."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **extra}
    if url is not None:
        environment["TINHSO_DATABASE_URL"] = url
    return environment


def log_folder(home: Path) -> Path:
    """Where the processes of ``up`` write their logs."""
    return home / "logs"
