"""Folders of packs → one typed pack: layers merged, every object validated, every problem with its place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.core.packs import assets
from tinhso.core.packs.document import DocumentError, Node, objects_of, read_document
from tinhso.core.packs.explain import explain
from tinhso.core.packs.objects import PackManifest, PackObject
from tinhso.core.packs.problems import PackInvalid, PackNotFound, Problem
from tinhso.core.packs.section import PackView, nearest, sections

MANIFEST = "pack.yaml"
MAX_FILES = 20_000
#: Texts for people that may lie beside the objects.
_IGNORED_SUFFIXES = {".md", ".txt"}

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an object was written: its file and its node."""

    file: str
    node: Node

    def line_at(self, path: tuple[str | int, ...]) -> int:
        """The line of the value at ``path``."""
        return self.node.line_at(path)


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A pack with its layers merged: typed objects, their bodies as written, their origins, what could be better."""

    manifest: PackManifest
    layers: tuple[PackManifest, ...]
    objects: Mapping[str, Mapping[str, PackObject]]
    bodies: Mapping[Key, dict[str, Any]]
    origins: Mapping[Key, Origin]
    warnings: tuple[Problem, ...] = ()

    @property
    def count(self) -> int:
        """How many objects the pack has."""
        return len(self.bodies)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    bodies: dict[Key, dict[str, Any]] = field(default_factory=dict)
    origins: dict[Key, Origin] = field(default_factory=dict)
    objects: dict[Key, PackObject] = field(default_factory=dict)
    assets: dict[str, Path] = field(default_factory=dict)

    def report(
        self, file: str, line: int, message: str, *, section: str = "", object_id: str = "", field: str = "",
        expected: str = "", near: str = "",
    ) -> None:  # fmt: skip
        self.problems.append(Problem(file, line, message, section, object_id, field, expected, near))


def list_packs(folder: Path) -> list[str]:
    """The ids of the packs in ``folder``: every folder with a pack.yaml."""
    if not folder.is_dir():
        return []
    return sorted(child.name for child in folder.iterdir() if (child / MANIFEST).is_file())


def load_pack(folder: Path, pack_id: str) -> LoadedPack:
    """The pack ``pack_id`` of ``folder`` over its layers, checked.

    Raises ``PackNotFound``, and ``PackInvalid`` with every problem found.
    """
    reading = _Reading(folder)
    layers = _read_layers(reading, pack_id)
    for layer in layers:
        _read_layer(reading, layer.id)
    _validate(reading)
    grouped: dict[str, dict[str, PackObject]] = {}
    for (section, key), item in sorted(reading.objects.items()):
        grouped.setdefault(section, {})[key] = item
    # A shared layer points to units and templates that only the provinces above it have.
    if layers[-1].is_province and not reading.problems:
        reading.problems += cross_check(layers[-1], grouped, reading.origins, reading.assets)
    found = sorted(reading.problems, key=lambda problem: (problem.file, problem.line))
    if errors := [problem for problem in found if not problem.is_warning]:
        raise PackInvalid(pack_id, errors)
    return LoadedPack(layers[-1], tuple(layers), grouped, reading.bodies, reading.origins, tuple(found))


def cross_check(
    manifest: PackManifest,
    objects: Mapping[str, Mapping[str, PackObject]],
    origins: Mapping[Key, Any],
    known_assets: Mapping[str, Path] | None = None,
) -> list[Problem]:
    """What the rooms find wrong between the objects of a pack, warnings among it."""
    view = PackView(manifest, objects, origins, known_assets)
    for section in sections.values():
        if section.check is not None:
            section.check(view)
    return view.problems


def _read_layers(reading: _Reading, pack_id: str) -> list[PackManifest]:
    """The manifests from the lowest layer to the pack itself."""
    known = list_packs(reading.folder)
    if pack_id not in known:
        raise PackNotFound(pack=pack_id, folder=reading.folder, known=", ".join(known) or _("(không có)"))
    ordered: list[PackManifest] = []

    def visit(layer: str, way: tuple[str, ...]) -> None:
        if any(manifest.id == layer for manifest in ordered):
            return
        file = f"{layer}/{MANIFEST}"
        manifest, node = _read_manifest(reading, layer)
        for position, below in enumerate(manifest.extends):
            line = node.line_at(("extends", position))
            if below not in known:
                message = _("không có gói {name}").format(name=below)
                reading.report(file, line, message, field="extends", near=nearest(below, known))
            elif below in (*way, layer):
                message = _("các gói mở rộng lẫn nhau: {way}").format(way=" → ".join((*way, layer, below)))
                reading.report(file, line, message, field="extends")
            else:
                visit(below, (*way, layer))
        if way and manifest.is_province:
            message = _("gói {name} là gói tỉnh nên gói khác không mở rộng được").format(name=layer)
            reading.report(file, node.line_at(("kind",)), message, field="kind", expected="common")
        ordered.append(manifest)

    visit(pack_id, ())
    if reading.problems:
        raise PackInvalid(pack_id, reading.problems)
    return ordered


def _read_manifest(reading: _Reading, layer: str) -> tuple[PackManifest, Node]:
    file = f"{layer}/{MANIFEST}"
    try:
        node = read_document(reading.folder / layer / MANIFEST, file)
        manifest = PackManifest.model_validate(node.value)
    except DocumentError as error:
        raise PackInvalid(layer, [error.problem]) from None
    except ValidationError as error:
        raise PackInvalid(layer, explain(error, PackManifest, file, node)) from None
    if manifest.id != layer:
        message = _("id của gói là {id} nhưng thư mục là {folder}").format(id=manifest.id, folder=layer)
        raise PackInvalid(layer, [Problem(file, node.line_at(("id",)), message, field="id", expected=layer)])
    return manifest, node


def _read_layer(reading: _Reading, layer: str) -> None:
    seen: dict[Key, str] = {}
    for child in sorted((reading.folder / layer).iterdir()):
        if child.name == MANIFEST or child.name.startswith(".") or child.suffix in _IGNORED_SUFFIXES:
            continue
        name = f"{layer}/{child.name}"
        if child.is_symlink():
            reading.report(name, 0, _("liên kết (symlink) không dùng được"))
        elif child.name == assets.FOLDER and child.is_dir():
            found, problems = assets.read_assets(reading.folder, layer)
            reading.assets |= found
            reading.problems += problems
        elif not child.is_dir():
            reading.report(name, 0, _("tệp nằm ngoài các phần"), expected=_("pack.yaml hoặc thư mục của một phần"))
        elif child.name not in sections:
            known = sorted(sections.keys())
            message = _("không có phần {name}").format(name=child.name)
            expected = _("một trong: {names}").format(names=", ".join(known))
            reading.report(name, 0, message, expected=expected, near=nearest(child.name, known))
        else:
            _read_section(reading, layer, child, seen)


def _read_section(reading: _Reading, layer: str, folder: Path, seen: dict[Key, str]) -> None:
    section = folder.name
    for path in _files(reading, folder):
        file = path.relative_to(reading.folder).as_posix()
        try:
            root = read_document(path, file)
        except DocumentError as error:
            reading.problems.append(error.problem)
            continue
        for node in objects_of(root):
            _take_object(reading, section, Origin(file, node), seen)


def _files(reading: _Reading, folder: Path) -> Iterable[Path]:
    count = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(reading.folder).as_posix()
        if path.is_symlink():
            reading.report(name, 0, _("liên kết (symlink) không dùng được"))
        elif path.is_dir() or path.name.startswith(".") or path.suffix in _IGNORED_SUFFIXES:
            continue
        elif path.suffix != ".yaml":
            reading.report(
                name, 0, _("đuôi tệp {suffix} không dùng được").format(suffix=path.suffix or "∅"), expected=".yaml"
            )
        elif (count := count + 1) > MAX_FILES:
            reading.report(name, 0, _("quá {limit} tệp").format(limit=MAX_FILES))
            return
        else:
            yield path


def _take_object(reading: _Reading, section: str, origin: Origin, seen: dict[Key, str]) -> None:
    body = origin.node.value
    if not isinstance(body, dict):
        message = _("không phải một đối tượng")
        expected = _("các dòng tên-trường: giá-trị, có id")
        reading.report(origin.file, origin.node.line, message, section=section, expected=expected)
        return
    key = body.get("id")
    if isinstance(key, int) and not isinstance(key, bool):
        key = body["id"] = str(key)
    if not isinstance(key, str) or not key:
        message = _("đối tượng thiếu id") if key is None else _("id phải là chữ")
        reading.report(
            origin.file, origin.line_at(("id",)), message, section=section, field="id", expected=_("id: tên-duy-nhất")
        )
        return
    place = f"{origin.file}:{origin.line_at(('id',))}"
    if (section, key) in seen:
        message = _("id {id} đã dùng ở {place}").format(id=key, place=seen[section, key])
        reading.report(
            origin.file, origin.line_at(("id",)), message, section=section, object_id=key, field="id",
            expected=_("id chưa dùng trong phần này"),
        )  # fmt: skip
        return
    seen[section, key] = place
    reading.bodies[section, key] = body
    reading.origins[section, key] = origin


def _validate(reading: _Reading) -> None:
    for (section, key), body in reading.bodies.items():
        schema = sections.get(section).schema
        origin = reading.origins[section, key]
        try:
            item = schema.model_validate(body)
        except ValidationError as error:
            reading.problems += explain(error, schema, origin.file, origin.node, section, key)
            continue
        reading.objects[section, key] = item
        _check_to_confirm(item, origin, section, reading.problems.append)


def _step(node: Node | None, part: str) -> str | int:
    """One part of a path as a key of ``node.inside``: an entry of a list goes by its position or by its id."""
    if node is None or not isinstance(node.value, list):
        return part
    if part.isdigit():
        return int(part)
    ids = {entry.get("id"): number for number, entry in enumerate(node.value) if isinstance(entry, dict)}
    return ids.get(part, part)


def _check_to_confirm(item: PackObject, origin: Origin, section: str, report: Callable[[Problem], None]) -> None:
    """Each path in ``to_confirm`` names something that is written in the object; entries of lists by position or id."""
    for position, path in enumerate(item.to_confirm):
        node: Node | None = origin.node
        for part in path.split("."):
            inside = node.inside if node else {}
            step = _step(node, part)
            if step not in inside:
                report(
                    Problem(
                        origin.file, origin.line_at(("to_confirm", position)),
                        _("to_confirm nêu {path} nhưng đối tượng không có trường đó").format(path=path),
                        section, item.id, "to_confirm", _("tên trường có trong đối tượng, viết bằng dấu chấm"),
                        nearest(part, [str(name) for name in inside]),
                    )
                )  # fmt: skip
                break
            node = inside[step]
