"""How an application proves that it is itself by a key of its own (``private_key_jwt``, RFC 7523, 3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from tinhso.foundation.openid.rules.jwt import unread
from tinhso.foundation.openid.types import Refusal

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
#: How long an assertion may be good for, and how far the clocks of two machines may differ.
LIVES_S: Final = 3600
SKEW_S: Final = 60
_LONGEST: Final = 200


def named_in(assertion: str) -> str:
    """The application that an assertion says it is of, before anything of it is believed; empty for none."""
    told = unread(assertion, 1).get("sub")
    return told if isinstance(told, str) else ""


def check(claims: Mapping[str, Any] | None, *, client_id: str, audiences: tuple[str, ...], at: datetime) -> str:
    """The ``jti`` of an assertion whose signature holds (None: it does not). Raises ``Refusal``.

    It is of this application alone, for us alone, and neither over, nor to come, nor good for too long.
    """
    if claims is None:
        raise Refusal("invalid_client", "the assertion is signed by no key of the client")
    now, told = at.timestamp(), claims.get("aud")
    audience = told[0] if isinstance(told, list) and len(told) == 1 else told
    if claims.get("iss") != client_id or claims.get("sub") != client_id or audience not in audiences:
        raise Refusal("invalid_client", "iss and sub are the client, aud is the issuer")
    until = _number(claims, "exp")
    if until is None or not now - SKEW_S < until <= now + LIVES_S + SKEW_S:
        raise Refusal("invalid_client", "exp is missing, over or too far away")
    if any((_number(claims, name) or now) > now + SKEW_S for name in ("iat", "nbf") if name in claims):
        raise Refusal("invalid_client", "the assertion is not good yet")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= _LONGEST:
        raise Refusal("invalid_client", "jti is missing")
    return jti


def _number(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
