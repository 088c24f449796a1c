"""A file of 15 columns into a register with all its checks, indexes and foreign keys: from the sending to the last row
written. Aim for a million rows: 40 s, 300 MB of the worker.

Peer: psql copying the same file into a table without constraints or indexes.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from _measuring import Row, beside, row
from _registers import at_each_size, empty, import_file, write_file
from tinhso.core.db.server import wheel_binaries


def _measure(size: int, url: str) -> Iterator[Row]:
    empty()
    load = round(os.getloadavg()[0], 1)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "bench.csv"
        columns = write_file(path, size)
        taken = import_file(path)
        again = import_file(path)
        bare = _copied(path, columns, url)
    whole = row(
        "register-import", size, "sent, looked at and written", taken.looked_s + taken.written_s, "s",
        memory_mb=round(taken.memory_mb), load=load,
    )  # fmt: skip
    yield beside(whole, "psql copy, no checks", bare)
    yield row("register-import", size, "of which until it can be looked at", taken.looked_s, "s")
    yield row("register-import", size, "the same file again, nothing to write", again.looked_s + again.written_s, "s")


def _copied(path: Path, columns: list[str], url: str) -> float:
    psql = [str(wheel_binaries() / "bin/psql"), url, "-qc"]
    subprocess.run([*psql, f"CREATE TABLE bench_bare ({', '.join(f'{name} text' for name in columns)})"], check=True)
    begin = time.perf_counter()
    subprocess.run([*psql, f"\\copy bench_bare FROM '{path}' CSV HEADER"], check=True)
    taken = time.perf_counter() - begin
    subprocess.run([*psql, "DROP TABLE bench_bare"], check=True)
    return taken


def measure() -> list[Row]:
    """Rows at every size."""
    return at_each_size(_measure)
