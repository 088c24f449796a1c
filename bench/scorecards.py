"""Index 766: all units over a month, one unit with its twelve months, one component opened, over 20 thousand and over
1 million dossiers.

Peers: one bare pass over the same rows (`count(*)` of courses joined with their facts), and the same at 20 thousand.
Sizes can be given as TINHSO_BENCH_SIZES=20000,100000.
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from _province import fill, province

SIZES = [int(size) for size in os.environ.get("TINHSO_BENCH_SIZES", "20000,1000000").split(",")]
MONTH = "2026-10"
_COURSES = """
    INSERT INTO ts_scorecards_dossiercourse (case_id, unit_id, entered_at, received_at, finished_at, done_at, due_at,
        asked, waits, held, paid_online, papers_due, has_files, reuses_papers)
    SELECT id, unit_id, received_at, received_at, finished_at, finished_at, promised_at,
        '{}', '{}', '{}', false, true, true, false
    FROM ts_cases_case WHERE received_at IS NOT NULL ON CONFLICT DO NOTHING
"""
_BARE = "SELECT count(*) FROM ts_scorecards_dossiercourse d JOIN ts_procedures_dossierfact f ON f.case_id = d.case_id"


def median_ms(work: Callable[[], object], rounds: int = 7) -> float:
    """Milliseconds of a call in the middle of some, after one that does not count."""
    taken = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken[1:])


def measure() -> list[dict[str, Any]]:
    """Every size in one province."""
    rows: list[dict[str, Any]] = []
    with province():
        for size in SIZES:
            rows += _measure(size, rows)
    return rows


def _measure(size: int, earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    from django.db import connection

    from tinhso.core import clock
    from tinhso.core.access import SYSTEM
    from tinhso.foundation.organisation import api as organisation
    from tinhso.services.scorecards import queries
    from tinhso.services.scorecards.rules.periods import read_period

    fill(size)
    with connection.cursor() as cursor:
        cursor.execute(_COURSES)
        cursor.execute("VACUUM ANALYZE ts_scorecards_dossiercourse")

    def bare_pass() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BARE)

    at = clock.now()
    asked: dict[str, Any] = {"actor": SYSTEM, "at": at, "scheme_id": "766", "period": read_period(MONTH)}
    unit = organisation.units_as_of(at.date(), kind="commune")[0]
    peer = median_ms(bare_pass)
    works: dict[str, Callable[[], object]] = {
        "all units, one month": lambda: queries.compare(**asked),
        "one unit, its month and twelve months": lambda: queries.open_unit(**asked, unit_id=unit.id),
        "a component of a unit opened": lambda: queries.records_behind(**asked, unit_id=unit.id, component="2.1"),
    }
    found = []
    for metric, work in works.items():
        value = median_ms(work)
        before = next((row["value"] for row in earlier if row["metric"] == metric), None)
        base = (
            ("one bare pass", peer)
            if metric.startswith("all") or before is None
            else (f"{SIZES[0]:,} dossiers", before)
        )
        found.append({
            "name": "index766", "size": f"{size:,} dossiers", "metric": metric, "value": round(value, 1),
            "unit": "ms", "peer": base[0], "peer_value": round(base[1], 1), "ratio": round(value / base[1], 2),
        })  # fmt: skip
    return found
