"""Doubles found in a labelled set of persons and of companies: how many of them, how many wrongly, in what time.

Peers: records whose folded name and exact key agree; trigrams of name and address above the best threshold of all;
Splink where TINHSO_SPLINK names a Python that has it (version 5).
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from _doubles import Commune, Labelled, companies, persons
from _measuring import Row, beside, row
from _province import province

SIZES: Final = tuple(int(size) for size in os.environ.get("TINHSO_BENCH_MATCH", "5000,20000").split(","))
HERE: Final = Path(__file__).parent
KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "persons": {"name": "name", "born": "date", "phone": "phone", "number": "identifier", "address": "address"},
    "companies": {"name": "company", "tax": "identifier", "phone": "phone", "address": "address"},
}
BLOCKS: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "persons": (["name"], ["number"], ["phone", "name.last"], ["born", "name.initials"],
                ["born.year", "name.last", "name.first"], ["address.street", "address.number", "name.last"]),
    "companies": (["name"], ["tax"], ["phone"], ["address.street", "address.number"],
                  ["name.longest", "name.last", "name.first"]),
}  # fmt: skip
#: The same keys as Splink is given them: columns of plain text made of the records.
SPLINK: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "persons": (["number"], ["name"], ["phone"], ["born", "last"], ["year", "last", "first"], ["street", "last"]),
    "companies": (["tax"], ["name"], ["phone"], ["street"], ["last", "first"]),
}
MAKE: Final[Mapping[str, Callable[[int, int, Sequence[Commune]], list[Labelled]]]] = {
    "persons": persons, "companies": companies,
}  # fmt: skip
Pairs = Mapping[tuple[int, int], float]


def _communes() -> list[Commune]:
    """The communes of the province with what went into them, as its pack knows them."""
    from tinhso.core import clock
    from tinhso.foundation.organisation import api as organisation

    day = clock.today()
    before = day.replace(year=2025, month=6, day=1)
    found = []
    for place in organisation.territory_as_of(day, level=organisation.Level.COMMUNE):
        former = [
            (one.name, above.name if (above := organisation.territory_parent(one.id, before)) else "")
            for one, _part in organisation.territory_predecessors(place.id, before)
            if one.name != place.name
        ]
        found.append((place.name, former))
    return found


def _declared(kind: str) -> Any:
    from tinhso.engines.registers.schema import RegisterObject

    types = {"name": "text", "company": "text", "address": "text", "date": "partial_date", "phone": "text",
             "identifier": "text"}  # fmt: skip
    fields = [{"id": "code", "name": "Mã", "name_en": "Code", "type": "text", "required": True}]
    fields += [
        {"id": name, "name": name, "name_en": name, "type": types[how], "required": name == "name"}
        for name, how in KINDS[kind].items()
    ]
    compare = [{"field": name, "as": how} for name, how in KINDS[kind].items()]
    return RegisterObject.model_validate(
        {
            "id": f"bench_{kind}", "name": kind, "name_en": kind, "sector": "economy", "kept_by": "Sở Tài chính",
            "kept_by_en": "Finance", "key": "code", "title": "name", "fields": fields,
            "matching": {"compare": compare, "blocks": BLOCKS[kind], "certain": 0.5},
        }
    )  # fmt: skip


def _ours(kind: str, records: Sequence[Labelled]) -> tuple[Pairs, float]:
    """The search itself, part by part, as the worker does it."""
    from django.db import connection

    from tinhso.core import clock
    from tinhso.core.access import SYSTEM
    from tinhso.core.ids import new_id
    from tinhso.core.packs import api as packs
    from tinhso.engines.registers import actions
    from tinhso.engines.registers.models import MatchPair
    from tinhso.engines.registers.rules.judging import order_of
    from tinhso.foundation.organisation import api as organisation

    item, at = _declared(kind), clock.now()
    found = {item.id: item}
    packs.current = lambda name, *schema: found if name == "registers" else real(name, *schema)
    actions.apply_registers(packs.Change("registers", at, (item,), (), (), found))
    unit_id = organisation.units_as_of(at.date())[0].id
    ids = {}
    names = ", ".join(KINDS[kind])
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE registers.{item.id}")
        system = "_id, _unit, _version, _at, _by, _source, _basis, _wrong, _sort, _words, code"
        with cursor.copy(f"COPY registers.{item.id} ({system}, {names}) FROM STDIN") as copy:
            for number, one in enumerate(records):
                id_ = new_id()
                ids[id_] = number
                order = order_of(item, {**one.values})
                fixed = (id_, unit_id, 1, at, "bench", "import", "", [], order, "", str(number))
                copy.write_row((*fixed, *(one.values[name] or None for name in KINDS[kind])))
        cursor.execute("ANALYZE")
    begin = time.perf_counter()
    while actions.continue_match(actor=SYSTEM, at=at, register=item.id) and _is_running(item.id):
        pass
    seconds = time.perf_counter() - begin
    rows = MatchPair.objects.filter(register=item.id).values_list("first_id", "second_id", "probability")
    pairs = {
        (min(pair), max(pair)): probability for *both, probability in rows for pair in [[ids[id_] for id_ in both]]
    }
    return pairs, seconds


def _is_running(register: str) -> bool:
    from tinhso.engines.registers.models import MatchRun

    return MatchRun.objects.get(pk=register).phase != "idle"


real: Any = None


def _exact(kind: str, records: Sequence[Labelled]) -> tuple[Pairs, float]:
    """The number where there is one, else the folded name with the day of birth or the telephone."""
    from tinhso.core.text import fold

    begin = time.perf_counter()
    second = "born" if kind == "persons" else "phone"
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(records):
        values = one.values
        key = values["number" if kind == "persons" else "tax"]
        holders["number", key].append(number)
        holders["name", fold(values["name"]), values[second]].append(number)
    pairs = {
        (a, b): 1.0
        for key, numbers in holders.items()
        if key[-1] and len(numbers) < 100
        for place, b in enumerate(numbers)
        for a in numbers[:place]
    }
    return pairs, time.perf_counter() - begin


def _trigrams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def _trigram(kind: str, records: Sequence[Labelled]) -> tuple[Pairs, float]:
    """The mean of how alike name, address and the rest are, over pairs that share three rare trigrams of the name."""
    from tinhso.core.text import fold

    begin = time.perf_counter()
    grams = [{name: _trigrams(fold(value)) for name, value in one.values.items() if value} for one in records]
    common = Counter(gram for one in grams for gram in one["name"])
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(grams):
        rare = sorted(one["name"], key=lambda gram: (common[gram], gram))[:4]
        for place, gram in enumerate(rare):
            for other in rare[place + 1 :]:
                holders[gram, other].append(number)
    pairs: dict[tuple[int, int], float] = {}
    for numbers in holders.values():
        for place, b in enumerate(numbers if len(numbers) < 300 else ()):
            for a in numbers[:place]:
                if (a, b) not in pairs:
                    both = grams[a].keys() & grams[b].keys()
                    pairs[a, b] = sum(
                        len(grams[a][name] & grams[b][name]) / len(grams[a][name] | grams[b][name]) for name in both
                    ) / len(both)
    return pairs, time.perf_counter() - begin


def _splink(kind: str, records: Sequence[Labelled]) -> tuple[Pairs, float] | None:
    python = os.environ.get("TINHSO_SPLINK")
    if not python:
        return None
    from tinhso.core.text import fold

    rows = []
    for one in records:
        values = {name: fold(text) if name in ("name", "address") else text for name, text in one.values.items()}
        words = values["name"].split()
        street = values["address"].split(",")[0].removeprefix("so ").replace("duong ", "")
        more = {"first": words[0], "last": words[-1], "street": street, "year": values.get("born", "")[:4]}
        rows.append(values | more)
    given = {"records": rows, "kinds": KINDS[kind], "blocks": SPLINK[kind], "second": 1}
    done = subprocess.run(
        [python, "-P", str(HERE / "_splink.py")], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout[done.stdout.index('{"pairs"') :])
    pairs = {(min(int(a), int(b)), max(int(a), int(b))): probability for a, b, probability in told["pairs"]}
    return pairs, told["seconds"]


def _judged(records: Sequence[Labelled], pairs: Pairs, least: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of the pairs from ``least`` on."""
    counts = Counter(one.entity for one in records)
    truth = sum(count * (count - 1) // 2 for count in counts.values())
    chosen = [pair for pair, probability in pairs.items() if probability >= least]
    right = sum(records[a].entity == records[b].entity for a, b in chosen)
    precision, recall = right / max(len(chosen), 1), right / truth
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _best(records: Sequence[Labelled], pairs: Pairs) -> float:
    """The best F1 that any threshold gives: kinder to a peer than a threshold chosen without labels."""
    return max(_judged(records, pairs, step / 20)[2] for step in range(4, 20))


def _row(label: str, metric: str, value: float, unit: str) -> Row:
    return row("register-match", 0, metric, value, unit) | {"size": label}


def _measure(kind: str, size: int, communes: Sequence[Commune]) -> list[Row]:
    records = MAKE[kind](size, 1, communes)
    label = f"{size:,} {kind}"
    ours, seconds = _ours(kind, records)
    f1 = _row(label, "F1 at certainty 0.5", _judged(records, ours, 0.5)[2], "")
    took = _row(label, "time", seconds, "s")
    precision, recall, _f1 = _judged(records, ours, 0.9)
    found: list[Row] = [
        _row(label, "precision at 0.9", precision, ""),
        _row(label, "recall at 0.9", recall, ""),
    ]
    for name, peer in (("exact key", _exact), ("trigrams, best threshold", _trigram), ("Splink 5, best", _splink)):
        told = peer(kind, records)
        if told is None:
            sys.stderr.write("Splink is not there: name its Python in TINHSO_SPLINK\n")
            continue
        found += [beside(dict(f1), name, _best(records, told[0])), beside(dict(took), name, told[1])]
    return found


def measure() -> list[Row]:
    """Rows of every size and kind."""
    global real  # noqa: PLW0603 -- what is in force besides the registers of the bench
    with province():
        from tinhso.core.packs import api as packs

        real = packs.current
        communes = _communes()
        return [one for size in SIZES for kind in KINDS for one in _measure(kind, size, communes)]
