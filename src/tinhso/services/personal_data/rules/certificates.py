"""Certificates of deletion: what was erased, by which rule, proposed and approved by whom; their canonical text."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

FORMAT: Final = "tinhso.deletion/1"


def digest_of(certificate: Mapping[str, Any]) -> str:
    """The SHA-256 of a certificate's canonical text: JSON with sorted keys, no spaces, UTF-8."""
    text = json.dumps(certificate, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
