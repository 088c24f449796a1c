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


def write_all(folder: Path) -> list[Path]:
    """Write every schema to ``folder``; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names():
        path = folder / f"{name}.json"
        path.write_text(text_of(name), encoding="utf-8")
        written.append(path)
    return written
