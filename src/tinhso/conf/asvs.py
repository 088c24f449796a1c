"""OWASP ASVS 5.0.0, levels 1 and 2, as data: ``security/asvs`` says of each requirement what proves it, or why not.

A row names what proves it (``met``: a test or a piece of code ``path::name``, a text ``path::words`` of another file, a
whole file ``path``; ``settings``: a setting with its value in production), or says why it asks nothing of us
(``not_applicable``), why we do otherwise (``excepted``), or what is missing (``open``). What is named must exist.
"""

from __future__ import annotations

import ast
import os
import runpy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from tinhso.conf.paths import REPOSITORY

FOLDER: Final = REPOSITORY / "security/asvs"
SETTINGS: Final = REPOSITORY / "src/tinhso/conf/settings.py"
#: How a requirement may stand, in the order of the columns.
STANDINGS: Final = ("met", "not_applicable", "excepted", "open")
_WORDS: Final = STANDINGS[1:]
#: The levels that count.
_OURS: Final = frozenset("12")
#: An environment in which the settings are those of a production.
_PRODUCTION: Final = {
    "TINHSO_PRODUCTION": "1",
    "TINHSO_DEMO": "0",
    "TINHSO_DEBUG": "0",
    "TINHSO_SECRET_KEY": "only to read the settings",
    "TINHSO_DATABASE_URL": "postgresql://reader@localhost/tinhso",
    "TINHSO_OPENID_LOOPBACK": "0",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: what the standard asks, in our words, and how it stands; ``reason`` is empty where it is met."""

    id: str
    level: int
    asks: str
    standing: str
    evidence: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the standard: its requirements, and what is wrong with what we say of them."""

    id: str
    title: str
    requirements: tuple[Requirement, ...]
    faults: tuple[str, ...]

    def count(self) -> Counter[str]:
        """How many requirements stand how."""
        return Counter(requirement.standing for requirement in self.requirements)


def chapters(folder: Path = FOLDER) -> list[Chapter]:
    """Every chapter in its order, checked."""
    known = production_settings()
    return [read_chapter(yaml.safe_load(path.read_text("utf-8")), known) for path in sorted(folder.glob("v*.yaml"))]


def read_chapter(told: Mapping[str, Any], known: Mapping[str, Any]) -> Chapter:
    """One chapter; ``known`` are the settings of a production by name."""
    levels = {
        f"{section}.{number}": int(level)
        for section, each in told["levels"].items()
        for number, level in enumerate(each, start=1)
        if level in _OURS
    }
    rows = told["requirements"]
    faults = [f"{name} is not in the standard, or of level 3" for name in rows if name not in levels]
    faults += [f"{name} is unmapped" for name in levels if name not in rows]
    found = []
    for name, level in levels.items():
        if name in rows:
            requirement, wrong = _read(name, level, rows[name], known)
            found.append(requirement)
            faults += wrong
    return Chapter(told["chapter"], told["title"], tuple(found), tuple(faults))


def _read(name: str, level: int, row: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[Requirement, list[str]]:
    evidence, settings = tuple(row.get("met") or ()), dict(row.get("settings") or {})
    reasons = {word: str(row[word]).strip() for word in _WORDS if word in row}
    faults = [f"{name}: {key} is no word of this file" for key in set(row) - {"asks", "met", "settings", *_WORDS}]
    if not row.get("asks"):
        faults.append(f"{name} does not say what is asked")
    if len(reasons) + bool(evidence or settings) != 1 or not all(reasons.values()):
        faults.append(f"{name} stands in no way, or in several")
    faults += [f"{name}: {each} does not exist" for each in evidence if not exists(each)]
    faults += [
        f"{name}: the setting {setting} is {known.get(setting, 'unknown')!r}"
        for setting, value in settings.items()
        if setting not in known or known[setting] != value
    ]
    standing, reason = next(iter(reasons.items()), ("met", ""))
    return Requirement(name, level, str(row.get("asks", "")), standing, evidence, settings, reason), faults


def exists(evidence: str) -> bool:
    """Whether a file holds what is named of it: in Python a function, class or constant at its top; else the words."""
    name, _, what = evidence.partition("::")
    path = REPOSITORY / name
    if not path.is_file():
        return False
    if not what:
        return True
    return what in _names_in(path) if path.suffix == ".py" else what in path.read_text("utf-8")


@cache
def _names_in(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(found)


def production_settings() -> Mapping[str, Any]:
    """Django's settings as they would be in production, by name; without touching those of this process."""
    before = dict(os.environ)
    os.environ.update(_PRODUCTION)
    try:
        found = runpy.run_path(str(SETTINGS))
    finally:
        os.environ.clear()
        os.environ.update(before)
    return {name: value for name, value in found.items() if name.isupper()}


def lines(found: Sequence[Chapter]) -> Iterator[tuple[str, ...]]:
    """A row a chapter: id, title, mapped, and one count for each standing."""
    for chapter in found:
        count = chapter.count()
        yield (
            chapter.id,
            chapter.title,
            str(len(chapter.requirements)),
            *(str(count[standing]) for standing in STANDINGS),
        )
