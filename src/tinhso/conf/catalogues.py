"""Message catalogues: ``.po`` files compiled where they lie, without gettext tools on the machine."""

from __future__ import annotations

from pathlib import Path

import polib

from tinhso.conf.paths import REPOSITORY


def compile_catalogues(source: Path = REPOSITORY / "src/tinhso") -> int:
    """Compiles every ``.po`` that is newer than its ``.mo``; returns how many."""
    compiled = 0
    for po in source.rglob("locale/*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime <= po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))
            compiled += 1
    return compiled
