"""Filing, inbox, search, one officer action, and the counts, with 20 thousand and with 1 million dossiers.

Peers: for filing over HTTP, `pgbench` writing the same rows into the same tables of the same server with the same
number of clients; for lists and actions, the same at 20 thousand dossiers; for the refresh of counts, a full
recomputation. The load generator and the server share the machine. Sizes can be given as
TINHSO_BENCH_SIZES=20000,100000.
"""

import http.client
import json
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from _province import fill, province
from tinhso.conf.processes import end, spawn, tinhso_command
from tinhso.core.db.server import wheel_binaries

SIZES = [int(size) for size in os.environ.get("TINHSO_BENCH_SIZES", "20000,1000000").split(",")]
CLIENTS = 20
SECONDS = 15
PORT = 8472


def row(name: str, size: int, metric: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "size": f"{size:,} dossiers",
        "metric": metric,
        "value": round(value, 3),
        "unit": unit,
        **more,
    }


def timed_ms(work: Callable[[int], object], rounds: int) -> list[float]:
    """Sorted milliseconds of ``rounds`` calls, after three that do not count."""
    taken = []
    for number in range(rounds + 3):
        begin = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken[3:])


def p95(taken: list[float]) -> float:
    return taken[int(len(taken) * 0.95)]


def token_of(username: str) -> str:
    from tinhso.core import clock
    from tinhso.foundation.identity import api as identity

    at = clock.now()
    account = identity.Account.objects.get(username=username)
    actor = identity.build_actor(identity.account_info(account.id), at)
    return identity.create_token(actor=actor, at=at, name=f"bench {time.time_ns()}", days=30)


def papers_of(username: str) -> list[dict[str, str]]:
    """Two papers of an account, stored once and given with every dossier."""
    from tinhso.core import clock
    from tinhso.foundation.files import api as files
    from tinhso.foundation.identity import api as identity

    at = clock.now()
    actor = identity.build_actor(identity.account_info(identity.Account.objects.get(username=username).id), at)
    ids = []
    for paper in ("id_card", "authorisation"):
        scan = BytesIO()
        Image.new("RGB", (320, 200), "white").save(scan, "PNG")
        scan.seek(0)
        stored = files.put_file(actor=actor, at=at, upload=scan, name=f"{paper}.png", purpose="upload")
        ids.append({"paper": paper, "file_id": str(stored.id)})
    return ids


def dossier(number: int, unit_id: str, papers: list[dict[str, str]]) -> bytes:
    answers = {
        "requester_name": "Nguyễn Thị Minh Hương",
        "requester_id": "046190000001",
        "for_whom": "self",
        "record_type": "birth",
        "subject_name": "Nguyễn Thị Minh Hương",
        "subject_birth_date": "1990-09-02",
        "registered_at": "Phường Phú Xuân",
        "copies": str(number % 9 + 1),
    }
    body = {"code": "2.000635", "unit_id": unit_id, "answers": answers, "papers": papers}
    return json.dumps(body).encode()


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


def filing(size: int, url: str) -> list[dict[str, Any]]:
    from tinhso.foundation.organisation import api as organisation

    units = [str(unit.id) for unit in organisation.units_as_of(date(2026, 11, 20), kind="commune")]
    environment = {**os.environ, "TINHSO_PORT": str(PORT)}
    with tempfile.TemporaryDirectory() as logs:
        web = spawn(tinhso_command("serve"), log=Path(logs) / "web.log", environment=environment)
        try:
            token, papers = token_of("congdan1"), papers_of("congdan1")
            wait_for_web()
            load(token, units, papers)  # warm
            taken, seconds, failures = load(token, units, papers)
        finally:
            end(web, patience_s=10)
    rate = len(taken) / seconds
    floor = pgbench_rate(url)
    return [
        row("submit", size, f"filed a second, {CLIENTS} clients, {failures} failures", rate, "1/s",
            peer="pgbench, same rows", peer_value=round(floor, 1), ratio=round(rate / floor, 3),
            p95_ms=round(p95(taken), 1)),
        row("submit", size, "median", statistics.median(taken), "ms"),
    ]  # fmt: skip


