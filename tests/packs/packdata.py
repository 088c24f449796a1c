"""Plain YAML reading of the packs: no Django, no loader, so that the data is judged by itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

PACKS = Path(__file__).resolve().parents[2] / "packs"
PROVINCES = ("hue", "dong-thap", "quang-ngai", "quang-tri", "tra-vinh")

PackObject = dict[str, Any]
ReadSection = Callable[[str, str], list[PackObject]]


def read_file(path: Path) -> list[PackObject]:
    """Objects of one pack file, which holds either one object or a list of objects."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return content if isinstance(content, list) else [content]
