"""``sbom [--output FILE]``: every library that is locked, with licence and hashes, as CycloneDX 1.6 (JSON)."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tinhso.conf import dependencies
from tinhso.conf.terminal import _, say


def arguments(parser: ArgumentParser) -> None:
    """Where to write it."""
    parser.add_argument("--output", type=Path, help=_("ghi vào tệp này thay vì in ra"))


def run(arguments: Namespace) -> int:
    """Print or write the document."""
    text = json.dumps(dependencies.bill_of_materials(dependencies.libraries()), ensure_ascii=False, indent=1)
    if arguments.output:
        arguments.output.write_text(f"{text}\n", encoding="utf-8")
    else:
        say(text)
    return 0
