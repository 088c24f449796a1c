"""``serve``: the web server alone, in the foreground; ``up`` and the systemd unit start it."""

from __future__ import annotations

import gc
from argparse import Namespace
from importlib import import_module
from typing import Final

from granian.constants import Interfaces
from granian.server import Server as Granian

from tinhso.conf.env import read
from tinhso.conf.production import refuse_unsafe

APPLICATION: Final = "tinhso.conf.wsgi"
#: Threads of the server for each request that is worked on: the others wait at the gate, or are told to come again.
WAITING_FOR_EACH: Final = 16


def run(_arguments: Namespace) -> int:
    """Serves until it is told to stop. Raises :class:`CannotRun` in a production that is not safe."""
    refuse_unsafe()
    # Loaded once before the workers are forked: they share its memory, and start without importing it again.
    import_module(APPLICATION)
    # The collector would look at all of it again and again, and so copy it into each worker.
    gc.collect()
    gc.freeze()
    Granian(
        target=f"{APPLICATION}:application",
        address=read("TINHSO_HOST"),
        port=read("TINHSO_PORT"),
        interface=Interfaces.WSGI,
        workers=read("TINHSO_WEB_WORKERS"),
        blocking_threads=read("TINHSO_WEB_THREADS") * WAITING_FOR_EACH,
        backlog=256,
        backpressure=read("TINHSO_WEB_THREADS") * WAITING_FOR_EACH,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
        websockets=False,
    ).serve()
    return 0
