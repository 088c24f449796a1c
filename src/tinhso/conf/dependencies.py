"""Libraries of others: the list of all that is locked (CycloneDX 1.6), their licences, and what is known against them.

``security/dependencies.yaml`` says who is asked, what is excepted until when, and which licences are compatible.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from urllib.request import Request
from uuid import NAMESPACE_URL, uuid5

import yaml

from tinhso import __version__
from tinhso.conf.digests import digest_of
from tinhso.conf.paths import REPOSITORY
from tinhso.core.outgoing import opener

TERMS: Final = REPOSITORY / "security/dependencies.yaml"
#: Lock of Python packages → whether what it holds runs in production.
_PYTHON: Final = {"requirements.lock": True, "requirements-dev.lock": False, "requirements-node.lock": False}
#: Locks of npm; the first makes what is served.
_NPM: Final = {"package-lock.json": True, "tests/clients/package-lock.json": False}
#: An answer is good for a day.
_GOOD: Final = timedelta(days=1)
_TIMEOUT_S: Final = 8
_MOST_BYTES: Final = 16 * 1024 * 1024
_PINNED: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")

#: Sends the names and versions; the answer's bytes. Raises ``OSError``.
Ask = Callable[[str, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Library:
    """One locked library. ``hashes``: algorithm and hexadecimal digest of each file that may be installed."""

    ecosystem: str
    name: str
    version: str
    runs: bool
    hashes: tuple[tuple[str, str], ...]
    licence: str

    @property
    def purl(self) -> str:
        """Its package URL."""
        return f"pkg:{self.ecosystem.lower()}/{quote(self.name, safe='/')}@{quote(self.version)}"


@dataclass(frozen=True, slots=True)
class Audit:
    """What is known. ``asked_at``: when the answer is from, None where there never was one; ``reached``: asked now."""

    found: Mapping[str, tuple[str, ...]]
    asked_at: datetime | None
    reached: bool


@cache
def terms() -> Mapping[str, Any]:
    """``security/dependencies.yaml``."""
    told: Mapping[str, Any] = yaml.safe_load(TERMS.read_text("utf-8"))
    return told


def libraries(root: Path = REPOSITORY) -> list[Library]:
    """Everything that is locked, each once, what runs in production first."""
    found: dict[tuple[str, str, str], Library] = {}
    for each in (*_python(root), *_npm(root)):
        found.setdefault((each.ecosystem, each.name, each.version), each)
    return sorted(found.values(), key=lambda each: (not each.runs, each.ecosystem, each.name, each.version))


def _python(root: Path) -> Iterator[Library]:
    for lock, runs in _PYTHON.items():
        blocks = re.split(r"\n(?=\S)", (root / lock).read_text("utf-8"))
        for block in blocks:
            pinned = _PINNED.match(block)
            if pinned:
                name, version = pinned[1].lower(), pinned[2]
                hashes = tuple(("SHA-256", each) for each in _HASH.findall(block))
                yield Library("PyPI", name, version, runs, hashes, _licence_of(name))


def _npm(root: Path) -> Iterator[Library]:
    for lock, runs in _NPM.items():
        for place, told in json.loads((root / lock).read_text("utf-8"))["packages"].items():
            if place:
                name = place.rpartition("node_modules/")[2]
                algorithm, _, digest = told["integrity"].partition("-")
                hashes = ((f"SHA-{algorithm[3:]}", base64.b64decode(digest).hex()),)
                yield Library("npm", name, told["version"], runs, hashes, str(told.get("license", "")))


def _licence_of(name: str) -> str:
    """SPDX of a Python package: as we say, else as it says itself; empty where it is not installed, or says nothing."""
    if name in terms()["packages"]:
        return str(terms()["packages"][name])
    try:
        told: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classifiers = [each for each in told.get_all("Classifier") or () if each.startswith("License")]
    said = (told.get("License-Expression"), told.get("License"), *classifiers)
    for words in (each and each.rpartition(" :: ")[2] for each in said):
        known = terms()["words"].get(words, words)
        if known and all(each in terms()["compatible"] for each in _ids(known)):
            return str(known)
    return str(told.get("License-Expression") or "")


def _ids(expression: str) -> list[str]:
    return [word for word in re.split(r"[\s()]+", expression) if word and word not in {"AND", "OR", "WITH"}]


def licence_faults(found: Iterable[Library]) -> list[str]:
    """Libraries whose licence is not known, or not on the list; of an OR one is enough."""
    compatible = terms()["compatible"]
    return [
        f"{each.name} {each.version}: {each.licence or '?'}"
        for each in found
        if not any(
            _ids(choice) and all(name in compatible for name in _ids(choice)) for choice in each.licence.split(" OR ")
        )
    ]


def bill_of_materials(found: Iterable[Library]) -> dict[str, Any]:
    """CycloneDX 1.6. The same locks give the same document: it tells no moment and no machine."""
    components = [_component(each) for each in found]
    serial = uuid5(NAMESPACE_URL, json.dumps(components, sort_keys=True))
    own = f"pkg:generic/tinhso@{__version__}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "tinhso",
                "version": __version__,
                "purl": own,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": [each["bom-ref"] for each in components]}],
    }


def _component(library: Library) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "library",
        "bom-ref": library.purl,
        "name": library.name,
        "version": library.version,
        "purl": library.purl,
        "scope": "required" if library.runs else "excluded",
        "hashes": [{"alg": algorithm, "content": digest} for algorithm, digest in library.hashes],
    }
    if library.licence:
        one = len(_ids(library.licence)) == 1
        told["licenses"] = [{"license": {"id": library.licence}} if one else {"expression": library.licence}]
    return told


def over_http(address: str, content: bytes) -> bytes:
    """One POST, bounded in time and size."""
    request = Request(address, data=content, headers={"Content-Type": "application/json"}, method="POST")  # noqa: S310 -- the address stands in our own data
    with opener.open(request, timeout=_TIMEOUT_S) as answer:
        read: bytes = answer.read(_MOST_BYTES)
        return read


def look(found: Iterable[Library], folder: Path, at: datetime, ask: Ask = over_http) -> Audit:
    """What is known against these libraries; ``folder`` keeps the last answer, which is used while nobody answers."""
    asked, kept = list(found), folder / "dependencies.json"
    locks = digest_of([REPOSITORY / lock for lock in (*_PYTHON, *_NPM)])
    last = _remembered(kept)
    same = last.get("locks") == locks
    asked_at = datetime.fromisoformat(last["asked_at"]) if "asked_at" in last else None
    known = {name: tuple(ids) for name, ids in last.get("found", {}).items()} if same else {}
    if same and asked_at and at - asked_at < _GOOD:
        return Audit(known, asked_at, reached=True)
    try:
        known = _known_against(asked, ask)
    except (OSError, ValueError, KeyError, TypeError):
        return Audit(known, asked_at if same else None, reached=False)
    kept.write_text(json.dumps({"locks": locks, "asked_at": at.isoformat(), "found": known}), encoding="utf-8")
    return Audit(known, at, reached=True)


def _remembered(kept: Path) -> dict[str, Any]:
    try:
        found = json.loads(kept.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _known_against(asked: list[Library], ask: Ask) -> dict[str, tuple[str, ...]]:
    """Package URL → ids of vulnerabilities. Raises where the answer does not tell of everything that was asked."""
    queries = [{"package": {"name": each.name, "ecosystem": each.ecosystem}, "version": each.version} for each in asked]
    results = json.loads(ask(terms()["source"], json.dumps({"queries": queries}).encode()))["results"]
    if len(results) != len(asked):
        raise ValueError("an answer to another question")
    return {
        each.purl: tuple(str(one["id"]) for one in told["vulns"])
        for each, told in zip(asked, results, strict=True)
        if (told or {}).get("vulns")
    }


def faults(audit: Audit, today: date, exceptions: Iterable[Mapping[str, Any]] | None = None) -> list[str]:
    """What is known against what is locked, without what is excepted to this day."""
    rows = terms()["exceptions"] if exceptions is None else exceptions
    excepted = {(row["package"], row["id"]) for row in rows if row["why"].strip() and row["until"] >= today}
    return [
        f"{purl}: {one}"
        for purl, ids in audit.found.items()
        for one in ids
        if (purl.rpartition("@")[0].partition("/")[2], one) not in excepted
    ]
