"""What the benches of registers share: a file of a register's rows, its import as a worker does it, the register full.

The register is ``lodgings`` of the common pack: 15 fields, four of them filtered, every check, index and foreign key.
"""

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _measuring import SIZES, Row, beside
from _province import province

REGISTER = "lodgings"
#: Distinct rows that the file is made of; keys and names are all different.
SAMPLES = 5000


@dataclass(frozen=True)
class Sent:
    """A file as a browser sends it."""

    path: Path

    def chunks(self) -> Iterator[bytes]:
        """Its bytes."""
        with self.path.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece


@dataclass(frozen=True)
class Imported:
    """How long an import took, in seconds, and the most memory that its worker had, in MB."""

    looked_s: float
    written_s: float
    memory_mb: float


def write_file(path: Path, size: int) -> list[str]:
    """A CSV file of so many rows; gives its columns."""
    from tinhso.core import clock
    from tinhso.engines.registers import queries
    from tinhso.engines.registers.rules.samples import sample_rows
    from tinhso.foundation.organisation import api as organisation

    register, day = queries.all_registers()[REGISTER], clock.today()
    places = [one.code for one in organisation.territory_as_of(day, level=organisation.Level.COMMUNE)]
    samples = sample_rows(register, SAMPLES, 1, day, {"commune": places})
    names = [field.id for field in register.written_fields]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for number in range(size):
            given = samples[number % SAMPLES]
            given |= {"code": f"L-{size}-{number}", "name": f"Khách sạn {number} {given['address'][-12:]}"}
            writer.writerow([given.get(name, "") for name in names])
    return names


def keeper() -> Any:
    """The official of the demo who may write every register."""
    from tinhso.core import clock
    from tinhso.foundation.identity import api as identity
    from tinhso.foundation.organisation import api as organisation

    account = next(one for one in identity.demo_accounts() if one.username == "quantri")
    return organisation.actor_for(account.id, clock.now())


#: Tells the seconds since ``begin`` and the most memory of the process, in MB: its own, not that of who started it.
TELL = """
taken = time.perf_counter() - begin
print(taken, next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024)
"""
#: What the worker does with an import, in a process of its own.
_WORK = """
import time, django
django.setup()
from tinhso.core import clock
from tinhso.engines.registers import actions
begin = time.perf_counter()
while actions.continue_imports(clock.now()):
    pass
"""


def _work() -> tuple[float, float]:
    told = subprocess.run([sys.executable, "-c", _WORK + TELL], check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, megabytes = map(float, told.split())
    return seconds, megabytes


def import_file(path: Path) -> Imported:
    """Send a file, let it be checked, confirm it, let it be written."""
    from tinhso.core import clock
    from tinhso.engines.registers import actions, queries

    actor, register = keeper(), queries.all_registers()[REGISTER]
    unit_id = queries.keepers(register, clock.now())[0]
    begin = time.perf_counter()
    made = actions.begin_import(
        actor=actor, at=clock.now(), register=REGISTER, unit_id=unit_id, upload=Sent(path), name="bench.csv"
    )
    sent = time.perf_counter() - begin
    looked, read_mb = _work()
    actions.confirm_import(actor=actor, at=clock.now(), import_id=made.id)
    written, write_mb = _work()
    made.refresh_from_db()
    assert made.state == "done", made.problem
    assert not made.refused
    return Imported(sent + looked, written, max(read_mb, write_mb))


def empty() -> None:
    """Take the records away."""
    run("TRUNCATE registers.lodgings, registers.lodgings__past")


def run(statement: str) -> None:
    """One statement outside a transaction."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def fill(size: int) -> None:
    """The register with so many records, as an autovacuum would leave it."""
    empty()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "bench.csv"
        write_file(path, size)
        import_file(path)
    run("VACUUM ANALYZE registers.lodgings")


def at_each_size(measure: Callable[[int, str], Iterator[Row]]) -> list[Row]:
    """The rows of a measurement at every size; those without a peer are held against the smallest size."""
    found: list[Row] = []
    with province() as url:
        for size in SIZES:
            found += [one | {"size": f"{size:,} rows"} for one in measure(size, url)]
        empty()
    first = {one["metric"]: one for one in reversed(found)}
    return [
        one if "peer" in one or (small := first[one["metric"]]) is one else beside(one, small["size"], small["value"])
        for one in found
    ]
