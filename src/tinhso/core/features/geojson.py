"""GeoJSON (RFC 7946), read: a collection of features, whatever properties each has."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tinhso.core.features.types import MOST_COLUMNS, MOST_ROWS, Feature, FeaturesUnreadable, Found, single

#: Bytes of a file: it is read as a whole.
MOST_BYTES: Final = 60_000_000


def read_geojson(path: Path) -> Found:
    """The features of a file, its columns those of all of them. Raises ``FeaturesUnreadable``."""
    if path.stat().st_size > MOST_BYTES:
        raise FeaturesUnreadable("bytes")
    try:
        content = json.loads(path.read_text("utf-8-sig"))
        features = [each for each in content["features"] if each["type"] == "Feature"]
        names = list(dict.fromkeys(name for each in features for name in each.get("properties") or {}))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FeaturesUnreadable("json") from None
    if len(names) > MOST_COLUMNS or len(features) > MOST_ROWS:
        raise FeaturesUnreadable("rows")
    return Found(names, True, _features(features, names))


def _features(features: list[dict[str, Any]], names: list[str]) -> Iterator[Feature]:
    for each in features:
        values = each.get("properties") or {}
        yield [values.get(name) for name in names], single(each.get("geometry"))
