"""Signed tokens (RFC 7519) by joserfc: made under our keys, and read under anybody's published ones."""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeyParameters, KeySet, RSAKey

ALGORITHMS: Final = ("RS256", "ES256")
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"


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
    try:
        known = KeySet([load_key(values) for values in keys if values.get("kty") in {"EC", "RSA"}])
        return dict(jwt.decode(token, known, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError, TypeError, KeyError, LookupError):
        return None
