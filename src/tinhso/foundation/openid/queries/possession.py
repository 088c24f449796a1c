"""Which key a request proves to hold (DPoP, RFC 9449), each proof once."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from tinhso.core import limits
from tinhso.foundation.openid.rules import possession
from tinhso.foundation.openid.types import Refusal


def key_held(request: HttpRequest, at: datetime, *, token: str = "") -> str:
    """The thumbprint of the key that a request proves to hold, at a resource together with its token; empty where it
    proves none. Raises ``Refusal``.
    """
    proof = request.headers.get("DPoP", "")
    if not proof:
        return ""
    address = f"{settings.PUBLIC_URL}{request.path}"
    shown = possession.read_proof(proof, method=request.method or "", address=address, at=at, token=token)
    if not limits.once(f"openid.proof:{shown.jti}", possession.NONCE_LIVES_S):
        raise Refusal("invalid_dpop_proof", "the proof was used before")
    return shown.jkt


def challenge(refusal: Refusal) -> dict[str, str]:
    """What an answer tells who has not proved to hold the key of a token, with a nonce for the next proof."""
    told = f'DPoP error="{refusal.error}", algs="{" ".join(possession.ALGORITHMS)}"'
    return {"WWW-Authenticate": told, "DPoP-Nonce": possession.new_nonce()}
