"""``asvs [--json]``: how the requirements of OWASP ASVS 5.0.0, levels 1 and 2, stand; 1 where one is not decided.

Also 1 where a test, a piece of code or a setting that is named does not exist. Open requirements are told, and are no
fault of the list.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from tinhso.conf import asvs
from tinhso.conf.terminal import _, say


def arguments(parser: ArgumentParser) -> None:
    """``--json`` for programs."""
    parser.add_argument("--json", action="store_true", help=_("in ra dạng JSON"))


def run(arguments: Namespace) -> int:
    """Print the list by chapter. Returns 1 where something is not decided or does not exist."""
    found = asvs.chapters()
    faults = [fault for chapter in found for fault in chapter.faults]
    if arguments.json:
        say(json.dumps([asdict(chapter) for chapter in found], ensure_ascii=False))
        return 1 if faults else 0
    heads = (_("chương"), "", _("đã xét"), _("đạt"), _("không áp dụng"), _("ngoại lệ"), _("còn thiếu"))
    rows = [heads, *asvs.lines(found)]
    rows.append(("Σ", "", *(str(sum(int(row[column]) for row in rows[1:])) for column in range(2, len(heads)))))
    for chapter, title, *counts in rows:
        say(f"{chapter:<7}{title:<38}" + "".join(f"{count:>15}" for count in counts))
    for requirement in (each for chapter in found for each in chapter.requirements if each.standing == "open"):
        say(f"· {requirement.id} {requirement.asks}: {requirement.reason}")
    for fault in faults:
        say(f"✗ {fault}")
    return 1 if faults else 0
