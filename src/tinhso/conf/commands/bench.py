"""``bench [NAME …]``: runs files of ``bench/`` and writes what they measured into ``bench/results`` and docs.

A benchmark is ``bench/NAME.py``, hyphens as underscores, with ``measure() -> list[dict]``: rows of name, size,
metric, value, unit, and where it applies peer, peer_value, ratio, p95_ms, memory_mb, load (of the machine when it
began)
"""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

from tinhso.conf import assets
from tinhso.conf.paths import REPOSITORY, home
from tinhso.conf.terminal import CannotRun, _, say, step

FOLDER: Final = REPOSITORY / "bench"
PAGE: Final = REPOSITORY / "docs/reference/benchmarks.md"
COLUMNS: Final = (
    "name",
    "size",
    "metric",
    "value",
    "unit",
    "peer",
    "peer_value",
    "ratio",
    "p95_ms",
    "memory_mb",
    "load",
    "cores",
)


def names() -> list[str]:
    """Every benchmark there is."""
    return sorted(path.stem.replace("_", "-") for path in FOLDER.glob("[!_]*.py"))


def measure(name: str) -> list[dict[str, Any]]:
    """Runs one benchmark; its rows, complete with every column."""
    stem = name.replace("-", "_")
    spec = spec_from_file_location(f"tinhso_bench_{stem}", FOLDER / f"{stem}.py")
    if spec is None or spec.loader is None:
        raise CannotRun(_("không đọc được bench/{name}.py").format(name=stem))
    module = module_from_spec(spec)
    sys.path.insert(0, str(FOLDER))
    try:
        spec.loader.exec_module(module)
        rows: Sequence[Mapping[str, Any]] = module.measure()
    finally:
        sys.path.remove(str(FOLDER))
    cores = len(os.sched_getaffinity(0))
    return [{column: row.get(column, cores if column == "cores" else None) for column in COLUMNS} for row in rows]


def shown(value: object) -> str:
    """A cell of the table."""
    if value is None:
        return ""
    return (
        f"{value:,.3g}"
        if isinstance(value, float) and abs(value) < 100
        else f"{value:,.0f}"
        if isinstance(value, float)
        else str(value)
    )


def table(results: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The page of all results that are stored."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `./tinhso bench`; the numbers are in `bench/results/`. Ratios count, the machine is noisy.",
        "",
    ]
    for name, rows in results.items():
        used = [column for column in COLUMNS if any(row.get(column) is not None for row in rows)]
        lines += [f"## {name}", "", "| " + " | ".join(used) + " |", "|" + "---|" * len(used)]
        lines += ["| " + " | ".join(shown(row.get(column)) for column in used) + " |" for row in rows]
        lines.append("")
    return "\n".join(lines)


def stored() -> dict[str, list[dict[str, Any]]]:
    """The results that lie in ``bench/results``."""
    return {path.stem: json.loads(path.read_text()) for path in sorted((FOLDER / "results").glob("*.json"))}


def joined(before: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """New rows after those of sizes that were not measured now: a curve is measured in several runs."""
    measured = {row["size"] for row in rows}
    return [*(row for row in before if row["size"] not in measured), *rows]


def run(arguments: Namespace) -> int:
    """The named benchmarks, or all."""
    chosen = arguments.arguments or names()
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        raise CannotRun(_("không có phép đo {name}; có: {names}").format(name=unknown[0], names=", ".join(names())))
    assets.build(home())
    (FOLDER / "results").mkdir(exist_ok=True)
    for name in chosen:
        with step(_("Đo {name}").format(name=name)):
            rows = measure(name)
        kept = joined(stored().get(name, []), rows)
        (FOLDER / "results" / f"{name}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
        for row in rows:
            peer = f"  ({row['peer']}: {shown(row['peer_value'])}, ×{shown(row['ratio'])})" if row["peer"] else ""
            say(f"    {row['size'] or '':<10} {row['metric']:<28} {shown(row['value'])} {row['unit'] or ''}{peer}")
    PAGE.write_text(table(stored()))
    say(str(Path(PAGE).relative_to(REPOSITORY)))
    return 0
