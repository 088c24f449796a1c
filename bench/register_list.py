"""The list of a register of a million rows: first page, searched, narrowed, counted, with the counts of its facets; a
record; what hundreds of registers more cost a start. Aims for a million: page 80 ms, facets 150 ms, record 60 ms; 500
registers more: 2 s and 100 MB.

Peer: the same page and counts as bare SQL over a table of the same rows without rules, access or masks.
"""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from _measuring import Row, beside, row, spread, timed_ms
from _registers import REGISTER, TELL, at_each_size, fill, keeper, run

#: How many registers more are declared, to see what they cost a process.
DECLARED = 500
_BARE_PAGE = "SELECT * FROM registers.lodgings WHERE kind = 'hotel' AND fire_safe ORDER BY _sort, _id LIMIT 51"
_BARE_FACETS = (
    "SELECT kind, count(*) FROM registers.lodgings GROUP BY 1;"
    "SELECT stars, count(*) FROM registers.lodgings GROUP BY 1;"
    "SELECT commune, count(*) FROM registers.lodgings GROUP BY 1;"
    "SELECT fire_safe, count(*) FROM registers.lodgings GROUP BY 1"
)
#: A process as the web's: how long it takes to know the registers, and its memory, with some more declared.
_START = """
import sys, time
begin = time.perf_counter()
import django
django.setup()
from tinhso.engines.registers import queries
from tinhso.engines.registers.schema import RegisterObject
known = queries.all_registers()
one = known["lodgings"].model_dump_json(by_alias=True, exclude_defaults=True)
names = [f'"lodgings_{n}"' for n in range(int(sys.argv[1]))]
more = [RegisterObject.model_validate_json(one.replace('"lodgings"', name)) for name in names]
assert all(item.by_id for item in more)
"""


def _measure(size: int, url: str) -> Iterator[Row]:
    from tinhso.core import clock
    from tinhso.engines.registers import queries
    from tinhso.engines.registers.queries import Asked

    fill(size)
    actor, register, at = keeper(), queries.all_registers()[REGISTER], clock.now()
    whole: dict[str, Any] = {"actor": actor, "at": at, "register": register}

    def listed(asked: Asked) -> None:
        queries.names_of(register, queries.records(**whole, asked=asked).items, at)

    narrow = {"kind": "hotel", "fire_safe": "yes"}
    bare_page = timed_ms(lambda _n: run(_BARE_PAGE), 10)[5]
    bare_facets = timed_ms(lambda _n: run(_BARE_FACETS), 5)[2]
    for metric, asked, peer in (
        ("first page", Asked(), bare_page),
        ("page narrowed by two fields", Asked(values=narrow), bare_page),
        ("page searched and narrowed", Asked(text="khach san", values=narrow), bare_page),
    ):
        found = spread("register-list", size, metric, timed_ms(lambda _n, asked=asked: listed(asked), 10))
        yield beside(found, "bare SQL, one page", peer)
    yield spread(
        "register-list", size, "one name found", timed_ms(lambda n: listed(Asked(text=f"khach san {n * 7}")), 10)
    )
    for metric, asked in (("facets of all", Asked()), ("facets narrowed by two fields", Asked(values=narrow))):
        taken = timed_ms(lambda _n, asked=asked: queries.facets(**whole, asked=asked), 10)
        yield beside(spread("register-list", size, metric, taken), "bare SQL, one count a field", bare_facets)
    for metric, asked in (("exact count of all", Asked()), ("exact count narrowed", Asked(values=narrow))):
        taken = timed_ms(lambda _n, asked=asked: queries.count_records(**whole, asked=asked), 5)
        yield spread("register-list", size, metric, taken)


def _started(more: int) -> tuple[float, float]:
    told = subprocess.run(
        [sys.executable, "-c", _START + TELL, str(more)], check=True, stdout=subprocess.PIPE, text=True
    )
    seconds, megabytes = map(float, told.stdout.split())
    return seconds, megabytes


def _many() -> Iterator[Row]:
    begun, held = _started(0)
    seconds, megabytes = _started(DECLARED)
    metric = f"a process that knows {DECLARED} registers more"
    yield beside(row("register-list", 0, f"{metric}: start", seconds, "s"), "as it is", begun)
    yield beside(row("register-list", 0, f"{metric}: memory", megabytes, "MB"), "as it is", held)


def _all(size: int, url: str) -> Iterator[Row]:
    yield from _measure(size, url)
    yield from _many()


def measure() -> list[Row]:
    """Rows at every size."""
    return at_each_size(_all)
