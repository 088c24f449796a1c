"""What an entry commits to: its canonical text, its hash, and the masking of personal data in its detail."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from tinhso.core.personal import HIDDEN, DataClass, class_of_key, mask

#: What free text may hold of a person, after what only looks like it: the digits within an identifier or a hash.
_IN_TEXT = re.compile(
    r"""
    (?P<identifier> \b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b | \b[0-9a-f]{64}\b )
    | [\w.+-]+@[\w-]+\.[\w.-]+           # an e-mail address
    | (?<![\d-])(\+84|0)\d{9}(?!\d)      # a phone number
    | (?<!\d)\d{9}(\d{3})?(?!\d)         # a number of an identity card, old or new
    """,
    re.VERBOSE,
)


def canonical(fields: Mapping[str, object]) -> bytes:
    """The text of an entry that its hash is taken from: JSON with sorted keys, no spaces, UTF-8, times in UTC."""
    plain = {
        key: value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
        for key, value in fields.items()
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest_of(record: Mapping[str, object]) -> str:
    """The SHA-256 of the canonical text of a record, in hex: what stands in the log for a certificate or a protocol."""
    return sha256(canonical(record)).hexdigest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf of the tree (RFC 6962, 2.1)."""
    return sha256(b"\x00" + data).digest()


def clean(value: Any, key: str = "") -> Any:
    """``value`` as JSON that the database gives back letter for letter, with personal data masked.

    What a key names is asked of ``core.personal``, should a caller hand personal data over in spite of the contract.
    Numbers with a fraction become text, since
    ``jsonb`` may write them differently.
    """
    if isinstance(value, Mapping):
        return {str(name): clean(item, str(name)) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [clean(item, key) for item in value]
    kind = class_of_key(key)
    if kind is DataClass.SENSITIVE:
        return mask(value, kind)
    if value is None or isinstance(value, bool | int):
        return value
    text = str(value).replace("\x00", "")
    if kind is DataClass.BASIC:
        return mask(text, kind)
    return _IN_TEXT.sub(lambda found: found[0] if found["identifier"] else HIDDEN, text)
