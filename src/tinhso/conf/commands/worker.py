"""``worker``: jobs and events, in the foreground; ``up`` and the systemd unit start it."""

from __future__ import annotations

import logging
import os
import signal
import threading
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from procrastinate.contrib.django import app as jobs

from tinhso.conf.production import refuse_unsafe
from tinhso.conf.rooms import ROOMS
from tinhso.core.events.api import Relay

log = logging.getLogger(__name__)
#: Most wait for somebody else: a mail server, a portal, a gateway. Scans, which keep a core busy, are two at most.
JOBS_AT_ONCE: Final = 4
GRACE_S: Final = 15.0
#: A relay that has been at one thing for longer will not come back by itself.
HUNG_S: Final = 900.0


def import_reactions() -> None:
    """Every room's ``reactions.py``: what is not imported does not react."""
    for room in ROOMS:
        name = f"tinhso.{room}.reactions"
        if find_spec(f"tinhso.{room}") and find_spec(name):
            import_module(name)


def watch(relay: Relay, ended: threading.Event, end: Callable[[], None]) -> None:
    """Call ``end`` when the relay hangs, unless the worker has ended before."""
    while not ended.wait(GRACE_S):
        if relay.silent_s > HUNG_S:
            log.critical("the relay of events hangs; the worker ends so that it is started anew")
            end()
            return


def run(_arguments: Namespace) -> int:
    """Works until it is told to stop. Raises :class:`CannotRun` in a production that is not safe."""
    refuse_unsafe()
    relay = Relay()
    import_reactions()
    failed, ended = threading.Event(), threading.Event()

    def end() -> None:
        failed.set()
        os.kill(os.getpid(), signal.SIGTERM)

    def relay_events() -> None:
        try:
            relay.run()
        except Exception:
            log.exception("the relay of events has died; the worker ends so that it is started anew")
            end()

    thread = threading.Thread(target=relay_events, name="relay", daemon=True)
    thread.start()
    threading.Thread(target=watch, args=(relay, ended, end), name="watch", daemon=True).start()
    try:
        with jobs.replace_connector(jobs.connector.get_worker_connector()):  # type: ignore[attr-defined]
            jobs.run_worker(
                name="tinhso", concurrency=JOBS_AT_ONCE, delete_jobs="successful", shutdown_graceful_timeout=GRACE_S
            )
    finally:
        ended.set()
        relay.stop()
        thread.join(GRACE_S)
    return 1 if failed.is_set() else 0