def wait_for_web() -> None:
    for _try in range(900):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/api/openapi.json")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the web server did not answer")


def restricted(*, everywhere: bool = False) -> Any:
    """An official of one commune (or of all) who may see every case type, each granted by name."""
    from tinhso.core.access import Actor, ActorKind, Grant
    from tinhso.core.ids import new_id
    from tinhso.engines.cases.models import CaseType, Task

    codes = frozenset(CaseType.objects.values_list("code", flat=True)) | {f"9.{number:06d}" for number in range(100)}
    units = frozenset(Task.objects.filter(closed_at__isnull=True).values_list("unit_id", flat=True))
    reach = units if everywhere else frozenset([min(units)])
    names = ("cases.read", "cases.receive", "cases.act", "cases.sign", "cases.consult")
    return Actor(
        ActorKind.OFFICIAL, new_id(), "Bench", unit_id=min(units), grants=tuple(Grant(n, reach, codes) for n in names)
    )


def lists(size: int) -> list[dict[str, Any]]:
    from tinhso.engines.cases import api as cases

    actor = restricted()
    inbox = timed_ms(lambda _n: cases.inbox(actor=actor), 60)
    names = ["nguyen thi an", "tran van binh", "le minh", "hoang", "pham ngoc lan"]
    by_name = timed_ms(lambda n: cases.search_cases(actor=actor, text=names[n % 5]), 60)
    by_code = timed_ms(lambda n: cases.search_cases(actor=actor, text=f"H57.{n % 40}-20"), 60)
    return [
        row(
            "inbox",
            size,
            "a page with the exact total, 100 case types granted",
            statistics.median(inbox),
            "ms",
            p95_ms=round(p95(inbox), 1),
        ),
        row("search", size, "by name without accents", statistics.median(by_name), "ms", p95_ms=round(p95(by_name), 1)),
        row(
            "search",
            size,
            "by the beginning of a code",
            statistics.median(by_code),
            "ms",
            p95_ms=round(p95(by_code), 1),
        ),
    ]


def acting(size: int) -> list[dict[str, Any]]:
    from tinhso.core import clock
    from tinhso.core.events.api import deliver
    from tinhso.engines.cases import api as cases
    from tinhso.engines.cases.models import Case
    from tinhso.engines.indicators import api as indicators

    actor = restricted(everywhere=True)
    waiting = list(Case.objects.filter(state="received", closed_at=None).values_list("id", flat=True)[:50])

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
    indicators.recompute(actor=_system(), at=clock.now(), source_name="dossiers")
    whole = time.perf_counter() - begin
    return [
        row("action", size, "one officer action", statistics.median(taken), "ms", p95_ms=round(p95(taken), 1)),
        row("indicators", size, "counts after one action", fresh * 1000, "ms", peer="full recomputation",
            peer_value=round(whole * 1000), ratio=round(fresh / whole, 5)),
        row("indicators", size, "all events since the load, delivered", behind, "s"),
        row("indicators", size, "full recomputation, facts included", whole, "s"),
    ]  # fmt: skip


def _system() -> Any:
    from tinhso.core.access import SYSTEM

    return SYSTEM


def measure() -> list[dict[str, Any]]:
    """Rows of every measurement at every size; those of the larger size carry the ratio to the smaller."""
    found: list[dict[str, Any]] = []
    with province() as url:
        for size in SIZES:
            fill(size)
            found += lists(size) + acting(size) + filing(size, url)
    first = {(one["name"], one["metric"]): one for one in found if one["size"].startswith(f"{SIZES[0]:,} ")}
    for one in found:
        small = first.get((one["name"], one["metric"]))
        if small is not None and small is not one and "peer" not in one:
            one |= {
                "peer": small["size"],
                "peer_value": small["value"],
                "ratio": round(one["value"] / max(small["value"], 1e-9), 2),
            }
    return found
