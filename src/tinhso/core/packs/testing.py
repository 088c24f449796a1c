"""For tests of every room: packs written from plain values, sections swapped for a while, objects put in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tinhso.core.access import SYSTEM
from tinhso.core.packs.content import as_yaml
from tinhso.core.packs.in_force import forget
from tinhso.core.packs.models import Release
from tinhso.core.packs.releases import apply_pack
from tinhso.core.packs.section import Section, sections

Objects = Mapping[str, Sequence[Mapping[str, Any]]]


def write_pack(folder: Path, pack_id: str, objects: Objects, **manifest: Any) -> Path:
    """Write a pack of ``objects`` by section into ``folder``: one file an object. Returns the folder of the pack."""
    root = folder / pack_id
    header = {"id": pack_id, "name": pack_id, "name_en": pack_id, "kind": "province", "version": "1", **manifest}
    _write(root / "pack.yaml", header)
    for section, items in objects.items():
        for number, item in enumerate(items):
            _write(root / section / f"{number:04}.yaml", item)
    return root


def apply_objects(objects: Objects, at: datetime, pack_id: str = "tinh-thu") -> Release | None:
    """Put ``objects`` in force as the whole pack of a province. Checks and writers of the sections run as always."""
    with TemporaryDirectory() as folder:
        write_pack(Path(folder), pack_id, objects)
        return apply_pack(actor=SYSTEM, at=at, pack=pack_id, folder=Path(folder))


@contextmanager
def only_sections(replacements: Iterable[Section[Any]]) -> Iterator[None]:
    """Let ``replacements`` be the only sections while the block runs."""
    kept = dict(sections._items)
    sections._items.clear()
    try:
        for section in replacements:
            sections.add(section.name, section)
        yield
    finally:
        sections._items.clear()
        sections._items.update(kept)
        forget()


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_yaml(value), encoding="utf-8")
