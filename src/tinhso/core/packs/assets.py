"""Pictures, sounds and films of a pack: files below ``assets/`` of a layer, an upper layer's over a lower one's."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.core.packs.in_force import province, release_number
from tinhso.core.packs.objects import PackManifest
from tinhso.core.packs.problems import Problem
from tinhso.core.packs.section import stored_media

FOLDER: Final = "assets"
MAX_BYTES: Final = 20 * 1024 * 1024
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
    ".mp4": "video/mp4", ".webm": "video/webm",
}  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*\.[a-z0-9]+\Z")


def read_assets(folder: Path, layer: str) -> tuple[dict[str, Path], list[Problem]]:
    """The assets of one layer by name (``cards/plot.png``), and what is wrong with its other files."""
    root = folder / layer / FOLDER
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in sorted(root.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        name = path.relative_to(root).as_posix()
        wrong = next(_faults(path, name), "")
        if wrong:
            problems.append(Problem(f"{layer}/{FOLDER}/{name}", 0, wrong, expected=", ".join(MEDIA_TYPES)))
        else:
            found[name] = path
    return found, problems


def _faults(path: Path, name: str) -> Iterator[str]:
    if path.is_symlink():
        yield _("liên kết (symlink) không dùng được")
    if not _NAME.match(name):
        yield _("tên tệp chỉ dùng chữ thường không dấu, số, gạch ngang, gạch dưới")
    if path.suffix not in MEDIA_TYPES:
        yield _("đuôi tệp {suffix} không dùng được").format(suffix=path.suffix or "∅")
    if path.stat().st_size > MAX_BYTES:
        yield _("tệp lớn hơn {limit} MB").format(limit=MAX_BYTES // 1024 // 1024)


def known_assets(manifest: PackManifest) -> dict[str, Path]:
    """The assets of a province by name, an upper layer's over a lower one's."""
    found: dict[str, Path] = {}
    for layer in (*manifest.extends, manifest.id):
        found |= read_assets(Path(settings.PACKS_DIR), layer)[0]
    return found


def find_asset(name: str) -> Path | None:
    """The file of an asset of the province in force, or of a store; None for a name that neither has."""
    if not release_number() or not _NAME.match(name) or Path(name).suffix not in MEDIA_TYPES:
        return None
    manifest = province()
    layers = (manifest.id, *reversed(manifest.extends))
    paths = (Path(settings.PACKS_DIR) / layer / FOLDER / name for layer in layers)
    return next((path for path in paths if path.is_file() and not path.is_symlink()), None) or stored_media(name)
