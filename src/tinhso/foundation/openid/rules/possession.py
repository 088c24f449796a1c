"""Tokens that work only for who holds a key (DPoP, RFC 9449): what each request proves, and under which nonce."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.core import signing

from tinhso.foundation.openid.rules.jwt import is_public_key, read_by, thumbprint, unread
from tinhso.foundation.openid.rules.secrets import plain64
from tinhso.foundation.openid.types import Refusal

ALGORITHMS: Final = ("ES256", "RS256", "PS256")
#: How long a nonce of ours is good, and with it a proof; it is remembered that long that a proof was used.
NONCE_LIVES_S: Final = 120
_SKEW_S: Final = 300
_SALT: Final = "tinhso.openid.nonce"
_LONGEST: Final = 8000


@dataclass(frozen=True, slots=True)
class Possession:
    """What a proof shows: the thumbprint of the key (RFC 7638), and by what it is known again."""

    jkt: str
    jti: str


def new_nonce() -> str:
    """A nonce of ours; it is nowhere stored."""
    return signing.TimestampSigner(salt=_SALT, sep=".").sign("n")


def is_nonce(text: str) -> bool:
    """Whether it is one of ours and still good."""
    try:
        signing.TimestampSigner(salt=_SALT, sep=".").unsign(text, max_age=NONCE_LIVES_S)
    except signing.BadSignature:
        return False
    return True


def read_proof(proof: str, *, method: str, address: str, at: datetime, token: str = "") -> Possession:
    """What a proof shows about a request of ``method`` to ``address``, with ``token`` at a resource.

    Raises ``Refusal``: ``use_dpop_nonce`` where it is right but for a nonce of ours, else ``invalid_dpop_proof``.
    """
    if len(proof) > _LONGEST or "," in proof:
        raise _wrong("one proof, please")
    header = unread(proof, 0)
    key: dict[str, Any] = header.get("jwk") or {}
    if header.get("typ") != "dpop+jwt" or header.get("alg") not in ALGORITHMS or not is_public_key(key):
        raise _wrong("typ, alg or jwk")
    claims = read_by(proof, [key], ALGORITHMS)
    if claims is None:
        raise _wrong("the signature")
    _check(claims, method, address, at, token)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not is_nonce(nonce):
        raise Refusal("use_dpop_nonce", "take the nonce of this answer")
    jkt = thumbprint(key)
    return Possession(jkt, f"{jkt}:{claims['jti']}")


def _check(claims: Mapping[str, Any], method: str, address: str, at: datetime, token: str) -> None:
    made, jti = claims.get("iat"), claims.get("jti")
    if claims.get("htm") != method or _place(claims.get("htu")) != _place(address):
        raise _wrong("htm or htu")
    if not isinstance(made, int | float) or isinstance(made, bool) or abs(at.timestamp() - made) > _SKEW_S:
        raise _wrong("iat")
    if not isinstance(jti, str) or not 1 <= len(jti) <= 200:
        raise _wrong("jti")
    if token:
        told = claims.get("ath")
        wanted = plain64(hashlib.sha256(token.encode()).digest())
        if not isinstance(told, str) or not hmac.compare_digest(told.encode(), wanted.encode()):
            raise _wrong("ath")


def _place(address: object) -> str:
    """An address without query and fragment, its scheme and host in small letters (RFC 9449, 4.3)."""
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
    except ValueError:
        return ""
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path or '/'}"


def _wrong(what: str) -> Refusal:
    return Refusal("invalid_dpop_proof", f"the proof is wrong: {what}")
