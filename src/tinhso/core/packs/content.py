"""The body of an object as text: one canonical JSON per content with its digest, and YAML for files."""

import hashlib
import json
from decimal import Decimal
from typing import Any

import yaml


def canonical_json(body: object) -> str:
    """JSON with sorted keys and no spaces; equal bodies give equal text, fractions as written (``1.50`` as ``1.5``)."""
    return json.dumps(plain(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_json(text: str) -> Any:
    """The body of a canonical or stored text; fractions as Decimal."""
    return json.loads(text, parse_float=Decimal)


def as_yaml(body: object) -> str:
    """The body as people write it in a file."""
    return str(yaml.safe_dump(plain(body), allow_unicode=True, sort_keys=False, width=120))


def digest(section: str, key: str, body: object) -> str:
    """SHA-256 over section, key and canonical JSON, in hexadecimal."""
    text = "\0".join((section, key, canonical_json(body)))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """Decimals as floats, whose shortest text reads back as the same decimal (the loader admits 15 digits)."""
    match value:
        case dict():
            return {key: plain(member) for key, member in value.items()}
        case list() | tuple():
            return [plain(member) for member in value]
        case Decimal():
            return float(value)
        case _:
            return value
