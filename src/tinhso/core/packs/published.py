"""The published JSON Schemas of the sections, for editors and for people who write packs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinhso.core.packs.objects import PackManifest
from tinhso.core.packs.section import sections

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> Mapping[str, Any]:
    """The JSON Schema of one file of section ``name`` (one object or a list), or of ``pack`` (pack.yaml).

    Raises ``LookupError`` for a section nobody has declared.
    """
    if name == "pack":
        return {"$schema": _DIALECT, **PackManifest.model_json_schema(), "title": "pack.yaml"}
    section = sections.get(name)
    schema = section.schema.model_json_schema()
    definitions = schema.pop("$defs", {})
    definitions["Object"] = schema
    one = {"$ref": "#/$defs/Object"}
    return {
        "$schema": _DIALECT,
        "title": f"{name}: {section.title_vi}",
        "anyOf": [one, {"type": "array", "items": one}],
        "$defs": dict(sorted(definitions.items())),
    }


def names() -> list[str]:
    """Every schema there is: ``pack`` and the sections."""
    return ["pack", *sorted(sections.keys())]


def text_of(name: str) -> str:
    """The schema as it is written to docs/reference/schemas."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n"


def files() -> Mapping[str, str]:
    """Every published file by name: one schema each, and the README that lists them."""
    texts = {f"{name}.json": text_of(name) for name in names()}
    return {"README.md": _contents(), **texts}


def write_all(folder: Path) -> list[Path]:
    """Write every published file to ``folder``, and remove schemas of sections
    that are gone; returns what is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = files()
    for stale in folder.glob("*.json"):
        if stale.name not in texts:
            stale.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def _contents() -> str:
    rows = [
        f"| [`{name}`]({name}.json) | {section.title_vi} | `{section.owner}` |"
        for name, section in sorted(sections.items())
    ]
    head = [
        "# Schemas of the packs",
        "",
        "Written by `./tinhso pack schema --write docs/reference/schemas`. `pack.yaml` itself: [`pack`](pack.json).",
        "",
        "| section | | owner |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"
