"""What benches over dossiers share: sizes, milliseconds of many calls, rows with their peer."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from _province import fill, province

#: How many dossiers to measure with; TINHSO_BENCH_SIZES=100000,1000000,5000000 asks for others.
SIZES = [int(size) for size in os.environ.get("TINHSO_BENCH_SIZES", "100000,1000000").split(",")]
Row = dict[str, Any]


def row(name: str, size: int, metric: str, value: float, unit: str, **more: Any) -> Row:
    """One line of the results."""
    told = {"name": name, "size": f"{size:,} dossiers", "metric": metric, "value": round(value, 3), "unit": unit}
    return told | more


def timed_ms(work: Callable[[int], object], rounds: int) -> list[float]:
    """Sorted milliseconds of ``rounds`` calls, after three that do not count."""
    taken = []
    for number in range(rounds + 3):
        begin = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken[3:])


def p95(taken: list[float]) -> float:
    """What 95 of 100 calls stay below."""
    return taken[int(len(taken) * 0.95)]


def spread(name: str, size: int, metric: str, taken: list[float], **more: Any) -> Row:
    """The middle and the 95th of some milliseconds."""
    return row(name, size, metric, statistics.median(taken), "ms", p95_ms=round(p95(taken), 1), **more)


def beside(found: Row, peer: str, value: float) -> Row:
    """A line with what it is held against."""
    return found | {"peer": peer, "peer_value": round(value, 3), "ratio": round(found["value"] / max(value, 1e-9), 3)}


def at_each_size(measure: Callable[[int, str], Iterator[Row]]) -> list[Row]:
    """The rows of a measurement at every size, in one province that grows; those without a peer are held against the
    smallest size.
    """
    found: list[Row] = []
    with province() as url:
        for size in SIZES:
            fill(size)
            load = os.getloadavg()[0]
            found += [one | {"load": round(load, 1)} for one in measure(size, url)]
    first = {(one["name"], one["metric"]): one for one in reversed(found)}
    return [
        one if "peer" in one or (small := first[one["name"], one["metric"]]) is one
        else beside(one, small["size"], small["value"])
        for one in found
    ]  # fmt: skip


def official(*, units: int | None = None) -> Any:
    """An official who may read and do everything: of the first so many units, or of all (None), every case type granted
    by name.
    """
    from tinhso.core.access import Actor, ActorKind, Grant
    from tinhso.core.ids import new_id
    from tinhso.engines.cases.models import CaseType, Task

    codes = frozenset(CaseType.objects.values_list("code", flat=True))
    open_tasks = Task.objects.filter(closed_at__isnull=True)
    ids = sorted(set(open_tasks.values_list("unit_id", flat=True)))
    names = ("cases.read", "cases.receive", "cases.act", "cases.sign", "cases.consult")
    reach = frozenset(ids if units is None else ids[:units])
    return Actor(
        ActorKind.OFFICIAL, new_id(), "Bench", unit_id=ids[0], grants=tuple(Grant(n, reach, codes) for n in names)
    )
