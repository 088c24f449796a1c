"""A register of a million rows: a file of 16 columns imported, checked and with every index; a list searched, narrowed
and counted; a record with twenty versions; what the history costs a write.

Peers: psql copying the same file into a table without constraints; the same page of the smallest size; a bare UPDATE.
"""

import csv
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from _measuring import SIZES, Row, beside, row, spread, timed_ms
from _province import province
from tinhso.core.db.server import wheel_binaries

REGISTER = "lodgings"
#: Distinct rows that the file is made of; keys and names are all different.
SAMPLES = 5000


class _File:
    """A file as a browser sends it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def chunks(self) -> Iterator[bytes]:
        """Its bytes."""
        with self.path.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece


def _write(path: Path, size: int, register: Any) -> list[str]:
    from tinhso.core import clock
    from tinhso.engines.registers.rules.samples import sample_rows
    from tinhso.foundation.organisation import api as organisation

    day = clock.today()
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


def _import(path: Path, unit_id: Any, actor: Any) -> tuple[float, float]:
    """Seconds until the import can be looked at, and seconds to write it."""
    from tinhso.core import clock
    from tinhso.engines.registers import actions

    begin = time.perf_counter()
    made = actions.begin_import(
        actor=actor, at=clock.now(), register=REGISTER, unit_id=unit_id, upload=_File(path), name="bench.csv"
    )
    while actions.continue_imports(clock.now()):
        pass
    checked = time.perf_counter()
    actions.confirm_import(actor=actor, at=clock.now(), import_id=made.id)
    while actions.continue_imports(clock.now()):
        pass
    made.refresh_from_db()
    assert made.state == "done", made.problem
    assert not made.refused
    return checked - begin, time.perf_counter() - checked


def _keeper() -> Any:
    """The official of the demo who may write every register."""
    from tinhso.core import clock
    from tinhso.foundation.identity import api as identity
    from tinhso.foundation.organisation import api as organisation

    account = next(one for one in identity.demo_accounts() if one.username == "quantri")
    return organisation.actor_for(account.id, clock.now())


def _measure(size: int, url: str) -> Iterator[Row]:
    from django.db import connection

    from tinhso.core import clock
    from tinhso.engines.registers import queries

    actor, register = _keeper(), queries.all_registers()[REGISTER]
    yield from _measure_import(size, url, actor, register)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    yield from _measure_lists(size, actor, register, clock.now())
    yield from _measure_history(size, actor, register, clock.now())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE registers.lodgings, registers.lodgings__past")


def _measure_import(size: int, url: str, actor: Any, register: Any) -> Iterator[Row]:
    from tinhso.core import clock
    from tinhso.engines.registers import queries

    unit_id = queries.keepers(register, clock.now())[0]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "bench.csv"
        columns = _write(path, size, register)
        looked, wrote = _import(path, unit_id, actor)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare = ", ".join(f"{name} text" for name in columns)
        psql = [str(wheel_binaries() / "bin/psql"), url, "-qc"]
        subprocess.run([*psql, f"CREATE TABLE bench_bare ({bare})"], check=True)
        begin = time.perf_counter()
        subprocess.run([*psql, f"\\copy bench_bare FROM '{path}' CSV HEADER"], check=True)
        peer = time.perf_counter() - begin
        subprocess.run([*psql, "DROP TABLE bench_bare"], check=True)
    whole = row("registers", size, "import, looked at and written", looked + wrote, "s", memory_mb=round(memory))
    yield beside(whole, "psql copy, no checks", peer)
    yield row("registers", size, "of which until it can be looked at", looked, "s")


def _measure_lists(size: int, actor: Any, register: Any, at: Any) -> Iterator[Row]:
    from tinhso.engines.registers import queries
    from tinhso.engines.registers.queries import Asked

    def listed(asked: Asked) -> None:
        page = queries.records(actor=actor, at=at, register=register, asked=asked)
        queries.names_of(register, page.items, at)

    def counted(asked: Asked) -> int:
        return queries.count_records(actor=actor, at=at, register=register, asked=asked)

    yield spread("registers", size, "first page", timed_ms(lambda _n: listed(Asked()), 20))
    narrowed = Asked(text="khach san", values={"kind": "hotel", "fire_safe": "yes"})
    yield spread("registers", size, "page searched and narrowed", timed_ms(lambda _n: listed(narrowed), 10))
    yield spread("registers", size, "one name found", timed_ms(lambda n: listed(Asked(text=f"khach san {n * 7}")), 10))
    yield spread("registers", size, "exact count of all", timed_ms(lambda _n: counted(Asked()), 5))
    yield spread("registers", size, "exact count narrowed", timed_ms(lambda _n: counted(narrowed), 5))


def _measure_history(size: int, actor: Any, register: Any, at: Any) -> Iterator[Row]:
    from django.db import connection

    from tinhso.engines.registers import actions, queries
    from tinhso.engines.registers.queries import Asked
    from tinhso.engines.registers.types import Provenance, Source

    record = queries.records(actor=actor, at=at, register=register, asked=Asked(), limit=1).items[0]

    def change(number: int) -> None:
        actions.change_record(
            actor=actor, at=at, register=REGISTER, record_id=record.id, version=number + 1,
            given={"rooms": str(number % 500 + 1)}, provenance=Provenance(Source.FORM),
        )  # fmt: skip

    def update(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE registers.lodgings SET rooms = %s WHERE _id = %s", [number % 500 + 1, record.id])

    def opened(_number: int) -> None:
        found = queries.access_record(actor=actor, register=register, record_id=record.id)
        past = queries.past_versions(actor=actor, register=register, record=found)
        queries.names_of(register, [found, *past], at)

    written = spread("registers", size, "change of a record with its history and evidence", timed_ms(change, 20))
    yield beside(written, "bare UPDATE", timed_ms(update, 20)[10])
    yield spread("registers", size, "record with its versions", timed_ms(opened, 20))


def measure() -> list[Row]:
    """Rows at every size."""
    found: list[Row] = []
    with province() as url:
        for size in SIZES:
            rows = list(_measure(size, url))
            found += [one | {"size": f"{size:,} rows"} for one in rows]
    first = {one["metric"]: one for one in reversed(found)}
    return [
        one if "peer" in one or (small := first[one["metric"]]) is one else beside(one, small["size"], small["value"])
        for one in found
    ]
