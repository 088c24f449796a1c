"""All dossiers as CSV, as the desk and the API send it: rows a second and the memory of the process that sends.

Peer: `psql` copying the same rows out of the same server.
"""

import resource
import subprocess
import time
from collections.abc import Iterator

from _measuring import Row, at_each_size, beside, row
from tinhso.core.db.server import wheel_binaries

_SAME = """
    COPY (SELECT c.code, t.code, t.name, u.code, u.name, c.channel, c.status, c.state, c.filed_at, c.received_at,
        c.promised_at, c.due_at, c.finished_at, c.on_time
        FROM ts_cases_case c JOIN ts_cases_casetype t ON t.id = c.type_id
        JOIN ts_organisation_unit u ON u.id = c.unit_id WHERE c.code IS NOT NULL) TO STDOUT WITH (FORMAT csv)
"""


def _measure(size: int, url: str) -> Iterator[Row]:
    from tinhso.core import clock
    from tinhso.core.access import Actor, ActorKind, Grant
    from tinhso.core.ids import new_id
    from tinhso.services.procedures import serving

    actor = Actor(ActorKind.OFFICIAL, new_id(), "Bench", grants=(Grant("cases.read"),))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    first = lines = 0.0
    for piece in serving.table(actor=actor, at=clock.now()):
        first = first or time.perf_counter() - begin
        lines += bytes(piece).count(b"\r\n") or bytes(piece).count(b"\n")
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    command = [str(wheel_binaries() / "bin/psql"), url, "-qc", _SAME]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    peer = time.perf_counter() - begin
    sent = row("export", size, "rows sent a second", lines / seconds, "1/s", memory_mb=round(memory))
    yield beside(sent, "psql COPY", lines / peer)
    yield row("export", size, "seconds to the first row", first, "s")
    yield row("export", size, "memory that grew meanwhile", memory - before, "MB")


def measure() -> list[Row]:
    """Rows at every size."""
    return at_each_size(_measure)
