"""``status [--json]``: version, health, processes, database, packs and counts of this installation."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from tinhso.conf.status import collect
from tinhso.conf.terminal import _, say
from tinhso.core.i18n import format_number

MEGABYTE = 1024 * 1024


def arguments(parser: ArgumentParser) -> None:
    """``--json`` for programs."""
    parser.add_argument("--json", action="store_true", help=_("in ra JSON"))


def run(arguments: Namespace) -> int:
    """Prints the state; 0 when the platform can serve, 1 when it cannot."""
    state = collect()
    if arguments.json:
        say(json.dumps(state, ensure_ascii=False, indent=2))
    else:
        for line in described(state):
            say(line)
    return 0 if state["healthy"] else 1


def described(state: Mapping[str, Any]) -> list[str]:
    """The state as lines for a person."""
    lines = [_("Tỉnh Số {version}").format(version=state["version"]), ""]
    lines += [f"  {'✓' if told == 'ok' else '✗'} {name:<12} {told}" for name, told in state["checks"].items()]
    if state["processes"]:
        lines += ["", _("Tiến trình (bộ nhớ, MB)")]
        total = 0
        for name, part in state["processes"].items():
            total += part["memory_bytes"]
            lines.append(f"  {name:<12} {part['count']:>3}  {part['memory_bytes'] / MEGABYTE:>7.0f}")
        lines.append(f"  {'Σ':<12} {'':>3}  {total / MEGABYTE:>7.0f}")
    else:
        lines += ["", _("Chưa chạy: ./tinhso up")]
    if state["database"]:
        size = format_number(round(state["database"]["size_bytes"] / MEGABYTE))
        lines += [
            "",
            _("Cơ sở dữ liệu: PostgreSQL {version}, {size} MB").format(version=state["database"]["version"], size=size),
        ]
    if state["packs"]:
        lines += ["", _("Gói dữ liệu"), *(f"  {pack['id']} {pack['version']}" for pack in state["packs"])]
    if state["counts"]:
        lines += ["", _("Số liệu")]
        for name, value in state["counts"].items():
            shown = (
                format_number(value)
                if isinstance(value, int)
                else ", ".join(f"{part} {count}" for part, count in value.items())
            )
            lines.append(f"  {name:<14} {shown}")
    return lines
