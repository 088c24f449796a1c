"""What ``tinhso status`` tells: the state of an installation as plain values."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from tinhso import __version__
from tinhso.conf.health import examine
from tinhso.conf.memory import memory_of, part_of, process_tree
from tinhso.core import clock
from tinhso.core.health import counters
from tinhso.core.packs.api import current, list_releases
from tinhso.core.packs.loader import list_packs
from tinhso.engines.cases.api import case_counts
from tinhso.foundation.organisation.api import count_posts, units_as_of


def processes() -> dict[str, dict[str, int]]:
    """Number and memory (bytes) of the processes that ``up`` runs for this home; empty when it does not run."""
    lock = settings.HOME / "up.lock"
    try:
        holder = int(json.loads(lock.read_text())["pid"])
        os.kill(holder, 0)
    except (OSError, ValueError, LookupError):
        return {}
    found: dict[str, dict[str, int]] = {}
    for pid, command in process_tree(holder).items():
        part = found.setdefault(part_of(command), {"count": 0, "memory_bytes": 0})
        part["count"] += 1
        part["memory_bytes"] += memory_of(pid)
    return found


def database() -> dict[str, Any]:
    """Version and size in bytes of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        version, size = cursor.fetchone()
    return {"version": version, "size_bytes": size}


def packs() -> list[dict[str, Any]]:
    """Layers in force with their versions, and when they were applied."""
    return [
        {**layer, "applied_at": release.applied_at.isoformat(), "release": release.number}
        for release in list_releases(1)
        for layer in release.layers
    ]


def counts() -> dict[str, int | Mapping[str, int]]:
    """What the platform holds."""
    today = clock.today()
    cases = case_counts()
    rooms = {name: count() for name, count in counters.items() if name != "cases"}
    return {
        "units": len(units_as_of(today)),
        "posts": count_posts(today),
        "packs": len(list_packs(settings.PACKS_DIR)),
        "procedures": len(current("procedures")),
        "case_types": cases["case_types"],
        "cases": {"open": cases["cases_open"], "finished": cases["cases_finished"]},
        **rooms,
    }


def collect() -> dict[str, Any]:
    """Everything, as values that go into JSON. What an unreachable database would tell is left out."""
    problems = {check.name: problem for check, problem in examine()}
    state: dict[str, Any] = {
        "version": __version__,
        "healthy": not any(problems.values()),
        "checks": {name: problem or "ok" for name, problem in problems.items()},
        "processes": processes(),
    }
    for name, read in (("database", database), ("packs", packs), ("counts", counts)):
        try:
            state[name] = read()
        except DatabaseError:
            state[name] = None
    return state
