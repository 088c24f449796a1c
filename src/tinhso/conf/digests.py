"""Digests that say whether a set-up step has anything to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of(paths: Iterable[Path]) -> str:
    """One digest over the names and contents of files; folders are walked. Missing paths count as empty.

    Names count from the path that was given, so that a folder keeps its digest where it is moved to.
    """
    whole = hashlib.sha256()
    for path in paths:
        members = sorted(member for member in path.rglob("*") if member.is_file()) if path.is_dir() else [path]
        for member in members:
            if member.suffix == ".pyc" or not member.exists():
                continue
            whole.update(f"{member.relative_to(path.parent)}\0".encode())
            whole.update(hashlib.sha256(member.read_bytes()).digest())
    return whole.hexdigest()


def is_current(stamp: Path, digest: str) -> bool:
    """True when ``stamp`` was written for ``digest``."""
    return stamp.exists() and stamp.read_text().strip() == digest


def write_stamp(stamp: Path, digest: str) -> None:
    """Notes that the step is done for ``digest``."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest + "\n")
