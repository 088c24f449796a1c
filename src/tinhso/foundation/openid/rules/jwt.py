"""Signed tokens (RFC 7519) by joserfc: made under our keys, and read under anybody's published ones."""

import base64
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeyParameters, RSAKey

ALGORITHMS: Final = ("RS256", "ES256")
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"

#: What a public key consists of, and what may stand beside it.
_PUBLIC: Final = {"EC": {"crv", "x", "y"}, "RSA": {"n", "e"}}
_BESIDE: Final = frozenset({"kty", "kid", "alg", "use", "key_ops", "ext", "x5c", "x5t", "x5t#S256"})
_LEAST_BITS: Final = 2048


def new_key(algorithm: str) -> Key:
    """A key for one algorithm, named by its thumbprint (RFC 7638)."""
    parameters: KeyParameters = {"use": "sig", "alg": algorithm}
    key: Key = (
        ECKey.generate_key("P-256", parameters, private=True, auto_kid=True)
        if algorithm == "ES256"
        else RSAKey.generate_key(2048, parameters, private=True, auto_kid=True)
    )
    return key


def load_key(values: Mapping[str, Any]) -> Key:
    """A key from its JSON (RFC 7517). Raises ``JoseError`` and ``ValueError``."""
    kind = ECKey if values.get("kty") == "EC" else RSAKey
    return kind.import_key(dict(values))


def load_key_text(text: str) -> Key:
    """A key from the text of its JSON. Raises ``JoseError`` and ``ValueError``."""
    return load_key(json.loads(text))


def sign(claims: Mapping[str, Any], key: Key, *, kind: str = "JWT") -> str:
    """The claims signed under ``key``, whose algorithm and name stand in the header."""
    algorithm = str(key.as_dict(private=False)["alg"])
    return jwt.encode({"alg": algorithm, "kid": key.kid, "typ": kind}, dict(claims), key, algorithms=[algorithm])


def read(token: str, keys: Collection[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The claims of a token that one of these public keys signed; None for any other. Times are not looked at."""
    return read_by(token, keys, ALGORITHMS)


def read_hint(token: str, keys: Collection[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The claims of an identity token of ours that comes back as a hint; None for anything else, a sign-out token under
    the same key too.
    """
    claims = read(token, keys)
    return claims if claims is not None and "events" not in claims else None


def read_by(token: str, keys: Collection[Mapping[str, Any]], algorithms: Collection[str]) -> dict[str, Any] | None:
    """The same, signed by any of ``algorithms``: by the key that it names, or by any where it names none."""
    kid = unread(token, 0).get("kid")
    for values in keys:
        if values.get("kty") not in {"EC", "RSA"} or (kid and values.get("kid", kid) != kid):
            continue
        with suppress(JoseError, ValueError, TypeError, KeyError, LookupError):
            return dict(jwt.decode(token, load_key(values), algorithms=list(algorithms)).claims)
    return None


def unread(token: str, part: int) -> dict[str, Any]:
    """The header (0) or the claims (1) of a token as they stand there, before anything of it is believed; empty for
    what is no token.
    """
    try:
        text = token.split(".")[part]
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, IndexError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def thumbprint(values: Mapping[str, Any]) -> str:
    """The thumbprint of a key (RFC 7638, SHA-256)."""
    return str(load_key(values).thumbprint())


def is_public_key(values: object) -> bool:
    """Whether a key is a public one that we read, RSA of 2048 bits at least or EC P-256, with no private part."""
    if not isinstance(values, dict) or not all(isinstance(value, str | bool | list) for value in values.values()):
        return False
    parts = _PUBLIC.get(str(values.get("kty")), set())
    if not parts or not parts <= values.keys() or values.keys() - parts - _BESIDE:
        return False
    try:
        key = load_key(values)
    except (JoseError, ValueError, TypeError, KeyError):
        return False
    return values.get("crv") == "P-256" or (isinstance(key, RSAKey) and key.public_key.key_size >= _LEAST_BITS)
