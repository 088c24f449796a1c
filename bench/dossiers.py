"""Filing, one officer action, and the counts.

Peers: for filing over HTTP, `pgbench` writing the same rows into the same tables of the same server with the same
number of clients; for actions, the same at the smallest size; for the refresh of counts, a full recomputation. The load
generator and the server share the machine.
"""

import http.client
import json
import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date

from _filing import PORT, dossier, papers_of, served, token_of
from _measuring import Row, at_each_size, official, p95, row, timed_ms
from tinhso.core.db.server import wheel_binaries

CLIENTS = 20
SECONDS = 15


def load(token: str, units: list[str], papers: list[dict[str, str]]) -> tuple[list[float], float, int]:
    """File dossiers from CLIENTS connections for SECONDS: (sorted ms of each, seconds, failures)."""
    taken: list[float] = []
    failures = 0
    stop_at = time.monotonic() + SECONDS

    def client(number: int) -> None:
        nonlocal failures
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        sent = 0
        while time.monotonic() < stop_at:
            headers = {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Idempotency-Key": f"bench-{time.time_ns()}-{number}-{sent}",
            }
            begin = time.perf_counter()
            body = dossier(sent, units[(number + sent) % len(units)], papers)
            connection.request("POST", "/api/dossiers", body, headers)
            answer = connection.getresponse()
            told = answer.read()
            if answer.status == 201 and json.loads(told)["code"]:
                taken.append((time.perf_counter() - begin) * 1000)
            else:
                failures += 1
            sent += 1
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(taken), time.monotonic() - begin, failures


def same_rows_script(url: str) -> str:
    """A pgbench script that writes the rows which filing one dossier writes, each with a fresh key."""
    import psycopg

    tables = [
        "ts_cases_case", "ts_cases_casedocument", "ts_cases_caseevent", "ts_cases_task", "ts_cases_casetimer",
        "ts_cases_submissionkey", "ts_events_outboxevent", "ts_audit_auditentry",
    ]  # fmt: skip
    with psycopg.connect(url) as connection:
        newest = connection.execute("SELECT case_id FROM ts_cases_submissionkey ORDER BY at DESC LIMIT 1").fetchone()
        assert newest is not None
        lines = ["BEGIN;", "SELECT gen_random_uuid() AS case_id \\gset"]
        lines.append(
            "INSERT INTO ts_cases_codecounter (prefix, day, last) VALUES ('bench' || :client_id, current_date, 1) "
            "ON CONFLICT (prefix, day) DO UPDATE SET last = ts_cases_codecounter.last + 1;"
        )
        for table in tables:
            columns = [
                name
                for (name,) in connection.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
                    "AND is_generated = 'NEVER' AND is_identity = 'NO' "
                    "AND coalesce(column_default, '') NOT LIKE 'pg_current%%' ORDER BY ordinal_position",
                    [table],
                )
            ]
            fresh = {
                "id": ":case_id::uuid" if table == "ts_cases_case" else "gen_random_uuid()",
                "case_id": ":case_id::uuid",
                "code": "gen_random_uuid()::text",
                "key": "gen_random_uuid()::text",
            }
            if table == "ts_events_outboxevent":
                fresh.pop("id")
            values = ", ".join(fresh.get(name, f's."{name}"') for name in columns)
            where = {
                "ts_cases_case": "s.id = ", "ts_cases_casedocument": "s.case_id = ",
                "ts_cases_caseevent": "s.case_id = ", "ts_cases_task": "s.case_id = ",
                "ts_cases_casetimer": "s.case_id = ", "ts_cases_submissionkey": "s.case_id = ",
            }.get(table)  # fmt: skip
            key = "bigint" if table.startswith("ts_events") else "uuid"
            source = f"{where}'{newest[0]}'" if where else f"s.id = (SELECT max(id::text) FROM {table})::{key}"
            names = ", ".join(f'"{name}"' for name in columns)
            sample = f"bench_{table}"
            connection.execute(f"CREATE TABLE IF NOT EXISTS {sample} AS SELECT * FROM {table} s WHERE {source}")
            lines.append(f"INSERT INTO {table} ({names}) SELECT {values} FROM {sample} s;")
        connection.commit()
    return "\n".join([*lines, "COMMIT;"]) + "\n"


def pgbench_rate(url: str) -> float:
    """Transactions a second of the same rows, with as many clients."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(same_rows_script(url))
        script.flush()
        command = [
            str(wheel_binaries() / "bin" / "pgbench"), "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS),
            "-M", "prepared", "-f", script.name, url,
        ]  # fmt: skip
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", output)
    assert found is not None
    return float(found[1])


def filing(size: int, url: str) -> Iterator[Row]:
    from tinhso.foundation.organisation import api as organisation

    units = [str(unit.id) for unit in organisation.units_as_of(date(2026, 11, 20), kind="commune")]
    with served():
        token, papers = token_of("congdan1"), papers_of("congdan1")
        load(token, units, papers)  # warm
        taken, seconds, failures = load(token, units, papers)
    rate = len(taken) / seconds
    floor = pgbench_rate(url)
    yield row("submit", size, f"filed a second, {CLIENTS} clients, {failures} failures", rate, "1/s",
              peer="pgbench, same rows", peer_value=round(floor, 1), ratio=round(rate / floor, 3),
              p95_ms=round(p95(taken), 1))  # fmt: skip
    yield row("submit", size, "median", statistics.median(taken), "ms")


def acting(size: int) -> Iterator[Row]:
    from tinhso.core import clock
    from tinhso.core.access import SYSTEM
    from tinhso.core.events.api import deliver
    from tinhso.engines.cases import api as cases
    from tinhso.engines.cases.models import Case
    from tinhso.engines.indicators import api as indicators

    actor = official()
    waiting = list(Case.objects.filter(state="received", closed_at=None).values_list("id", flat=True)[:46])

    def act(number: int) -> None:
        cases.perform(actor=actor, at=clock.now(), case_id=waiting[number], action_id="start", inputs=cases.Inputs())

    taken = timed_ms(act, 40)
    begin = time.perf_counter()
    while deliver("indicators.dossiers", at=clock.now()):
        pass
    behind = time.perf_counter() - begin
    act(43)
    begin = time.perf_counter()
    deliver("indicators.dossiers", at=clock.now())
    fresh = time.perf_counter() - begin
    begin = time.perf_counter()
    indicators.recompute(actor=SYSTEM, at=clock.now(), source_name="dossiers")
    whole = time.perf_counter() - begin
    yield row("action", size, "one officer action", statistics.median(taken), "ms", p95_ms=round(p95(taken), 1))
    yield row("indicators", size, "counts after one action", fresh * 1000, "ms", peer="full recomputation",
              peer_value=round(whole * 1000), ratio=round(fresh / whole, 5))  # fmt: skip
    yield row("indicators", size, "all events since the load, delivered", behind, "s")
    yield row("indicators", size, "full recomputation, facts included", whole, "s")


def _measure(size: int, url: str) -> Iterator[Row]:
    yield from acting(size)
    yield from filing(size, url)


def measure() -> list[Row]:
    """Rows of every measurement at every size."""
    return at_each_size(_measure)
