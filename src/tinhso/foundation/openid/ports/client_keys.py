"""The public keys of an application, as it registered them or from where it says that they are."""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from tinhso.foundation.openid.models import Application
from tinhso.foundation.openid.ports.outward import Unreachable, get_json

_KEPT_S: Final = 300
#: An unknown key is looked for no more often than this: nobody makes us ask again and again.
_AGAIN_S: Final = 20
_MOST: Final = 20
_kept: Final[dict[str, tuple[float, list[dict[str, Any]]]]] = {}


def keys_of(application: Application, kid: str) -> Sequence[dict[str, Any]]:
    """The keys of an application, with ``kid`` among them if that can be (empty for any); none for one without keys and
    one whose address does not answer.
    """
    if not application.jwks_uri:
        return _keys(application.jwks)
    asked_at, found = _kept.get(application.jwks_uri, (-_KEPT_S, []))
    age = time.monotonic() - asked_at
    is_missing = bool(kid) and all(key.get("kid") != kid for key in found)
    if age >= _KEPT_S or (is_missing and age >= _AGAIN_S):
        # What was read last is good until it can be read again.
        with suppress(Unreachable):
            found = _keys(get_json(application.jwks_uri))
        _kept[application.jwks_uri] = (time.monotonic(), found)
    return found


def _keys(told: Any) -> list[dict[str, Any]]:
    keys = told.get("keys") if isinstance(told, dict) else None
    return [key for key in keys[:_MOST] if isinstance(key, dict)] if isinstance(keys, list) else []
